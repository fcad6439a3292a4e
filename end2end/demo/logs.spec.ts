// Logs of five Pods that write 2,000 lines a second each, and of the demo fleet.

import { Dashboard } from "../support/dashboard";
import { test as base, expect } from "../support/fixtures";
import { breaks, readNumbers } from "../support/log-stream";
import { LogView, numbersByPod } from "../support/log-view";

const BUSY = "logs/load-000/service-00000-deploy";
const CHECKOUT = "prod-eu/shop/checkout-deploy";

const test = base.extend<{ logs: LogView }, { fleet: Dashboard }>({
  fleet: [
    async ({}, use) => {
      const simulated = (name: string, scenario: string) => ({ name, simulated: scenario });
      const fleet = await Dashboard.start({
        clusters: [simulated("logs", "logs-2000"), simulated("prod-eu", "demo")],
      });
      await use(fleet);
      await fleet.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ fleet }, use) => use(fleet.url),
  logs: async ({ page }, use) => use(new LogView(page)),
});

test("no line of five fast pods is lost or out of order on the wire", async ({ fleet }) => {
  const url = `${fleet.url}/api/v1/deployments/${BUSY}/logs?follow=true&tail=10`;
  const { numbers, notes } = await readNumbers(url, 10_000);
  expect(notes).toEqual([]);
  expect(numbers.size).toBe(5);
  for (const [pod, all] of numbers) {
    expect(breaks(all), pod).toEqual([]);
    expect(all.length, pod).toBeGreaterThan(10_000);
  }
});

test("the page follows five fast pods, and what it shows is whole", async ({ logs }) => {
  await logs.open(BUSY);
  await expect.poll(async () => (await logs.counts()).dropped, { timeout: 30_000 }).toBeGreaterThan(30_000);
  expect((await logs.counts()).lines).toBe(20_000);
  await logs.follow.uncheck();
  await expect(logs.foot.getByText("Paused.")).toBeVisible();
  const before = await logs.rows();
  expect(before.length).toBeGreaterThan(20);
  for (const [pod, all] of numbersByPod(before)) expect(breaks(all), pod).toEqual([]);
  // What one reads stays where it is.
  await expect(logs.resume).toContainText("more than");
  expect(await logs.rows()).toEqual(before);
  // What waited comes first when one goes on, and nothing is missing between.
  const { lines, dropped } = await logs.counts();
  await logs.resume.click();
  await expect(logs.foot.getByText("Following.")).toBeVisible();
  await expect.poll(async () => (await logs.counts()).dropped).toBeGreaterThan(dropped + lines / 10);
  await logs.follow.uncheck();
  for (const [pod, all] of numbersByPod(await logs.rows())) expect(breaks(all), pod).toEqual([]);
});

test("a line is found, alone if wanted", async ({ logs }) => {
  await logs.open(CHECKOUT);
  await expect.poll(async () => (await logs.rows()).length).toBeGreaterThan(10);
  await logs.search.fill("healthz");
  await expect(logs.box.locator("mark").first()).toHaveText("healthz");
  await logs.toggle("Only matching").check();
  await expect
    .poll(async () => (await logs.rows()).every(({ text, kind }) => text.includes("healthz") || kind.startsWith("note")))
    .toBe(true);
});

test("the keyboard alone reads, stops and goes on", async ({ page, logs }) => {
  await logs.open(CHECKOUT);
  await expect.poll(async () => (await logs.rows()).length).toBeGreaterThan(10);
  await logs.box.focus();
  await page.keyboard.press("Home");
  await expect(logs.follow).not.toBeChecked();
  // What happened by itself is told where it was noticed.
  const lines = (await logs.rows()).filter(({ kind }) => !kind.startsWith("note"));
  const times = lines.map(({ time }) => time).filter(Boolean);
  expect(times.length).toBeGreaterThan(10);
  expect(times).toEqual([...times].sort());
  await page.keyboard.press("End");
  await expect(logs.follow).toBeChecked();
});

test("long lines fold, times go, and containers are picked", async ({ page, logs }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await logs.open(CHECKOUT);
  await expect.poll(async () => (await logs.rows()).length).toBeGreaterThan(5);
  const isWider = () => logs.box.evaluate((box) => box.scrollWidth > box.clientWidth + 1);
  expect(await isWider()).toBe(true);
  await logs.toggle("Wrap").check();
  await expect.poll(isWider).toBe(false);
  await logs.toggle("Times").uncheck();
  await expect(logs.box.locator(".log-at").first()).toBeHidden();
  await expect(logs.pick("Pods").locator("option")).not.toHaveCount(1);
});

test("a broken connection is told and continued", async ({ fleet, logs, troubles }) => {
  troubles.allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_NETWORK|Failed to fetch|ERR_ABORTED/);
  await logs.open(BUSY);
  await fleet.kill();
  await expect(logs.foot.getByText("The connection is lost")).toBeVisible();
  await fleet.start();
  await expect(logs.foot.getByText("Following.")).toBeVisible({ timeout: 30_000 });
});

test("axe finds nothing", async ({ logs, accessibility }) => {
  await logs.open(CHECKOUT);
  await expect.poll(async () => (await logs.rows()).length).toBeGreaterThan(10);
  await logs.follow.uncheck();
  await accessibility.findsNothing("logs");
});
