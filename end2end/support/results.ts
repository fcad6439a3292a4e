import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(__dirname, "../test-results");

/** Writes what a test measured next to the results. */
export function writeResult(file: string, content: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
}

/** The middle one, and the largest. */
export function medianAndWorst(figures: number[]): { median: number; worst: number } {
  const sorted = [...figures].sort((one, other) => one - other);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, worst: sorted.at(-1) ?? NaN };
}
