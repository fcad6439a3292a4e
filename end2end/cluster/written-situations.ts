// Situations that no healthy kubelet brings about, but that kubectl has words for. No scheduler
// takes these pods, and the test writes what a kubelet of old, a lost node or an eviction would
// have written into their status.

import { container, type Fields } from "../support/deployments";
import type { Situation } from "./situations";

const nobody = { schedulerName: "nobody" };
const image = { image: "testimage", imageID: "testimage" };
const terminated = (how: Fields): Fields => ({
  state: { terminated: { exitCode: 0, startedAt: "2025-01-01T00:00:00Z", finishedAt: "2025-01-01T00:01:00Z", ...how } },
});
const status = (name: string, fields: Fields): Fields => ({ name, ready: false, restartCount: 0, ...image, ...fields });
const initialized = { type: "Initialized", status: "True" };
const app = { ...nobody, containers: [container("app")] };
const withInit = { ...app, initContainers: [container("one")] };

export const written: Situation[] = [
  {
    name: "evicted",
    pod: app,
    written: { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." },
    status: "Evicted",
    ready: "0/1",
  },
  {
    name: "ended-by-signal",
    pod: app,
    written: { phase: "Running", containerStatuses: [status("app", terminated({ exitCode: 137, signal: 9 }))] },
    status: "Signal:9",
    ready: "0/1",
  },
  {
    name: "ended-without-reason",
    pod: app,
    written: { phase: "Running", containerStatuses: [status("app", terminated({ exitCode: 3 }))] },
    status: "ExitCode:3",
    ready: "0/1",
  },
  {
    name: "init-ended-by-signal",
    pod: withInit,
    written: { initContainerStatuses: [status("one", terminated({ exitCode: 137, signal: 9 }))] },
    status: "Init:Signal:9",
    ready: "0/1",
  },
  {
    name: "init-ended-without-reason",
    pod: withInit,
    written: { initContainerStatuses: [status("one", terminated({ exitCode: 2 }))] },
    status: "Init:ExitCode:2",
    ready: "0/1",
  },
  {
    name: "restarted-after-init",
    pod: withInit,
    written: {
      phase: "Running",
      conditions: [initialized, { type: "Ready", status: "True" }],
      initContainerStatuses: [status("one", { ...terminated({ reason: "Completed" }), restartCount: 4 })],
      containerStatuses: [
        status("app", {
          ready: true,
          restartCount: 1,
          state: { running: { startedAt: "2025-01-01T00:02:00Z" } },
          lastState: terminated({ exitCode: 1, reason: "Error" })["state"],
        }),
      ],
    },
    status: "Running",
    ready: "1/1",
    restarts: "1 \\(.* ago\\)",
  },
  {
    name: "node-lost",
    pod: app,
    metadata: { finalizers: ["example.com/hold"] },
    written: { phase: "Running", reason: "NodeLost", message: "Node did not answer" },
    deletedWhen: "NodeLost",
    status: "Unknown",
    ready: "0/1",
  },
];
