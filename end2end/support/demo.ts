// Tests on the demo fleet: three simulated clusters in which something always happens.

import { Dashboard } from "./dashboard";
import { test as base } from "./fixtures";

/** Nothing is configured and no kubeconfig is found, so the demo fleet is shown. */
export const DEMO = {};

export const test = base.extend<object, { demo: Dashboard }>({
  demo: [
    async ({}, use) => {
      const demo = await Dashboard.start(DEMO);
      await use(demo);
      await demo.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
});

export { expect } from "./fixtures";
