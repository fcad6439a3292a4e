import { type CardMoment, firstMoment, recordCard } from "../support/card-history";
import { container, deployment, type Fields } from "../support/deployments";
import type { KubernetesObject } from "../support/kubernetes-api";
import { expect, test } from "../support/real";
import { medianAndWorst, writeResult } from "../support/results";

const NAMESPACE = "project-sneakers-staging";
const NAME = "sneakers-remote-deploy";
const KEY = `real/${NAMESPACE}/${NAME}`;
const IMAGE = "registry-minor:5000/wl/backend:staging-a1dcf6ff";
const CONTAINER = "apf-sneakers-remote-pod";
/** The bar for a change to reach the page, in milliseconds. */
const BAR = 1000;
const CYCLES = 4;
/** The container crashes with this code and the number of the cycle: one that nothing else ends with. */
const CRASH = 40;

const pod = { containers: [container(CONTAINER, { image: IMAGE, args: ["--cpu", "20", "--memory", "24"] })] };

test.beforeAll(async ({ found }) => {
  if (found.missing("real")) return;
  await found.importImage(IMAGE);
  await found.real.createNamespace(NAMESPACE);
  await found.real.put(deployment(NAME, 3, pod), NAMESPACE);
});

test("a healthy deployment is shown with all that is asked for", async ({ dashboard, status, accessibility }) => {
  await status.open(`?namespace=${NAMESPACE}`);
  const card = status.card(KEY);
  await expect(card).toHaveAttribute("data-verdict", "healthy", { timeout: 60_000 });
  await expect(card.locator(".card-name")).toHaveText("sneakers-remote");
  await expect(card.locator(".card-name")).toHaveAttribute("title", NAME);
  await expect(card.locator(".card-ready")).toHaveText("ready 3/3");
  await expect(card.locator(".card-image > span").first()).toHaveText("apf-sneakers-remote");
  await expect(card.locator(".tag")).toHaveText("staging-a1dcf6ff");
  const rows = card.locator("table.pods tbody tr");
  await expect(rows).toHaveCount(3);
  for (const row of await rows.all()) {
    // metrics-server has its first figures after two looks at the kubelet.
    await expect(row.locator("td").nth(0)).toHaveText(/^\d+m$/, { timeout: 120_000 });
    await expect(row.locator("td").nth(1)).toHaveText(/^[1-9]\d* MiB$/);
  }
  await expect(card.locator("thead th").nth(1)).toHaveText(/^CPU\s*\d+m$/);
  expect(await (await fetch(`${dashboard.url}/assets/colors.css`)).text()).toContain("--status-healthy: #28a745;");
  await accessibility.findsNothing("a real deployment");
});

test("every change reaches the open page without a reload", async ({ clusters, page, status }) => {
  test.setTimeout(600_000);
  const { real } = clusters;
  await status.open(`?namespace=${NAMESPACE}`);
  await expect(status.card(KEY)).toBeVisible();
  await page.evaluate(() => document.documentElement.setAttribute("data-not-reloaded", ""));
  await recordCard(page, KEY);
  const rounds: { change: string; milliseconds: number }[] = [];

  /** Makes a change and waits for it on the card; returns the moment the page had it. */
  const measure = async (
    change: string,
    make: () => Promise<number>,
    isShown: (moment: CardMoment) => boolean,
    begun = Date.now(),
  ): Promise<void> => {
    const known = await make();
    let shown: CardMoment | undefined;
    await expect
      .poll(async () => (shown = await firstMoment(page, begun, isShown)), { message: change, timeout: 60_000, intervals: [50] })
      .toBeTruthy();
    rounds.push({ change, milliseconds: shown!.at - known });
  };
  const patch = async (spec: Fields): Promise<number> => (await real.patchDeployment(NAMESPACE, NAME, { spec })).at;
  const run = (fields: Fields): Fields => ({ template: { spec: { containers: [{ name: CONTAINER, ...fields }] } } });

  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await measure("scale to 0", () => patch({ replicas: 0 }), ({ ready }) => ready.endsWith("/0"));
    await measure("scale to 3", () => patch({ replicas: 3 }), ({ ready }) => ready.endsWith("/3"));
    const bad = IMAGE.replace("staging-a1dcf6ff", `staging-bad${cycle}`);
    await measure("bad image", () => patch(run({ image: bad })), ({ tag }) => tag.endsWith(`bad${cycle}`));
    // Here the change is the kubelet's: the pod's status in the API server says that it crashed.
    const begun = Date.now();
    const crashed = real.podEvent(NAMESPACE, (pod) => hasCrashed(pod, cycle));
    await patch(run({ image: IMAGE, args: ["--exit", String(CRASH + cycle)] }));
    const { name } = (await crashed).value.metadata;
    const isCrash = new RegExp(`^${name.slice(name.lastIndexOf("-") + 1)}, (Error|CrashLoopBackOff).* ×[1-9]`);
    await measure("crashing container", async () => (await crashed).at, ({ pods }) => pods.some((pod) => isCrash.test(pod)), begun);
    await measure("delete", async () => (await real.deleteDeployment(NAMESPACE, NAME)).at, ({ isThere }) => !isThere);
    await measure("create", async () => (await real.create(deployment(NAME, 3, pod), NAMESPACE)).at, ({ isThere }) => isThere);
    await expect(status.card(KEY)).toHaveAttribute("data-verdict", "healthy", { timeout: 60_000 });
  }

  await expect(page.locator("html")).toHaveAttribute("data-not-reloaded");
  const figures = medianAndWorst(rounds.map(({ milliseconds }) => milliseconds));
  writeResult("latency.json", { bar: BAR, ...figures, rounds });
  console.log(`${rounds.length} changes: median ${figures.median} ms, worst ${figures.worst} ms (bar ${BAR} ms)`);
});

/**
 * Whether the container has crashed and stays so. After the first time the kubelet starts it again
 * at once: the API server takes that crash back sooner than anybody could read it.
 */
function hasCrashed(pod: KubernetesObject, cycle: number): boolean {
  type Status = { restartCount: number; state?: { terminated?: { exitCode: number } } };
  const { containerStatuses = [] } = pod["status"] as { containerStatuses?: Status[] };
  return containerStatuses.some(
    ({ restartCount, state }) => restartCount > 0 && state?.terminated?.exitCode === CRASH + cycle,
  );
}
