// The stream of changes, read as any client of the REST interface would.

/** Which Deployment. */
interface Key {
  cluster: string;
  namespace: string;
  name: string;
}

/** One server-sent event. */
export interface StreamEvent {
  name: string;
  data: {
    clusters?: { name: string; freshness: { state: string } }[] | null;
    rows?: Key[];
    removed?: Key[];
    /** Of `end`: why. */
    reason?: string;
  };
}

export class Stream {
  /** What came so far. */
  readonly events: StreamEvent[] = [];
  private readonly control = new AbortController();
  private ended: Promise<void> | undefined;

  /** Opens one, as who has this cookie, and returns when it is answered. */
  static async open(url: string, cookie = ""): Promise<Stream> {
    const stream = new Stream();
    const { signal } = stream.control;
    const answer = await fetch(`${url}/api/v1/stream`, { signal, headers: { cookie } });
    if (!answer.ok || !answer.body) throw new Error(`the stream is answered with ${answer.status}`);
    stream.ended = stream.read(answer.body);
    return stream;
  }

  async close(): Promise<void> {
    this.control.abort();
    await this.ended;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(part, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        this.events.push(...blocks.map(eventOf));
      }
    } catch (error) {
      if (!this.control.signal.aborted) throw error;
    }
  }
}

function eventOf(block: string): StreamEvent {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
  return { name: field("event"), data: JSON.parse(field("data") || "{}") as StreamEvent["data"] };
}
