// Takes pictures of the Status page for looking at: npx playwright test -c end2end/shots.config.ts

import { defineConfig } from "@playwright/test";
import { browser } from "./support/browser";

export default defineConfig({
  globalSetup: "./support/global-setup.ts",
  testDir: ".",
  testMatch: "shots.ts",
  outputDir: "./test-results/shots",
  reporter: "list",
  workers: 1,
  timeout: 120_000,
  use: { ...browser },
});
