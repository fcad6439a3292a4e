// One address for several servers: each request goes to the next one, whoever asks.

import { createServer, request, type Server } from "node:http";
import { freePorts } from "./ports";

export class RoundRobin {
  /** How many requests each server got. */
  readonly counts: number[];
  private turn = 0;

  private constructor(
    readonly url: string,
    private readonly server: Server,
    private readonly targets: URL[],
  ) {
    this.counts = targets.map(() => 0);
  }

  /** Begins to listen; servers are added when they are there. */
  static async start(): Promise<RoundRobin> {
    const [port] = (await freePorts(1)) as [number];
    const server = createServer();
    const robin = new RoundRobin(`http://127.0.0.1:${port}`, server, []);
    server.on("request", (incoming, outgoing) => {
      const index = robin.turn++ % robin.targets.length;
      robin.counts[index]!++;
      const { hostname, port } = robin.targets[index]!;
      const { method, url: path, headers } = incoming;
      const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on("error", () => outgoing.destroy());
      outgoing.on("close", () => forwarded.destroy());
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return robin;
  }

  /** One more server that gets its share. */
  add(url: string): void {
    this.targets.push(new URL(url));
    this.counts.push(0);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
