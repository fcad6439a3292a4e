// The real clusters of a run: one with a real kubelet that is broken on purpose, and a second one
// that nothing of it may touch. Whoever needs them first starts them.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KubernetesApi } from "./kubernetes-api";
import { buildTestcluster, clusterNames, type Fault, NoKubelet, testcluster } from "./testcluster";

/** What the state file says: where the clusters are, or why there are none. */
type State = { real: string; second: string } | { missing: string };

export class Clusters {
  /** With one real kubelet, and metrics-server. */
  readonly real: KubernetesApi;
  /** With two nodes that kwok plays, and no metrics-server. */
  readonly second: KubernetesApi;

  private constructor(kubeconfigs: { real: string; second: string }) {
    this.real = new KubernetesApi(kubeconfigs.real);
    this.second = new KubernetesApi(kubeconfigs.second);
  }

  /** The clusters of this run, or the reason why there can be none. */
  static async ofThisRun(): Promise<Clusters | { missing: string }> {
    const state = await readOrStart();
    return "missing" in state ? state : new Clusters(state);
  }

  /** Breaks or repairs something of the real cluster. */
  async fault(fault: Fault): Promise<void> {
    await testcluster("fault", "--name", clusterNames().real, fault);
  }

  /** Gives the test image one more name. */
  async importImage(reference: string): Promise<void> {
    await testcluster("import", "--name", clusterNames().real, reference);
  }

  /** The `clusters` section that shows both. */
  configuration(): { name: string; title: string; kubeconfig: string }[] {
    return [
      { name: "real", title: "Real", kubeconfig: this.real.kubeconfig },
      { name: "second", title: "Second", kubeconfig: this.second.kubeconfig },
    ];
  }
}

async function readOrStart(): Promise<State> {
  const file = join(process.env["E2E_RUN_FOLDER"] ?? "", "clusters.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as State;
  const state = await start();
  writeFileSync(file, JSON.stringify(state));
  return state;
}

async function start(): Promise<State> {
  if (process.env["TEST_KUBECONFIG"]) {
    return { missing: "TEST_KUBECONFIG is somebody's own cluster, which is not filled or broken here" };
  }
  await buildTestcluster();
  const names = clusterNames();
  try {
    const real = await testcluster("up", "--name", names.real, "--nodes", "kubelet:1");
    const kwok = ["--nodes", "kwok:2", "--no-metrics-server"];
    return { real, second: await testcluster("up", "--name", names.second, ...kwok) };
  } catch (error) {
    if (error instanceof NoKubelet) return { missing: error.message };
    throw error;
  }
}
