// When which words stood on a card, by the browser's own clock.

import type { Page } from "@playwright/test";

/** What stood on the card from a moment on. */
export interface CardMoment {
  /** Milliseconds since 1970. */
  at: number;
  isThere: boolean;
  verdict: string;
  /** Such as 2/3. */
  ready: string;
  tag: string;
  /** The sentence that says why. */
  why: string;
  /** Its pods: the end of the name, the state, and how often it was restarted. */
  pods: string[];
}

/** Begins to write down what stands on this card. */
export async function recordCard(page: Page, key: string): Promise<void> {
  await page.evaluate((key) => {
    const moments: CardMoment[] = [];
    const look = (): void => {
      const card = document.querySelector(`.deploy-card[data-key="${key}"]`);
      const text = (selector: string): string => card?.querySelector(selector)?.textContent?.trim() ?? "";
      const moment = {
        isThere: card !== null,
        verdict: card?.getAttribute("data-verdict") ?? "",
        ready: text(".card-ready").replace("ready", "").trim(),
        tag: text(".tag"),
        why: text(".why"),
        pods: [...(card?.querySelectorAll("table.pods tbody tr") ?? [])].map((pod) => pod.textContent?.trim() ?? ""),
      };
      const last = moments.at(-1);
      if (last && JSON.stringify({ ...last, at: 0 }) === JSON.stringify({ ...moment, at: 0 })) return;
      moments.push({ at: Date.now(), ...moment });
    };
    look();
    new MutationObserver(look).observe(document.body, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    (window as unknown as { moments: CardMoment[] }).moments = moments;
  }, key);
}

/** The first moment since `since` at which the card was as wanted; undefined as long as there is none. */
export async function firstMoment(
  page: Page,
  since: number,
  isWanted: (moment: CardMoment) => boolean,
): Promise<CardMoment | undefined> {
  const all = await page.evaluate(() => (window as unknown as { moments: CardMoment[] }).moments);
  return all.filter((moment) => moment.at >= since).find(isWanted);
}
