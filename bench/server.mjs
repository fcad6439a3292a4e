// The server with one scenario: time to live, memory, first byte, answers, fifty streams.

import http from "node:http";
import { say, spread, start } from "./dashboard.mjs";

const scenario = process.argv[2] ?? "demo";
const clusters =
  scenario === "demo" ? { "prod-eu": "demo", "prod-us": "demo", "staging-cluster": "demo" } : { load: scenario };
const name = (what) => `${scenario}: ${what}`;

/** Milliseconds to the first byte, to the end, and the bytes of one answer. */
function get(url) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    http
      .get(url, { headers: { "accept-encoding": "gzip" } }, (answer) => {
        let first;
        let bytes = 0;
        answer.on("data", (chunk) => {
          first ??= performance.now() - start;
          bytes += chunk.length;
        });
        answer.on("end", () => resolve({ first, all: performance.now() - start, bytes }));
      })
      .on("error", reject);
  });
}

async function measure(path, rounds) {
  const answers = [];
  for (let round = 0; round < rounds; round += 1) answers.push(await get(dashboard.url + path));
  const first = spread(answers.map((answer) => answer.first));
  say(
    name(`${path} first byte, median of ${rounds}`),
    `${first.median.toFixed(1)} ms (${first.least.toFixed(1)} to ${first.greatest.toFixed(1)}), ${(answers[0].bytes / 1024).toFixed(0)} KiB gzip`,
  );
}

const dashboard = await start(clusters);
try {
  say(name("ready after"), `${dashboard.readyAfter.toFixed(0)} ms`);
  say(name("memory when ready"), `${dashboard.memory().toFixed(0)} MiB`);
  await measure("/", 30);
  await measure("/api/v1/clusters", 30);
  await measure("/api/v1/deployments", 30);

  const streams = [];
  for (let index = 0; index < 50; index += 1) {
    await new Promise((resolve, reject) => {
      const request = http.get(`${dashboard.url}/api/v1/stream`, (answer) => {
        answer.once("data", resolve);
        answer.resume();
      });
      request.on("error", () => {});
      streams.push(request);
      setTimeout(() => reject(new Error("a stream stayed silent")), 20_000).unref();
    });
  }
  const before = dashboard.processorSeconds();
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const used = dashboard.processorSeconds() - before;
  say(name("50 streams, processor"), `${((used / 20) * 100).toFixed(1)} % of one core`);
  say(name("50 streams, memory"), `${dashboard.memory().toFixed(0)} MiB`);
  streams.forEach((request) => request.destroy());
} finally {
  dashboard.stop();
}
