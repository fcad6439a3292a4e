import { expect, test } from "../support/demo";

const ALERTS = ["down", "failed", "degraded", "warning", "unknown"];

test("one cluster, several and all are picked with the mouse", async ({ page, status }) => {
  await status.open();
  await status.picker("Clusters").click();
  await status.choice("prod-eu").check();
  await expect(page).toHaveURL(/\?cluster=prod-eu$/);
  await status.showsOnly("of prod-eu", (card) => card.cluster === "prod-eu");
  await expect(status.picker("Clusters")).toContainText("prod-eu");
  await status.choice("prod-us").check();
  await expect(page).toHaveURL(/\?cluster=prod-eu&cluster=prod-us$/);
  await status.showsOnly("of prod-eu or prod-us", (card) => card.cluster !== "staging-cluster");
  await expect(status.picker("Clusters")).toContainText("2 clusters");
  await status.choice("All clusters").check();
  await expect(page).toHaveURL(/\?cluster=\*$/);
  await expect.poll(async () => new Set((await status.shown()).map((card) => card.cluster)).size).toBe(3);
  await expect(status.picker("Clusters")).toContainText("All clusters");
});

test("namespaces are found by name and picked with the keyboard", async ({ page, status }) => {
  await status.open();
  const { namespace } = (await status.shown())[0]!;
  await status.picker("Namespaces").focus();
  await page.keyboard.press("Enter");
  const find = page.getByRole("combobox", { name: "Find a namespace" });
  await expect(find).toBeFocused();
  const all = page.locator("details.picker[open]").getByRole("option");
  await expect(all.first()).toHaveText(/^All namespaces/);
  await page.keyboard.type(namespace);
  await expect(page.locator("details.picker[open]").getByRole("status")).toHaveText(/^\d+ of \d+ namespaces match$/);
  // The best fit is pointed at, and the focus stays in the field.
  await expect(all.first()).toContainText(namespace);
  expect(await find.getAttribute("aria-activedescendant")).toBe(await all.first().getAttribute("id"));
  await page.keyboard.press("Enter");
  await expect(all.first()).toHaveAttribute("aria-checked", "true");
  await expect(find).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`\\?namespace=${namespace}$`));
  await status.showsOnly(`of ${namespace}`, (card) => card.namespace === namespace);
  await page.keyboard.press("Escape");
  await expect(find).toBeHidden();
  await expect(status.picker("Namespaces")).toBeFocused();
});

test("only one entry is picked by keyboard and by mouse", async ({ page, status }) => {
  await status.open("?cluster=prod-eu&cluster=prod-us");
  await status.picker("Clusters").focus();
  await page.keyboard.press("Enter");
  const options = page.locator("details.picker[open]").getByRole("option");
  await expect(page.getByRole("combobox", { name: "Find a cluster" })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(options.last()).toHaveAttribute("data-active", "");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+Enter");
  const name = await options.nth(2).locator(".opt-name").innerText();
  await expect(page).toHaveURL(new RegExp(`\\?cluster=${name}$`));
  await options.nth(1).hover();
  await options.nth(1).getByText("only this").click();
  const other = await options.nth(1).locator(".opt-name").innerText();
  expect(other).not.toBe(name);
  await expect(page).toHaveURL(new RegExp(`\\?cluster=${other}$`));
  await expect(options.nth(1)).toHaveAttribute("aria-checked", "true");
  await expect(options.nth(2)).toHaveAttribute("aria-checked", "false");
});

test("a selector closes on a click elsewhere", async ({ status }) => {
  await status.open();
  await status.picker("Clusters").click();
  await expect(status.choice("prod-eu")).toBeVisible();
  await status.count.click();
  await expect(status.choice("prod-eu")).toBeHidden();
});

test("the search is reached by a slash and narrows while typing", async ({ page, status }) => {
  await status.open();
  const all = await status.shown();
  const { title } = all[0]!;
  await page.keyboard.press("/");
  await expect(status.search).toBeFocused();
  await page.keyboard.type(title);
  await expect(page).toHaveURL(new RegExp(`\\?q=${title}$`));
  await expect.poll(async () => (await status.shown()).length).toBeLessThan(all.length);
  expect((await status.shown()).map((card) => card.title)).toContain(title);
  await status.search.fill("no deployment is called this");
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  await page.getByRole("link", { name: "Clear all filters" }).click();
  await expect.poll(async () => (await status.shown()).length).toBeGreaterThan(50);
  await expect(status.search).toHaveValue("");
});

test("the search finds a deployment by the name of a pod, from the first byte and while typing", async ({ page, status, request }) => {
  const { pods } = (await (await request.get("/api/v1/pods?cluster=prod-us&namespace=shop")).json()) as {
    pods: { name: string; deployment: string }[];
  };
  const { name, deployment } = pods[0]!;
  const key = `prod-us/shop/${deployment}`;
  const isIt = (card: { key: string }): boolean => card.key === key;
  await status.open();
  await status.search.fill(name);
  await status.showsOnly(`found by ${name}`, isIt);
  await status.search.fill(`pod:${name.slice(-5)} cluster:us`);
  await status.showsOnly("found by the end of that", isIt);
  const drawn = await (await request.get(`/?q=${name}`)).text();
  expect(drawn).toContain(`data-key="${key}"`);
  await page.reload();
  await status.showsOnly("found after a reload", isIt);
});

test("a total filters by its verdict and, clicked again, no longer does", async ({ page, status }) => {
  await status.open();
  await status.total("idle").click();
  await expect(page).toHaveURL(/\?verdict=idle$/);
  await status.showsOnly("idle", (card) => card.verdict === "idle");
  await expect(status.total("idle")).toHaveAttribute("aria-current", "true");
  await status.total("idle").click();
  await expect(page).toHaveURL(/\?cluster=\*$/);
});

test("only problems are shown by mouse and by keyboard", async ({ page, status }) => {
  await status.open();
  await status.onlyProblems.click();
  await expect(page).toHaveURL(/\?problems=1$/);
  await status.showsOnly("problems", (card) => ALERTS.includes(card.verdict));
  await status.onlyProblems.focus();
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/\?cluster=\*$/);
  await expect(status.onlyProblems).not.toBeChecked();
});

test("cards are grouped by cluster, namespace and application", async ({ page, status }) => {
  await status.open();
  const groupBy = page.getByRole("group", { name: "Group by" });
  expect((await status.groupNames()).sort()).toEqual(["prod-eu", "prod-us", "staging-cluster"]);
  await groupBy.getByRole("link", { name: "Namespace" }).click();
  await expect(page).toHaveURL(/\?group=namespace$/);
  const namespaces = new Set((await status.shown()).map((card) => card.namespace));
  await expect.poll(async () => new Set(await status.groupNames())).toEqual(namespaces);
  await groupBy.getByRole("link", { name: "Application" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?group=application$/);
  await expect(status.cards.first().locator(".card-name")).toHaveText(/^(prod-eu|prod-us|staging-cluster) \/ /);
});

test("cards are sorted", async ({ page, status }) => {
  await status.open("?cluster=prod-eu");
  await page.locator("summary").filter({ hasText: "Sort" }).click();
  await page.getByRole("link", { name: "Name", exact: true }).click();
  await expect(page).toHaveURL(/\?cluster=prod-eu&sort=name$/);
  const titles = async (): Promise<string[]> => (await status.shown()).map((card) => card.title);
  await expect.poll(async () => isSorted(await titles(), (one, other) => one <= other)).toBe(true);
  await page.locator("summary").filter({ hasText: "Sort" }).click();
  await page.getByRole("link", { name: "Worst first" }).click();
  await expect(page).toHaveURL(/\?cluster=prod-eu$/);
  const order = [...ALERTS, "progressing", "paused", "terminating", "idle", "healthy"];
  const places = async (): Promise<number[]> => (await status.shown()).map((card) => order.indexOf(card.verdict));
  await expect.poll(async () => isSorted(await places(), (one, other) => one <= other)).toBe(true);
});

test("Back undoes each step, and a link shows the same to somebody else", async ({ page, status, context }) => {
  await status.open();
  await status.total("healthy").click();
  await page.getByRole("group", { name: "Group by" }).getByRole("link", { name: "Namespace" }).click();
  await status.onlyProblems.click();
  await expect(page).toHaveURL(/\?verdict=healthy&problems=1&group=namespace$/);
  await page.goBack();
  await expect(page).toHaveURL(/\?verdict=healthy&group=namespace$/);
  await expect(status.onlyProblems).not.toBeChecked();
  await page.goBack();
  await status.showsOnly("healthy", (card) => card.verdict === "healthy");
  await expect.poll(() => status.groupNames()).toContain("prod-eu");
  await page.goForward();
  await expect.poll(() => status.groupNames()).not.toContain("prod-eu");
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole("group", { name: "Group by" }).locator("[aria-current]")).toHaveText("Namespace");
  await expect(other.locator('.total[data-verdict="healthy"]')).toHaveAttribute("aria-current", "true");
});

test("clusters and namespaces are remembered for a bare address, and no other is changed", async ({ page, status }) => {
  await status.open();
  await status.picker("Clusters").click();
  await status.choice("prod-us").check();
  await expect(page).toHaveURL(/\?cluster=prod-us$/);
  await page.goto("/");
  await expect(page).toHaveURL(/\?cluster=prod-us$/);
  await page.goto("/?cluster=*");
  await expect(page).toHaveURL(/\?cluster=\*$/);
  await status.isLive();
});

test("the focus goes on when a filter is taken off, and a list closes when it leaves", async ({ page, status }) => {
  await status.open("?problems=1&q=shop");
  const filters = page.locator(".filters a[aria-label]");
  await expect(filters).toHaveCount(2);
  await filters.first().focus();
  await page.keyboard.press("Enter");
  await expect(filters).toHaveCount(1);
  await expect(filters.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(filters).toHaveCount(0);
  await expect(page.locator("#main")).toBeFocused();
  const list = page.locator("details.dropdown[open]");
  await status.picker("Clusters").focus();
  await page.keyboard.press("Enter");
  await expect(list).toHaveCount(1);
  await page.locator(".total").first().focus();
  await expect(list).toHaveCount(0);
});

test("Back takes the words out of the search even where one is still typing", async ({ page, status }) => {
  await status.open("?cluster=*");
  await status.search.focus();
  await page.keyboard.type("checkout");
  await expect(page).toHaveURL(/q=checkout/);
  await page.goBack();
  await expect(page).not.toHaveURL(/q=/);
  await expect(status.search).toHaveValue("");
});

function isSorted<T>(all: T[], holds: (one: T, other: T) => boolean): boolean {
  return all.length > 1 && all.every((one, place) => place === 0 || holds(all[place - 1]!, one));
}
