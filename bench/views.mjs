// The page with very many Deployments, in Chromium: to life, keystroke to paint, scrolling, memory.

import { openBrowser, say, spread, start } from "./dashboard.mjs";

const ROWS = Number(process.argv[2] ?? 10_000);

/** Milliseconds from a keystroke to the frame that shows what it changed. */
async function keystroke(page, key) {
  await page.evaluate(() => {
    window.painted = new Promise((done) => {
      addEventListener("keydown", () => {
        const begin = performance.now();
        const seen = new MutationObserver(() => {
          seen.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
        });
        seen.observe(document.querySelector(".toolbar [role=status]"), { childList: true, characterData: true, subtree: true });
      }, { once: true, capture: true });
    });
  });
  await page.keyboard.press(key);
  return page.evaluate(() => window.painted);
}

/** The durations of frames while the page is scrolled by so many pixels a frame, from its top. */
function scrolling(page, pixels) {
  return page.evaluate(
    (step) =>
      new Promise((done) => {
        const frames = [];
        scrollTo(0, 0);
        let last = performance.now();
        const frame = (now) => {
          frames.push(now - last);
          last = now;
          scrollBy(0, step);
          if (scrollY + innerHeight >= document.body.scrollHeight - 1 || frames.length > 150) done(frames.slice(1));
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    pixels,
  );
}

const ms = ({ median, least, greatest }) => `${median.toFixed(0)} ms (${least.toFixed(0)} to ${greatest.toFixed(0)})`;
const dashboard = await start({ load: `load-${ROWS * 10}` });
const browser = await openBrowser();
try {
  for (const view of ["cards", "table", "tiles"]) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const address = `${dashboard.url}/?sort=name&view=${view}`;
    const weight = (await (await fetch(address)).arrayBuffer()).byteLength;
    const begin = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    await page.locator(".toolbar").waitFor();
    const painted = performance.now() - begin;
    await page.locator(".live[data-live=live]").waitFor({ timeout: 60_000 });
    const name = (what) => `${ROWS} rows as ${view}: ${what}`;
    say(name("document"), `${(weight / 1024).toFixed(0)} KiB plain`);
    say(name("toolbar to be seen after"), `${painted.toFixed(0)} ms`);
    say(name("live after"), `${(performance.now() - begin).toFixed(0)} ms`);
    await page.waitForTimeout(1000);
    await page.locator("header input[type=search]").focus();
    const strokes = [];
    for (const key of ["9", "9", "Backspace", "Backspace", "4", "2", "Backspace", "Backspace"]) strokes.push(await keystroke(page, key));
    say(name("keystroke to paint, median of 8"), ms(spread(strokes)));
    const whole = await page.evaluate(() => document.body.scrollHeight / 120);
    for (const [how, pixels] of [["by wheel, 100 px a frame", 100], ["by scroll bar, all of it in 2 s", Math.max(400, whole)]]) {
      const frames = await scrolling(page, pixels);
      const long = frames.filter((frame) => frame > 50).length;
      say(name(`frame while scrolling ${how}`), `${ms(spread(frames))}, ${long} of ${frames.length} over 50 ms`);
    }
    say(name("elements"), String(await page.evaluate(() => document.querySelectorAll("*").length)));
    say(name("memory of script"), `${((await page.evaluate(() => performance.memory.usedJSHeapSize)) / 1048576).toFixed(0)} MiB`);
    await page.close();
  }
} finally {
  await browser.close();
  dashboard.stop();
}
