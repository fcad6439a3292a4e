// What every test has: a page in which nothing may go wrong unseen, and the Status page in words.

import { test as base } from "@playwright/test";
import { Accessibility } from "./accessibility";
import { running } from "./dashboard";
import { StatusPage } from "./status-page";
import { Troubles } from "./troubles";

interface Fixtures {
  /** What went wrong in the page; a test may allow what it brings about itself. */
  troubles: Troubles;
  status: StatusPage;
  accessibility: Accessibility;
  dashboardLogs: void;
}

export const test = base.extend<Fixtures>({
  troubles: async ({}, use) => {
    const troubles = new Troubles();
    await use(troubles);
    base.expect(troubles.unexpected(), "console, errors, content security policy and requests").toEqual([]);
  },
  page: async ({ page, troubles }, use) => {
    await troubles.watch(page);
    await use(page);
  },
  status: async ({ page }, use) => use(new StatusPage(page)),
  accessibility: async ({ page }, use) => use(new Accessibility(page)),
  dashboardLogs: [
    async ({}, use, info) => {
      await use();
      if (info.status === info.expectedStatus) return;
      for (const dashboard of running) await info.attach("log of the dashboard", { body: dashboard.log() });
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";
