import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Asks axe about what a page shows right now. */
export class Accessibility {
  constructor(private readonly page: Page) {}

  /** Finds nothing in the light and in the dark theme, in all of the page or below one element. */
  async findsNothing(state: string, within?: string): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
      await test.step(`axe finds nothing: ${state}, ${colorScheme}`, async () => {
        await this.page.emulateMedia({ colorScheme });
        const axe = new AxeBuilder({ page: this.page }).withTags(RULES);
        const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => ({ rule: id, at: html.slice(0, 200), why: failureSummary })),
        );
        expect(found, `${state}, ${colorScheme}`).toEqual([]);
      });
    }
    await this.page.emulateMedia({ colorScheme: null });
  }
}
