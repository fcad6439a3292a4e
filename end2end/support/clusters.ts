// The real clusters of a run: one with a real kubelet that is broken on purpose, and a second one
// that nothing of it may touch. Whoever needs them first starts them.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KubernetesApi } from "./kubernetes-api";
import { buildTestcluster, clusterNames, type Fault, NoKubelet, testcluster } from "./testcluster";

/** What the state file says: the kubeconfigs, or why there are none. */
interface State {
  real: Place;
  second: Place;
}

/** Where a cluster is, or why there is none. */
type Place = { kubeconfig: string } | { missing: string };

const FOREIGN = "TEST_KUBECONFIG is somebody's own cluster, which is not filled or broken here";

export class Clusters {
  private constructor(private readonly state: State) {}

  /** The clusters of this run. */
  static async ofThisRun(): Promise<Clusters> {
    const file = join(process.env["E2E_RUN_FOLDER"] ?? "", "clusters.json");
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(await start()));
    return new Clusters(JSON.parse(readFileSync(file, "utf8")) as State);
  }

  /** Why there is no such cluster; undefined when there is one. */
  missing(cluster: keyof State): string | undefined {
    const place = this.state[cluster];
    return "missing" in place ? place.missing : undefined;
  }

  /** With one real kubelet, and metrics-server. */
  get real(): KubernetesApi {
    return this.api("real");
  }

  /** With two nodes that kwok plays, and no metrics-server. */
  get second(): KubernetesApi {
    return this.api("second");
  }

  /** Breaks or repairs something of the real cluster. */
  async fault(fault: Fault): Promise<void> {
    await testcluster("fault", "--name", clusterNames().real, fault);
  }

  /** Gives the test image one more name. */
  async importImage(reference: string): Promise<void> {
    await testcluster("import", "--name", clusterNames().real, reference);
  }

  /** The `clusters` section that shows those that there are. */
  configuration(): { name: string; title: string; kubeconfig: string }[] {
    return Object.entries(this.state).flatMap(([name, place]: [string, Place]) => {
      const title = name === "real" ? "Real" : "Second";
      return "missing" in place ? [] : [{ name, title, kubeconfig: place.kubeconfig }];
    });
  }

  private readonly apis = new Map<keyof State, KubernetesApi>();

  private api(cluster: keyof State): KubernetesApi {
    const place = this.state[cluster];
    if ("missing" in place) throw new Error(`there is no ${cluster} cluster: ${place.missing}`);
    const api = this.apis.get(cluster) ?? new KubernetesApi(place.kubeconfig);
    this.apis.set(cluster, api);
    return api;
  }
}

async function start(): Promise<State> {
  if (process.env["TEST_KUBECONFIG"]) return { real: { missing: FOREIGN }, second: { missing: FOREIGN } };
  await buildTestcluster();
  const names = clusterNames();
  const second = await testcluster("up", "--name", names.second, "--nodes", "kwok:2", "--no-metrics-server");
  const real = await testcluster("up", "--name", names.real, "--nodes", "kubelet:1").then(
    (kubeconfig) => ({ kubeconfig }),
    (error: unknown) => {
      if (error instanceof NoKubelet) return { missing: error.message };
      throw error;
    },
  );
  return { real, second: { kubeconfig: second } };
}
