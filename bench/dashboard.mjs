// What the benchmarks share: the release binary with simulated clusters, the browser, the report.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const binary = process.env.DASHBOARD_LIGHT_BINARY ?? "dist/dashboard-light";

/** A port nobody listens on. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
    server.on("error", reject);
  });
}

/** Asks until the answer is good. Resolves to the milliseconds it took. */
async function until(url, limit = 120_000) {
  const start = performance.now();
  while (performance.now() - start < limit) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${url} did not become good within ${limit} ms`);
}

/** Starts it with these clusters (name → scenario). */
export async function start(clusters) {
  const folder = mkdtempSync(join(tmpdir(), "dashboard-light-bench-"));
  const [port, admin] = [await freePort(), await freePort()];
  const list = Object.entries(clusters).map(([name, scenario]) => `  - { name: ${name}, simulated: ${scenario} }`);
  const config = [
    "server:",
    `  listen: "127.0.0.1:${port}"`,
    `  admin_listen: "127.0.0.1:${admin}"`,
    "clusters:",
    ...list,
    "log: { level: warn }",
  ];
  writeFileSync(join(folder, "config.yaml"), config.join("\n"));
  const child = spawn(binary, ["serve", "--config", join(folder, "config.yaml")], { stdio: "inherit" });
  const readyAfter = await until(`http://127.0.0.1:${admin}/readyz`);
  return {
    url: `http://127.0.0.1:${port}`,
    admin: `http://127.0.0.1:${admin}`,
    readyAfter,
    /** Resident memory in MiB. */
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
    },
    /** Processor seconds used so far. */
    processorSeconds() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    stop() {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    },
  };
}

/** Chromium as it is found here. */
export function openBrowser() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const executablePath = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"] });
}

/** The median, least and greatest of these numbers. */
export function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], greatest: sorted.at(-1) };
}

/** One line of the report. */
export function say(name, value) {
  console.log(`${name.padEnd(52)}${value}`);
}
