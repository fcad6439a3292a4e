import type { Locator, Page } from "@playwright/test";
import { Dashboard } from "../support/dashboard";
import { DEMO, expect, test } from "../support/demo";
import { StatusPage } from "../support/status-page";

/** The demo fleet is lively, but rests now and then. */
const SOON = { timeout: 90_000 };

const density = (page: Page): Locator => page.getByRole("group", { name: "Density" });
const lines = (page: Page): Locator => page.locator("tr.dt-line");
const tiles = (page: Page): Locator => page.locator("a.tile");
const keys = (all: Locator): Promise<(string | null)[]> =>
  all.evaluateAll((elements) => elements.map((element) => element.getAttribute("data-key")));

test("cards, table, tiles and wall are picked with the mouse, and Back leads back", async ({ page, status }) => {
  await status.open();
  await expect(density(page).locator("[aria-current]")).toHaveText("Cards");
  // Deployments come and go in the demo: as many are drawn as are counted.
  const shows = async (drawn: Locator): Promise<void> =>
    expect.poll(async () => (await drawn.count()) - Number.parseInt(await status.count.innerText(), 10)).toBe(0);
  await density(page).getByRole("link", { name: "Table" }).click();
  await expect(page).toHaveURL(/\?view=table$/);
  await shows(lines(page));
  await density(page).getByRole("link", { name: "Tiles" }).click();
  await expect(page).toHaveURL(/\?view=tiles$/);
  await shows(tiles(page));
  await density(page).getByRole("link", { name: "Wall" }).click();
  await expect(page).toHaveURL(/\?view=wall$/);
  await expect(page.locator(".app-header")).toBeHidden();
  await page.goBack();
  await shows(tiles(page));
  await page.goBack();
  await shows(lines(page));
  await page.goBack();
  await shows(status.cards);
});

test("density and grouping are picked with the keyboard", async ({ page, status }) => {
  await status.open();
  await density(page).getByRole("link", { name: "Table" }).focus();
  await page.keyboard.press("Enter");
  await expect(lines(page).first()).toBeVisible();
  await expect(density(page).getByRole("link", { name: "Table" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(tiles(page).first()).toBeVisible();
  await page.getByRole("group", { name: "Group by" }).getByRole("link", { name: "None" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?group=none&view=tiles$/);
  await expect(page.locator("details.group")).toHaveCount(0);
});

test("the table is sorted by its headings", async ({ page, status }) => {
  await status.open("?cluster=prod-eu&view=table");
  const heading = (name: string): Locator => page.getByRole("columnheader", { name, exact: true });
  await expect(heading("Verdict")).toHaveAttribute("aria-sort", "descending");
  await heading("Application").getByRole("link").click();
  await expect(page).toHaveURL(/\?cluster=prod-eu&sort=name&view=table$/);
  await expect(heading("Application")).toHaveAttribute("aria-sort", "ascending");
  await expect(heading("Verdict")).not.toHaveAttribute("aria-sort");
  const names = (): Promise<string[]> => lines(page).locator("th").allInnerTexts();
  await expect.poll(async () => isSorted(await names(), (one, other) => one <= other)).toBe(true);
  await heading("Restarts").getByRole("link").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=restarts/);
  const restarts = async (): Promise<number[]> =>
    (await lines(page).locator('td[data-column="restarts"]').allInnerTexts()).map(Number);
  await expect.poll(async () => isSorted(await restarts(), (one, other) => one >= other)).toBe(true);
});

test("by CPU, what is in use decides, and what is not known stands last", async ({ demo, page, status }) => {
  type Rows = { rows: { name: string; usage: { cpu_millicores: number } | null }[] };
  await expect
    .poll(async () => (await demo.get<Rows>("deployments?sort=cpu")).rows.filter(({ usage }) => usage).length, SOON)
    .toBeGreaterThan(20);
  await status.open("?group=none&view=table");
  await page.getByRole("columnheader", { name: "CPU" }).getByRole("link").click();
  await expect(page).toHaveURL(/\?group=none&sort=cpu&view=table$/);
  // Figures move on between two answers, but what uses most by far stays in front.
  const front = async (): Promise<string[]> => (await keys(lines(page))).slice(0, 15).map((key) => key?.split("/")[2] ?? "");
  await expect
    .poll(async () => {
      const { rows } = await demo.get<Rows>("deployments?sort=cpu&limit=5");
      const shown = await front();
      return rows.filter(({ name }) => !shown.includes(name)).map(({ name }) => name);
    }, SOON)
    .toEqual([]);
  // The server draws that order too.
  await page.reload();
  await expect.poll(front).toContain((await demo.get<Rows>("deployments?sort=cpu&limit=1")).rows[0]!.name);
});

test("the column that repeats the group is left out", async ({ page, status }) => {
  const columns = async (query: string): Promise<string[]> => {
    await status.open(query);
    return page.locator("thead th:visible").allInnerTexts();
  };
  const rest = ["Ready", "Image tag", "CPU", "Memory", "Restarts", "Changed"];
  expect(await columns("?view=table")).toEqual(["Verdict", "Application", "Namespace", ...rest]);
  expect(await columns("?group=namespace&view=table")).toEqual(["Verdict", "Application", "Cluster", ...rest]);
  expect(await columns("?group=application&view=table")).toEqual(["Verdict", "Place", ...rest]);
  expect(await columns("?group=none&view=table")).toEqual(["Verdict", "Application", "Namespace", "Cluster", ...rest]);
});

test("columns are chosen and stay so", async ({ page, status }) => {
  await status.open("?view=table");
  await page.locator("summary").filter({ hasText: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Memory" }).uncheck();
  await page.getByRole("checkbox", { name: "Restarts" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  const heading = (name: string): Locator => page.getByRole("columnheader", { name, exact: true });
  await expect(heading("Memory")).toBeHidden();
  await expect(heading("Restarts")).toBeHidden();
  const answer = await page.reload();
  expect(await answer?.text()).toMatch(/data-hide="?cluster memory restarts/);
  await expect(heading("Memory")).toBeHidden();
  await expect(heading("CPU")).toBeVisible();
  await status.isLive();
});

test("a line is 36 px high, and its reason 26 px", async ({ page, status }) => {
  await status.open("?problems=1&view=table");
  const heights = (selector: string): Promise<number[]> =>
    page.locator(selector).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  expect(new Set(await heights("tr.dt-line"))).toEqual(new Set([36]));
  expect(new Set(await heights("tr.why-row"))).toEqual(new Set([26]));
});

test("tiles are gone through with the arrow keys", async ({ page, status }) => {
  await status.open("?cluster=prod-eu&group=none&sort=name&view=tiles");
  await expect(page.locator('a.tile[tabindex="0"]')).toHaveCount(1);
  const all = await keys(tiles(page));
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute("data-key") ?? null);
  await tiles(page).first().focus();
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe(all[1]);
  await page.keyboard.press("ArrowLeft");
  expect(await focused()).toBe(all[0]);
  await page.keyboard.press("End");
  expect(await focused()).toBe(all.at(-1));
  await page.keyboard.press("Home");
  expect(await focused()).toBe(all[0]);
  const top = async (): Promise<number> => (await page.locator("a.tile:focus").boundingBox())!.y;
  const before = await top();
  // A screen so narrow has several rows.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.keyboard.press("ArrowDown");
  expect(await focused()).not.toBe(all[0]);
  await page.keyboard.press("ArrowUp");
  expect(await focused()).toBe(all[0]);
  expect(before).toBeGreaterThan(0);
  // Tab leads out of the tiles, and back to the one that was left.
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab");
  expect(await focused()).toBeNull();
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toBe(all[1]);
});

test("a tile says what it is to the pointer and to the focus", async ({ page, status }) => {
  await status.open("?cluster=prod-eu&view=tiles");
  const tip = page.locator(".tile-tip");
  await expect(tip).toHaveCount(0);
  const tile = tiles(page).last();
  const label = (await tile.getAttribute("aria-label"))!;
  await tile.hover();
  await expect(tip).toContainText(label.split(" ")[0]!);
  await expect(tip).toContainText("prod-eu / ");
  await page.keyboard.press("Escape");
  await page.mouse.move(5, 5);
  await expect(tip).toHaveCount(0);
  await tile.focus();
  await expect(tip).toContainText(label.split(" ")[0]!);
  await expect(tile).toHaveAccessibleDescription(/prod-eu \/ /);
  await page.keyboard.press("Escape");
  await expect(tip).toHaveCount(0);
});

test("only a tile that needs somebody has a name", async ({ page, status }) => {
  await status.open("?view=tiles");
  const named = await page.locator("a.tile[data-named]").evaluateAll((all) => all.map((tile) => tile.getAttribute("data-verdict")));
  expect(named.every((verdict) => ["down", "failed", "degraded", "warning"].includes(verdict ?? ""))).toBe(true);
  const healthy = page.locator('a.tile[data-verdict="healthy"]').first();
  expect(await healthy.boundingBox()).toMatchObject({ width: 24, height: 24 });
});

test("an application has a chip for each of its clusters", async ({ page, status }) => {
  await status.open("?group=application");
  const group = page.locator("details.group").filter({ has: page.locator(".cluster-chip ~ .cluster-chip") }).first();
  const chips = await group.locator(".cluster-chip").allInnerTexts();
  const places = await group.locator(".card-name").allInnerTexts();
  const clusters = new Set(places.map((place) => place.split(" / ")[0]));
  expect(new Set(chips.map((chip) => chip.replace(/\n?,.*/, "").trim()))).toEqual(clusters);
});

test("the wall shows problems only, without anything else, and is left by Escape and by a click", async ({ page, status }) => {
  await status.open("?view=table");
  await density(page).getByRole("link", { name: "Wall" }).click();
  const wall = page.locator(".wall");
  await expect(wall).toBeVisible();
  for (const part of [".app-side", ".app-header", ".toolbar", ".strip"]) await expect(page.locator(part)).toBeHidden();
  await expect(wall.locator(".wall-clock")).toHaveText(/^\d\d:\d\d:\d\d$/);
  const verdicts = await wall.locator(".wall-card").evaluateAll((all) => all.map((card) => card.getAttribute("data-verdict")));
  expect(verdicts.every((verdict) => ["down", "failed", "degraded", "warning", "unknown"].includes(verdict ?? ""))).toBe(true);
  for (const [width, height] of [[1024, 768], [1366, 768], [1920, 1080]] as const) {
    await page.setViewportSize({ width, height });
    const bottom = () => wall.locator(".wall-grid").evaluate((grid) => grid.getBoundingClientRect().bottom);
    await expect.poll(bottom, "nobody scrolls a wall").toBeLessThanOrEqual(height);
  }
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\?view=table$/);
  await page.goBack();
  await expect(wall).toBeVisible();
  await wall.click({ position: { x: 300, y: 500 } });
  await expect(page).toHaveURL(/\?view=table$/);
  // A wall is not what one finds again.
  await page.goto("/");
  await expect(page).toHaveURL(/view=table/);
});

test("the arrangement is remembered for a bare address, and is in the page from its first byte", async ({ page, status }) => {
  await status.open();
  await density(page).getByRole("link", { name: "Table" }).click();
  await page.getByRole("group", { name: "Group by" }).getByRole("link", { name: "Namespace" }).click();
  await expect(page).toHaveURL(/\?group=namespace&view=table$/);
  const answer = await page.goto("/");
  await expect(page).toHaveURL(/\?group=namespace&view=table$/);
  expect(await answer?.text()).toContain("dt-lines");
  // A link means the same to everybody.
  await page.goto("/?cluster=*");
  await expect(status.cards.first()).toBeVisible();
  await status.isLive();
});

test("while the pointer rests on the cards nothing moves, and a pill applies the new order", async ({ page, status }) => {
  test.setTimeout(150_000);
  await status.open("?cluster=prod-eu&group=none");
  const pill = page.locator(".pill");
  const card = status.cards.nth(5);
  const key = (await card.getAttribute("data-key"))!;
  const place = async (): Promise<number> => (await keys(status.cards)).indexOf(key);
  const before = await place();
  const box = (await card.boundingBox())!;
  const point = async (): Promise<void> => page.mouse.move(box.x + 20 + Math.random() * 40, box.y + 60);
  await expect
    .poll(async () => {
      await point();
      return pill.count();
    }, SOON)
    .toBe(1);
  expect(await place()).toBe(before);
  await expect(pill).toHaveText(/^(\d+ new problems?|New order)$/);
  await pill.press("Enter");
  await expect(pill).toHaveCount(0);
});

test("named views are offered, and take turns on the wall", async ({ browser, troubles }) => {
  const views = [
    { name: "Shop", query: "namespace=shop" },
    { name: "Busiest", query: "sort=cpu&view=table" },
  ];
  const dashboard = await Dashboard.start({ ...DEMO, ui: { views } });
  const context = await browser.newContext({ baseURL: dashboard.url });
  const page = await context.newPage();
  await troubles.watch(page);
  const status = new StatusPage(page);
  try {
    await status.open();
    await page.locator("summary").filter({ hasText: "Views" }).click();
    await page.getByRole("link", { name: "Busiest" }).click();
    await expect(page).toHaveURL(/\?sort=cpu&view=table$/);
    await page.locator("summary").filter({ hasText: "Views" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\?namespace=shop$/);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("busi");
    await expect(page.getByRole("group", { name: "Views" }).getByRole("option")).toHaveText(["Busiest"]);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\?sort=cpu&view=table$/);
    await page.goto("/?view=wall");
    await expect(page.locator(".wall-head h2")).toHaveText("Shop");
    await expect(page.locator(".wall")).toContainText("1 of 2");
    await expect(page.locator(".wall .live[data-live=live]")).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await expect(page.locator(".wall-head h2")).toHaveText("Busiest");
    await page.keyboard.press("Space");
    await expect(page.getByRole("button", { name: "Go on" })).toBeVisible();
    // With a modifier, and while a dialog is open, keys are somebody else's.
    for (const key of ["Control+ArrowRight", "Alt+ArrowDown", "Meta+Escape"]) await page.keyboard.press(key);
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
    for (const key of ["ArrowLeft", "Space", "Escape"]) await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.locator(".wall-head h2")).toHaveText("Busiest");
    await expect(page.getByRole("button", { name: "Go on" })).toBeVisible();
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.locator(".wall-head h2")).toHaveText("Shop");
  } finally {
    await context.close();
    await dashboard.remove();
  }
});

function isSorted<T>(all: T[], holds: (one: T, other: T) => boolean): boolean {
  return all.length > 1 && all.every((one, place) => place === 0 || holds(all[place - 1]!, one));
}
