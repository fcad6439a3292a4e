// The cookie that is a session: read, and made older than it is, so that no test waits for hours.

import { createHmac, hkdfSync } from "node:crypto";
import type { BrowserContext } from "@playwright/test";

const NAME = "__Host-dl_session";

/** What a session says of somebody. */
interface Claims {
  iat: number;
  exp: number;
  auth_time: number;
  groups?: string[];
}

export class SessionCookie {
  private constructor(
    private readonly context: BrowserContext,
    readonly value: string,
  ) {}

  /** That of this browser. */
  static async of(context: BrowserContext): Promise<SessionCookie> {
    const cookies = await context.cookies();
    const cookie = cookies.find(({ name }) => name === NAME);
    if (!cookie) throw new Error("nobody is signed in");
    return new SessionCookie(context, cookie.value);
  }

  /** The `Cookie` header. */
  get header(): string {
    return `${NAME}=${this.value}`;
  }

  get claims(): Claims {
    return JSON.parse(Buffer.from(this.value.split(".")[1]!, "base64url").toString()) as Claims;
  }

  /** Lets the session have begun, or been renewed, `seconds` earlier than it was. */
  async age(key: string, seconds: number): Promise<void> {
    const { iat, exp, auth_time, ...others } = this.claims;
    await this.replace(key, { ...others, iat: iat - seconds, exp: exp - seconds, auth_time: auth_time - seconds });
  }

  /** Puts a session with other claims in its place, signed as the server signs. */
  async replace(key: string, claims: Claims): Promise<void> {
    const text = `${this.value.split(".")[0]}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
    const derived = hkdfSync("sha256", key, "dashboard-light", "session signature", 32);
    const signature = createHmac("sha256", Buffer.from(derived)).update(text).digest("base64url");
    const cookies = await this.context.cookies();
    const cookie = cookies.find(({ name }) => name === NAME)!;
    await this.context.addCookies([{ ...cookie, value: `${text}.${signature}` }]);
  }
}
