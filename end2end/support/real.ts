// Tests on real clusters; skipped by name where no kubelet can run.

import { Clusters } from "./clusters";
import { Dashboard } from "./dashboard";
import { test as base } from "./fixtures";

/** Seconds between two looks at the metrics, so that a test need not wait for long. */
const METRICS_SECONDS = 5;

interface WorkerFixtures {
  found: Clusters | { missing: string };
  served: Dashboard | undefined;
}

interface Fixtures {
  clusters: Clusters;
  dashboard: Dashboard;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  found: [
    async ({}, use) => use(await Clusters.ofThisRun()),
    // The first time, programs may have to be built.
    { scope: "worker", timeout: 900_000 },
  ],
  served: [
    async ({ found }, use) => {
      if ("missing" in found) return use(undefined);
      const dashboard = await Dashboard.start({
        clusters: found.configuration(),
        metrics: { interval_seconds: METRICS_SECONDS },
        ui: { refresh_interval_seconds: METRICS_SECONDS },
      });
      await use(dashboard);
      await dashboard.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  clusters: async ({ found }, use, info) => {
    if ("missing" in found) return info.skip(true, found.missing);
    await use(found);
  },
  dashboard: async ({ served }, use, info) => {
    if (!served) return info.skip(true, "there is no real cluster");
    await use(served);
  },
  baseURL: async ({ served }, use) => use(served?.url),
});

export { expect } from "./fixtures";
