import { container, deployment } from "../support/deployments";
import { expect, test } from "../support/real";
import { writeResult } from "../support/results";
import { Stream } from "../support/stream";
import { until } from "../support/until";

const NAMESPACE = "outage";
const NAMES = ["billing-deploy", "checkout-deploy", "media-deploy"];
/** How long the API server is away. */
const OUTAGE_SECONDS = Number(process.env["E2E_OUTAGE_SECONDS"] ?? 12);
/** The bar for being live again, in seconds. */
const BAR = 10;

test.beforeAll(async ({ found }) => {
  if (found.missing("real")) return;
  // A test that failed may have left it away.
  await found.fault("start-api-server");
  const pod = { containers: [container("app-pod", { args: ["--cpu", "20", "--memory", "16"] })] };
  for (const cluster of [found.real, found.second]) {
    await cluster.createNamespace(NAMESPACE);
    for (const name of NAMES) await cluster.put(deployment(name, 2, pod), NAMESPACE);
  }
});

test("while an API server is away its rows stay and the other cluster is live", async ({
  clusters,
  dashboard,
  page,
  status,
  accessibility,
}) => {
  test.setTimeout(300_000 + OUTAGE_SECONDS * 1000);
  await status.open(`?namespace=${NAMESPACE}`);
  const cards = page.locator(".deploy-card");
  await expect(cards).toHaveCount(2 * NAMES.length);
  for (const card of await cards.all()) await expect(card).toHaveAttribute("data-verdict", "healthy", { timeout: 60_000 });
  const keys = new Set((await status.shown()).map((card) => card.key));
  const stream = await Stream.open(dashboard.url);

  await clusters.fault("kill-api-server");
  const killed = Date.now();
  await expect(status.freshness("Real")).toHaveAttribute("data-fresh", /stale|unreachable/, { timeout: 30_000 });
  await expect(status.group("Real").locator(".fresh")).toHaveText(/(stale|unreachable) since \d\d:\d\d:\d\d/);
  await expect(page.locator(".banner").filter({ hasText: "Real" })).toBeVisible();
  for (const name of NAMES) {
    const card = status.card(`real/${NAMESPACE}/${name}`);
    await expect(card).toHaveAttribute("data-verdict", "unknown", { timeout: 30_000 });
    await expect(card.locator(".card-word")).toHaveText(/last seen \d\d:\d\d:\d\d/);
    await expect(card.locator(".card-ready")).toHaveText("ready 2/2");
  }
  await accessibility.findsNothing("a cluster is away");
  // The other cluster's changes arrive all the while.
  let replicas = 3;
  await until("the end of the outage", OUTAGE_SECONDS * 1000 + 30_000, async () => {
    await clusters.second.patchDeployment(NAMESPACE, NAMES[0]!, { spec: { replicas } });
    await expect(status.card(`second/${NAMESPACE}/${NAMES[0]}`).locator(".card-ready")).toHaveText(
      `ready ${replicas}/${replicas}`,
    );
    replicas = replicas === 3 ? 2 : 3;
    expect(new Set((await status.shown()).map((card) => card.key))).toEqual(keys);
    return Date.now() - killed >= OUTAGE_SECONDS * 1000;
  });

  const started = Date.now();
  await clusters.fault("start-api-server");
  const ready = Date.now();
  await expect(status.freshness("Real")).toHaveAttribute("data-fresh", "live", { timeout: 60_000 });
  const sinceStart = (Date.now() - started) / 1000;
  const sinceReady = (Date.now() - ready) / 1000;
  writeResult("outage.json", { bar: BAR, outage: OUTAGE_SECONDS, sinceStart, sinceReady });
  console.log(`live ${sinceStart} s after the API server was started, ${sinceReady} s after it was ready (bar ${BAR} s)`);
  for (const name of NAMES) {
    await expect(status.card(`real/${NAMESPACE}/${name}`)).toHaveAttribute("data-verdict", "healthy", { timeout: 60_000 });
  }
  const after = (await status.shown()).map((card) => card.key);
  expect(after.length, "nothing is there twice").toBe(keys.size);
  expect(new Set(after), "nothing is missing").toEqual(keys);
  await clusters.real.patchDeployment(NAMESPACE, NAMES[0]!, { spec: { replicas: 1 } });
  // Its controllers may still be looking for the API server.
  await expect(status.card(`real/${NAMESPACE}/${NAMES[0]}`).locator(".card-ready")).toHaveText(/\/1$/);

  await stream.close();
  const others = stream.events.flatMap(({ data }) => data.clusters ?? []).filter(({ name }) => name === "second");
  expect(others.length).toBeGreaterThan(0);
  expect(new Set(others.map(({ freshness }) => freshness.state)), "the other cluster").toEqual(new Set(["live"]));
});

test("without metrics-server the figures are missing and never zero", async ({ clusters, page, status }) => {
  await status.open(`?namespace=${NAMESPACE}&cluster=real`);
  const figures = status.card(`real/${NAMESPACE}/${NAMES[1]}`).locator("tbody .use");
  await expect(figures).toHaveCount(4);
  await expect(figures.first()).toHaveText(/^\d+m$/, { timeout: 120_000 });
  const seen: string[] = [];
  await page.exposeFunction("say", (text: string) => seen.push(text));
  await figures.first().evaluate((figure) => {
    const say = (window as unknown as { say: (text: string) => void }).say;
    const table = figure.closest(".deploy-card") ?? figure;
    const look = (): void => table.querySelectorAll(".use").forEach((use) => say(use.textContent?.trim() ?? ""));
    new MutationObserver(look).observe(table, { characterData: true, childList: true, subtree: true });
  });
  await clusters.fault("stop-metrics-server");
  await expect(figures).toHaveText(Array.from({ length: 4 }, () => /^–/), { timeout: 120_000 });
  await expect(page.locator(".banner").filter({ hasText: "No metrics from Real." })).toBeVisible();
  // A cluster that never had metrics says the same.
  await status.open(`?namespace=${NAMESPACE}&cluster=second`);
  const others = status.card(`second/${NAMESPACE}/${NAMES[1]}`).locator("tbody .use");
  await expect(others).toHaveText(Array.from({ length: 4 }, () => /^–/));
  await clusters.fault("start-metrics-server");
  await status.open(`?namespace=${NAMESPACE}&cluster=real`);
  await expect(figures.first()).toHaveText(/^\d+m$/, { timeout: 120_000 });
  expect(seen.filter((text) => /^0(m| )/.test(text)), "figures that were zero").toEqual([]);
});
