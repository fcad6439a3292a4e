import { expect, test as base } from "../support/demo";
import { Drawer } from "../support/drawer";

const test = base.extend<{ drawer: Drawer }>({
  drawer: async ({ page }, use) => use(new Drawer(page)),
});

/** The parts that the server draws, in an order in which each is another than the one before. */
const PARTS = ["Events", "History", "Manifest", "Pods"];

test("a card is opened with the mouse, and the focus comes back to it", async ({ page, status, drawer }) => {
  await status.open();
  const { key, title } = (await status.shown())[0]!;
  await status.card(key).getByRole("link", { name: title }).click();
  await drawer.isOpen();
  await expect(page).toHaveURL(new RegExp(`[?&]open=${key}$`));
  await expect(page).toHaveTitle(new RegExp(`^(\\(\\d+\\) )?${key.split("/")[2]} in `));
  await expect(drawer.dialog.getByRole("heading", { level: 2 })).toHaveText(title);
  await drawer.close.click();
  await drawer.isClosed();
  await expect(page).toHaveURL(/\?cluster=\*$/);
  await expect(page).toHaveTitle(/^(\(\d+\) )?Status · Dashboard-Light$/);
  await expect(status.card(key).getByRole("link", { name: title })).toBeFocused();
});

test("a click anywhere on a card opens it, and beside the drawer closes it", async ({ page, status, drawer }) => {
  await status.open();
  const { key } = (await status.shown())[0]!;
  await status.card(key).locator(".card-foot").click();
  await drawer.isOpen();
  await page.mouse.click(100, 400);
  await drawer.isClosed();
});

test("the keyboard opens, walks through and closes it", async ({ page, status, drawer }) => {
  await status.open();
  const { key, title } = (await status.shown())[0]!;
  const link = status.card(key).getByRole("link", { name: title });
  await link.focus();
  await page.keyboard.press("Enter");
  await drawer.isOpen();
  const reached = await drawer.focusable();
  for (const part of [...PARTS, "Logs"]) expect(reached).toContain(part);
  expect(reached).toContain("Close details");
  expect(reached).not.toContain("outside");
  await drawer.part("Events").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tab=events$/);
  await expect(drawer.part("Events")).toBeFocused();
  await page.keyboard.press("Escape");
  await drawer.isClosed();
  await expect(link).toBeFocused();
});

test("Back leads from part to part and out again", async ({ page, status, drawer }) => {
  await status.open();
  const { key, title } = (await status.shown())[0]!;
  await status.card(key).getByRole("link", { name: title }).click();
  await drawer.isOpen();
  await drawer.shows("History");
  await expect(page).toHaveURL(/tab=history$/);
  await page.goBack();
  await expect(drawer.part("Pods")).toHaveAttribute("aria-current", "true");
  await page.goBack();
  await drawer.isClosed();
  await page.goForward();
  await drawer.isOpen();
});

test("a link opens it over the page with the same selection", async ({ page, status, drawer }) => {
  await status.open("?cluster=prod-eu&verdict=healthy");
  const { key } = (await status.shown())[0]!;
  await page.goto(`/?cluster=prod-eu&verdict=healthy&open=${key}`);
  await drawer.isOpen();
  await expect(drawer.dialog.getByRole("rowheader", { name: "Progressing" })).toBeVisible();
  await drawer.close.click();
  await drawer.isClosed();
  await expect(page).toHaveURL(/\?cluster=prod-eu&verdict=healthy$/);
  // Nothing had the focus before, so it goes to the card.
  await expect(status.card(key).locator("a.card-link")).toBeFocused();
});

test("every part has something to say, and axe finds nothing in any", async ({ page, status, drawer, accessibility }) => {
  test.setTimeout(150_000);
  await status.open("?cluster=prod-eu");
  const bad = (await status.shown()).find((card) => ["degraded", "down", "failed"].includes(card.verdict))!;
  await page.goto(`/${Drawer.query(bad.key)}`);
  await drawer.isOpen();
  await expect(drawer.pods.first()).toBeVisible();
  for (const part of PARTS) {
    await drawer.shows(part);
    await expect(drawer.dialog.locator(".drawer-body")).not.toBeEmpty();
    await accessibility.findsNothing(`the drawer's ${part}`);
  }
});

test("history tells of images and the manifest hides its bookkeeping", async ({ page, status, drawer }) => {
  await status.open("?cluster=prod-eu");
  const card = (await status.shown()).find(({ verdict }) => verdict === "healthy")!;
  await page.goto(`/${Drawer.query(card.key, "manifest")}`);
  await drawer.isOpen();
  const yaml = drawer.dialog.locator(".yaml");
  await expect(yaml).toContainText("kind: Deployment");
  await expect(yaml).not.toContainText("managedFields");
  await expect(yaml).not.toContainText("observedGeneration");
  await drawer.dialog.getByRole("link", { name: "With status" }).click();
  await expect(yaml).toContainText("observedGeneration");
  await drawer.shows("History");
  await expect(drawer.dialog.locator(".revision").first()).toContainText("Revision");
});

test("the last day is told: verdicts as a strip and in words, usage as charts", async ({ page, status, drawer }) => {
  await status.open("?cluster=prod-eu");
  const { key } = (await status.shown()).find(({ verdict }) => verdict === "healthy")!;
  await page.goto(`/${Drawer.query(key)}`);
  await drawer.isOpen();
  await expect(drawer.dialog.getByRole("img", { name: /^Until now: .*healthy/ })).toBeVisible();
  await drawer.dialog.getByText("In words").click();
  // The times are the viewer's own as soon as there is script.
  await expect(drawer.dialog.locator(".past-words li").first()).toHaveText(/^\w+ \d\d:\d\d–\d\d:\d\d,/);
  await expect(drawer.dialog.getByRole("img", { name: /^CPU: .* on average, .* at most/ })).toBeVisible();
  await expect(drawer.dialog.getByRole("img", { name: /^Memory: .* on average, .* at most/ })).toBeVisible();
});

test("what is copied is the whole name", async ({ page, status, drawer, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await status.open();
  const { key } = (await status.shown())[0]!;
  await page.goto(`/${Drawer.query(key)}`);
  await drawer.isOpen();
  await drawer.dialog.getByRole("button", { name: "Copy the full name" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key.split("/")[2]);
  await expect(drawer.dialog.getByRole("status")).toHaveText("Copied");
  await drawer.dialog.getByRole("button", { name: "Copy the link to this" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`open=${key}`);
});

test("what changes is changed in place: focus and opened containers stay", async ({ page, status, drawer }) => {
  test.setTimeout(120_000);
  await status.open();
  const { key } = (await status.shown()).find(({ verdict }) => verdict === "healthy")!;
  await page.goto(`/${Drawer.query(key)}`);
  await drawer.isOpen();
  const summary = drawer.pods.first().locator("summary");
  await summary.click();
  await summary.focus();
  const answers: string[] = [];
  page.on("response", (response) => response.url().endsWith("/api/app/drawer") && answers.push(response.url()));
  await expect.poll(() => answers.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await expect(summary).toBeFocused();
  await expect(drawer.pods.first().locator("details")).toHaveAttribute("open");
});

test("of what is not there the drawer says so", async ({ page, status, drawer }) => {
  await page.goto(`/${Drawer.query("prod-eu/no-such/thing")}`);
  await status.isLive();
  await drawer.isOpen();
  await expect(drawer.dialog.getByRole("heading", { name: "There is no such deployment" })).toBeVisible();
  await page.keyboard.press("Escape");
  await drawer.isClosed();
});

base.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the drawer is there, its parts are links, and so is closing", async ({ page, demo, drawer }) => {
    type Rows = { rows: { cluster: string; namespace: string; name: string }[] };
    const { rows } = await demo.get<Rows>("deployments?cluster=prod-eu&verdict=healthy");
    const { cluster, namespace, name } = rows[0]!;
    await page.goto("/?cluster=prod-eu");
    await page.locator(`.deploy-card[data-key="${cluster}/${namespace}/${name}"] a.card-link`).click();
    await expect(drawer.dialog).toBeVisible();
    await expect(drawer.pods.first()).toBeVisible();
    for (const part of PARTS) {
      await drawer.part(part).click();
      await expect(drawer.part(part)).toHaveAttribute("aria-current", "true");
      await expect(drawer.dialog.locator(".drawer-body")).not.toBeEmpty();
    }
    await drawer.part("Logs").click();
    const text = await page.request.get((await drawer.dialog.getByRole("link", { name: "Download" }).getAttribute("href"))!);
    expect(await text.text()).toMatch(/\w/);
    await drawer.close.click();
    await drawer.isClosed();
    await expect(page).toHaveURL(/\?cluster=prod-eu$/);
  });
});
