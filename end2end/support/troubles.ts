// Whatever goes wrong in a page without anybody asserting it.

import type { Page } from "@playwright/test";

/** Collects console errors and warnings, page errors, CSP violations and failed requests. */
export class Troubles {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  /** Says that a test brings this trouble about on purpose. */
  allow(...troubles: RegExp[]): void {
    this.expected.push(...troubles);
  }

  /** Those nobody expected. */
  unexpected(): string[] {
    return this.seen.filter((trouble) => !this.expected.some((pattern) => pattern.test(trouble)));
  }

  /** Watches a page from before its first request on. */
  async watch(page: Page): Promise<void> {
    page.on("console", (message) => {
      if (!["error", "warning", "assert"].includes(message.type())) return;
      this.seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.seen.push(`page error: ${error.stack ?? error.message}`));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      // The page itself ends requests it no longer needs, as when it is left.
      if (reason !== "net::ERR_ABORTED") this.seen.push(`failed request: ${request.url()} ${reason}`);
    });
    page.on("response", (response) => {
      if (response.status() < 400) return;
      this.seen.push(`response ${response.status()}: ${response.request().method()} ${response.url()}`);
    });
    await page.exposeFunction("reportViolation", (violation: string) => {
      this.seen.push(`CSP violation: ${violation}`);
    });
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        const report = (window as unknown as Record<string, (violation: string) => void>)["reportViolation"];
        report?.(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
      });
    });
  }
}
