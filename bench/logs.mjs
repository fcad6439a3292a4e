// Five Pods that write 2,000 lines a second each, followed in a browser for a minute: frames,
// memory, and how many lines came. Order and completeness are what end2end/demo/logs.spec.ts tests.

import { openBrowser, say, spread, start } from "./dashboard.mjs";

const SECONDS = Number(process.argv[2] ?? 60);

const dashboard = await start({ logs: "logs-2000" });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const devtools = await page.context().newCDPSession(page);
  await page.goto(`${dashboard.url}/?cluster=*&open=logs/load-000/service-00000-deploy&tab=logs`);
  await page.locator(".log-row").nth(20).waitFor();
  const count = async () => {
    const text = await page.locator(".log-foot").textContent();
    const number = (pattern) => Number((pattern.exec(text)?.[1] ?? "0").replace(/\D/g, ""));
    return number(/([\d\u202f]+) lines of/) + number(/the ([\d\u202f]+) before them/);
  };
  const heap = async () => {
    const { usedSize, backingStorageSize = 0 } = await devtools.send("Runtime.getHeapUsage");
    return (usedSize + backingStorageSize) / 1024 / 1024;
  };
  const [linesBefore, cpuBefore, began] = [await count(), dashboard.processorSeconds(), performance.now()];
  await page.evaluate(() => {
    window.frames_ = [];
    window.tasks_ = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames_.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => window.tasks_.push(...list.getEntries().map((it) => it.duration))).observe({
      entryTypes: ["longtask"],
    });
  });
  const heaps = [];
  const rss = [];
  while (performance.now() - began < SECONDS * 1000) {
    await page.waitForTimeout(5000);
    heaps.push(await heap());
    rss.push(dashboard.memory());
  }
  const seconds = (performance.now() - began) / 1000;
  const lines = (await count()) - linesBefore;
  const frames = (await page.evaluate(() => window.frames_)).slice(1).sort((a, b) => a - b);
  const tasks = await page.evaluate(() => window.tasks_);
  const quantile = (part) => frames[Math.min(frames.length - 1, Math.floor(frames.length * part))].toFixed(1);
  say("log lines a second in the page", (lines / seconds).toFixed(0));
  say("frames: median, 99 %, 99.9 %, longest", `${[0.5, 0.99, 0.999, 1].map(quantile).join(", ")} ms`);
  say("frames over 50 ms", `${frames.filter((it) => it > 50).length} of ${frames.length}`);
  say("long tasks (over 50 ms)", `${tasks.length}, longest ${Math.max(0, ...tasks).toFixed(0)} ms`);
  const show = ({ median, least, greatest }) => `${median.toFixed(1)} MiB (${least.toFixed(1)} to ${greatest.toFixed(1)})`;
  say("heap of the page, WebAssembly included", show(spread(heaps)));
  say("heap of the page: first and last", `${heaps[0].toFixed(1)} and ${heaps.at(-1).toFixed(1)} MiB`);
  say("memory of the server", show(spread(rss)));
  say("processor of the server", `${((dashboard.processorSeconds() - cpuBefore) / seconds).toFixed(2)} cores`);
} finally {
  await browser.close();
  dashboard.stop();
}
