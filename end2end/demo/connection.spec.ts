import { Dashboard } from "../support/dashboard";
import { DEMO, expect, test } from "../support/demo";
import { StatusPage } from "../support/status-page";

test.setTimeout(120_000);

test("where the stream is blocked the page polls and says so", async ({ page, status, troubles }) => {
  troubles.allow(/\/api\/v1\/stream/);
  await page.route("**/api/v1/stream*", (route) => route.abort());
  await page.goto("/?cluster=*");
  await expect(status.connection).toHaveText("Polling every 15 s", { timeout: 30_000 });
  const before = await status.shown();
  await expect.poll(async () => JSON.stringify(await status.shown()), { timeout: 60_000 }).not.toBe(JSON.stringify(before));
  await page.unroute("**/api/v1/stream*");
  await expect(status.connection).toHaveAttribute("data-live", "live", { timeout: 30_000 });
});

test("with a stream too many a page polls and says so, until there is a place", async ({ browser, troubles }) => {
  const own = await Dashboard.start({ ...DEMO, server: { limits: { streams_per_address: 1 } } });
  const context = await browser.newContext({ baseURL: own.url });
  troubles.allow(/(response 429:|status of 429).*\/api\/v1\/stream/);
  try {
    const [first, second] = [await context.newPage(), await context.newPage()];
    await troubles.watch(first);
    await troubles.watch(second);
    await new StatusPage(first).open();
    await second.goto("/?cluster=*");
    const { connection } = new StatusPage(second);
    await expect(connection).toHaveText("Polling every 15 s", { timeout: 15_000 });
    await first.close();
    await expect(connection).toHaveText("Live", { timeout: 30_000 });
  } finally {
    await context.close();
    await own.remove();
  }
});

test("a tab that nobody looks at gives its place up, and has what happened when somebody does", async ({ browser, troubles }) => {
  const own = await Dashboard.start({ ...DEMO, server: { limits: { streams_per_address: 1 } } });
  const context = await browser.newContext({ baseURL: own.url });
  troubles.allow(/(response 429:|status of 429).*\/api\/v1\/stream/);
  try {
    const [first, second] = [await context.newPage(), await context.newPage()];
    await troubles.watch(first);
    await troubles.watch(second);
    await new StatusPage(first).open();
    const look = (page: typeof first, isHidden: boolean): Promise<void> =>
      page.evaluate((isHidden) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      }, isHidden);
    await look(first, true);
    await second.goto("/?cluster=*");
    await expect(new StatusPage(second).connection).toHaveText("Live", { timeout: 60_000 });
    await second.close();
    await look(first, false);
    const shown = async (): Promise<string> => JSON.stringify((await new StatusPage(first).shown()).map(({ key }) => key).sort());
    await expect
      .poll(async () => {
        const { rows } = await own.get<{ rows: { cluster: string; namespace: string; name: string }[] }>("deployments?limit=1000");
        const keys = rows.map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`).sort();
        return (await shown()) === JSON.stringify(keys);
      }, { timeout: 30_000 })
      .toBe(true);
  } finally {
    await context.close();
    await own.remove();
  }
});

for (const how of ["stop", "kill"] as const) {
  test(`after a ${how} of the server the page keeps its cards and is live again when it is back`, async ({
    browser,
    troubles,
  }) => {
    const own = await Dashboard.start(DEMO);
    const context = await browser.newContext({ baseURL: own.url });
    const page = await context.newPage();
    await troubles.watch(page);
    troubles.allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/);
    try {
      await page.goto("/?cluster=*");
      await expect(new StatusPage(page).connection).toHaveAttribute("data-live", "live");
      const count = await page.locator(".deploy-card").count();
      await own[how]();
      await expect(new StatusPage(page).connection).toHaveText("Reconnecting…");
      await expect(page.getByText("The server does not answer.")).toBeVisible({ timeout: 30_000 });
      expect(await page.locator(".deploy-card").count()).toBe(count);
      await own.start();
      await expect(new StatusPage(page).connection).toHaveText("Live", { timeout: 30_000 });
      await expect(page.getByText("The server does not answer.")).toBeHidden();
      const keys = await page.locator(".deploy-card").evaluateAll((cards) => cards.map((card) => card.getAttribute("data-key")));
      expect(new Set(keys).size).toBe(keys.length);
    } finally {
      await context.close();
      await own.remove();
    }
  });
}
