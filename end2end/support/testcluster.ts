// The program that makes real clusters (crates/testcluster), and the clusters of this run.

import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = resolve(__dirname, "../..");

/** What `testcluster fault` can do. */
export type Fault =
  | "kill-api-server"
  | "start-api-server"
  | "stop-metrics-server"
  | "start-metrics-server"
  | "compact-etcd";

/** The reason why no real kubelet can run here. */
export class NoKubelet extends Error {}

function cache(): string {
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return process.env["DASHBOARD_LIGHT_CACHE"] || join(caches, "dashboard-light");
}

/** Where cargo puts the program; see scripts/environment. */
export function testclusterProgram(): string {
  const target = process.env["CARGO_TARGET_DIR"] || join(cache(), "target");
  return join(target, "debug/testcluster");
}

/** The kubectl of the clusters' own version. */
export function kubectlProgram(): string {
  return join(process.env["KUBEBUILDER_ASSETS"] || join(cache(), "kubernetes/bin"), "kubectl");
}

/** The names of this run's clusters, which no other run has. */
export function clusterNames(): { real: string; second: string } {
  const id = process.env["E2E_RUN_ID"];
  return { real: `e2e-${id}-real`, second: `e2e-${id}-second` };
}

/** Builds the program; this is quick when nothing changed. */
export async function buildTestcluster(): Promise<void> {
  await run("bash", ["-c", "source scripts/environment && cargo build --quiet -p testcluster"], { cwd: root });
}

/** Runs a verb of the program and returns what it wrote. */
export async function testcluster(...verb: string[]): Promise<string> {
  try {
    const { stdout } = await run(testclusterProgram(), verb, { cwd: root });
    return stdout.trim();
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? String(error);
    const reason = /kubelet nodes cannot run here: (.*)/.exec(said)?.[1];
    if (reason) throw new NoKubelet(reason);
    throw new Error(`testcluster ${verb.join(" ")}:\n${said}`);
  }
}
