// Thousands of Deployments: what is far from the screen is not drawn, and nobody notices.

import { Dashboard } from "../support/dashboard";
import { expect, test as base } from "../support/fixtures";

const ROWS = 3_000;

const test = base.extend<object, { many: Dashboard }>({
  many: [
    async ({}, use) => {
      const many = await Dashboard.start({
        clusters: [{ name: "load", simulated: `load-${ROWS * 10}` }],
        // Its figures would be asked for all the time.
        metrics: { interval_seconds: 3600 },
      });
      await use(many);
      await many.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ many }, use) => use(many.url),
});

test.setTimeout(120_000);

test("so many are proposed as tiles", async ({ page, status }) => {
  await status.open();
  await expect(page.getByRole("group", { name: "Density" }).locator("[aria-current]")).toHaveText("Tiles");
  await expect(page.locator("a.tile")).toHaveCount(ROWS, { timeout: 30_000 });
});

for (const [view, selector] of [
  ["cards", ".deploy-card"],
  ["table", "tr.dt-line"],
] as const) {
  test(`as ${view}, only what is near the screen is drawn, and all is reached by scrolling`, async ({ page, status }) => {
    await status.open(`?sort=name&view=${view}`);
    const drawn = page.locator(selector);
    await expect.poll(() => drawn.count()).toBeLessThan(200);
    const last = page.locator(`${selector}[data-key="load/load-059/service-02999-deploy"]`);
    await expect(last).toHaveCount(0);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(last).toBeInViewport();
    // Heights of what is not drawn are exact: nothing jumps on the way back.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
    const inView = page.locator(selector).first();
    await expect(inView).toBeAttached();
    await page.evaluate(() => scrollTo(0, 0));
    await expect(page.locator(`${selector}[data-key="load/load-000/service-00000-deploy"]`)).toBeInViewport();
    expect(await drawn.count()).toBeLessThan(200);
  });

  test(`as ${view}, the focus stays where it is while others scroll by`, async ({ page, status }) => {
    await status.open(`?sort=name&view=${view}`);
    await expect.poll(() => page.locator(selector).count()).toBeLessThan(200);
    const first = page.locator(`${selector}[data-key="load/load-000/service-00000-deploy"]`);
    const target = first.locator("a[href], summary").first();
    await target.focus();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(page.locator(`${selector}[data-key="load/load-059/service-02999-deploy"]`)).toBeInViewport();
    await expect(target).toBeFocused();
  });
}

test("without script there are pages", async ({ browser, many }) => {
  const context = await browser.newContext({ baseURL: many.url, javaScriptEnabled: false });
  const page = await context.newPage();
  try {
    await page.goto("/?sort=name&view=table");
    await expect(page.locator("tr.dt-line")).toHaveCount(500);
    await page.getByRole("link", { name: "Next page" }).click();
    await expect(page).toHaveURL(/page=2$/);
    await expect(page.locator("tr.dt-line").first()).toHaveAttribute("data-key", "load/load-010/service-00500-deploy");
    await page.getByRole("link", { name: "Previous page" }).click();
    await expect(page.locator("tr.dt-line").first()).toHaveAttribute("data-key", "load/load-000/service-00000-deploy");
  } finally {
    await context.close();
  }
});
