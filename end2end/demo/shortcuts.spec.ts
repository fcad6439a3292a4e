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
