import { expect, test } from "../support/demo";

test("a search is completed with the keyboard alone", async ({ page, status }) => {
  await status.open();
  const options = page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  await page.keyboard.press("/");
  await expect(status.search).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.type("c");
  await expect(options).toHaveText([/^cluster:/, /^container:/]);
  await expect(status.search).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("search").getByRole("status")).toHaveText("2 suggestions");
  // Nothing is taken that was not pointed at.
  await expect(status.search).not.toHaveAttribute("aria-activedescendant");
  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  expect(await status.search.getAttribute("aria-activedescendant")).toBe(await options.first().getAttribute("id"));
  await page.keyboard.press("Enter");
  await expect(status.search).toHaveValue("cluster:");
  await expect(options).toHaveText(["prod-eu", "prod-us", "staging-cluster"]);
  await page.keyboard.type("prod");
  await expect(options).toHaveText(["prod-eu", "prod-us"]);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(status.search).toHaveValue("cluster:prod-us ");
  await expect(status.search).toBeFocused();
  await expect(options).toHaveCount(0);
  await expect(page).toHaveURL(/\?q=cluster%3Aprod-us$/);
  await status.showsOnly("of prod-us", (card) => card.cluster === "prod-us");
});

test("Escape closes the suggestions before it clears the field", async ({ page, status }) => {
  await status.open();
  const list = page.getByRole("listbox", { name: "Suggestions" });
  await status.search.focus();
  await expect(list).toBeHidden();
  await page.keyboard.press("ArrowDown");
  await expect(list.getByRole("option")).toHaveCount(8);
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await page.keyboard.type("ns:");
  await expect(list).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await expect(status.search).toHaveValue("ns:");
  await page.keyboard.type("a");
  await expect(list).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(list).toBeHidden();
});

test("suggestions are taken with the mouse, in the middle of a search", async ({ page, status }) => {
  await status.open();
  const { namespace } = (await status.shown())[0]!;
  await status.search.fill("verdict: -xyz");
  for (let steps = 0; steps < " -xyz".length; steps += 1) await status.search.press("ArrowLeft");
  await status.search.press("ArrowDown");
  const list = page.getByRole("listbox", { name: "Suggestions" });
  await list.getByRole("option", { name: "healthy" }).click();
  await expect(status.search).toHaveValue("verdict:healthy -xyz");
  await expect(status.search).toBeFocused();
  await status.showsOnly("healthy", (card) => card.verdict === "healthy");
  await status.search.fill(`ns:${namespace.slice(0, -1)}`);
  await list.getByRole("option", { name: namespace, exact: true }).click();
  await expect(status.search).toHaveValue(`ns:${namespace} `);
  await status.showsOnly(`of ${namespace}`, (card) => card.namespace.includes(namespace));
});

test("axe finds nothing among suggestions, and they fit a phone", async ({ page, status, accessibility }) => {
  test.setTimeout(120_000);
  for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    await page.setViewportSize(viewport);
    await status.open("?problems=1");
    await status.search.focus();
    await page.keyboard.press("ArrowDown");
    const box = await page.getByRole("listbox", { name: "Suggestions" }).boundingBox();
    const field = await status.search.boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(viewport.width);
    expect(box!.y).toBeGreaterThan(field!.y);
    await accessibility.findsNothing(`suggestions at ${viewport.width} px`);
  }
});
