import { Dashboard } from "../support/dashboard";
import type { KubernetesApi } from "../support/kubernetes-api";
import { expect, test } from "../support/real";
import { Stream } from "../support/stream";

/** So many pages are open. */
const MANY = 50;
const KINDS = [
  "cronjobs",
  "daemonsets",
  "deployments",
  "jobs",
  "namespaces",
  "pods",
  "replicasets",
  "statefulsets",
];

test("an API server has one watch for each kind, with one open page and with fifty", async ({ found, second }) => {
  // The API server cannot tell whose a watch is, so they are counted before, during and after.
  let before = await watches(second);
  await expect
    .poll(async () => {
      const last = before;
      before = await watches(second);
      return before.toString() === last.toString();
    })
    .toBe(true);
  const dashboard = await Dashboard.start({ clusters: found.configuration() });
  const streams: Stream[] = [];
  try {
    const ours = async (): Promise<number[]> => (await watches(second)).map((count, place) => count - before[place]!);
    streams.push(await Stream.open(dashboard.url));
    await expect.poll(ours, { timeout: 30_000 }).toEqual(KINDS.map(() => 1));
    streams.push(...(await Promise.all(Array.from({ length: MANY - 1 }, () => Stream.open(dashboard.url)))));
    await expect.poll(() => streams.filter((stream) => stream.events.length > 0).length).toBe(MANY);
    expect(await (await dashboard.admin("/metrics"))?.text()).toContain(`dashboard_light_streams ${MANY}`);
    expect(await ours()).toEqual(KINDS.map(() => 1));
  } finally {
    await Promise.all(streams.map((stream) => stream.close()));
    await dashboard.remove();
  }
  await expect.poll(() => watches(second), { timeout: 30_000 }).toEqual(before);
});

/** How many watches of each kind the API server has, by its own metrics. */
async function watches(api: KubernetesApi): Promise<number[]> {
  const lines = (await api.text("/metrics")).split("\n").filter((line) => line.startsWith("apiserver_longrunning_requests{"));
  const counts = KINDS.map((kind) => {
    const ofKind = lines.filter((line) => line.includes(`resource="${kind}"`) && line.includes('verb="WATCH"'));
    return ofKind.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  });
  expect(Math.max(...counts), "the API server has watches").toBeGreaterThan(0);
  return counts;
}
