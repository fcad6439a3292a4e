import { Dashboard } from "../support/dashboard";
import { DEMO, expect, test } from "../support/demo";
import { mutations, observeMutations } from "../support/mutations";
import { StatusPage } from "../support/status-page";
import { Stream } from "../support/stream";

/** The demo fleet is lively, but rests now and then. */
const SOON = { timeout: 90_000 };
/** After so many cards that changed, what survived them counts as safe. */
const MANY = 8;

test.setTimeout(150_000);

test("the page comes to life without a word on the console", async ({ page, status }) => {
  await status.open();
  await expect(page.getByText("Demo data")).toBeVisible();
  await expect(page.locator("html")).not.toHaveAttribute("data-stopped");
  await expect(status.connection).toHaveText("Live");
});

test("a card changes without a reload", async ({ page, status }) => {
  await status.open();
  await page.evaluate(() => document.documentElement.setAttribute("data-not-reloaded", ""));
  const before = await status.shown();
  await expect
    .poll(async () => {
      const after = new Map((await status.shown()).map((card) => [card.key, card]));
      return before.some((card) => {
        const now = after.get(card.key);
        return now && (now.verdict !== card.verdict || now.ready !== card.ready);
      });
    }, SOON)
    .toBe(true);
  await expect(page.locator("html")).toHaveAttribute("data-not-reloaded");
});

test("the page and the REST interface say the same", async ({ demo, status }) => {
  type Rows = { rows: { cluster: string; namespace: string; name: string; ready: number; desired: number }[] };
  await status.open();
  await expect
    .poll(async () => {
      const { rows } = await demo.get<Rows>("deployments");
      const said = rows.map((row) => `${row.cluster}/${row.namespace}/${row.name} ${row.ready}/${row.desired}`);
      const shown = (await status.shown()).map((card) => `${card.key} ${card.ready}`);
      return { missing: said.filter((row) => !shown.includes(row)), surplus: shown.filter((row) => !said.includes(row)) };
    }, SOON)
    .toEqual({ missing: [], surplus: [] });
});

test("focus, scroll position and marked text survive updates", async ({ page, status }) => {
  await status.open("?cluster=*&sort=name");
  const middle = Math.floor((await status.cards.count()) / 2);
  const card = page.locator(`.deploy-card[data-key="${(await status.shown())[middle]!.key}"]`);
  // At the upper edge: what changes above or beside it may well move what is further below.
  await card.evaluate((element) => element.scrollIntoView());
  await status.onlyProblems.evaluate((element) => element.focus({ preventScroll: true }));
  const marked = await card.locator(".card-image").evaluate((element) => {
    getSelection()?.selectAllChildren(element);
    return String(getSelection());
  });
  expect(marked).not.toBe("");
  const top = (await card.boundingBox())!.y;
  await observeMutations(page);
  await expect.poll(() => touchedCards(page), SOON).toBeGreaterThanOrEqual(MANY);
  await expect(status.onlyProblems).toBeFocused();
  expect(await page.evaluate(() => String(getSelection()))).toBe(marked);
  expect(Math.abs((await card.boundingBox())!.y - top)).toBeLessThan(2);
});

test("the focus on a card and an opened list of pods survive updates", async ({ page, status }) => {
  await status.open();
  const more = page.locator(".deploy-card details.more").first();
  const key = await more.evaluate((element) => element.closest(".deploy-card")?.getAttribute("data-key") ?? "");
  const summary = status.card(key).locator("details.more > summary");
  await summary.click();
  await expect(summary).toBeFocused();
  await page.mouse.move(0, 0);
  await observeMutations(page);
  await expect.poll(() => touchedCards(page), SOON).toBeGreaterThanOrEqual(MANY);
  await expect(summary).toBeFocused();
  await expect(status.card(key).locator("details.more")).toHaveAttribute("open");
});

test("words that are being typed survive updates", async ({ page, status }) => {
  await status.open();
  await status.search.focus();
  await page.keyboard.type("a");
  await observeMutations(page);
  await expect.poll(() => touchedCards(page), SOON).toBeGreaterThanOrEqual(MANY);
  await expect(status.search).toBeFocused();
  await expect(status.search).toHaveValue("a");
});

test("an update touches nothing but the card it is about and the sums", async ({ browser, troubles }) => {
  // Figures are not asked for meanwhile: they are of every card on screen.
  const quiet = await Dashboard.start({
    ...DEMO,
    metrics: { interval_seconds: 3600 },
    ui: { refresh_interval_seconds: 3600 },
  });
  const context = await browser.newContext({ baseURL: quiet.url });
  const page = await context.newPage();
  await troubles.watch(page);
  const stream = await Stream.open(quiet.url);
  try {
    await page.goto("/?cluster=*&sort=name");
    await expect(new StatusPage(page).connection).toHaveAttribute("data-live", "live");
    // The pods of the cards on screen are there.
    await expect(page.locator(".pods-awaited")).toHaveCount(0);
    await observeMutations(page);
    await expect.poll(() => touchedCards(page), SOON).toBeGreaterThanOrEqual(MANY);
    const all = await mutations(page);
    const changed = new Set<string>();
    const clusters = new Set<string>();
    for (const { name, data } of stream.events) {
      if (name !== "delta") continue;
      for (const key of [...(data.rows ?? []), ...(data.removed ?? [])]) {
        changed.add(`${key.cluster}/${key.namespace}/${key.name}`);
      }
      for (const cluster of data.clusters ?? []) {
        if (cluster.freshness.state !== "live") clusters.add(cluster.name);
      }
    }
    const isAllowed = ({ card, path, isAge }: (typeof all)[number]): boolean =>
      isAge ||
      (card !== null ? changed.has(card) || clusters.has(card.split("/")[0]!) : SUMS.some((place) => place.test(path)));
    expect(all.filter((mutation) => !isAllowed(mutation))).toEqual([]);
  } finally {
    await stream.close();
    await context.close();
    await quiet.remove();
  }
});

/** Where sums, clusters, the connection and troubles stand, and where cards come and go. */
const SUMS = [
  /section\S*\.strip\b/,
  /\.live-place\b/,
  /details\S*\.group\S* > summary\b/,
  /ul\S*\.deploy-grid\S* \[childList\]$/,
  /details\S*\.picker\b/,
  /nav\b.* > a\b/,
  /html\b.* > head > title\b/,
  /html\b.* > head > link \[attributes href\]$/,
  /\.toolbar\S* > span\S*\.tool\b/,
  /\.banner\b/,
  /\.app-main\S* > p\S*\.sr-only\b/,
  /main\S*\.app-main \[childList\]$/,
];

async function touchedCards(page: import("@playwright/test").Page): Promise<number> {
  const touched = (await mutations(page)).filter(({ card, isAge }) => card !== null && !isAge);
  return new Set(touched.map(({ card }) => card)).size;
}

test("what is pointed at stays under the pointer when something above it grows or shrinks", async ({ page, status }) => {
  await status.open("?cluster=prod-eu&sort=name");
  const card = status.cards.nth(5);
  const top = async (): Promise<number> => Math.round((await card.boundingBox())!.y);
  const room = (pixels: number): Promise<void> =>
    page.locator(".strip").evaluate((strip, pixels) => void ((strip as HTMLElement).style.marginBottom = `${pixels}px`), pixels);
  const atRest = await top();
  // Nobody points at anything: it moves.
  await room(90);
  await expect.poll(top).toBeGreaterThan(atRest + 60);
  // At the page's upper end there is no way to scroll up.
  await card.hover();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  const held = await top();
  await room(0);
  await expect.poll(() => page.locator("#groups").evaluate((cards) => cards.style.translate)).not.toBe("");
  expect(await top()).toBe(held);
  await room(240);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
  expect(await top()).toBe(held);
});
