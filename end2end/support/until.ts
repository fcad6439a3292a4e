import { setTimeout as pause } from "node:timers/promises";

const EVERY = 50;

/** Asks until the answer is yes. Errors end the asking. */
export async function until(what: string, within: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${within / 1000} s`);
    await pause(EVERY);
  }
}
