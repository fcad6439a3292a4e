// Somebody has a deployment under the pointer and another in focus while the demo fleet goes on. Neither
// may be taken from them. It takes longer than the usual run has time for, so it runs when
// E2E_LIVELY_SECONDS says how long.

import { expect, test } from "../support/demo";

const SECONDS = Number(process.env["E2E_LIVELY_SECONDS"] ?? 0);
const DENSITIES = [
  { view: "cards", item: ".deploy-card[data-key]", link: "a.card-link" },
  { view: "table", item: "tr.dt-line[data-key]", link: "a" },
  { view: "tiles", item: "a.tile[data-key]", link: "" },
];

interface Watch {
  frames: number;
  changes: number;
  faults: string[];
}

for (const { view, item, link } of DENSITIES) {
  test(`nothing is taken from who works in the ${view}`, async ({ page, status }) => {
    test.skip(SECONDS === 0, "E2E_LIVELY_SECONDS is not set");
    test.setTimeout((SECONDS + 60) * 1000);
    await status.open(`?cluster=*&view=${view}`);
    const items = page.locator(item);
    const pointed = (await items.nth(3).getAttribute("data-key"))!;
    const focused = (await items.nth(5).getAttribute("data-key"))!;
    const of = (key: string): string => item.replace("[data-key]", `[data-key="${key}"]`);
    await page.locator(`${of(focused)} ${link}`).first().focus();
    await page.locator(of(pointed)).hover();
    await page.evaluate(
      ({ pointed, focused }) => {
        const watch: Watch = { frames: 0, changes: 0, faults: [] };
        const keyOf = (element: Element | null | undefined): string =>
          element?.closest("[data-key]")?.getAttribute("data-key") ?? element?.tagName ?? "nothing";
        const target = document.querySelector(`main [data-key="${pointed}"]`)!;
        const { left, top, width, height } = target.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + Math.min(height / 2, 12)];
        // What is laid out but was never seen does not count: only frames without a change since they were drawn.
        let isDrawn = false;
        new MutationObserver((changes) => {
          watch.changes += changes.length;
          isDrawn = false;
        }).observe(document.querySelector("main")!, { attributes: true, characterData: true, childList: true, subtree: true });
        const look = (): void => {
          requestAnimationFrame(frame);
          if (!isDrawn) return;
          watch.frames += 1;
          const [under, active] = [keyOf(document.elementFromPoint(x, y)), keyOf(document.activeElement)];
          const moved = target.isConnected ? Math.abs(target.getBoundingClientRect().top - top) : Infinity;
          const fault = [
            active !== focused && `the focus is on ${active}`,
            under !== pointed && `under the pointer is ${under}`,
            moved > 0.5 && `the target moved by ${moved} px`,
          ].filter(Boolean);
          if (fault.length > 0 && watch.faults.length < 5) watch.faults.push(`frame ${watch.frames}: ${fault.join(", ")}`);
        };
        const drawn = new MessageChannel();
        drawn.port1.onmessage = look;
        const frame = (): void => {
          isDrawn = true;
          drawn.port2.postMessage(null);
        };
        requestAnimationFrame(frame);
        Object.assign(window, { watch });
      },
      { pointed, focused },
    );
    await page.waitForTimeout((SECONDS * 1000) / DENSITIES.length);
    const { frames, changes, faults } = await page.evaluate(() => (window as unknown as { watch: Watch }).watch);
    expect(faults).toEqual([]);
    expect(frames).toBeGreaterThan(SECONDS);
    expect(changes, "the demo fleet is not lively").toBeGreaterThan(10);
  });
}
