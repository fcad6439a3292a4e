// The Logs tab in words.

import { expect, type Locator, type Page } from "@playwright/test";

/** A row in sight. */
export interface LogRow {
  time: string;
  pod: string;
  text: string;
  kind: string;
}

export class LogView {
  readonly box: Locator;
  readonly foot: Locator;
  readonly follow: Locator;
  readonly search: Locator;
  readonly resume: Locator;

  constructor(private readonly page: Page) {
    this.box = page.getByRole("region", { name: "Log lines" });
    this.foot = page.locator(".log-foot");
    this.follow = page.getByRole("switch", { name: "Follow" });
    this.search = page.getByRole("searchbox", { name: "Search in these lines" });
    this.resume = page.getByRole("button", { name: /Go on following/ });
  }

  /** Opens the tab of this Deployment. */
  async open(key: string): Promise<void> {
    await this.page.goto(`/?cluster=*&open=${encodeURIComponent(key)}&tab=logs`);
    await expect(this.foot.getByText("Following.")).toBeVisible();
  }

  toggle(name: string): Locator {
    return this.page.getByRole("switch", { name });
  }

  pick(name: string): Locator {
    return this.page.getByRole("combobox", { name });
  }

  /** The rows that are drawn, in order. */
  async rows(): Promise<LogRow[]> {
    return this.box.locator(".log-row:not([hidden])").evaluateAll((rows) =>
      rows.map((row) => ({
        time: row.querySelector(".log-at")?.textContent ?? "",
        pod: row.querySelector(".log-source")?.textContent ?? "",
        text: row.querySelector(".log-text")?.textContent ?? "",
        kind: row.getAttribute("data-kind") ?? "",
      })),
    );
  }

  /** How many lines are at hand, and how many were dropped. */
  async counts(): Promise<{ lines: number; dropped: number }> {
    const text = (await this.foot.textContent()) ?? "";
    const number = (pattern: RegExp): number => Number((pattern.exec(text)?.[1] ?? "0").replace(/\D/g, ""));
    return { lines: number(/([\d\u202f]+) lines of/), dropped: number(/the ([\d\u202f]+) before them/) };
  }
}

/** The numbers of the numbered lines, by Pod. */
export function numbersByPod(rows: readonly LogRow[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const row of rows) {
    const line = /line=(\d+) pod=(\S+)/.exec(row.text);
    if (line) found.set(line[2]!, [...(found.get(line[2]!) ?? []), Number(line[1])]);
  }
  return found;
}
