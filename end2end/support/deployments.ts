// Deployments of the test image, which does what its arguments say (tools/kubernetes/testimage).

import type { KubernetesObject } from "./kubernetes-api";

export const TEST_IMAGE = "registry.local/testimage:1.0";

/** Fields of a pod or of a container, as Kubernetes names them. */
export type Fields = Record<string, unknown>;

/** A container that runs the test image unless it says otherwise. */
export function container(name: string, fields: Fields = {}): Fields {
  return { name, image: TEST_IMAGE, imagePullPolicy: "IfNotPresent", ...fields };
}

/** A Deployment; its pods end at once when they are asked to. */
export function deployment(name: string, replicas: number, pod: Fields, fields: Fields = {}): KubernetesObject {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, ...pod } },
      ...fields,
    },
  };
}
