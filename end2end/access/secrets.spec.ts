import type { Page } from "@playwright/test";
import { expect, test } from "../support/access";
import { SESSION_KEY } from "../support/company";
import { CLIENT_ID, CLIENT_SECRET } from "../support/provider";
import { SessionCookie } from "../support/session-cookie";
import { StatusPage } from "../support/status-page";

/** Renewal is due at 42 of the 60 minutes at the latest. */
const RENEWAL = 43 * 60;

/** Keeps every answer of `origin` to this page: its headers and, but for streams, its text. */
function overhear(page: Page, origin: string): Promise<string>[] {
  const answers: Promise<string>[] = [];
  page.on("response", (response) => {
    const { origin: from, pathname } = new URL(response.url());
    if (from !== origin) return;
    const hasText = pathname !== "/api/v1/stream" && (response.status() < 300 || response.status() >= 400);
    // The browser keeps no text of a page that was left at once.
    const text = hasText ? response.text().catch(() => "") : "";
    // With the cookies that are set.
    const headers = response.allHeaders();
    answers.push(Promise.all([headers, text]).then(([headers, text]) => `${response.status()} ${pathname} ${JSON.stringify(headers)} ${text}`));
  });
  return answers;
}

test("no secret is in the log, in an answer or among the metrics, whatever happens", async ({ company, page, status, visits, troubles }) => {
  troubles.allow(/(response 40[013]:|response 503:|status of (40[013]|503))/);
  const { dashboard, provider } = company;
  // As talkative as it can be.
  await dashboard.stop();
  dashboard.environment = { ...dashboard.environment, DASHBOARD_LIGHT__LOG__LEVEL: "trace" };
  await dashboard.start();
  const answers = overhear(page, dashboard.url);
  const sessions = new Set<string>();
  const keepSession = async (): Promise<SessionCookie> => {
    const session = await SessionCookie.of(page.context());
    sessions.add(session.value);
    return session;
  };

  // Every way in which signing in does not work …
  provider.asksForConsent = true;
  provider.signsIn = "tess";
  await page.goto("/auth/sign-in");
  await page.getByRole("button", { name: "Deny" }).click();
  provider.asksForConsent = false;
  for (const endpoint of ["token", "userinfo"] as const) {
    provider.isDown = endpoint;
    await page.goto("/auth/sign-in");
  }
  provider.isDown = false;
  provider.codesExpire = true;
  await page.goto("/auth/sign-in");
  provider.codesExpire = false;
  await page.goto(`/auth/callback?code=${CLIENT_SECRET}&state=nobodys-state`);
  // … and then it does; the session is renewed, and at last refused.
  await visits.signIn(page, "tess");
  await status.isLive();
  await (await keepSession()).age(SESSION_KEY, RENEWAL);
  const before = provider.secrets.size;
  await page.reload();
  await expect.poll(() => provider.secrets.size).toBeGreaterThan(before);
  await status.isLive();
  await expect.poll(async () => sessions.has((await SessionCookie.of(page.context())).value)).toBe(false);
  provider.people["tess"]!.isBlocked = true;
  await (await keepSession()).age(SESSION_KEY, RENEWAL);
  await page.reload();
  await expect(page.getByRole("alert").filter({ hasText: "Your session ended." })).toBeVisible();
  await page.context().clearCookies();
  await visits.signIn(page, "ada", "/admin?tab=audit");
  await expect(page.getByRole("heading", { level: 1, name: "Admin" })).toBeVisible();
  await keepSession();
  await new StatusPage(page).open();
  await page.locator("summary").filter({ hasText: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign out of the provider" })).toBeVisible();

  const secrets = {
    "the application's secret": CLIENT_SECRET,
    "the application's secret as it is sent": Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64"),
    "the session key": SESSION_KEY,
    ...Object.fromEntries([...provider.secrets].map((secret, index) => [`code or token ${index}`, secret])),
  };
  const said = new Map<string, string>([
    ["the log", dashboard.log()],
    ["the metrics", await (await dashboard.admin("/metrics"))!.text()],
    ["the readiness", await (await dashboard.admin("/readyz?verbose"))!.text()],
  ]);
  expect([...sessions].filter((session) => [...said.values()].some((text) => text.includes(session)))).toEqual([]);
  for (const answer of await Promise.all(answers)) {
    const [status, path] = answer.split(" ", 2);
    said.set(`answer ${said.size} (${status} ${path})`, answer);
  }
  const found = [...said].flatMap(([where, text]) =>
    Object.entries(secrets).filter(([, secret]) => text.includes(secret)).map(([what]) => `${what} in ${where}`),
  );
  console.log(`${Object.keys(secrets).length} secrets are in none of ${said.size} texts`);
  expect(found).toEqual([]);
  expect(dashboard.log()).toContain('"level":"TRACE"');
  expect([...said.values()].filter((text) => text.includes("__Host-dl_session=")).length).toBeGreaterThan(2);
  expect([...said.values()].filter((text) => text.includes("<!DOCTYPE html>")).length).toBeGreaterThan(8);
  expect(provider.secrets.size).toBeGreaterThan(8);
});
