// The Versions page in the words of a test. What the markup is called stands here and nowhere else.

import { expect, type Locator, type Page } from "@playwright/test";

/** What a cell says at one moment. */
export interface ShownVersion {
  /** cluster/namespace/name */
  key: string;
  application: string;
  tag: string;
  differs: boolean;
  found: boolean;
}

export class VersionsPage {
  /** A line for each application. */
  readonly lines: Locator;
  readonly matrix: Locator;
  /** How many there are, in words. */
  readonly summary: Locator;
  readonly search: Locator;
  readonly markdown: Locator;
  readonly csv: Locator;

  constructor(readonly page: Page) {
    this.lines = page.locator(".matrix tbody tr");
    this.matrix = page.getByRole("region", { name: "Version matrix" });
    this.summary = page.locator(".versions-head [role=status]");
    this.search = page.getByRole("search").getByRole("combobox");
    this.markdown = page.getByRole("link", { name: "Markdown" });
    this.csv = page.getByRole("link", { name: "CSV" });
  }

  /** Opens an address and waits until changes arrive. */
  async open(query = ""): Promise<void> {
    await this.page.goto(`/versions${query}`);
    await this.isLive();
  }

  async isLive(): Promise<void> {
    await expect(this.page.locator(".live[data-live]").first()).toHaveAttribute("data-live", "live");
  }

  /** A choice of the toolbar, such as "Only differences". */
  choice(name: string): Locator {
    return this.page.locator(".versions .toolbar").getByRole("link", { name, exact: true });
  }

  /** The names of the columns. */
  async columns(): Promise<string[]> {
    const heads = await this.page.locator(".matrix thead th").allInnerTexts();
    return heads.map((head) => head.split(/\s/)[0] ?? "");
  }

  cell(key: string): Locator {
    return this.page.locator(`.vcell[data-key="${key}"]`);
  }

  /** Everything that is shown, in order. */
  async shown(): Promise<ShownVersion[]> {
    return this.page.locator(".vcell").evaluateAll((cells) =>
      cells.map((cell) => ({
        key: cell.getAttribute("data-key") ?? "",
        application: cell.closest("tr")?.querySelector("th")?.firstChild?.textContent?.trim() ?? "",
        tag: cell.querySelector(".tag")?.textContent ?? "",
        differs: cell.querySelector(".drift") !== null,
        found: cell.hasAttribute("data-found"),
      })),
    );
  }
}
