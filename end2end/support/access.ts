// Tests on who may see what: a company of their own each, and browsers of its people.

import type { Browser, BrowserContext, Page } from "@playwright/test";
import { Company, type Wishes } from "./company";
import { test as base } from "./fixtures";
import type { IdentityProvider } from "./provider";
import type { Troubles } from "./troubles";

/** Opens browsers of people at an address. */
export class Visits {
  private readonly contexts: BrowserContext[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly troubles: Troubles,
    private readonly provider: IdentityProvider,
    private readonly url: string,
  ) {}

  /** A page in a browser of its own in which nobody is signed in. */
  async open(): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.url, reducedMotion: "reduce" });
    this.contexts.push(context);
    return this.anotherTab(context);
  }

  /** One more page in the same browser. */
  async anotherTab(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await this.troubles.watch(page);
    return page;
  }

  /** A browser of its own in which this person has just signed in. */
  async of(person: string, path = "/?cluster=*"): Promise<Page> {
    const page = await this.open();
    await this.signIn(page, person, path);
    return page;
  }

  /** Signs somebody in without a click. */
  async signIn(page: Page, person: string, path = "/?cluster=*"): Promise<void> {
    this.provider.signsIn = person;
    await page.goto(`/auth/sign-in?next=${encodeURIComponent(path)}`);
    this.provider.signsIn = undefined;
  }

  async end(): Promise<void> {
    for (const context of this.contexts) await context.close();
  }
}

interface Fixtures {
  /** What the company wants other than usual. */
  wishes: Wishes;
  company: Company;
  visits: Visits;
}

export const test = base.extend<Fixtures>({
  wishes: [{}, { option: true }],
  company: async ({ wishes }, use) => {
    const company = await Company.start(wishes);
    await use(company);
    await company.end();
  },
  baseURL: async ({ company }, use) => use(company.dashboard.url),
  visits: async ({ browser, troubles, company }, use) => {
    const visits = new Visits(browser, troubles, company.provider, company.dashboard.url);
    await use(visits);
    await visits.end();
  },
});

export { expect } from "./fixtures";
