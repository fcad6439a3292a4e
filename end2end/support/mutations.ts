// What an update touches in the document.

import type { Page } from "@playwright/test";

/** One change of the document. */
export interface Mutation {
  /** The data-key of the card it is in; null outside of cards. */
  card: string | null;
  /** Where it is: the classes and tags from the outside to the inside. */
  path: string;
  /** Whether only words that tell an age became others. */
  isAge: boolean;
}

/** Collects every change from now on. */
export async function observeMutations(page: Page): Promise<void> {
  await page.evaluate(() => {
    const AGE = /\d+ (s|min|h|d)\b|\d\d:\d\d:\d\d/g;
    const seen: unknown[] = [];
    const path = (from: Element | null): string => {
      const names: string[] = [];
      for (let element = from; element && element !== document.body; element = element.parentElement) {
        const classes = typeof element.className === "string" ? element.className.trim().split(/\s+/) : [];
        names.unshift([element.localName, ...classes.filter(Boolean)].join("."));
      }
      return names.join(" > ");
    };
    new MutationObserver((records) => {
      for (const record of records) {
        const element = record.target instanceof Element ? record.target : record.target.parentElement;
        const [before, after] = [record.oldValue ?? "", record.target.textContent ?? ""];
        seen.push({
          card: element?.closest(".deploy-card")?.getAttribute("data-key") ?? null,
          path: `${path(element)} [${record.type}${record.attributeName ? ` ${record.attributeName}` : ""}]`,
          isAge: record.type === "characterData" && before.replace(AGE, "") === after.replace(AGE, ""),
        });
      }
    }).observe(document, {
      attributes: true,
      characterData: true,
      characterDataOldValue: true,
      childList: true,
      subtree: true,
    });
    (window as unknown as { mutations: unknown[] }).mutations = seen;
  });
}

/** What changed so far. */
export async function mutations(page: Page): Promise<Mutation[]> {
  return page.evaluate(() => (window as unknown as { mutations: Mutation[] }).mutations);
}
