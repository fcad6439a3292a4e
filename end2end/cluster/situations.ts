// The situations a pod of a Deployment can be in. Each is one Deployment; what its pods must come
// to is said in the words of `kubectl get pods`.
//
// Not among them, since a ReplicaSet's pods always restart and a failed one is replaced without
// end: pods of Jobs, restart policies of a whole pod, and what the kubelet refuses to admit.

import { container, deployment, type Fields } from "../support/deployments";
import type { KubernetesObject } from "../support/kubernetes-api";

export interface Situation {
  /** The Deployment's name. */
  name: string;
  pod: Fields;
  /** STATUS, READY and RESTARTS of one of its pods in the end, as patterns for the whole column. */
  status: string;
  ready: string;
  /** Without it, none. */
  restarts?: string;
  /** Labels and finalizers of the pods. */
  metadata?: Fields;
  /** Its first pod is deleted once it is in this STATUS. */
  deletedWhen?: string;
  /** What is written into the status of its first pod, which no kubelet has. */
  written?: Fields;
}

/** The Deployment that brings a situation about. */
export function deploymentOf({ name, pod, metadata = {} }: Situation): KubernetesObject {
  const object = deployment(name, 1, pod);
  const spec = object["spec"] as { template: { metadata: Fields } };
  Object.assign(spec.template.metadata, metadata);
  return object;
}

const BACK_OFF = "\\d+ \\(.* ago\\)";
const SOON = { initialDelaySeconds: 0, periodSeconds: 1, failureThreshold: 1 };
const unhealthy = (port: number): Fields => ({ args: ["--serve", String(port), "--healthy-after", "24h"] });
const probe = (port: number): Fields => ({ httpGet: { path: "/healthz", port }, ...SOON });
const missing = "registry-minor:5000/wl/backend:no-such-tag";
const always = { restartPolicy: "Always" };
const never = { restartPolicy: "Never" };
const waits = { args: [] };
const crashes = (code: number): Fields => ({ args: ["--exit", String(code)] });
const done = { args: ["--exit", "0"] };

const running: Situation[] = [
  { name: "runs", pod: { containers: [container("app")] }, status: "Running", ready: "1/1" },
  {
    name: "runs-two",
    pod: { containers: [container("app"), container("helper")] },
    status: "Running",
    ready: "2/2",
  },
  {
    name: "one-of-two-ready",
    pod: { containers: [container("app"), container("late", { ...unhealthy(8081), readinessProbe: probe(8081) })] },
    status: "Running",
    ready: "1/2",
  },
  {
    name: "readiness-fails",
    pod: { containers: [container("app", { ...unhealthy(8080), readinessProbe: probe(8080) })] },
    status: "Running",
    ready: "0/1",
  },
  {
    name: "readiness-gate",
    pod: { containers: [container("app")], readinessGates: [{ conditionType: "example.com/open" }] },
    status: "Running",
    ready: "1/1",
  },
  {
    name: "startup-never-succeeds",
    pod: { containers: [container("app", { startupProbe: { exec: { command: ["/nothing"] }, periodSeconds: 60 } })] },
    status: "Running",
    ready: "0/1",
  },
];

const initialising: Situation[] = [
  {
    name: "init-first-of-two",
    pod: { initContainers: [container("one", waits), container("two", done)], containers: [container("app")] },
    status: "Init:0/2",
    ready: "0/1",
  },
  {
    name: "init-second-of-two",
    pod: { initContainers: [container("one", done), container("two", waits)], containers: [container("app")] },
    status: "Init:1/2",
    ready: "0/1",
  },
  {
    name: "init-done",
    pod: { initContainers: [container("one", done)], containers: [container("app")] },
    status: "Running",
    ready: "1/1",
  },
  {
    name: "init-crashes",
    pod: { initContainers: [container("one", crashes(3))], containers: [container("app")] },
    status: "Init:(CrashLoopBackOff|Error)",
    ready: "0/1",
    restarts: BACK_OFF,
  },
  {
    name: "init-image-missing",
    pod: { initContainers: [container("one", { image: missing })], containers: [container("app")] },
    status: "Init:ImagePullBackOff",
    ready: "0/1",
  },
  {
    name: "init-image-name-invalid",
    pod: { initContainers: [container("one", { image: "No:Name:At/All" })], containers: [container("app")] },
    status: "Init:InvalidImageName",
    ready: "0/1",
  },
  {
    name: "init-config-missing",
    pod: {
      initContainers: [container("one", { envFrom: [{ configMapRef: { name: "nowhere" } }] })],
      containers: [container("app")],
    },
    status: "Init:CreateContainerConfigError",
    ready: "0/1",
  },
];

const sidecars: Situation[] = [
  {
    name: "sidecar-ready",
    pod: { initContainers: [container("proxy", always)], containers: [container("app")] },
    status: "Running",
    ready: "2/2",
  },
  {
    name: "sidecar-not-ready",
    pod: {
      initContainers: [container("proxy", { ...always, ...unhealthy(8082), readinessProbe: probe(8082) })],
      containers: [container("app")],
    },
    status: "Running",
    ready: "1/2",
  },
  {
    name: "sidecar-not-started",
    pod: {
      initContainers: [
        container("proxy", { ...always, startupProbe: { exec: { command: ["/nothing"] }, periodSeconds: 60 } }),
      ],
      containers: [container("app")],
    },
    status: "Init:0/1",
    ready: "0/2",
  },
  {
    name: "sidecar-crashes",
    pod: { initContainers: [container("proxy", { ...always, ...crashes(5) })], containers: [container("app")] },
    status: "Init:(CrashLoopBackOff|Error)",
    ready: "[01]/2",
    restarts: BACK_OFF,
  },
  {
    name: "sidecar-then-init",
    pod: {
      initContainers: [container("proxy", always), container("one", waits)],
      containers: [container("app")],
    },
    status: "Init:1/2",
    ready: "1/2",
  },
];

const scheduling: Situation[] = [
  {
    name: "gated",
    pod: { schedulingGates: [{ name: "example.com/wait" }], containers: [container("app")] },
    status: "SchedulingGated",
    ready: "0/1",
  },
  {
    name: "no-such-node",
    pod: { nodeSelector: { disk: "none" }, containers: [container("app")] },
    status: "Pending",
    ready: "0/1",
  },
  {
    name: "too-big",
    pod: { containers: [container("app", { resources: { requests: { cpu: "1000" } } })] },
    status: "Pending",
    ready: "0/1",
  },
  {
    name: "claim-missing",
    pod: {
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "nowhere" } }],
      containers: [container("app")],
    },
    status: "Pending",
    ready: "0/1",
  },
];

const failing: Situation[] = [
  {
    name: "crashes",
    pod: { containers: [container("app", crashes(3))] },
    status: "CrashLoopBackOff|Error",
    ready: "0/1",
    restarts: BACK_OFF,
  },
  {
    name: "completes",
    pod: { containers: [container("app", done)] },
    status: "CrashLoopBackOff|Completed",
    ready: "0/1",
    restarts: BACK_OFF,
  },
  {
    name: "one-of-two-crashes",
    pod: { containers: [container("app"), container("helper", crashes(7))] },
    status: "CrashLoopBackOff|Error",
    ready: "1/2",
    restarts: BACK_OFF,
  },
  {
    name: "one-of-two-ended",
    pod: { containers: [container("app"), container("task", { ...never, ...done })] },
    status: "Running|NotReady",
    ready: "1/2",
  },
  {
    name: "one-of-two-failed",
    pod: { containers: [container("app"), container("task", { ...never, ...crashes(9) })] },
    status: "Error",
    ready: "1/2",
  },
  {
    name: "liveness-fails",
    pod: { containers: [container("app", { ...unhealthy(8083), livenessProbe: probe(8083) })] },
    status: "Running|CrashLoopBackOff|Completed",
    ready: "[01]/1",
    restarts: BACK_OFF,
  },
  {
    name: "startup-fails",
    pod: { containers: [container("app", { ...unhealthy(8084), startupProbe: probe(8084) })] },
    status: "Running|CrashLoopBackOff|Completed",
    ready: "0/1",
    restarts: BACK_OFF,
  },
  {
    name: "out-of-memory",
    pod: { containers: [container("app", { args: ["--memory", "200"], resources: { limits: { memory: "48Mi" } } })] },
    status: "OOMKilled|CrashLoopBackOff|Error",
    ready: "0/1",
    restarts: BACK_OFF,
  },
  {
    name: "no-such-program",
    pod: { containers: [container("app", { command: ["/no-such-program"] })] },
    status: "RunContainerError|StartError|CrashLoopBackOff",
    ready: "0/1",
    restarts: BACK_OFF,
  },
  {
    name: "hook-fails",
    pod: {
      containers: [container("app", { lifecycle: { postStart: { exec: { command: ["/no-such-program"] } } } })],
    },
    status: "PostStartHookError|CrashLoopBackOff|Completed",
    ready: "0/1",
    restarts: BACK_OFF,
  },
];

const creating: Situation[] = [
  {
    name: "image-missing",
    pod: { containers: [container("app", { image: missing })] },
    status: "ImagePullBackOff",
    ready: "0/1",
  },
  {
    name: "image-missing-never-pulled",
    pod: { containers: [container("app", { image: missing, imagePullPolicy: "Never" })] },
    status: "ErrImageNeverPull",
    ready: "0/1",
  },
  {
    name: "image-name-invalid",
    pod: { containers: [container("app", { image: "No:Name:At/All" })] },
    status: "InvalidImageName",
    ready: "0/1",
  },
  {
    name: "config-missing",
    pod: { containers: [container("app", { envFrom: [{ configMapRef: { name: "nowhere" } }] })] },
    status: "CreateContainerConfigError",
    ready: "0/1",
  },
  {
    name: "secret-missing",
    pod: {
      volumes: [{ name: "keys", secret: { secretName: "nowhere" } }],
      containers: [container("app", { volumeMounts: [{ name: "keys", mountPath: "/keys" }] })],
    },
    status: "ContainerCreating",
    ready: "0/1",
  },
];

const ending: Situation[] = [
  {
    name: "refuses-to-end",
    pod: { terminationGracePeriodSeconds: 3600, containers: [container("app", { args: ["--ignore-term"] })] },
    deletedWhen: "Running",
    status: "Terminating",
    ready: "1/1",
  },
  {
    name: "held-by-finalizer",
    pod: { containers: [container("app")] },
    metadata: { finalizers: ["example.com/hold"] },
    deletedWhen: "Running",
    status: "Completed",
    ready: "0/1",
  },
  {
    name: "held-while-gated",
    pod: { schedulingGates: [{ name: "example.com/wait" }], containers: [container("app")] },
    metadata: { finalizers: ["example.com/hold"] },
    deletedWhen: "SchedulingGated",
    // The garbage collector fails what was never scheduled, and kubectl says Terminating of no pod
    // that is over.
    status: "SchedulingGated",
    ready: "0/1",
  },
  {
    name: "ends-while-initialising",
    pod: {
      terminationGracePeriodSeconds: 3600,
      initContainers: [container("one", { args: ["--ignore-term"] })],
      containers: [container("app")],
    },
    deletedWhen: "Init:0/1",
    status: "Terminating",
    ready: "0/1",
  },
];

export const real: Situation[] = [
  ...running,
  ...initialising,
  ...sidecars,
  ...scheduling,
  ...failing,
  ...creating,
  ...ending,
];
