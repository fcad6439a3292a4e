import { container, deployment } from "../support/deployments";
import { expect, test } from "../support/real";
import { writeResult } from "../support/results";
import { until } from "../support/until";
import { kubectlTable, ourTable, same } from "./pod-table";
import { deploymentOf, real as realSituations, type Situation } from "./situations";
import { written } from "./written-situations";

const NAMESPACE = "situations";
const situations: Situation[] = [...realSituations, ...written];
/** A difference that is seen so often is none of the moment. */
const OFTEN = 4;

/** What is known of one state of one pod. */
interface Compared {
  kubectl: string;
  ours: string;
  wasSame: boolean;
  times: number;
}

test("pods are told of in the words of kubectl in every situation", async ({ clusters, dashboard }) => {
  test.setTimeout(600_000);
  const { real } = clusters;
  await real.createNamespace(NAMESPACE);
  for (const situation of situations) await real.create(deploymentOf(situation), NAMESPACE);

  const subjects = new Map<string, string>();
  const written = new Set<string>();
  const deleted = new Set<string>();
  const reached = new Set<string>();
  const compared = new Map<string, Compared>();
  const remaining = (): string[] => situations.map(({ name }) => name).filter((name) => !reached.has(name));

  await until("the end of every situation", 480_000, async () => {
    const before = await kubectlTable(real, NAMESPACE);
    const ours = await ourTable(dashboard, NAMESPACE);
    const after = await kubectlTable(real, NAMESPACE);
    for (const [pod, columns] of before) {
      if (!same(columns, after.get(pod))) continue;
      const told = ours.get(pod);
      const kubectl = Object.values(columns).join(" ");
      // The age of a restart is not a state of its own.
      const state = `${pod} ${columns.ready} ${columns.status} ${parseInt(columns.restarts)}`;
      const known = compared.get(state) ?? { kubectl, ours: "", wasSame: false, times: 0 };
      known.times += 1;
      if (!known.wasSame) Object.assign(known, { kubectl, ours: told ? Object.values(told).join(" ") : "nothing" });
      known.wasSame ||= same(columns, told);
      compared.set(state, known);
    }
    for (const situation of situations) {
      const { name } = situation;
      const pod = subjects.get(name) ?? [...before.keys()].find((pod) => deploymentName(pod) === name);
      if (!pod) continue;
      subjects.set(name, pod);
      const columns = before.get(pod);
      if (situation.written && !written.has(name)) {
        const patch = JSON.stringify({ status: situation.written });
        await real.kubectl("patch", "pod", pod, "-n", NAMESPACE, "--subresource=status", "--type=merge", "-p", patch);
        written.add(name);
      } else if (situation.deletedWhen && !deleted.has(name)) {
        if (columns?.status !== situation.deletedWhen) continue;
        await real.kubectl("delete", "pod", pod, "-n", NAMESPACE, "--wait=false");
        deleted.add(name);
      } else if (columns && isFinal(situation, columns) && same(columns, ours.get(pod)) && same(columns, after.get(pod))) {
        reached.add(name);
      }
    }
    return remaining().length === 0;
  }).catch((error: unknown) => {
    const states = [...compared.values()].filter(({ wasSame }) => !wasSame);
    throw new Error(`${String(error)}\nnot reached: ${remaining().join(", ")}\n${JSON.stringify(states, null, 2)}`);
  });

  const all = [...compared.values()];
  const different = all.filter(({ wasSame, times }) => !wasSame && times >= OFTEN);
  expect(different, "what kubectl and we say").toEqual([]);
  const states = new Set(all.filter(({ wasSame }) => wasSame).map(({ kubectl }) => kubectl));
  writeResult("pods.json", { situations: situations.length, states: [...states].sort() });
  console.log(`${situations.length} situations: ${states.size} different lines of kubectl are ours, too`);
});

test("a quota that lets no pod in is told on the card, and no pod is", async ({ clusters, dashboard, status }) => {
  const { real } = clusters;
  const namespace = "no-room";
  await real.createNamespace(namespace);
  const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "none" }, spec: { hard: { pods: "0" } } };
  await real.create(quota, namespace);
  await real.kubectl("wait", "--for=jsonpath={.status.hard.pods}=0", "--timeout=60s", "-n", namespace, "resourcequota/none");
  await real.create(deployment("over-quota", 2, { containers: [container("app")] }), namespace);
  await status.open(`?namespace=${namespace}`);
  const card = status.card(`real/${namespace}/over-quota`);
  await expect(card).toHaveAttribute("data-verdict", "degraded", { timeout: 30_000 });
  await expect(card.locator(".why")).toContainText("quota");
  await expect(card.getByText("No pods")).toBeVisible();
  expect((await kubectlTable(real, namespace)).size).toBe(0);
  expect((await ourTable(dashboard, namespace)).size).toBe(0);
});

test.afterAll(async ({ found }) => {
  if (found.missing("real")) return;
  // Crash loops and pods that do not end would keep the machine busy.
  const { real } = found;
  await real.kubectl("delete", "deployments", "--all", "-n", NAMESPACE, "--wait=false");
  const pods = (await real.kubectl("get", "pods", "-n", NAMESPACE, "-o", "name")).trim().split("\n").filter(Boolean);
  for (const pod of pods) {
    const patch = JSON.stringify({ metadata: { finalizers: null } });
    await real.kubectl("patch", pod, "-n", NAMESPACE, "--type=merge", "-p", patch).catch(() => undefined);
  }
  await real.kubectl("delete", "pods", "--all", "-n", NAMESPACE, "--force", "--grace-period=0", "--wait=false");
});

/** The Deployment of a pod: its name without the ReplicaSet's hash and its own. */
function deploymentName(pod: string): string {
  return pod.split("-").slice(0, -2).join("-");
}

function isFinal(situation: Situation, columns: { status: string; ready: string; restarts: string }): boolean {
  const { status, ready, restarts = "0" } = situation;
  const is = (column: string, pattern: string): boolean => new RegExp(`^(${pattern})$`).test(column);
  return is(columns.status, status) && is(columns.ready, ready) && is(columns.restarts, restarts);
}
