import type { Page } from "@playwright/test";
import { test as base, expect, Visits } from "../support/access";
import { Company, configurationOf, environment, SESSION_KEY, STAGING } from "../support/company";
import { Dashboard } from "../support/dashboard";
import type { IdentityProvider } from "../support/provider";
import { GO_TO, RoundRobin } from "../support/round-robin";
import { SessionCookie } from "../support/session-cookie";
import { StatusPage } from "../support/status-page";

const NEW_KEY = "another-key-that-signs-sessions-9876543210";

/** Renewal is due at 42 of the 60 minutes at the latest. */
const RENEWAL = 43 * 60;

interface Fixtures {
  provider: IdentityProvider;
  robin: RoundRobin;
  /** Two of them, each with half of the requests to `robin`. */
  replicas: Dashboard[];
}

const test = base.extend<Fixtures>({
  provider: async ({}, use) => {
    const provider = await Company.providerAlone();
    await use(provider);
    await provider.goesAway();
  },
  robin: async ({}, use) => {
    const robin = await RoundRobin.start();
    await use(robin);
    await robin.stop();
  },
  replicas: async ({ provider, robin }, use) => {
    provider.serves(robin.url);
    const start = (): Promise<Dashboard> => Dashboard.start(configurationOf(provider, robin.url), environment());
    const replicas = await Promise.all([start(), start()]);
    for (const { url } of replicas) robin.add(url);
    await use(replicas);
    for (const replica of replicas) await replica.remove();
  },
  baseURL: async ({ robin }, use) => use(robin.url),
  visits: async ({ browser, troubles, provider, robin, replicas: _ }, use) => {
    const visits = new Visits(browser, troubles, provider, robin.url);
    await use(visits);
    await visits.end();
  },
});

async function isLive(page: Page): Promise<void> {
  await new StatusPage(page).isLive();
}

test("two replicas behind one address have one session", async ({ robin, replicas, visits, provider }) => {
  const page = await visits.open();
  const [one, other] = replicas as [Dashboard, Dashboard];
  // Begun at one and finished at the other.
  robin.places.set("/auth/sign-in", one.url).set("/auth/callback", other.url);
  await page.goto("/login");
  await page.getByRole("link", { name: "Sign in with GitLab" }).click();
  await page.getByRole("button", { name: "Sign in as tess" }).click();
  await isLive(page);
  const stream = "/api/v1/stream";
  for (const [document, changes] of [[one, one], [one, other], [other, one]] as const) {
    robin.places.set("/", document.url).set(stream, changes.url);
    await page.goto("/?cluster=*");
    await isLive(page);
    expect(await new StatusPage(page).namespaces()).toEqual(STAGING);
  }
  robin.places.clear();
  for (const { url } of replicas) {
    const asked = (robin.asked.get(url) ?? []).map((path) => path.split("?")[0]);
    expect(asked).toEqual(expect.arrayContaining(["/", stream]));
    expect(asked.filter((path) => path?.startsWith("/auth/"))).toEqual([url === one.url ? "/auth/sign-in" : "/auth/callback"]);
    // Each knows who it is and asked nobody.
    const answer = await fetch(`${url}/api/v1/session`, {
      headers: { cookie: (await SessionCookie.of(page.context())).header },
    });
    expect(await answer.json()).toMatchObject({ name: "tess", roles: ["tester"] });
  }
  expect(provider.asked.filter(({ endpoint }) => endpoint === "token")).toHaveLength(1);

  // One of them goes; nobody notices.
  robin.remove(one.url);
  await one.stop();
  await isLive(page);
  await page.reload();
  await isLive(page);
});

test("two tabs that renew at two replicas at once both stay", async ({ replicas, visits, provider, troubles }) => {
  // Whoever comes second is refused, and asks once more with what the first one got.
  troubles.allow(/(response 401:|status of 401).*\/auth\/renew/);
  const first = await visits.of("tess");
  const second = await visits.anotherTab(first.context());
  const session = await SessionCookie.of(first.context());
  await session.age(SESSION_KEY, RENEWAL);
  provider.forget();
  provider.delay = 300;
  let release = (): void => {};
  const bothAsk = new Promise<void>((resolve) => (release = resolve));
  let asking = 0;
  const answers: number[] = [];
  for (const [index, page] of [first, second].entries()) {
    page.on("response", (response) => {
      if (response.url().endsWith("/auth/renew")) answers.push(response.status());
    });
    await page.route("**/auth/renew", async (route) => {
      if (++asking === 2) release();
      await bothAsk;
      const headers = { ...route.request().headers(), [GO_TO]: replicas[index]!.url };
      await route.continue({ headers });
    });
  }
  await Promise.all([first, second].map((page) => page.goto("/?cluster=*")));
  await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(3);
  expect(answers.sort()).toEqual([200, 200, 401]);
  expect(provider.asked.filter(({ grant }) => grant === "refresh_token").map(({ status }) => status).sort()).toEqual([200, 400]);
  const { claims } = await SessionCookie.of(first.context());
  expect(claims.iat).toBeGreaterThanOrEqual(session.claims.iat);
  for (const page of [first, second]) {
    await isLive(page);
    await expect(page.locator(".foot-bar")).toHaveCount(0);
  }
});

test("the keys of sessions are changed and nobody has to sign in", async ({ robin, replicas, visits, troubles }) => {
  const use = async (...keys: string[]): Promise<void> => {
    for (const replica of replicas) {
      robin.remove(replica.url);
      await replica.stop();
      replica.environment = environment(...keys);
      await replica.start();
      robin.add(replica.url);
    }
  };
  const [tess, dan] = [await visits.of("tess"), await visits.of("dan")];
  await use(NEW_KEY, SESSION_KEY);
  for (const page of [tess, dan]) {
    await isLive(page);
    await page.reload();
    await isLive(page);
  }
  // A renewal signs anew; the old key is known for as long as somebody has not renewed.
  const old = await SessionCookie.of(tess.context());
  await old.age(SESSION_KEY, RENEWAL);
  await tess.reload();
  await expect.poll(async () => (await SessionCookie.of(tess.context())).claims.iat).toBeGreaterThanOrEqual(old.claims.iat);
  await use(NEW_KEY);
  await isLive(tess);
  await tess.reload();
  await isLive(tess);
  expect(await new StatusPage(tess).namespaces()).toEqual(STAGING);
  troubles.allow(/(response 401:|status of 401).*\/api\/v1\/stream/);
  await dan.goto("/?cluster=*");
  await expect(dan).toHaveURL(/\/login\?next=/);
});
