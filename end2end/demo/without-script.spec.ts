import { expect, test } from "../support/demo";

test.use({ javaScriptEnabled: false });

test("without script the page has its cards and says that its data are invented", async ({ page, status }) => {
  await page.goto("/?cluster=*");
  await expect(page).toHaveTitle("Status · Dashboard-Light");
  await expect(page.getByText("Demo data")).toBeVisible();
  expect(await status.cards.count()).toBeGreaterThan(50);
  await expect(status.cards.first().locator("table.pods").first()).toBeVisible();
  await expect(page.getByText("Reload for newer data")).toBeVisible();
  await expect(page.getByRole("button", { name: "Collapse menu" })).toBeHidden();
});

test("without script a total is a link to its deployments", async ({ page, status }) => {
  await page.goto("/?cluster=*");
  await status.total("healthy").click();
  await expect(page).toHaveURL(/\?verdict=healthy$/);
  await status.showsOnly("healthy", (card) => card.verdict === "healthy");
  await page.getByRole("link", { name: "Clear all" }).click();
  await expect(page).toHaveURL(/\?cluster=\*$/);
});

test("without script grouping, order and problems are links", async ({ page, status }) => {
  await page.goto("/?cluster=*");
  await page.getByRole("group", { name: "Group by" }).getByRole("link", { name: "Namespace" }).click();
  await expect(page).toHaveURL(/group=namespace/);
  await page.locator("summary").filter({ hasText: "Sort" }).click();
  await page.getByRole("link", { name: "Restarts" }).click();
  await expect(page).toHaveURL(/group=namespace&sort=restarts/);
  await page.getByRole("link", { name: "Only problems" }).click();
  await expect(page).toHaveURL(/problems=1&group=namespace&sort=restarts/);
  await expect(page.getByRole("link", { name: "Show all" })).toBeVisible();
  await status.showsOnly("problems", (card) => !["healthy", "idle", "paused", "progressing"].includes(card.verdict));
});

test("without script the selectors and the search are forms that keep each other", async ({ page, status }) => {
  await page.goto("/?cluster=*");
  await status.picker("Clusters").click();
  const box = page.locator("details.picker[open] label.opt").filter({ hasText: "staging-cluster" });
  await box.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/cluster=staging-cluster/);
  await status.showsOnly("of staging-cluster", (card) => card.cluster === "staging-cluster");
  const { title } = (await status.shown())[0]!;
  await status.search.fill(title);
  await status.search.press("Enter");
  await expect(page).toHaveURL(/cluster=staging-cluster&q=/);
  await status.showsOnly(`of staging-cluster and found by ${title}`, (card) => card.cluster === "staging-cluster");
});

test("without script each density is complete, and sorted by links", async ({ page }) => {
  await page.goto("/?cluster=*");
  const density = page.getByRole("group", { name: "Density" });
  await density.getByRole("link", { name: "Table" }).click();
  await expect(page).toHaveURL(/view=table/);
  expect(await page.locator("tr.dt-line").count()).toBeGreaterThan(50);
  await page.getByRole("columnheader", { name: "Memory" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=memory&view=table/);
  await expect(page.getByRole("columnheader", { name: "Memory" })).toHaveAttribute("aria-sort", "descending");
  await density.getByRole("link", { name: "Tiles" }).click();
  const tile = page.locator("a.tile").first();
  await tile.focus();
  await expect(tile).toBeFocused();
  await density.getByRole("link", { name: "Wall" }).click();
  await expect(page.locator(".wall")).toBeVisible();
  await page.getByRole("link", { name: "Leave" }).click();
  await expect(page.locator(".toolbar")).toBeVisible();
});

test("without script the menu is reached on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/?cluster=*");
  const menu = page.getByRole("navigation", { name: "Main" });
  await expect(menu).not.toBeInViewport();
  await page.getByRole("button", { name: "Open menu" }).click();
  await expect(menu).toBeInViewport();
});
