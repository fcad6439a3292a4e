// A Kubernetes API, spoken to directly: a test needs to know when exactly a write was acknowledged.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { promisify } from "node:util";
import { kubectlProgram } from "./testcluster";

const run = promisify(execFile);
const AGENT = "dashboard-light-end2end";

/** A kubeconfig as testcluster writes it: JSON, with files for the keys. */
interface Kubeconfig {
  clusters: [{ cluster: { server: string; "certificate-authority": string } }];
  users: [{ user: { "client-certificate": string; "client-key": string } }];
}

/** A Kubernetes object. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** An answer, and when it was there (milliseconds since 1970). */
export interface Answer<T> {
  value: T;
  at: number;
}

/** The resources that tests create. */
const PLURALS: Record<string, string> = {
  ConfigMap: "configmaps",
  Deployment: "deployments",
  Namespace: "namespaces",
  Pod: "pods",
  ResourceQuota: "resourcequotas",
};

export class KubernetesApi {
  private readonly server: string;
  private readonly agent: Agent;

  constructor(readonly kubeconfig: string) {
    const { clusters, users } = JSON.parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    this.server = cluster.server;
    this.agent = new Agent({
      keepAlive: true,
      ca: readFileSync(cluster["certificate-authority"]),
      cert: readFileSync(user["client-certificate"]),
      key: readFileSync(user["client-key"]),
    });
  }

  /** Creates an object in a namespace. */
  async create(object: KubernetesObject, namespace?: string): Promise<Answer<KubernetesObject>> {
    return this.ask("POST", pathOf(object, namespace), object);
  }

  /** Creates an object or, where a test before one that failed did, puts it in its place. */
  async put(object: KubernetesObject, namespace?: string): Promise<void> {
    const path = pathOf(object, namespace);
    await this.ask("POST", path, object).catch(async (error: unknown) => {
      if (!String(error).includes("AlreadyExists")) throw error;
      await this.ask("PUT", `${path}/${object.metadata.name}`, object);
    });
  }

  /** Creates a namespace if there is none and waits until it takes pods. */
  async createNamespace(name: string): Promise<void> {
    await this.put({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    await this.kubectl("wait", "--for=create", "--timeout=60s", "-n", name, "serviceaccount/default");
  }

  /** Changes fields of a Deployment. */
  async patchDeployment(namespace: string, name: string, patch: object): Promise<Answer<KubernetesObject>> {
    return this.ask("PATCH", `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`, patch);
  }

  /** Deletes a Deployment. */
  async deleteDeployment(namespace: string, name: string): Promise<Answer<unknown>> {
    return this.ask("DELETE", `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  }

  /** Waits for a pod to become as wanted; returns it, and when the API server said so. */
  async podEvent(namespace: string, isWanted: (pod: KubernetesObject) => boolean): Promise<Answer<KubernetesObject>> {
    const options = { agent: this.agent, headers: { "user-agent": AGENT } };
    return new Promise((resolve, reject) => {
      const path = `/api/v1/namespaces/${namespace}/pods?watch=true`;
      const call = request(`${this.server}${path}`, options, (response) => {
        let text = "";
        // Also of the end that is brought about below; the promise is kept by then.
        response.on("error", reject);
        response.on("data", (part: Buffer) => {
          const at = Date.now();
          const lines = (text + part.toString()).split("\n");
          text = lines.pop() ?? "";
          const value = lines.map((line) => (JSON.parse(line) as { object: KubernetesObject }).object).find(isWanted);
          if (!value) return;
          resolve({ value, at });
          call.destroy();
        });
      });
      call.on("error", reject).end();
    });
  }

  /** What the API server says for a path, as text. */
  async text(path: string): Promise<string> {
    return (await this.send("GET", path)).value;
  }

  /** Runs kubectl as the administrator and returns what it wrote. */
  async kubectl(...verb: string[]): Promise<string> {
    const options = { env: { ...process.env, KUBECONFIG: this.kubeconfig }, maxBuffer: 64 << 20 };
    return (await run(kubectlProgram(), verb, options)).stdout;
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
    const { value, at } = await this.send(method, path, body);
    return { value: JSON.parse(value) as T, at };
  }

  private send(method: string, path: string, body?: object): Promise<Answer<string>> {
    const type = method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json";
    const headers = { "content-type": type, "user-agent": AGENT };
    return new Promise((resolve, reject) => {
      const call = request(`${this.server}${path}`, { method, agent: this.agent, headers }, (response) => {
        // The API server has it when the answer begins.
        const at = Date.now();
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const value = Buffer.concat(parts).toString();
          if ((response.statusCode ?? 500) < 400) resolve({ value, at });
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${value}`));
        });
      });
      call.on("error", reject);
      call.end(body && JSON.stringify(body));
    });
  }
}

function pathOf(object: KubernetesObject, namespace?: string): string {
  const group = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
  const plural = PLURALS[object.kind];
  if (!plural) throw new Error(`the path of a ${object.kind} is not known`);
  return namespace ? `${group}/namespaces/${namespace}/${plural}` : `${group}/${plural}`;
}
