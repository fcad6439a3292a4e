import { expect, test } from "../support/demo";

test("the palette leads anywhere by keyboard, recent things first", async ({ page, status }) => {
  await status.open();
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const field = palette.getByRole("combobox");
  const options = palette.getByRole("option");
  const active = palette.locator("[role=option][aria-selected=true]");
  // While somebody types it opens as well.
  await status.search.focus();
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type("prod-u");
  // The nearest first; letters may stand apart.
  await expect(palette.getByRole("group", { name: "Clusters" }).getByRole("option")).toHaveText(["prod-us", "prod-eu"]);
  while ((await active.innerText()).trim() !== "prod-us") await page.keyboard.press("ArrowDown");
  expect(await field.getAttribute("aria-activedescendant")).toBe(await active.getAttribute("id"));
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await expect(page).toHaveURL(/\?cluster=prod-us$/);
  await status.showsOnly("of prod-us", (card) => card.cluster === "prod-us");
  await expect(status.search).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("theme drk");
  await expect(options).toHaveText(["Theme: dark"]);
  await expect(palette.locator("mark")).toHaveText(["Theme", "d", "rk"]);
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await status.isLive();
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("group", { name: "Recent" }).getByRole("option")).toHaveText(["Theme: dark", "prod-us"]);
  await page.keyboard.type("no such thing at all");
  await expect(palette.getByText("Nothing fits.")).toBeVisible();
  await expect(palette.getByRole("status")).toHaveText("0 results");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("a deployment is found by a few letters of its name and place, and opened with the mouse", async ({ page, status }) => {
  await status.open("?group=namespace");
  const card = (await status.shown()).find(({ title }) => title.length > 6)!;
  await page.getByRole("button", { name: "Go to …" }).click();
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("combobox").fill(`${card.title.slice(0, 3)}${card.title.slice(4)} ${card.cluster}`);
  const option = palette.getByRole("group", { name: "Deployments" }).getByRole("option");
  await option.filter({ hasText: card.title }).filter({ hasText: `${card.cluster} / ${card.namespace}` }).first().click();
  await expect(palette).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`group=namespace&open=${card.key}$`));
  await expect(page.locator("dialog.drawer")).toBeVisible();
});

test("a pod leads to its deployment, and from there the palette leads on", async ({ page, status }) => {
  await status.open("?cluster=prod-eu&group=none&sort=name");
  const card = status.cards.filter({ has: page.locator(".pods tbody tr") }).first();
  const key = await card.getAttribute("data-key");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const name = key!.split("/")[2]!;
  await page.keyboard.press("Control+k");
  await page.keyboard.type(name);
  await palette.getByRole("group", { name: "Pods" }).getByRole("option").filter({ hasText: name }).first().click();
  const drawer = page.locator("dialog.drawer");
  await expect(page).toHaveURL(new RegExp(`open=${key}$`));
  await expect(drawer.getByRole("heading", { level: 2 })).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("show as table");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?cluster=prod-eu&group=none&sort=name&view=table$/);
  await expect(drawer).toHaveCount(0);
  await expect(page.locator(".dt-lines")).toBeVisible();
});

test("a pod that is not on screen is found by the end of its name", async ({ page, status, request }) => {
  const { pods } = (await (await request.get("/api/v1/pods?cluster=prod-us&namespace=shop")).json()) as {
    pods: { name: string; deployment: string }[];
  };
  const { name, deployment } = pods[0]!;
  await status.open("?cluster=staging-cluster");
  await page.keyboard.press("Control+k");
  await page.keyboard.type(name.slice(-6));
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const option = palette.getByRole("group", { name: "Pods" }).getByRole("option").filter({ hasText: name });
  await expect(option).toContainText("prod-us / shop");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`open=prod-us/shop/${deployment}$`));
});

test("the palette is a sheet on a phone, and axe finds nothing", async ({ page, status, accessibility }) => {
  test.setTimeout(120_000);
  for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    await page.setViewportSize(viewport);
    await status.open("?problems=1");
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Command palette" });
    await palette.getByRole("combobox").fill("prod");
    await expect(palette.getByRole("option").first()).toBeVisible();
    const box = await palette.boundingBox();
    if (viewport.width === 390) expect([box!.x, box!.y, box!.width]).toEqual([0, 0, 390]);
    await accessibility.findsNothing(`palette at ${viewport.width} px`);
    await page.mouse.click(viewport.width / 2, viewport.height - 5);
    await expect(palette).toBeHidden();
  }
});
