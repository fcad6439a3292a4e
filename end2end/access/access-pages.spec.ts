import type { Page } from "@playwright/test";
import { expect, test } from "../support/access";
import { HELP, STAGING } from "../support/company";
import { StatusPage } from "../support/status-page";

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

async function fits(page: Page): Promise<void> {
  const surplus = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(surplus, `${page.url()} is wider than the screen`).toBe(0);
}

for (const size of SIZES) {
  test.describe(`at ${size.width} px`, () => {
    test.use({ viewport: size });
    // axe looks at every element, twice a state.
    test.setTimeout(180_000);

    test("axe finds nothing on the pages of signing in", async ({ company, page, visits, accessibility, troubles }) => {
      troubles.allow(/(response 40[03]:|status of 40[03]).*\/(auth\/callback|\?cluster=\*)/);
      const look = async (state: string, heading: string | RegExp): Promise<void> => {
        await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
        await fits(page);
        await accessibility.findsNothing(state);
      };
      await visits.signIn(page, "tess");
      await page.locator("summary").filter({ hasText: "Account" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Sign out of the provider" }).click();
      await expect(page.getByRole("status")).toHaveText("You are signed out.");
      await look("sign in", "Every deployment, every cluster, one page.");
      await page.goto("/auth/callback?code=x&state=nobodys-state");
      await look("problem", "This sign-in can't be finished");
      company.provider.people["nora"]!.groups = Array.from({ length: 60 }, (_, index) => `a-group-of-many/of-a-long-name/${index}`);
      await visits.signIn(page, "nora");
      await look("no role", "You have no role here yet");
      await expect(page.getByText(HELP)).toBeVisible();
      await expect(page.getByRole("list", { name: "Your groups at GitLab" })).toContainText(/and \d+ more/);
    });

    test("axe finds nothing on the admin page and on one that is viewed as others", async ({ page, visits, accessibility, troubles }) => {
      await visits.signIn(page, "ada", "/admin");
      for (const tab of ["access", "patterns", "audit"]) {
        await page.goto(`/admin?tab=${tab}&groups=team/qa&in_cluster=prod-eu&in_namespace=${STAGING[0]}`);
        await expect(page.getByRole("heading", { level: 1, name: "Admin" })).toBeVisible();
        await fits(page);
        await accessibility.findsNothing(`admin, ${tab}`);
      }

      await page.goto("/admin?tab=access&groups=team/qa");
      await page.getByRole("button", { name: "View as these groups" }).click();
      const status = new StatusPage(page);
      // Few cards, for axe.
      await status.open("?cluster=*&q=backend");
      const banner = page.getByRole("complementary", { name: "About this session" });
      await expect(banner).toContainText("You see what members of team/qa see. Read only.");
      await status.showsOnly("a tester's", ({ cluster, namespace }) => cluster === "staging-cluster" && STAGING.includes(namespace));
      await fits(page);
      await accessibility.findsNothing("viewed as others");
      // Others have no such page, and then nor does she.
      troubles.allow(/(response 404:|status of 404).*\/admin/);
      expect((await page.goto("/admin"))?.status()).toBe(404);
      await page.getByRole("button", { name: "Stop" }).click();
      await expect(page).toHaveURL("/admin");
      await expect(page.getByRole("heading", { level: 1, name: "Admin" })).toBeVisible();
      await status.open();
      await expect(banner).not.toContainText("Read only");
      await expect.poll(async () => new Set((await status.shown()).map(({ cluster }) => cluster)).size).toBe(2);
    });

    test("axe finds nothing on the bars of a session that ended", async ({ company, page, visits, accessibility }) => {
      await visits.signIn(page, "tess", "/?q=backend");
      await new StatusPage(page).isLive();
      await page.locator("summary").filter({ hasText: "Account" }).click();
      await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
      await fits(page);
      await accessibility.findsNothing("account");
      await page.keyboard.press("Escape");
      company.reconfigure({ sessions_valid_after: new Date().toISOString() });
      await expect(page.getByRole("alert").filter({ hasText: "Your session ended." })).toBeVisible();
      await fits(page);
      await accessibility.findsNothing("session ended");
    });

    test("axe finds nothing where one need not sign in", async ({ company, page, visits, accessibility }) => {
      company.reconfigure({ allow_anonymous_access: true, anonymous_role: "tester" });
      await expect(async () => {
        await page.goto("/login");
        await expect(page.getByText("Without signing in you see what the role tester may see.")).toBeVisible({ timeout: 500 });
      }).toPass();
      await accessibility.findsNothing("sign in or not");
      await new StatusPage(page).open("?q=backend");
      await expect(page.getByRole("link", { name: "Sign in with GitLab" })).toBeVisible();
      await fits(page);
      await accessibility.findsNothing("not signed in");
      await visits.signIn(page, "dan", "/?q=backend");
      await new StatusPage(page).isLive();
      company.reconfigure({ allow_anonymous_access: true, anonymous_role: "tester", sessions_valid_after: new Date().toISOString() });
      await expect(page.getByText(/Your session ended; you see what the role tester may see/)).toBeVisible();
      await fits(page);
      await accessibility.findsNothing("session lapsed");
    });
  });
}
