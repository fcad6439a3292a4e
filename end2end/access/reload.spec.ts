import { expect, test } from "../support/access";
import { HELP, PERMISSIONS, STAGING } from "../support/company";
import { writeResult } from "../support/results";
import { SessionCookie } from "../support/session-cookie";
import { StatusPage } from "../support/status-page";
import { Stream } from "../support/stream";

/** Within so many milliseconds an open page shows what a changed file allows. */
const BAR = 5_000;

const ONE = STAGING.slice(0, 1);
const PROJECTS = ["project-app1-prod", ...ONE, "project-app2-prod", ...STAGING.slice(1)];

/** What the role of testers may become. */
const MORE = { ...PERMISSIONS.tester, allowed_namespace_patterns: ["^project-"], allowed_clusters: ["*"] };
const LESS = { ...PERMISSIONS.tester, allowed_namespace_patterns: [`^${ONE[0]}$`] };

test("a changed file shows in an open page within 5 s, both ways", async ({ company, visits }) => {
  const page = await visits.of("tess");
  await new StatusPage(page).isLive();
  expect(await new StatusPage(page).namespaces()).toEqual(STAGING);
  await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));
  const figures: Record<string, number> = {};
  for (const [name, tester, seen] of [
    ["more", MORE, PROJECTS],
    ["less", LESS, ONE],
    ["back", PERMISSIONS.tester, STAGING],
  ] as const) {
    const before = Date.now();
    company.reconfigure({ permissions: { ...PERMISSIONS, tester } });
    await expect.poll(() => new StatusPage(page).namespaces(), { timeout: BAR, intervals: [20] }).toEqual([...seen].sort());
    figures[name] = Date.now() - before;
    await new StatusPage(page).isLive();
  }
  expect(await page.evaluate(() => "isTheSamePage" in window), "nothing was loaded anew").toBe(true);
  writeResult("reload.json", { bar: BAR, milliseconds: figures });
  console.log(`milliseconds until the open page showed it: ${JSON.stringify(figures)}`);
});

test("a stream ends when its caller may see something else, and only then", async ({ company, visits }) => {
  const cookieOf = async (person: string): Promise<string> => {
    const page = await visits.of(person, "/?q=none");
    return (await SessionCookie.of(page.context())).header;
  };
  const ends = (stream: Stream): unknown[] => stream.events.filter(({ name }) => name === "end").map(({ data }) => data.reason);
  const { url } = company.dashboard;
  const tester = await Stream.open(url, await cookieOf("tess"));
  const developer = await Stream.open(url, await cookieOf("dan"));
  company.reconfigure({ permissions: { ...PERMISSIONS, tester: LESS } });
  await expect.poll(() => ends(tester)).toEqual(["access"]);
  const heard = developer.events.length;
  await expect.poll(() => developer.events.length).toBeGreaterThan(heard);
  expect(ends(developer)).toEqual([]);
  await Promise.all([tester.close(), developer.close()]);
});

test("a broken file is refused and the old one kept", async ({ company, visits, page }) => {
  const open = await visits.of("tess");
  await new StatusPage(open).isLive();
  const refusals = (): number => company.dashboard.log().split("the changed configuration is refused").length - 1;
  const broken = [
    "auth: [this is: no YAML",
    // As a file is that somebody has just begun to write.
    "",
    JSON.stringify({ auth: { provider: "gitlab", roles: { tester: { gitlab_groups: "no list" } } } }),
    JSON.stringify({ auth: { permissions: { tester: { allowed_namespace_patterns: ["("] } } } }),
  ];
  for (const [index, text] of broken.entries()) {
    company.dashboard.write(text);
    await expect.poll(refusals, `the log says that this is refused: ${text}`).toBe(index + 1);
    // Nobody gets in without signing in meanwhile.
    expect((await page.request.get("/api/v1/deployments")).status()).toBe(401);
    await open.reload();
    await new StatusPage(open).isLive();
    expect(await new StatusPage(open).namespaces()).toEqual(STAGING);
  }
  company.reconfigure({ permissions: { ...PERMISSIONS, tester: LESS } });
  await expect.poll(() => new StatusPage(open).namespaces(), { timeout: BAR }).toEqual(ONE);
});

test("who has no role any more is told so, and who has one again comes back", async ({ company, visits, troubles }) => {
  troubles.allow(/(response 403:|status of 403).*\/\?cluster=\*/);
  const page = await visits.of("tess");
  await new StatusPage(page).isLive();
  company.reconfigure({ roles: { tester: { gitlab_groups: ["nobody"] }, developer: {}, admin: {} } });
  await expect(page.getByRole("heading", { name: "You have no role here yet" })).toBeVisible({ timeout: BAR });
  await expect(page.getByText(HELP)).toBeVisible();
  company.reconfigure({});
  const session = async (): Promise<unknown> => (await page.request.get("/api/v1/session")).json();
  await expect.poll(session).toMatchObject({ roles: ["tester"] });
  await page.getByRole("link", { name: "Check again" }).click();
  await new StatusPage(page).isLive();
  expect(await new StatusPage(page).namespaces()).toEqual(STAGING);
});

test("anonymous access is opened and closed under an open page", async ({ company, visits }) => {
  const page = await visits.open();
  await page.goto("/login");
  company.reconfigure({ allow_anonymous_access: true, anonymous_role: "tester" });
  const goOn = page.getByRole("link", { name: /without signing in/i });
  await expect(async () => {
    await page.reload();
    await expect(goOn).toBeVisible({ timeout: 500 });
  }).toPass();
  await goOn.click();
  await new StatusPage(page).isLive();
  expect(await new StatusPage(page).namespaces()).toEqual(STAGING);
  company.reconfigure({});
  await expect(page.getByText("This console asks you to sign in now.")).toBeVisible({ timeout: BAR });
});
