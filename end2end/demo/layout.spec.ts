import { expect, test } from "../support/demo";

const SIZES = [
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

for (const size of SIZES) {
  test(`at ${size.width} px nothing is wider than the screen`, async ({ page, status }) => {
    await page.setViewportSize(size);
    for (const query of [
      "?cluster=*",
      "?cluster=*&group=application",
      "?problems=1",
      "?q=no-such-thing",
      "?view=table",
      "?view=tiles",
    ]) {
      await status.open(query);
      const surplus = (): Promise<number> =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await surplus(), query).toBe(0);
      await status.picker("Namespaces").click();
      expect(await surplus(), `${query}, with an open selector`).toBe(0);
      await page.keyboard.press("Escape");
    }
  });
}

for (const size of [SIZES[1]!, SIZES[2]!]) {
  test(`axe finds nothing at ${size.width} px`, async ({ page, status, accessibility }) => {
    // It looks at every element, twice a state.
    test.setTimeout(300_000);
    await page.setViewportSize(size);
    await status.open();
    await accessibility.findsNothing("all cards");
    await status.open("?problems=1");
    await accessibility.findsNothing("only problems");
    await status.picker("Clusters").click();
    // What stands below the open list is hidden by it, in part.
    await accessibility.findsNothing("clusters are picked", ".app-header");
    await status.choice("prod-eu").check();
    await page.keyboard.press("Escape");
    await accessibility.findsNothing("one cluster");
    await status.picker("Namespaces").click();
    await accessibility.findsNothing("namespaces are picked", ".app-header");
    for (const [query, state] of [
      ["?problems=1&group=namespace", "by namespace"],
      ["?problems=1&group=application", "by application"],
      ["?q=no-such-thing", "nothing found"],
      ["?problems=1&group=none", "not grouped"],
      ["?view=table", "table"],
      ["?view=table&group=application&sort=cpu", "table by application"],
      ["?view=tiles", "tiles"],
      ["?view=tiles&group=application", "tiles by application"],
      ["?view=wall", "wall"],
      ["?view=wall&verdict=paused", "calm wall"],
    ] as const) {
      await status.open(query);
      await accessibility.findsNothing(state);
    }
  });
}

test("axe finds nothing with the menu collapsed and with the theme chosen", async ({ page, status, accessibility }) => {
  await status.open("?problems=1");
  await page.getByRole("button", { name: "Collapse menu" }).click();
  await accessibility.findsNothing("menu collapsed");
  await page.locator("summary").filter({ hasText: "Theme" }).click();
  await accessibility.findsNothing("themes");
});

test("on a phone the menu is a drawer that Escape closes", async ({ page, status, accessibility }) => {
  await page.setViewportSize(SIZES[1]!);
  await status.open("?problems=1");
  const menu = page.getByRole("navigation", { name: "Main" });
  await expect(menu).not.toBeInViewport();
  await page.getByRole("button", { name: "Open menu" }).click();
  await expect(menu).toBeInViewport();
  await accessibility.findsNothing("menu open");
  await page.keyboard.press("Escape");
  await expect(menu).not.toBeInViewport();
  await expect(page.getByRole("button", { name: "Open menu" })).toBeFocused();
});

test("an address that is no page says so", async ({ page, status, troubles, accessibility }) => {
  troubles.allow(/404.*\/nowhere/, /status of 404.*\/nowhere/);
  const answer = await page.goto("/nowhere");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await status.isLive();
  await accessibility.findsNothing("no such page");
  await page.getByRole("link", { name: "Back to status" }).click();
  await expect(status.cards.first()).toBeVisible();
});
