// A healthy deployment is broken in five ways; the sentence on its card must name the cause.

import { type CardMoment, firstMoment, recordCard } from "../support/card-history";
import { container, deployment, type Fields } from "../support/deployments";
import { expect, test } from "../support/real";
import { writeResult } from "../support/results";

const NAMESPACE = "broken";
const IMAGE = "registry-minor:5000/wl/backend:staging-a1dcf6ff";
const CONTAINER = "app";

interface Breakage {
  name: string;
  /** What is changed of the container. */
  change?: Fields;
  /** What is changed of the deployment. */
  spec?: Fields;
  /** Whether the namespace gets a quota before, for as many pods as there are. */
  quota?: boolean;
  /** The words that name the cause. */
  cause: RegExp;
}

const BREAKAGES: Breakage[] = [
  { name: "bad-tag", change: { image: IMAGE.replace("a1dcf6ff", "0000dead") }, cause: /image.*staging-0000dead|staging-0000dead.*image/i },
  { name: "missing-config-map", change: { envFrom: [{ configMapRef: { name: "settings" } }] }, cause: /configmap "settings" not found/ },
  {
    name: "out-of-memory",
    change: { args: ["--memory", "200"], resources: { limits: { memory: "48Mi" } } },
    cause: /OOMKilled.*48 MiB|48 MiB.*OOMKilled/,
  },
  {
    name: "failing-probe",
    change: {
      args: ["--serve", "8099", "--healthy-after", "24h"],
      readinessProbe: { httpGet: { path: "/healthz", port: 8099 }, periodSeconds: 1, failureThreshold: 1 },
    },
    cause: /readiness probe/i,
  },
  { name: "quota", spec: { replicas: 3 }, quota: true, cause: /quota.*pods/ },
];

test.beforeAll(async ({ found }) => {
  if (found.missing("real")) return;
  await found.importImage(IMAGE);
});

test("why something broke stands on its card, in each of five ways", async ({ clusters, page, status }) => {
  test.setTimeout(600_000);
  const { real } = clusters;
  const told: { breakage: string; seconds: string; why: string }[] = [];
  for (const { name, change, spec, quota, cause } of BREAKAGES) {
    const namespace = `${NAMESPACE}-${name}`;
    await real.createNamespace(namespace);
    const pod = { containers: [container(CONTAINER, { image: IMAGE })] };
    await real.put(deployment(name, 2, pod), namespace);
    const key = `real/${namespace}/${name}`;
    await status.open(`?namespace=${namespace}`);
    await expect(status.card(key)).toHaveAttribute("data-verdict", "healthy", { timeout: 60_000 });
    if (quota) {
      const hard = { pods: "2" };
      await real.create({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "room" }, spec: { hard } }, namespace);
      await real.kubectl("wait", "--for=jsonpath={.status.used.pods}=2", "--timeout=60s", "-n", namespace, "resourcequota/room");
    }
    await recordCard(page, key);
    const template = change && { template: { spec: { containers: [{ name: CONTAINER, ...change }] } } };
    const { at } = await real.patchDeployment(namespace, name, { spec: { ...spec, ...template } });
    let shown: CardMoment | undefined;
    await expect
      .poll(async () => (shown = await firstMoment(page, 0, ({ why }) => cause.test(why))), { message: name, timeout: 90_000 })
      .toBeTruthy();
    told.push({ breakage: name, seconds: ((shown!.at - at) / 1000).toFixed(1), why: shown!.why });
    await real.deleteDeployment(namespace, name);
  }
  console.table(told);
  writeResult("why.json", told);
});
