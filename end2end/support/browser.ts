// The browser is the system's own: nothing is downloaded.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

function findBrowser(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find((file) => existsSync(file));
  if (!found) throw new Error(`no browser found: none of ${NAMES.join(", ")} is in PATH`);
  return found;
}

/** What every project uses: a desktop with a mouse, light, without motion. */
export const browser: Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> = {
  browserName: "chromium",
  launchOptions: {
    executablePath: findBrowser(),
    args: [
      // Root, as in CI containers, has no sandbox.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  },
  viewport: { width: 1440, height: 900 },
  colorScheme: "light",
  contextOptions: { reducedMotion: "reduce" },
};
