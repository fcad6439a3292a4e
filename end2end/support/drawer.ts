// The drawer of one deployment in the words of a test.

import { expect, type Locator, type Page } from "@playwright/test";

export class Drawer {
  readonly dialog: Locator;
  readonly close: Locator;
  readonly pods: Locator;

  constructor(private readonly page: Page) {
    this.dialog = page.locator("dialog.drawer");
    this.close = this.dialog.getByRole("link", { name: "Close details" });
    this.pods = this.dialog.locator(".pods-table > tbody");
  }

  /** The address at which a part of a deployment is open. */
  static query(key: string, tab = "pods"): string {
    return `?cluster=*&open=${key}${tab === "pods" ? "" : `&tab=${tab}`}`;
  }

  part(title: string): Locator {
    return this.dialog.getByRole("navigation", { name: "Parts of the details" }).getByRole("link", { name: title });
  }

  /** Waits until it is there, over the page. */
  async isOpen(): Promise<void> {
    await expect(this.dialog).toBeVisible();
    await expect.poll(() => this.dialog.evaluate((dialog) => dialog.matches(":modal"))).toBe(true);
    await expect(this.dialog.locator(".awaited")).toHaveCount(0);
  }

  /** Opens a part and waits until it stands there. */
  async shows(title: string): Promise<void> {
    await this.part(title).click();
    await expect(this.part(title)).toHaveAttribute("aria-current", "true");
    await expect(this.dialog.locator(".awaited")).toHaveCount(0);
  }

  async isClosed(): Promise<void> {
    await expect(this.dialog).toHaveCount(0);
  }

  /** What the browser's Tab key reaches, one after the other, until it begins anew. */
  async focusable(): Promise<string[]> {
    const names: string[] = [];
    for (let turn = 0; turn < 200; turn++) {
      await this.page.keyboard.press("Tab");
      const name = await this.page.evaluate(() => {
        const active = document.activeElement;
        if (!active || active === document.body) return "";
        return active.closest("dialog.drawer") ? (active.textContent ?? "").trim() : "outside";
      });
      if (names.length > 0 && names[0] === name) return names;
      // Between the last and the first the focus is with the browser itself.
      if (name !== "") names.push(name);
    }
    return names;
  }
}
