// Other kinds than Deployments on the board.

import type { Page } from "@playwright/test";
import { Accessibility } from "../support/accessibility";
import { expect, test } from "../support/demo";
import { Drawer } from "../support/drawer";
import type { StatusPage } from "../support/status-page";

const TITLES = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"];
const KINDS = TITLES.map((title) => title.toLowerCase());

/** The kinds of the cards, each once, in the order of KINDS. */
async function kinds(status: StatusPage): Promise<string[]> {
  const found = (await status.shown()).map(({ key }) => /\/([a-z]+):/.exec(key)?.[1] ?? "deployment");
  return KINDS.filter((kind) => found.includes(kind));
}

const picker = (page: Page) => page.locator("details.kinds > summary");
const entry = (page: Page, title: string) => page.locator("details.kinds[open]").getByRole("link", { name: title, exact: true });

test("Deployments are shown until other kinds are picked", async ({ page, status }) => {
  await status.open();
  expect(await kinds(status)).toEqual(["deployment"]);
  await expect(status.count).toContainText("deployments");
  await expect(picker(page)).toContainText("Deployments");
  await picker(page).click();
  await entry(page, "StatefulSet").click();
  await expect(page).toHaveURL(/kind=deployment&kind=statefulset/);
  await expect.poll(() => kinds(status)).toEqual(["deployment", "statefulset"]);
  await expect(status.count).toContainText("workloads");
  await status.isLive();
  await entry(page, "Deployment").click();
  await expect.poll(() => kinds(status)).toEqual(["statefulset"]);
  await expect(picker(page)).toContainText("StatefulSets");
  await page.goBack();
  await page.goBack();
  await expect.poll(() => kinds(status)).toEqual(["deployment"]);
});

test("the keyboard picks every kind, one after the other", async ({ page, status }) => {
  await status.open();
  await picker(page).focus();
  await page.keyboard.press("Enter");
  for (const title of TITLES.slice(1)) {
    await page.keyboard.press("Tab");
    while (!(await entry(page, title).evaluate((link) => link === document.activeElement))) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(entry(page, title)).toHaveAttribute("aria-current", "true");
    await expect(entry(page, title)).toBeFocused();
  }
  await expect(page).toHaveURL(/kind=all/);
  await expect.poll(() => kinds(status)).toEqual(KINDS);
  await expect(picker(page)).toContainText("All kinds");
  await page.keyboard.press("Escape");
  await expect(picker(page)).toBeFocused();
});

test("a search for a kind looks through all of them", async ({ page, status }) => {
  await status.open();
  await status.search.fill("kind:cron");
  await expect.poll(() => kinds(status)).toEqual(["cronjob"]);
  await status.isLive();
  await status.search.fill("");
  await expect.poll(() => kinds(status)).toEqual(["deployment"]);
  await expect(page).toHaveURL(/\?cluster=\*$/);
});

test("rows of every kind stay up to date", async ({ status }) => {
  await status.open("?cluster=*&kind=cronjob");
  // Every minute it runs for 25 seconds.
  const head = status.card("prod-eu/shop/cronjob:price-import").locator(".card-head");
  await expect(head).toContainText("Healthy");
  const before = (await head.textContent())!;
  await expect(head).not.toHaveText(before, { timeout: 45_000 });
});

test("the drawer tells of every kind what kubectl does, its events, history and manifest", async ({ page }) => {
  const drawer = new Drawer(page);
  const rows: [string, string, string[]][] = [
    ["prod-eu/billing/statefulset:ledger-db", "StatefulSet", ["Ready", "Age"]],
    ["prod-eu/kube-system/daemonset:log-shipper", "DaemonSet", ["Desired", "Up-to-date", "Node selector"]],
    ["prod-eu/billing/job:ledger-migration", "Job", ["Completions", "Duration"]],
    ["prod-eu/billing/cronjob:dunning-letters", "CronJob", ["Schedule", "Last schedule"]],
    ["prod-eu/shop/pod:debug-shell", "Pod", ["Status", "Restarts"]],
  ];
  for (const [key, kind, columns] of rows) {
    await test.step(kind, async () => {
      await page.goto(`/?cluster=*&kind=all&open=${key}`);
      await drawer.isOpen();
      await expect(drawer.dialog.locator(".drawer-place")).toContainText(kind);
      for (const column of columns) await expect(drawer.dialog.getByText(column, { exact: true }).first()).toBeVisible();
      await drawer.shows("Events");
      const hasRevisions = ["StatefulSet", "DaemonSet"].includes(kind);
      await expect(drawer.dialog.getByRole("link", { name: "History", exact: true })).toHaveCount(hasRevisions ? 1 : 0);
      if (hasRevisions) {
        await drawer.shows("History");
        await expect(drawer.dialog.locator(".revisions > li")).toHaveCount(2);
        await expect(drawer.dialog.locator(".revisions > li").first()).toContainText("image");
      }
      await drawer.shows("Manifest");
      await expect(drawer.dialog.locator("pre")).toContainText(`kind: ${kind}`);
    });
  }
});

test("axe finds nothing on the board of all kinds", async ({ page, status }) => {
  test.setTimeout(120_000);
  await status.open("?cluster=prod-eu&kind=all&view=cards");
  await picker(page).click();
  await new Accessibility(page).findsNothing("cards of all kinds with the picker open");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("kinds are links", async ({ page, status }) => {
    await page.goto("/?cluster=*");
    await picker(page).click();
    await entry(page, "Job").click();
    await expect(page).toHaveURL(/kind=deployment&kind=job/);
    expect(await kinds(status)).toEqual(["deployment", "job"]);
  });
});
