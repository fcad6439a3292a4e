// The Status page in the words of a test. What the markup is called stands here and nowhere else.

import { expect, type Locator, type Page } from "@playwright/test";

/** A card as it is at one moment. */
export interface ShownCard {
  /** cluster/namespace/name */
  key: string;
  cluster: string;
  namespace: string;
  title: string;
  verdict: string;
  ready: string;
}

export class StatusPage {
  /** Every card. */
  readonly cards: Locator;
  /** How the browser is connected; `data-live` says it in a word. */
  readonly connection: Locator;
  /** How many cards there are, in words. */
  readonly count: Locator;
  readonly search: Locator;
  readonly onlyProblems: Locator;

  constructor(readonly page: Page) {
    this.cards = page.locator(".deploy-card");
    // The wall says it too, above the hidden header.
    this.connection = page.locator(".live[data-live]").first();
    this.count = page.locator(".toolbar .count");
    this.search = page.getByRole("search").getByRole("combobox");
    this.onlyProblems = page.getByRole("switch", { name: "Only problems" });
  }

  /** Opens an address and waits until changes arrive. */
  async open(query = "?cluster=*"): Promise<void> {
    await this.page.goto(`/${query}`);
    await this.isLive();
  }

  async isLive(): Promise<void> {
    await expect(this.connection).toHaveAttribute("data-live", "live");
  }

  card(key: string): Locator {
    return this.page.locator(`.deploy-card[data-key="${key}"]`);
  }

  group(name: string): Locator {
    return this.page.locator("details.group").filter({ has: this.page.getByRole("heading", { name, exact: true }) });
  }

  /** How recent a cluster's data are, in the summary. */
  freshness(cluster: string): Locator {
    return this.page.locator(".strip .cl").filter({ hasText: cluster }).locator(".fresh");
  }

  /** The number of Deployments with a verdict; a link that shows only those. */
  total(verdict: string): Locator {
    return this.page.locator(`.strip .total[data-verdict="${verdict}"]`);
  }

  /** The button of a selector of the header. */
  picker(title: "Clusters" | "Namespaces"): Locator {
    return this.page.locator("details.picker > summary").filter({ hasText: title });
  }

  /** An entry of the open selector. */
  choice(name: string): Locator {
    return this.page.locator("details.picker[open]").getByRole("option").filter({ hasText: name });
  }

  /** All cards of one moment, in their order. */
  async shown(): Promise<ShownCard[]> {
    return this.cards.evaluateAll((cards) =>
      cards.map((card) => {
        const text = (selector: string): string => card.querySelector(selector)?.textContent?.trim() ?? "";
        const key = card.getAttribute("data-key") ?? "";
        const [cluster = "", namespace = ""] = key.split("/");
        return {
          key,
          cluster,
          namespace,
          title: text(".card-name"),
          verdict: card.getAttribute("data-verdict") ?? "",
          ready: text(".card-ready").replace("ready", "").trim(),
        };
      }),
    );
  }

  /** The namespaces of the cards, each once, in order. */
  async namespaces(): Promise<string[]> {
    return [...new Set((await this.shown()).map(({ namespace }) => namespace))].sort();
  }

  /** The headings of the groups. */
  async groupNames(): Promise<string[]> {
    return this.page.locator("details.group > summary h2").allInnerTexts();
  }

  /** Waits until there are cards and each of them is as wanted. */
  async showsOnly(what: string, isWanted: (card: ShownCard) => boolean): Promise<void> {
    await expect
      .poll(
        async () => {
          const cards = await this.shown();
          return cards.length === 0 ? ["no card at all"] : cards.filter((card) => !isWanted(card)).map(({ key }) => key);
        },
        { message: `only cards that are ${what}` },
      )
      .toEqual([]);
  }
}
