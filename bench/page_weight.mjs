// What a first visit loads, in the form it travels (brotli where there is one).

import { brotliCompressSync } from "node:zlib";
import { say, start } from "./dashboard.mjs";

const dashboard = await start({ "prod-eu": "demo", "prod-us": "demo", "staging-cluster": "demo" });
try {
  const html = await (await fetch(dashboard.url)).text();
  const files = [...html.matchAll(/"(\/(?:pkg|fonts|assets)\/[^"]+|\/favicon[^"]*)"/g)].map((found) => found[1]);
  files.push("/fonts/geist-mono-latin.woff2");
  let total = 0;
  const add = (name, bytes) => {
    total += bytes;
    say(`weight ${name}`, `${(bytes / 1024).toFixed(1)} KiB`);
  };
  add("HTML", brotliCompressSync(Buffer.from(html)).length);
  for (const file of new Set(files)) {
    const body = Buffer.from(await (await fetch(dashboard.url + file)).arrayBuffer());
    const name = file.replace(/\.[A-Za-z0-9_-]{8,}\./, ".");
    add(name, file.endsWith(".woff2") ? body.length : brotliCompressSync(body).length);
  }
  say("weight of everything", `${(total / 1024).toFixed(1)} KiB`);
} finally {
  dashboard.stop();
}
