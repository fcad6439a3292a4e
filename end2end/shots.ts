// Pictures of the Status page in both themes and two widths, into end2end/shots/. They are looked
// at by people, not compared.

import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { test as demoTest } from "./support/demo";
import { container, deployment } from "./support/deployments";
import { expect, test as realTest } from "./support/real";
import type { StatusPage } from "./support/status-page";

const FOLDER = resolve(__dirname, "shots");
const NAMESPACE = "project-sneakers-staging";
const IMAGE = "registry-minor:5000/wl/backend:staging-a1dcf6ff";

const VIEWS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
].flatMap((viewport) => (["light", "dark"] as const).map((colorScheme) => ({ viewport, colorScheme })));

/** A state of the page: its address, and what is done there. */
const STATES: { name: string; query: string; prepare?: (page: Page, status: StatusPage) => Promise<void> }[] = [
  { name: "demo", query: "?cluster=*" },
  { name: "only-problems", query: "?problems=1" },
  { name: "by-application", query: "?cluster=*&group=application" },
  { name: "table", query: "?view=table" },
  { name: "table-by-application", query: "?view=table&group=application&sort=cpu" },
  { name: "tiles", query: "?view=tiles" },
  { name: "tiles-tip", query: "?view=tiles", prepare: (page) => page.locator("a.tile[data-named]").first().focus() },
  { name: "wall", query: "?view=wall" },
  { name: "wall-calm", query: "?view=wall&verdict=paused" },
  { name: "kinds", query: "?cluster=*&kind=all" },
  { name: "kinds-table", query: "?cluster=*&kind=all&view=table" },
  { name: "kinds-open", query: "?cluster=*&kind=statefulset", prepare: (page) => page.locator("details.kinds > summary").click() },
  { name: "drawer-stateful-set", query: "?cluster=*&kind=all&open=prod-eu/billing/statefulset:ledger-db" },
  { name: "drawer-cron-job", query: "?cluster=*&kind=all&open=prod-eu/billing/cronjob:dunning-letters" },
  { name: "not-grouped", query: "?group=none&sort=newest" },
  { name: "filtered-empty", query: "?q=no-such-thing&cluster=prod-eu" },
  { name: "clusters-open", query: "?cluster=prod-eu", prepare: (_, status) => status.picker("Clusters").click() },
  { name: "namespaces-open", query: "?cluster=*", prepare: (_, status) => status.picker("Namespaces").click() },
  {
    name: "suggestions",
    query: "?problems=1",
    prepare: async (_, status) => {
      await status.search.focus();
      await status.search.press("ArrowDown");
      await status.search.press("ArrowDown");
    },
  },
  {
    name: "palette",
    query: "?cluster=*",
    prepare: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("combobox").fill("shop");
    },
  },
  { name: "shortcuts", query: "?cluster=*", prepare: (page) => page.keyboard.press("?") },
  {
    name: "following",
    query: "?problems=1",
    prepare: async (page) => {
      await page.locator("summary").filter({ hasText: "Following" }).click();
      await page.getByRole("switch", { name: "Follow this view" }).check();
    },
  },
  {
    name: "menu",
    query: "?cluster=*",
    prepare: async (page) => {
      const isPhone = (page.viewportSize()?.width ?? 0) < 1024;
      await page.getByRole("button", { name: isPhone ? "Open menu" : "Collapse menu" }).click();
    },
  },
];

/** A Deployment of the demo fleet whose details are worth a look. */
const OPENED = "prod-eu/common-auth/session-cache-deploy";
for (const tab of ["pods", "events", "logs", "history", "manifest"]) {
  STATES.push({
    name: `drawer-${tab}`,
    query: `?cluster=*&open=${OPENED}&tab=${tab}`,
    prepare: async (page) => {
      await expect(page.locator(".awaited")).toHaveCount(0);
      if (tab === "logs") await expect(page.locator(".log-row").nth(10)).toBeVisible();
    },
  });
}

for (const { viewport, colorScheme } of VIEWS) {
  const suffix = `${colorScheme}-${viewport.width}`;
  demoTest.describe(suffix, () => {
    demoTest.use({ viewport, colorScheme });
    for (const { name, query, prepare } of STATES) {
      demoTest(name, async ({ page, status }) => {
        await status.open(query);
        await expect(page.locator(".pods-awaited:visible")).toHaveCount(0);
        await prepare?.(page, status);
        await page.screenshot({ path: `${FOLDER}/${name}-${suffix}.png`, animations: "disabled" });
      });
    }
    for (const [name, query] of [
      ["versions", ""],
      ["versions-differences", "?differences=true"],
      ["versions-found", "?q=prod"],
    ]) {
      demoTest(name!, async ({ page }) => {
        await page.goto(`/versions${query}`);
        await page.locator("main table").first().waitFor();
        await page.screenshot({ path: `${FOLDER}/${name}-${suffix}.png`, animations: "disabled" });
      });
    }
    demoTest("whole demo page", async ({ page, status }) => {
      await status.open();
      await page.screenshot({ path: `${FOLDER}/demo-whole-${suffix}.png`, animations: "disabled", fullPage: true });
    });
  });
  realTest.describe(`real ${suffix}`, () => {
    realTest.use({ viewport, colorScheme });
    realTest("real cluster", async ({ clusters, page, status }) => {
      const pod = { containers: [container("apf-sneakers-remote-pod", { image: IMAGE, args: ["--cpu", "60", "--memory", "90"] })] };
      if (!(await clusters.real.kubectl("get", "namespaces")).includes(NAMESPACE)) {
        await clusters.importImage(IMAGE);
        await clusters.real.createNamespace(NAMESPACE);
        await clusters.real.create(deployment("sneakers-remote-deploy", 3, pod), NAMESPACE);
      }
      await status.open("?cluster=real");
      const figures = status.card(`real/${NAMESPACE}/sneakers-remote-deploy`).locator("tbody .use");
      await expect(figures.first()).toHaveText(/^\d+m$/, { timeout: 110_000 });
      const shoot = (name: string) => page.screenshot({ path: `${FOLDER}/${name}-${suffix}.png`, animations: "disabled" });
      await shoot("real");
      for (const view of ["table", "tiles"]) {
        await status.open(`?cluster=real&view=${view}&kind=all`);
        await shoot(`real-${view}`);
      }
      for (const tab of ["pods", "events", "logs", "history", "manifest"]) {
        await status.open(`?cluster=real&open=real/${NAMESPACE}/sneakers-remote-deploy&tab=${tab}`);
        await expect(page.locator(".awaited")).toHaveCount(0);
        await shoot(`real-drawer-${tab}`);
      }
    });
  });
}
