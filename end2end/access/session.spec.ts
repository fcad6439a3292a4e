import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/access";
import { SESSION_KEY, STAGING } from "../support/company";
import { writeResult } from "../support/results";
import { SessionCookie } from "../support/session-cookie";
import { StatusPage } from "../support/status-page";
import { Stream } from "../support/stream";

const MINUTE = 60_000;

function ended(page: Page): Locator {
  return page.getByRole("alert").filter({ hasText: "Your session ended." });
}

async function signOut(page: Page): Promise<void> {
  await page.locator("summary").filter({ hasText: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
}

test.describe("in sessions of a minute", () => {
  test.use({ wishes: { auth: { session_minutes: 1 } } });
  test.setTimeout(2 * MINUTE);

  test("who stays is not disturbed, a group that was left is gone, and a blocked person is out, within the minute", async ({
    company,
    visits,
    troubles,
  }) => {
    // The blocked person's renewals.
    troubles.allow(/status of 401 .*\/auth\/renew/, /^response 401: POST .*\/auth\/renew/);
    const { provider, dashboard } = company;
    const stays = await visits.of("ada");
    const alsoStays = await visits.anotherTab(stays.context());
    await alsoStays.goto("/?cluster=*");
    const leaves = await visits.of("dan");
    const blocked = await visits.of("tess");
    for (const page of [stays, alsoStays, leaves, blocked]) {
      await new StatusPage(page).isLive();
      await page.evaluate(() => document.documentElement.setAttribute("data-not-reloaded", ""));
    }
    const begun = (await SessionCookie.of(stays.context())).claims;
    const stream = await Stream.open(dashboard.url, (await SessionCookie.of(leaves.context())).header);
    provider.forget();
    const changed = Date.now();
    const seconds: Record<string, number> = {};
    const took = (what: string): void => void (seconds[what] = (Date.now() - changed) / 1000);
    provider.people["dan"]!.groups = ["team", "team/qa"];
    provider.people["tess"]!.isBlocked = true;
    try {
      await expect.poll(() => new StatusPage(leaves).namespaces(), { timeout: MINUTE }).toEqual(STAGING);
      took("the group that was left is gone from the page");
      await expect(ended(blocked)).toBeVisible({ timeout: MINUTE });
      took("the blocked person is out");
      // Every page has had its moment to renew, and none a second one: two tabs share one renewal.
      await expect.poll(() => Date.now() / 1000, { timeout: MINUTE }).toBeGreaterThan(begun.iat + 46);
      const renewed = provider.asked.filter(({ grant, status }) => grant === "refresh_token" && status === 200);
      expect(renewed, "renewals of ada and dan").toHaveLength(2);
      // An old session is no way round it.
      await expect.poll(() => stream.events.at(-1), { timeout: MINUTE }).toEqual({ name: "end", data: { reason: "session" } });
      took("the stream of the old session ended");
      expect(Math.max(...Object.values(seconds))).toBeLessThan(62);

      await expect.poll(() => Date.now() / 1000).toBeGreaterThan(begun.exp);
      for (const page of [stays, alsoStays, leaves]) {
        await new StatusPage(page).isLive();
        await expect(page.locator("html")).toHaveAttribute("data-not-reloaded");
        await expect(page.getByRole("complementary", { name: "About this session" })).toBeEmpty();
      }
      writeResult("session.json", { seconds });
      console.log(`seconds after the change at the provider: ${JSON.stringify(seconds)}`);
    } finally {
      await stream.close();
    }
  });
});

test("tabs that renew at once share one renewal", async ({ company, visits }) => {
  const page = await visits.of("tess");
  const other = await visits.anotherTab(page.context());
  await other.goto("/?cluster=*");
  await (await SessionCookie.of(page.context())).age(SESSION_KEY, 40 * 60);
  company.provider.forget();
  company.provider.delay = 300;
  const renew = (tab: Page): Promise<{ expires_at: number; changed: boolean }> =>
    tab.evaluate(async () => (await fetch("/auth/renew", { method: "POST" })).json());
  const answers = await Promise.all([renew(page), renew(other), renew(page)]);
  company.provider.delay = 0;
  const { exp, iat } = (await SessionCookie.of(page.context())).claims;
  expect(exp - iat).toBe(3600);
  expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(10);
  expect(answers.map(({ expires_at, changed }) => [Math.floor(expires_at / 1000), changed])).toEqual(Array(3).fill([exp, false]));
  expect(company.provider.count("token")).toBe(1);
  // What was renewed just now is left as it is.
  expect(await renew(other)).toEqual({ expires_at: exp * 1000, changed: false });
  expect(company.provider.count("token", "userinfo")).toBe(2);
});

test.describe("in sessions of two minutes", () => {
  test.use({ wishes: { auth: { session_minutes: 2 } } });

  test("a provider that is away while a session is to be renewed ends nothing", async ({ company, visits, troubles }) => {
    troubles.allow(/status of 503 .*\/auth\/renew/, /^response 503: POST .*\/auth\/renew/);
    const page = await visits.of("tess");
    const status = new StatusPage(page);
    const cookie = await SessionCookie.of(page.context());
    // The last fifth begins in two seconds.
    await cookie.age(SESSION_KEY, 94);
    await company.provider.goesAway();
    await page.reload();
    const note = page.getByText(/^The sign-in provider does not answer; you stay signed in until \d\d:\d\d/);
    await expect(note).toBeVisible();
    await status.isLive();
    await company.provider.comesBack();
    await expect(note).toBeHidden({ timeout: 20_000 });
    await status.isLive();
    expect(await status.namespaces()).toEqual(STAGING);
    expect((await SessionCookie.of(page.context())).claims.iat).toBeGreaterThanOrEqual(cookie.claims.iat);
  });
});

test("after session_max_hours one signs in again, and is back where one was", async ({ company, visits, troubles }) => {
  // The stream, once.
  troubles.allow(/status of 401 .*\/api\/v1\/stream/, /^response 401: GET .*\/api\/v1\/stream/);
  const path = "/?cluster=staging-cluster&q=backend";
  const page = await visits.of("tess", path);
  await new StatusPage(page).isLive();
  // Renewed a minute ago, and signed in for 12 hours in a few seconds.
  const now = Math.floor(Date.now() / 1000);
  const cookie = await SessionCookie.of(page.context());
  const end = now + 8;
  await cookie.replace(SESSION_KEY, { ...cookie.claims, iat: now - 60, exp: end, auth_time: end - 12 * 3600 });
  await page.reload();
  await new StatusPage(page).isLive();
  const cards = await page.locator(".deploy-card").count();
  await expect(ended(page)).toBeVisible({ timeout: 15_000 });
  // What one read is still there.
  expect(await page.locator(".deploy-card").count()).toBe(cards);
  company.provider.signsIn = "tess";
  await page.getByRole("link", { name: "Sign in again" }).click();
  await page.getByRole("link", { name: "Sign in with GitLab" }).click();
  await expect(page).toHaveURL(path);
  await new StatusPage(page).isLive();
});

test("signing out ends the session in every tab, for programs, and at the provider", async ({ company, visits }) => {
  const { url } = company.dashboard;
  const page = await visits.of("tess");
  const other = await visits.anotherTab(page.context());
  await other.goto("/?cluster=*");
  await new StatusPage(other).isLive();
  const { header: cookie } = await SessionCookie.of(page.context());
  const stream = await Stream.open(url, cookie);
  await signOut(page);
  await page.getByRole("button", { name: "Sign out of the provider" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("You are signed out.");
  await expect(ended(other)).toBeVisible();
  await expect.poll(() => stream.events.at(-1)).toEqual({ name: "end", data: { reason: "session" } });
  await stream.close();
  // The cookie that somebody may have copied is worth nothing.
  expect((await fetch(`${url}/api/v1/deployments`, { headers: { cookie } })).status).toBe(401);
  // At the provider too nobody is signed in.
  await page.getByRole("link", { name: "Sign in with GitLab" }).click();
  await page.getByRole("button", { name: "Sign in as dan" }).click();
  await expect(page.locator("summary").filter({ hasText: "Account: dan" })).toBeAttached();
  // The other tab notices when somebody comes back to it.
  await other.bringToFront();
  await other.evaluate(() => dispatchEvent(new Event("focus")));
  // Its stream may be pausing between two attempts, for 8.5 s at most.
  await expect.poll(() => new StatusPage(other).namespaces(), { timeout: 20_000 }).toContain("project-app1-prod");
  await expect(ended(other)).toBeHidden();
});

test("where the provider can't be told, signing out ends the session here", async ({ company, visits }) => {
  company.provider.announceEndSession(false);
  await company.dashboard.stop();
  await company.dashboard.start();
  const page = await visits.of("tess");
  await signOut(page);
  await expect(page.getByRole("status")).toHaveText("You are signed out.");
  await page.goto("/?cluster=*");
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByRole("status")).toHaveCount(0);
});
