// The lines that the REST interface streams, counted by Pod.

/** Reads a stream of numbered lines for so long; the numbers by Pod, and the notes. */
export async function readNumbers(
  url: string,
  milliseconds: number,
): Promise<{ numbers: Map<string, number[]>; notes: string[] }> {
  const numbers = new Map<string, number[]>();
  const notes: string[] = [];
  const stop = AbortSignal.timeout(milliseconds);
  const decoder = new TextDecoder();
  let rest = "";
  try {
    const answer = await fetch(url, { signal: stop });
    if (!answer.ok || !answer.body) throw new Error(`GET ${url}: ${answer.status}`);
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(chunk, { stream: true });
      const events = rest.split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) take(event, numbers, notes);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return { numbers, notes };
}

function take(event: string, numbers: Map<string, number[]>, notes: string[]): void {
  const [head, data] = event.split("\ndata: ");
  if (head === "event: note") notes.push((JSON.parse(data!) as { text: string }).text);
  if (head !== "event: lines") return;
  for (const [, , text] of (JSON.parse(data!) as { lines: [number, string, string][] }).lines) {
    const line = /line=(\d+) pod=(\S+)/.exec(text);
    if (!line) throw new Error(`not a numbered line: ${text}`);
    const known = numbers.get(line[2]!);
    if (known) known.push(Number(line[1]));
    else numbers.set(line[2]!, [Number(line[1])]);
  }
}

/** The places at which a number does not follow the one before. */
export function breaks(numbers: readonly number[]): string[] {
  return numbers.flatMap((number, place) =>
    place > 0 && number !== numbers[place - 1]! + 1 ? [`${numbers[place - 1]} → ${number}`] : [],
  );
}
