import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { Dashboard } from "../support/dashboard";
import { DEMO, expect, test as base } from "../support/demo";
import { VersionsPage } from "../support/versions-page";

/** The demo fleet is lively, but rests now and then. */
const SOON = { timeout: 90_000 };

const test = base.extend<{ versions: VersionsPage }>({
  versions: async ({ page }, use) => use(new VersionsPage(page)),
});

/** Namespaces of the demo tell environments; what they are called without is the application's part. */
const WITH_ENVIRONMENTS = {
  ...DEMO,
  ui: {
    versions: {
      namespace_pattern: "^(?<app>.*)-(?<env>staging|prod|sandbox)$",
      environments: ["sandbox", "staging", "prod"],
    },
  },
};

interface Answer {
  columns: { environment: string | null; cluster: string }[];
  applications: {
    name: string;
    differs: boolean;
    deployments: { cluster: string; namespace: string; name: string; tag: string; differs: boolean }[];
  }[];
}

const all = (answer: Answer): Answer["applications"][0]["deployments"] =>
  answer.applications.flatMap(({ deployments }) => deployments);
const keyOf = ({ cluster, namespace, name }: { cluster: string; namespace: string; name: string }): string =>
  `${cluster}/${namespace}/${name}`;

test("every application has a line with a cell for each cluster", async ({ demo, page, versions }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Versions" }).click();
  await expect(page).toHaveURL(/\/versions$/);
  await expect(page).toHaveTitle(/^(\(\d+\) )?Versions · Dashboard-Light$/);
  await expect(versions.lines.first()).toBeVisible();
  expect(await versions.columns()).toEqual(["Application", "prod-eu", "prod-us", "staging-cluster"]);
  // Whatever runs stands there with its tag; the demo may move on between the two.
  await expect
    .poll(async () => {
      const answer = await demo.get<Answer>("versions");
      const shown = new Map((await versions.shown()).map((one) => [one.key, one]));
      const other = all(answer).filter((one) => !shown.get(keyOf(one))?.tag.endsWith(one.tag));
      return [shown.size - all(answer).length, other.map(keyOf)];
    }, SOON)
    .toEqual([0, []]);
});

test("most applications run the same version everywhere, and some do not", async ({ demo }) => {
  const { applications } = await demo.get<Answer>("versions");
  const several = applications.filter(({ deployments }) => deployments.length > 1);
  const differing = several.filter(({ differs }) => differs);
  expect(differing.length).toBeGreaterThan(2);
  expect(differing.length).toBeLessThan(several.length * 0.7);
});

test("only differences are shown by mouse and by keyboard, and Back leads back", async ({ page, versions }) => {
  await versions.open();
  const before = await versions.lines.count();
  await versions.choice("Only differences").click();
  await expect(page).toHaveURL(/\/versions\?differences=1$/);
  await expect.poll(() => versions.lines.count()).toBeLessThan(before);
  for (const line of await versions.lines.all()) await expect(line.locator(".drift").first()).toHaveText("differs");
  await versions.choice("All").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/versions$/);
  await expect.poll(() => versions.lines.count()).toBeGreaterThan(before - 5);
  await expect(versions.choice("All")).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(/differences=1$/);
  await expect(versions.choice("Only differences")).toHaveAttribute("aria-current", "true");
});

test("all are compared with one cluster", async ({ page, versions }) => {
  await versions.open();
  await page.locator(".versions summary").filter({ hasText: "Compare with" }).click();
  await page.locator(".versions .pop").getByRole("link", { name: "prod-eu" }).click();
  await expect(page).toHaveURL(/\?compare=prod-eu$/);
  await expect(page.locator(".versions .note")).toContainText("runs in prod-eu");
  const hash = (tag: string): string => tag.slice(-8);
  await expect
    .poll(async () => {
      const shown = await versions.shown();
      const own = new Map(shown.filter(({ key }) => key.startsWith("prod-eu/")).map((one) => [one.application, one]));
      return shown.filter(({ application, tag, differs }) => {
        const reference = own.get(application);
        return differs !== (reference !== undefined && hash(reference.tag) !== hash(tag));
      });
    }, SOON)
    .toEqual([]);
});

test("other kinds stand beside Deployments where they are picked", async ({ page, versions }) => {
  await versions.open();
  const picker = page.locator(".versions details.kinds > summary");
  await expect(picker).toContainText("Deployments");
  const kinds = async (): Promise<string[]> => {
    const keys = (await versions.shown()).map(({ key }) => /\/([a-z]+):/.exec(key)?.[1] ?? "deployment");
    return [...new Set(keys)].sort();
  };
  await picker.focus();
  await page.keyboard.press("Enter");
  await versions.choice("StatefulSet").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/kind=deployment&kind=statefulset$/);
  await expect.poll(kinds).toEqual(["deployment", "statefulset"]);
  await expect(versions.choice("StatefulSet")).toBeFocused();
  await expect(versions.csv).toHaveAttribute("href", /kind=deployment%2Cstatefulset/);
  await versions.choice("Deployment").click();
  await expect.poll(kinds).toEqual(["statefulset"]);
  await expect(picker).toContainText("StatefulSets");
  await versions.search.fill("kind:cron");
  await expect(page).toHaveURL(/q=kind%3Acron|q=kind:cron/);
  await expect(versions.summary).toContainText("found nowhere");
});

test("the search says where a commit is running", async ({ demo, page, versions }) => {
  // What is calm keeps its tag while we look.
  const calm = all(await demo.get<Answer>("versions?q=label-printer"))[0]!;
  const hash = calm.tag.split("-").at(-1)!;
  await versions.open();
  await versions.search.fill(hash);
  await expect(page).toHaveURL(new RegExp(`/versions\\?q=${hash}$`));
  await expect(versions.summary).toContainText(`“${hash}” is found in 1 deployment: prod-eu.`);
  await expect(versions.lines).toHaveCount(1);
  await expect(versions.cell(keyOf(calm))).toHaveAttribute("data-found", "");
  await expect(versions.search).toBeFocused();
  await versions.search.fill("no-such-tag");
  await expect(page.getByRole("heading", { name: "Nothing is found" })).toBeVisible();
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(page).toHaveURL(/\/versions$/);
  await expect(versions.search).toHaveValue("");
});

test("clusters and namespaces are picked as on the Status page, and taken there", async ({ page, status, versions }) => {
  await versions.open();
  await status.picker("Clusters").click();
  await status.choice("prod-us").check();
  await expect(page).toHaveURL(/\/versions\?cluster=prod-us$/);
  await expect.poll(() => versions.columns()).toEqual(["Application", "prod-us"]);
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Status" }).click();
  await expect(page).toHaveURL(/\/\?cluster=prod-us$/);
  await status.showsOnly("of prod-us", ({ cluster }) => cluster === "prod-us");
  await page.goBack();
  await expect(versions.lines.first()).toBeVisible();
});

test("what was arranged on the Status page stays so", async ({ page, status, versions }) => {
  await status.open("?group=application&view=table");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Versions" }).click();
  await expect(versions.lines.first()).toBeVisible();
  await status.picker("Clusters").click();
  await status.choice("prod-eu").check();
  await expect(page).toHaveURL(/\/versions\?cluster=prod-eu$/);
  await page.goto("/");
  await expect(page).toHaveURL(/\/\?cluster=prod-eu&group=application&view=table$/);
});

test("a cell leads to its deployment, and Back to the matrix", async ({ page, versions }) => {
  const key = "prod-eu/logistics/label-printer-deploy";
  await versions.open("?q=label-printer");
  await versions.cell(key).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/\?q=label-printer&open=prod-eu\/logistics\/label-printer-deploy$/);
  await expect(page.getByRole("dialog").getByRole("heading", { name: "label-printer", exact: true })).toBeVisible();
  await page.goBack();
  await expect(versions.cell(key)).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a new tag comes by itself, and the focus stays where it is", async ({ versions }) => {
  await versions.open();
  // The first line: those above another may become higher or lower.
  const key = "prod-eu/media/asset-store-deploy";
  await versions.cell(key).focus();
  const place = await versions.cell(key).boundingBox();
  const tags = async (): Promise<string> =>
    JSON.stringify((await versions.shown()).map((one) => [one.key, one.tag]).sort());
  const before = await tags();
  await expect.poll(tags, SOON).not.toBe(before);
  await expect(versions.cell(key)).toBeFocused();
  expect(await versions.cell(key).boundingBox()).toEqual(place);
});

test("the matrix is downloaded as CSV and copied as Markdown", async ({ context, page, versions }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await versions.open("?namespace=logistics&compare=prod-us");
  const [download] = await Promise.all([page.waitForEvent("download"), versions.csv.click()]);
  expect(download.suggestedFilename()).toBe("versions.csv");
  const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^application,project,environment,cluster,namespace,kind,name,tag,/);
  expect(lines.filter((line) => line.startsWith("label-printer,,,prod-eu,logistics,deployment,label-printer-deploy,prod-"))).toHaveLength(1);
  await versions.markdown.click();
  await expect(page.locator("p[role=status]").filter({ hasText: "Copied" })).toHaveCount(1);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^\| Application \| prod-eu \| prod-us \| staging-cluster \|\n\| --- \| --- \| --- \| --- \|\n/);
  expect(copied).toMatch(/\n\| label-printer \| `prod-[0-9a-f]{8}` \(Idle\) \| – \| – \|\n/);
  await expect(page).toHaveURL(/\/versions\?/);
});

for (const width of [1440, 390]) {
  test(`axe finds nothing at ${width} px`, async ({ accessibility, page, versions }) => {
    test.slow();
    await page.setViewportSize({ width, height: 900 });
    await versions.open();
    await accessibility.findsNothing("versions");
    await versions.open("?differences=1&compare=prod-us&q=prod");
    await accessibility.findsNothing("what differs");
    await versions.open("?compare=prod-us");
    await page.locator(".versions summary").filter({ hasText: "Compare with" }).click();
    await accessibility.findsNothing("the menu is open");
    await versions.open("?q=nothing-of-that-kind");
    await accessibility.findsNothing("nothing found");
  });
}

test("on a phone the matrix scrolls in its own box, and names stay", async ({ page, versions }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await versions.open();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  const name = versions.lines.first().locator("th");
  const before = await name.boundingBox();
  await versions.matrix.focus();
  for (let press = 0; press < 10; press++) await page.keyboard.press("ArrowRight");
  await expect.poll(() => versions.matrix.evaluate((box) => box.scrollLeft)).toBeGreaterThan(50);
  expect((await name.boundingBox())?.x).toBe(before?.x);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("everything is a link or a form", async ({ page, versions }) => {
    await page.goto("/versions?differences=1");
    const differing = await versions.lines.count();
    await versions.choice("All").click();
    expect(await versions.lines.count()).toBeGreaterThan(differing);
    await page.locator(".versions summary").filter({ hasText: "Compare with" }).click();
    await page.locator(".versions .pop").getByRole("link", { name: "prod-us" }).click();
    await versions.search.fill("label-printer");
    await versions.search.press("Enter");
    await expect(page).toHaveURL(/\/versions\?compare=prod-us&q=label-printer$/);
    await expect(versions.lines).toHaveCount(1);
    await page.locator("details.picker > summary").filter({ hasText: "Clusters" }).click();
    const form = page.locator("details.picker[open]");
    await form.locator("label.opt").filter({ hasText: "prod-eu" }).getByRole("checkbox").check();
    await form.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/\/versions\?.*cluster=prod-eu/);
    expect(await versions.columns()).toEqual(["Application", "prod-eu"]);
    await versions.cell("prod-eu/logistics/label-printer-deploy").click();
    await expect(page.getByRole("dialog").getByRole("heading", { name: "label-printer", exact: true })).toBeVisible();
  });
});

test.describe("with environments", () => {
  const withEnvironments = async (page: Page, act: (demo: Dashboard) => Promise<void>): Promise<void> => {
    const demo = await Dashboard.start(WITH_ENVIRONMENTS);
    try {
      await page.goto(`${demo.url}/versions`);
      await act(demo);
    } finally {
      await page.goto("about:blank");
      await demo.remove();
    }
  };

  test("environments are the columns, and clusters within", async ({ accessibility, page, versions }) => {
    test.slow();
    await withEnvironments(page, async () => {
      await versions.isLive();
      const heads = page.locator(".matrix thead tr").first().locator("th");
      await expect(heads).toHaveText(["Application", "sandbox", "staging", "prod", "No environment"]);
      const line = page.locator('.matrix tr[data-key="backend/project-app1"]');
      await expect(line.locator(".vcell")).toHaveCount(3);
      await accessibility.findsNothing("environments");
      await versions.choice("Cluster").click();
      await expect(page).toHaveURL(/\?by=cluster$/);
      await expect.poll(() => versions.columns()).toEqual(["Application", "prod-eu", "prod-us", "staging-cluster"]);
    });
  });
});
