// Before the first test: says where the run keeps what its tests share, and starts a keeper that
// takes that and the run's clusters down when the run is over, however it ended.

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterNames, testclusterProgram } from "./testcluster";

export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "dashboard-light-run-"));
  process.env["E2E_RUN_FOLDER"] = folder;
  process.env["E2E_RUN_ID"] = String(process.pid);
  // Its input ends with this process, also with one that is killed. ^C does not reach it: it is in
  // a session of its own.
  const script = `cat; for name in "\${@:2}"; do "$0" down --name "$name"; done; rm -rf "$1"`;
  const names = Object.values(clusterNames());
  const keeper = spawn("bash", ["-c", script, testclusterProgram(), folder, ...names], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  return async () => {
    const ended = new Promise((resolve) => keeper.once("exit", resolve));
    keeper.stdin?.end();
    await ended;
  };
}
