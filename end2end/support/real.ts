// Tests on real clusters; skipped by name where no kubelet can run.

import { Clusters } from "./clusters";
import { Dashboard } from "./dashboard";
import { test as base } from "./fixtures";
import type { KubernetesApi } from "./kubernetes-api";

/** Seconds between two looks at the metrics, so that a test need not wait for long. */
const METRICS_SECONDS = 5;

interface WorkerFixtures {
  /** The clusters of this run, as far as there are any. */
  found: Clusters;
  served: Dashboard | undefined;
}

interface Fixtures {
  /** Both clusters; without a kubelet the test is skipped. */
  clusters: Clusters;
  /** The second cluster, which needs no kubelet. */
  second: KubernetesApi;
  /** Shows both clusters. */
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
      const clusters = found.configuration();
      if (clusters.length === 0) return use(undefined);
      const dashboard = await Dashboard.start({
        clusters,
        metrics: { interval_seconds: METRICS_SECONDS },
        ui: { refresh_interval_seconds: METRICS_SECONDS },
      });
      await use(dashboard);
      await dashboard.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  clusters: async ({ found }, use, info) => {
    const missing = found.missing("real") ?? found.missing("second");
    if (missing) return info.skip(true, missing);
    await use(found);
  },
  second: async ({ found }, use, info) => {
    const missing = found.missing("second");
    if (missing) return info.skip(true, missing);
    await use(found.second);
  },
  dashboard: async ({ clusters, served }, use) => {
    if (!served) throw new Error(`nothing shows ${clusters.configuration().length} clusters`);
    await use(served);
  },
  baseURL: async ({ served }, use) => use(served?.url),
});

export { expect } from "./fixtures";
