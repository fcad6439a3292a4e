import type { Page } from "@playwright/test";
import { expect, test } from "../support/demo";

test.setTimeout(150_000);

/** The demo fleet is lively, but rests now and then. */
const SOON = { timeout: 100_000 };

interface Told {
  title: string;
  body: string;
  link: string;
}

/** Writes down what the browser is asked to show, and has it shown all the same. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told: Notification[] = [];
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        told.push(this);
      }
    };
    Object.assign(window, { told });
  });
}

async function told(page: Page): Promise<Told[]> {
  return page.evaluate(() => {
    const { told } = window as unknown as { told: Notification[] };
    return told.map(({ title, body, tag }) => ({ title, body, link: tag }));
  });
}

test("the tab's title and icon carry the number of problems", async ({ page, status }) => {
  await status.open();
  // All at one moment: the fleet goes on meanwhile.
  await expect
    .poll(() =>
      page.evaluate(() => {
        const count = Number.parseInt(document.querySelector(".app-side .count-alert")?.textContent ?? "", 10);
        const icon = document.querySelector("link[rel=icon]")?.getAttribute("href");
        const name = count > 9 ? "many" : count;
        return document.title.startsWith(`(${count}) Status`) && icon === `/favicon-${name}.svg`;
      }),
    )
    .toBe(true);
  const icon = await page.locator("link[rel=icon]").getAttribute("href");
  const answer = await page.request.get(icon!);
  expect(answer.headers()["content-type"]).toBe("image/svg+xml");
});

test("a followed deployment is told of, and a click leads to it", async ({ page, status, context }) => {
  await context.grantPermissions(["notifications"]);
  await listen(page);
  await status.open();
  const cards = await status.shown();
  const [first] = cards;
  const bell = status.card(first!.key).getByRole("button", { name: `Follow ${first!.title}` });
  await status.card(first!.key).hover();
  await bell.click();
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  // Nothing is told of what was found.
  expect(await told(page)).toEqual([]);
  // As if every bell had been pressed.
  await page.evaluate(
    (keys) => localStorage.setItem("dl_following", JSON.stringify(keys.map(([cluster, namespace, name]) => ({ deployment: { cluster, namespace, name } })))),
    cards.slice(0, 100).map(({ key }) => key.split("/")),
  );
  await page.reload();
  await status.isLive();
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  await expect.poll(async () => (await told(page)).length, SOON).toBeGreaterThan(0);
  const [notice] = await told(page);
  expect(notice!.title).toMatch(/^[\w-]+: (Healthy|Idle|Down|Failed|Degraded|Warning)/);
  expect(notice!.body).toMatch(/[\w-]+ \/ [\w-]+$/);
  await page.evaluate(() => (window as unknown as { told: Notification[] }).told[0]!.dispatchEvent(new Event("click")));
  await expect.poll(() => page.evaluate(() => location.pathname + location.search)).toBe(notice!.link);
});

test("a view is followed and left by keyboard", async ({ page, status, context }) => {
  await context.grantPermissions(["notifications"]);
  await status.open("?cluster=prod-eu&problems=1&group=namespace");
  const button = page.locator("summary").filter({ hasText: "Following" });
  await button.focus();
  await page.keyboard.press("Enter");
  const choice = page.getByRole("switch", { name: "Follow this view" });
  await choice.focus();
  await page.keyboard.press("Space");
  await expect(choice).toBeChecked();
  const list = page.getByRole("list", { name: "Followed in this browser" });
  await expect(list.getByRole("link")).toHaveText("cluster: prod-eu, only problems");
  // However it is arranged, it is the same view; another one is not.
  await page.goto("/?cluster=prod-eu&problems=1");
  await status.isLive();
  await button.click();
  await expect(choice).toBeChecked();
  await page.goto("/?cluster=prod-us");
  await status.isLive();
  await button.click();
  await expect(choice).not.toBeChecked();
  await list.getByRole("button", { name: "No longer follow cluster: prod-eu, only problems" }).press("Enter");
  await expect(list).toBeHidden();
  expect(await page.evaluate(() => localStorage.getItem("dl_following"))).toBe("[]");
});

test("what the browser refuses is said in words", async ({ page, status, accessibility }) => {
  // Without leave given, this browser answers for its owner: no.
  await status.open("?problems=1");
  await expect(page.getByText("The browser refuses notifications")).toBeHidden();
  await page.locator("summary").filter({ hasText: "Following" }).click();
  await page.getByRole("switch", { name: "Follow this view" }).check();
  await expect(page.getByText("The browser refuses notifications of this page.")).toBeVisible();
  await accessibility.findsNothing("following, refused");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText("The browser refuses notifications")).toBeHidden();
});

test("a browser without notifications says so", async ({ page, status }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "Notification"));
  await page.setViewportSize({ width: 390, height: 844 });
  await status.open("?problems=1");
  await page.locator("summary").filter({ hasText: "Following" }).click();
  await page.getByRole("switch", { name: "Follow this view" }).check();
  await expect(page.getByText("This browser shows no notifications of a web page.")).toBeVisible();
});
