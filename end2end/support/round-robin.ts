// One address for several servers: each request goes to the next one, whoever asks.

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { freePorts } from "./ports";

/** Names the server that a request goes to, by its address; else it is the next one's turn. */
export const GO_TO = "x-go-to";

export class RoundRobin {
  /** The paths each server was asked for, by its address. */
  readonly asked = new Map<string, string[]>();
  /** Paths that one server answers, whoever's turn it is. */
  readonly places = new Map<string, string>();
  private readonly urls: string[] = [];
  private turn = 0;

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  /** Begins to listen; servers are added when they are there. */
  static async start(): Promise<RoundRobin> {
    const [port] = (await freePorts(1)) as [number];
    const server = createServer();
    const robin = new RoundRobin(`http://127.0.0.1:${port}`, server);
    server.on("request", (incoming, outgoing) => robin.forward(incoming, outgoing));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return robin;
  }

  /** One more server gets its share. */
  add(url: string): void {
    this.urls.push(url);
    this.asked.set(url, []);
  }

  /** No request goes there any more. */
  remove(url: string): void {
    this.urls.splice(this.urls.indexOf(url), 1);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url: path = "", headers } = incoming;
    const place = (headers[GO_TO] as string | undefined) ?? this.places.get(path.split("?")[0]!);
    const url = place ?? this.urls[this.turn++ % this.urls.length]!;
    this.asked.get(url)?.push(path);
    const { hostname, port } = new URL(url);
    const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  }
}
