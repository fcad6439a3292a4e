// A dashboard of our own: the release binary on free ports, with a configuration in a folder that
// goes with it.

import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePorts } from "./ports";
import { until } from "./until";

/** What config.yaml says besides the addresses. */
export type Configuration = Record<string, unknown>;

/** Environment variables, such as those that hold secrets. */
export type Environment = Record<string, string>;

/** Every dashboard that was started and not yet stopped, so that its log can be shown. */
export const running = new Set<Dashboard>();

const STOP_WITHIN = 15_000;
/** A cluster that does not answer is given up on well before. */
const READY_WITHIN = 60_000;

function binary(): string {
  const file = process.env["DASHBOARD_LIGHT_BINARY"] ?? resolve(__dirname, "../../dist/dashboard-light");
  if (!existsSync(file)) throw new Error(`${file} is missing; \`make build\` makes it`);
  return file;
}

export class Dashboard {
  readonly url: string;
  private readonly folder: string;
  private process: ChildProcess | undefined;
  /** How often the configuration was written. */
  private versions = 0;

  private constructor(
    private readonly port: number,
    private readonly adminPort: number,
    /** Holds from the next start on. */
    public environment: Environment,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    // It goes with the run at the latest.
    this.folder = mkdtempSync(join(process.env["E2E_RUN_FOLDER"] ?? tmpdir(), "dashboard-"));
    symlinkSync("..data/config.yaml", join(this.folder, "config.yaml"));
  }

  /** Starts one and waits until every cluster was listed or given up on. */
  static async start(
    configuration: Configuration | ((url: string) => Configuration),
    environment: Environment = {},
  ): Promise<Dashboard> {
    const [port, adminPort] = (await freePorts(2)) as [number, number];
    const dashboard = new Dashboard(port, adminPort, environment);
    dashboard.configure(typeof configuration === "function" ? configuration(dashboard.url) : configuration);
    await dashboard.start();
    return dashboard;
  }

  /** Writes another configuration, also while it runs. */
  configure(configuration: Configuration): void {
    const server = { listen: `127.0.0.1:${this.port}`, admin_listen: `127.0.0.1:${this.adminPort}` };
    // JSON is YAML too.
    this.write(JSON.stringify({ server, ...configuration }, null, 2));
  }

  /** Puts another text in the place of the configuration as the kubelet changes a mounted ConfigMap. */
  write(text: string): void {
    const folder = `..${++this.versions}`;
    mkdirSync(join(this.folder, folder));
    writeFileSync(join(this.folder, folder, "config.yaml"), text);
    symlinkSync(folder, join(this.folder, "..data_tmp"));
    renameSync(join(this.folder, "..data_tmp"), join(this.folder, "..data"));
    if (this.versions > 1) rmSync(join(this.folder, `..${this.versions - 1}`), { recursive: true });
  }

  /** Starts it (again), at the same address. */
  async start(): Promise<void> {
    const log = openSync(join(this.folder, "log"), "a");
    const child = spawn(binary(), ["serve", "--config", "config.yaml"], {
      cwd: this.folder,
      // No kubeconfig and no setting of the person who runs the tests gets in.
      env: { PATH: process.env["PATH"], HOME: this.folder, KUBECONFIG: "", ...this.environment },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.process = child;
    running.add(this);
    await until(`the dashboard's readiness`, READY_WITHIN, async () => {
      if (child.exitCode !== null) throw new Error(`the dashboard ended:\n${this.log()}`);
      return (await this.admin("/readyz"))?.ok === true;
    });
  }

  /** Asks it to stop and waits until it did. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  /** Ends it with no time for farewells. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Stops it and removes everything of it. */
  async remove(): Promise<void> {
    await this.stop();
    running.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Everything it said. */
  log(): string {
    const file = join(this.folder, "log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** The process, while it runs. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** An answer of the operators' listener; undefined when there is none. */
  async admin(path: string): Promise<Response | undefined> {
    return fetch(`http://127.0.0.1:${this.adminPort}${path}`).catch(() => undefined);
  }

  /** A resource of the REST interface. */
  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/${path}`);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN);
    await ended;
    clearTimeout(timer);
  }
}

// A worker that ends early takes its dashboards along.
process.on("exit", () => {
  for (const dashboard of running) if (dashboard.pid) process.kill(dashboard.pid, "SIGKILL");
});
