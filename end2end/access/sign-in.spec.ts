import type { Page } from "@playwright/test";
import { expect, test } from "../support/access";
import { type Company, HELP, STAGING } from "../support/company";
import { SessionCookie } from "../support/session-cookie";
import { StatusPage } from "../support/status-page";
import type { Troubles } from "../support/troubles";

/** What browsers keep of one cookie at most, in bytes. */
const COOKIE_LIMIT = 4096;

/** A page itself is answered with this status on purpose. */
function allowStatus(troubles: Troubles, status: number): void {
  troubles.allow(new RegExp(`status of ${status} .*\\((?!.*/api/)`), new RegExp(`^response ${status}: GET (?!.*/api/)`));
}

/** So many sign-ins the audit log tells of, with this outcome. */
function told(company: Company, outcome: "success" | "failure"): number {
  const lines = company.dashboard.log().split("\n");
  return lines.filter((line) => line.includes("sign_in") && line.includes(outcome)).length;
}

test("signing in leads back to where one was, with what one's groups allow", async ({ page, status, company }) => {
  const path = "/?cluster=staging-cluster&q=back%26end&group=namespace";
  await page.goto(path);
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(path)}`);
  await page.getByRole("link", { name: "Sign in with GitLab" }).click();
  await page.getByRole("button", { name: "Sign in as tess" }).click();
  await expect(page).toHaveURL(path);
  await page.goto("/?cluster=*");
  await status.isLive();
  expect(await status.namespaces()).toEqual(STAGING);
  await page.locator("summary").filter({ hasText: "Account: tess" }).click();
  await expect(page.locator(".account-roles")).toHaveText("Role tester");
  expect(told(company, "success")).toBe(1);

  await test.step("no second sign-in while the session lives", async () => {
    company.provider.forget();
    await page.reload();
    await page.goto("/login?next=%2F%3Fcluster%3Dstaging-cluster");
    await expect(page).toHaveURL("/?cluster=staging-cluster");
    await status.isLive();
    expect(company.provider.asked).toEqual([]);
  });
});

test("people see their share side by side, and the admin page is an administrator's", async ({ visits, troubles }) => {
  const dan = await visits.of("dan");
  expect(await new StatusPage(dan).namespaces()).toEqual(["project-app1-prod", "project-app1-staging", "project-app2-prod", "project-app2-staging"]);
  const ada = await visits.of("ada");
  expect(await new StatusPage(ada).namespaces()).toContain("billing");
  await ada.getByRole("link", { name: "Admin" }).click();
  await expect(ada.getByRole("heading", { name: "Admin", level: 1 })).toBeVisible();
  allowStatus(troubles, 404);
  await dan.goto("/admin");
  await expect(dan.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await expect(dan.getByRole("link", { name: "Admin" })).toHaveCount(0);
});

test("who does not agree at the provider is told so and may agree after all", async ({ page, status, company, troubles }) => {
  allowStatus(troubles, 400);
  company.provider.asksForConsent = true;
  company.provider.signsIn = "tess";
  await page.goto("/?cluster=*");
  await page.getByRole("link", { name: "Sign in with GitLab" }).click();
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page.getByRole("heading", { name: "You did not agree" })).toBeVisible();
  expect(told(company, "failure")).toBe(1);
  await page.getByRole("link", { name: "Sign in again" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page).toHaveURL("/?cluster=*");
  await status.isLive();
});

test("sign-ins begun in many tabs leave a few cookies, and the newest tabs still work", async ({ visits }) => {
  const first = await visits.open();
  const context = first.context();
  const tabs = [first];
  while (tabs.length < 6) tabs.push(await visits.anotherTab(context));
  for (const [index, tab] of tabs.entries()) await tab.goto(`/auth/sign-in?next=${encodeURIComponent(`/?q=tab-${index}`)}`);
  const attempts = async (): Promise<number> =>
    (await context.cookies()).filter(({ name }) => name.startsWith("__Host-dl_sign_in_")).length;
  expect(await attempts()).toBe(3);
  for (const index of [5, 3]) {
    await tabs[index]!.getByRole("button", { name: "Sign in as tess" }).click();
    await expect(tabs[index]!).toHaveURL(`/?q=tab-${index}`);
  }
  expect(await attempts()).toBe(1);
});

test("a way back from the provider works once, and only where it began", async ({ page, status, visits, company, troubles }) => {
  allowStatus(troubles, 400);
  const ways: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/auth/callback?")) ways.push(request.url());
  });
  await visits.signIn(page, "tess");
  await status.isLive();
  const [way] = ways;
  expect(ways).toHaveLength(1);

  await test.step("again in the same browser: one is where one wanted to be", async () => {
    await page.goto(way!);
    await status.isLive();
    expect(await status.namespaces()).toEqual(STAGING);
  });
  await test.step("in another browser: nobody is signed in", async () => {
    const other = await visits.open();
    await other.goto(way!);
    await expect(other.getByRole("heading", { name: "This sign-in can't be finished" })).toBeVisible();
    expect((await other.context().cookies()).filter(({ name }) => name.includes("session"))).toEqual([]);
  });
  await test.step("with a changed state: nobody is signed in, and one can begin again", async () => {
    const other = await visits.open();
    await other.goto("/auth/sign-in?next=%2F%3Fcluster%3D*");
    const state = await attempt(other);
    await other.goto(`${company.dashboard.url}/auth/callback?code=a-code&state=${state}x`);
    await expect(other.getByRole("heading", { name: "This sign-in can't be finished" })).toBeVisible();
    company.provider.signsIn = "dan";
    await other.getByRole("link", { name: "Sign in again" }).click();
    await expect(other.locator("summary").filter({ hasText: "Account: dan" })).toBeAttached();
  });
});

/** The beginning of the `state` of the attempt that this browser has begun. */
async function attempt(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.find(({ name }) => name.startsWith("__Host-dl_sign_in_"))!.name.slice("__Host-dl_sign_in_".length);
}

test("a code that is too old is no dead end", async ({ page, status, company, troubles }) => {
  allowStatus(troubles, 400);
  company.provider.codesExpire = true;
  company.provider.signsIn = "tess";
  await page.goto("/auth/sign-in?next=%2F%3Fcluster%3D*");
  await expect(page.getByRole("heading", { name: "This sign-in took too long" })).toBeVisible();
  company.provider.codesExpire = false;
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL("/?cluster=*");
  await status.isLive();
});

for (const seconds of [600, -600]) {
  test(`clocks that differ by ${seconds} s are named as the cause`, async ({ page, status, company, troubles }) => {
    allowStatus(troubles, 502);
    company.provider.clockAhead = seconds;
    company.provider.signsIn = "tess";
    await page.goto("/auth/sign-in?next=%2F%3Fcluster%3D*");
    await expect(page.getByRole("heading", { name: "Two clocks differ" })).toBeVisible();
    // Less than a minute is nobody's concern.
    company.provider.clockAhead = Math.sign(seconds) * 30;
    await page.getByRole("link", { name: "Sign in again" }).click();
    await expect(page).toHaveURL("/?cluster=*");
    await status.isLive();
  });
}

test.describe("where the provider is away from the beginning", () => {
  test.use({ wishes: { providerIsAway: true } });

  test("people read so, and sign in when it is back", async ({ page, status, company, troubles }) => {
    allowStatus(troubles, 503);
    const sorry = page.getByRole("heading", { name: "GitLab does not answer" });
    await page.goto("/?cluster=*");
    await page.getByRole("link", { name: "Sign in with GitLab" }).click();
    await expect(sorry).toBeVisible();
    const id = await page.getByText("Request").locator("code").innerText();
    expect(company.dashboard.log()).toContain(id);
    await company.provider.comesBack();
    company.provider.signsIn = "tess";
    // The last failure is remembered for a second.
    await expect(async () => {
      await page.getByRole("link", { name: "Sign in again" }).click();
      await expect(page).toHaveURL("/?cluster=*", { timeout: 500 });
    }).toPass();
    await status.isLive();
  });
});

test("a provider that goes away while one signs in is no dead end", async ({ page, status, company, troubles }) => {
  allowStatus(troubles, 503);
  company.provider.signsIn = "tess";
  for (const endpoint of ["token", "userinfo"] as const) {
    company.provider.isDown = endpoint;
    await page.goto("/auth/sign-in?next=%2F%3Fcluster%3D*");
    await expect(page.getByRole("heading", { name: "GitLab does not answer" })).toBeVisible();
  }
  company.provider.isDown = false;
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL("/?cluster=*");
  await status.isLive();
});

test("who has no role reads the groups that were seen and whom to ask", async ({ page, status, company, visits, troubles }) => {
  allowStatus(troubles, 403);
  await visits.signIn(page, "nora");
  await expect(page.getByRole("heading", { name: "You have no role here yet" })).toBeVisible();
  await expect(page.getByText("You are signed in as nora")).toBeVisible();
  await expect(page.getByText(HELP)).toBeVisible();
  await expect(page.getByRole("list").getByRole("listitem")).toHaveText(["team", "team/apps", "guests"]);
  const { header: cookie } = await SessionCookie.of(page.context());
  const answer = await fetch(`${company.dashboard.url}/api/v1/deployments`, { headers: { cookie } });
  expect(answer.status).toBe(403);

  company.provider.people["nora"]!.groups.push("team/apps/mobile");
  await page.getByRole("link", { name: "Check again" }).click();
  await status.isLive();
  await expect(page.locator("summary").filter({ hasText: "Account: nora" })).toBeAttached();
});

test.describe("where everybody may look", () => {
  test.use({ wishes: { auth: { allow_anonymous_access: true, anonymous_role: "tester" } } });

  test("one sees one's role's share, and more after signing in from there", async ({ page, status, company }) => {
    await status.open("?cluster=*&q=backend");
    expect(await status.namespaces()).toEqual(["project-app1-staging"]);
    await page.getByRole("link", { name: "Sign in with GitLab" }).click();
    await expect(page.getByRole("link", { name: "Continue without signing in" })).toHaveAttribute("href", "/?cluster=*&q=backend");
    company.provider.signsIn = "dan";
    await page.getByRole("link", { name: "Sign in with GitLab" }).click();
    await expect(page).toHaveURL("/?cluster=*&q=backend");
    await status.isLive();
    expect(await status.namespaces()).toEqual(["project-app1-prod", "project-app1-staging"]);
    await page.locator("summary").filter({ hasText: "Account: dan" }).click();
    await expect(page.locator(".account-roles")).toHaveText("Roles tester, developer");
  });
});

test("new keys of the provider fail no sign-in, and signing in asks it twice", async ({ company, visits }) => {
  const { provider } = company;
  const ours = ["discovery", "keys", "token", "userinfo"] as const;
  // The server has got to know the provider.
  await expect.poll(() => company.dashboard.log()).toContain("people can sign in at the identity provider");
  for (const [person, changed, expected] of [
    // What the provider says of itself was asked for when the server started.
    ["tess", false, ["token", "userinfo"]],
    ["dan", true, ["keys", "token", "userinfo"]],
    ["ada", false, ["token", "userinfo"]],
  ] as const) {
    if (changed) provider.rotateKeys();
    provider.forget();
    const page = await visits.of(person);
    await new StatusPage(page).isLive();
    const asked = provider.asked.filter(({ endpoint }) => ours.some((one) => one === endpoint));
    expect(asked.map(({ endpoint }) => endpoint).sort(), person).toEqual(expected);
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
  }
});

test("sessions of people with 500 groups fit into a cookie", async ({ company, visits, troubles }) => {
  allowStatus(troubles, 403);
  const names = (path: string): string[] =>
    Array.from({ length: 500 }, (_, index) => `${path}/a-project-with-a-rather-long-name-${index}`);
  const { tess, nora } = company.provider.people;
  // Each of them has a role, and none of them.
  tess!.groups.push(...names("team/apps"));
  nora!.groups.push(...names("elsewhere"));
  const bytes: Record<string, number> = {};
  for (const person of ["tess", "nora"]) {
    const page = await visits.of(person);
    const { header } = await SessionCookie.of(page.context());
    bytes[person] = header.length;
    if (person === "nora") await expect(page.locator(".signin-more")).toHaveText(/^and \d+ more$/);
    else await expect(page.locator(".account-roles")).toHaveText("Roles tester, developer");
  }
  console.log(`session cookies with 500 groups: ${JSON.stringify(bytes)} bytes`);
  expect(Math.max(...Object.values(bytes))).toBeLessThanOrEqual(COOKIE_LIMIT);
});
