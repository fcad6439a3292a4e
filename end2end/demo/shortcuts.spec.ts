import { expect, test } from "../support/demo";

test("the sheet lists the shortcuts and switches them off", async ({ page, status, accessibility }) => {
  test.setTimeout(90_000);
  await status.open("?problems=1");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await page.keyboard.press("?");
  await expect(sheet).toBeVisible();
  for (const words of ["Search", "Next one", "Go to anything"]) await expect(sheet).toContainText(words);
  await accessibility.findsNothing("sheet of shortcuts");
  // Behind a dialog nothing is heard.
  await page.keyboard.press("t");
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
  const choice = sheet.getByRole("switch", { name: "Shortcuts of single keys" });
  await choice.focus();
  await page.keyboard.press("Space");
  await expect(choice).not.toBeChecked();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("t");
  await page.keyboard.press("/");
  await expect(status.search).not.toBeFocused();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
  await page.reload();
  await status.isLive();
  await page.keyboard.press("?");
  await page.keyboard.press("/");
  await expect(status.search).not.toBeFocused();
  await expect(sheet).toBeHidden();
  // They come back by mouse, as they can on a screen without keys.
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await choice.click();
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("/");
  await expect(status.search).toBeFocused();
});

test("t takes the next theme, but not while somebody types or holds a modifier", async ({ page, status }) => {
  await status.open();
  const root = page.locator("html");
  for (const theme of ["light", "dark"]) {
    await page.keyboard.press("t");
    await expect(root).toHaveAttribute("data-theme", theme);
  }
  await page.keyboard.press("t");
  await expect(root).not.toHaveAttribute("data-theme");
  await page.keyboard.press("Alt+t");
  await page.keyboard.press("Shift+T");
  await status.search.focus();
  await page.keyboard.type("t?j");
  await expect(status.search).toHaveValue("t?j");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(root).not.toHaveAttribute("data-theme");
});

test("g and s lead to Status, and to pages that are not in the menu nothing does", async ({ page, status }) => {
  await status.open("?verdict=idle");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\?verdict=idle$/);
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page).toHaveURL(/\?cluster=\*$/);
});

test("d takes the next density, on Status alone", async ({ page, status }) => {
  await status.open("?problems=1&view=cards");
  for (const density of ["table", "tiles", "cards"]) {
    await page.keyboard.press("d");
    await expect(page).toHaveURL(new RegExp(`\\?problems=1&view=${density}$`));
  }
  await page.keyboard.press("Alt+d");
  await expect(page).toHaveURL(/view=cards$/);
  await status.open("?view=wall");
  await page.keyboard.press("d");
  await expect(page.locator(".wall")).toBeVisible();
});

for (const view of ["cards", "table", "tiles"]) {
  test(`${view} are gone through and opened by keyboard`, async ({ page, status }) => {
    await status.open(`?cluster=prod-eu&group=none&sort=name&view=${view}`);
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.closest("[data-key]")?.getAttribute("data-key"));
    const all = await page.locator("#groups [data-key]").evaluateAll((them) => them.map((one) => one.getAttribute("data-key")));
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    expect(await focused()).toBe(all[1]);
    await page.keyboard.press("k");
    expect(await focused()).toBe(all[0]);
    const drawer = page.locator("dialog.drawer");
    for (const key of ["o", "Enter"]) {
      await page.keyboard.press(key);
      await expect(page).toHaveURL(new RegExp(`open=${all[0]}$`));
      await expect(drawer).toBeVisible();
      // Behind it nothing moves.
      await page.keyboard.press("j");
      await page.keyboard.press("Escape");
      await expect(drawer).toHaveCount(0);
      await expect.poll(focused).toBe(all[0]);
    }
  });
}
