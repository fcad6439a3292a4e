import { expect, test } from "../support/demo";

test("a theme is remembered and is in the page from its first byte", async ({ page, status, request }) => {
  await status.open();
  const root = page.locator("html");
  await expect(root).not.toHaveAttribute("data-theme");
  for (const theme of ["Dark", "Light"]) {
    const word = theme.toLowerCase();
    await page.locator("summary").filter({ hasText: "Theme" }).click();
    await page.getByRole("radio", { name: theme }).check();
    await page.keyboard.press("Escape");
    await expect(root).toHaveAttribute("data-theme", word);
    const answer = await page.reload();
    expect(await answer?.text()).toMatch(new RegExp(`<html[^>]* data-theme="?${word}`));
    await expect(root).toHaveAttribute("data-theme", word);
  }
  await status.isLive();
  await page.locator("summary").filter({ hasText: "Theme" }).click();
  await page.getByRole("radio", { name: "System" }).check();
  await expect(root).not.toHaveAttribute("data-theme");
  const answer = await page.reload();
  expect(await answer?.text()).not.toMatch(/<html[^>]* data-theme/);
  // Somebody else's browser is not told.
  expect(await (await request.get("/?cluster=*")).text()).not.toMatch(/<html[^>]* data-theme/);
});

test("the theme follows the system unless one is chosen", async ({ page, status }) => {
  await status.open();
  const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(background).not.toBe(light);
  await page.locator("summary").filter({ hasText: "Theme" }).click();
  await page.getByRole("radio", { name: "Light" }).check();
  await expect.poll(background).toBe(light);
});

test("the menu collapses to icons and stays so", async ({ page, status }) => {
  await status.open();
  const root = page.locator("html");
  const menu = page.locator(".app-side");
  const width = async (): Promise<number> => (await menu.boundingBox())?.width ?? 0;
  expect(await width()).toBe(208);
  await page.getByRole("button", { name: "Collapse menu" }).click();
  await expect(root).toHaveAttribute("data-nav", "rail");
  await expect.poll(width).toBe(52);
  const answer = await page.reload();
  expect(await answer?.text()).toMatch(/<html[^>]* data-nav="?rail/);
  expect(await width()).toBe(52);
  await expect(page.getByRole("link", { name: "Status" })).toBeVisible();
  await status.isLive();
  await page.locator(".collapse-menu").click();
  await expect.poll(width).toBe(208);
});
