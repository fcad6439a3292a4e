import { defineConfig } from "@playwright/test";
import { browser } from "./support/browser";

export default defineConfig({
  globalSetup: "./support/global-setup.ts",
  outputDir: "./test-results/artifacts",
  reporter: [[process.stdout.isTTY ? "list" : "dot"], ["json", { outputFile: "./test-results/results.json" }]],
  // One browser, one dashboard and one cluster at a time: a machine of two cores has no more to give.
  workers: 1,
  // A test that sometimes fails is a bug, of the product or of the test.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...browser, trace: "retain-on-failure", screenshot: "only-on-failure" },
  projects: [
    { name: "demo", testDir: "./demo" },
    { name: "access", testDir: "./access" },
    // Real pods start and end in their own time.
    { name: "cluster", testDir: "./cluster", timeout: 300_000 },
  ],
});
