// Pods as `kubectl get pods` and as our REST interface tell of them.

import type { Dashboard } from "../support/dashboard";
import type { KubernetesApi } from "../support/kubernetes-api";

/** The columns that must be the same. */
export interface PodColumns {
  status: string;
  ready: string;
  restarts: string;
}

/** Pods by name. */
export type PodTable = Map<string, PodColumns>;

/** What kubectl prints, cut where its headings begin. */
export async function kubectlTable(api: KubernetesApi, namespace: string): Promise<PodTable> {
  const [heading = "", ...lines] = (await api.kubectl("get", "pods", "-n", namespace)).trimEnd().split("\n");
  const column = (line: string, from: string, to: string): string =>
    line.slice(heading.indexOf(from), heading.indexOf(to)).trim();
  return new Map(
    lines.map((line) => [
      column(line, "NAME", "READY"),
      {
        ready: column(line, "READY", "STATUS"),
        status: column(line, "STATUS", "RESTARTS"),
        restarts: column(line, "RESTARTS", "AGE"),
      },
    ]),
  );
}

/** What the dashboard says. */
export async function ourTable(dashboard: Dashboard, namespace: string): Promise<PodTable> {
  type Pods = { pods: ({ name: string } & PodColumns)[] };
  const { pods } = await dashboard.get<Pods>(`pods?cluster=real&namespace=${namespace}`);
  return new Map(pods.map(({ name, status, ready, restarts }) => [name, { status, ready, restarts }]));
}

/** Whether all columns are the same. */
export function same(one: PodColumns | undefined, other: PodColumns | undefined): boolean {
  return one?.status === other?.status && one?.ready === other?.ready && one?.restarts === other?.restarts;
}
