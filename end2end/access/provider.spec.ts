// The identity provider of the other tests is what it claims to be.

import { createHash, createPublicKey, type JsonWebKey, randomBytes, verify } from "node:crypto";
import { expect, test } from "@playwright/test";
import { CLIENT_ID, CLIENT_SECRET, IdentityProvider } from "../support/provider";

const APPLICATION = "http://127.0.0.1:9";
const BASIC = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64")}`;

interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
}

type Claims = Record<string, unknown>;

/** A browser and an application in one, on fetch alone. */
class Visitor {
  private readonly cookies = new Map<string, string>();
  readonly verifier = randomBytes(32).toString("base64url");

  constructor(private readonly provider: IdentityProvider) {}

  async discover(): Promise<Record<string, string>> {
    const answer = await fetch(`${this.provider.issuer}/.well-known/openid-configuration`);
    return (await answer.json()) as Record<string, string>;
  }

  /** Asks for a code and follows until something is asked back, or until the application's address. */
  async begin(more: Record<string, string> = {}): Promise<{ url: URL; page: string }> {
    const { authorization_endpoint } = await this.discover();
    const query = new URLSearchParams({
      client_id: CLIENT_ID,
      response_type: "code",
      redirect_uri: `${APPLICATION}/auth/callback`,
      scope: "openid profile email",
      state: "a-state",
      nonce: "a-nonce",
      code_challenge: createHash("sha256").update(this.verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...more,
    });
    return this.follow(new URL(`${authorization_endpoint}?${query}`));
  }

  /** Goes on as a browser does. */
  async follow(url: URL, form?: Record<string, string>): Promise<{ url: URL; page: string }> {
    if (url.origin === APPLICATION) return { url, page: "" };
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...this.cookies].map((pair) => pair.join("=")).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0]!.split("=") as [string, string];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    return location ? this.follow(new URL(location, url)) : { url, page: await answer.text() };
  }

  async token(form: Record<string, string>): Promise<{ status: number; body: Tokens & { error?: string } }> {
    const { token_endpoint } = await this.discover();
    const answer = await fetch(token_endpoint!, {
      method: "POST",
      headers: { authorization: BASIC },
      body: new URLSearchParams(form),
    });
    return { status: answer.status, body: (await answer.json()) as Tokens & { error?: string } };
  }

  async exchange(url: URL): Promise<{ status: number; body: Tokens & { error?: string } }> {
    return this.token({
      grant_type: "authorization_code",
      code: url.searchParams.get("code") ?? "",
      redirect_uri: `${APPLICATION}/auth/callback`,
      code_verifier: this.verifier,
    });
  }

  async userinfo(accessToken: string): Promise<{ status: number; body: Claims }> {
    const { userinfo_endpoint } = await this.discover();
    const answer = await fetch(userinfo_endpoint!, { headers: { authorization: `Bearer ${accessToken}` } });
    return { status: answer.status, body: (await answer.json()) as Claims };
  }

  async keys(): Promise<(JsonWebKey & { kid: string })[]> {
    const { jwks_uri } = await this.discover();
    return ((await (await fetch(jwks_uri!)).json()) as { keys: (JsonWebKey & { kid: string })[] }).keys;
  }

  /** What an ID token says, if one of the provider's present keys signed it. */
  async claims(token: string): Promise<Claims | undefined> {
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
    const key = (await this.keys()).find((key) => key.kid === kid);
    if (!key) return undefined;
    const text = Buffer.from(`${header}.${payload}`);
    const isGood = verify("sha256", text, createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url"));
    return isGood ? (JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims) : undefined;
  }
}

for (const path of ["", "/realms/company"]) {
  test(`the provider at "${path}" answers as GitLab does`, async () => {
    const ada = { name: "Ada", groups: ["team", "team/platform"], directGroups: ["team"] };
    const provider = await IdentityProvider.start({ people: { ada }, path });
    provider.serves(APPLICATION);
    const visitor = new Visitor(provider);
    try {
      expect(await visitor.discover()).toMatchObject({
        issuer: provider.issuer,
        userinfo_endpoint: `${provider.issuer}/oauth/userinfo`,
        end_session_endpoint: `${provider.issuer}/oauth/end_session`,
        code_challenge_methods_supported: ["S256"],
        id_token_signing_alg_values_supported: ["RS256"],
      });

      const asked = await visitor.begin();
      expect(asked.page).toContain("Sign in as ada");
      const { url } = await visitor.follow(asked.url, { answer: "ada" });
      expect(url.searchParams.get("state")).toBe("a-state");
      const { body: tokens } = await visitor.exchange(url);
      const claims = await visitor.claims(tokens.id_token);
      expect(claims).toMatchObject({ iss: provider.issuer, aud: CLIENT_ID, sub: "ada", nonce: "a-nonce" });
      expect(claims).toMatchObject({ groups_direct: ["team"], name: "Ada" });
      expect(claims).not.toHaveProperty("groups");
      const { body: person } = await visitor.userinfo(tokens.access_token);
      expect(person).toMatchObject({ sub: "ada", nickname: "ada", name: "Ada", groups: ada.groups });
      expect(person).not.toHaveProperty("groups_direct");

      // Whoever is signed in there is not asked again; a refresh token is good once.
      provider.rotateKeys();
      ada.groups = ["team"];
      expect((await visitor.begin()).url.searchParams.get("code")).toBeTruthy();
      const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
      const renewed = await visitor.token(refresh);
      expect(renewed.status).toBe(200);
      expect(await visitor.claims(tokens.id_token)).toBeUndefined();
      expect(await visitor.claims(renewed.body.id_token)).toMatchObject({ sub: "ada" });
      expect((await visitor.userinfo(renewed.body.access_token)).body).toMatchObject({ groups: ["team"] });
      expect(await visitor.token(refresh)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });

      // Signing out there leaves the application's tokens alone; being blocked does not.
      const { end_session_endpoint } = await visitor.discover();
      const back = `${APPLICATION}/login`;
      const query = new URLSearchParams({ client_id: CLIENT_ID, post_logout_redirect_uri: back });
      const leaving = await visitor.follow(new URL(`${end_session_endpoint}?${query}`));
      const action = new URL(/action="([^"]+)"/.exec(leaving.page)![1]!);
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(leaving.page)![1]!;
      expect((await visitor.follow(action, { xsrf, logout: "yes" })).url.href).toBe(back);
      expect((await visitor.begin()).page).toContain("Sign in as ada");
      const again = await visitor.token({ ...refresh, refresh_token: renewed.body.refresh_token });
      expect(again.status).toBe(200);
      Object.assign(ada, { isBlocked: true });
      expect((await visitor.userinfo(again.body.access_token)).status).toBe(401);
      const blocked = await visitor.token({ ...refresh, refresh_token: again.body.refresh_token });
      expect(blocked).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
      provider.announceEndSession(false);
      expect(await visitor.discover()).not.toHaveProperty("end_session_endpoint");
    } finally {
      await provider.goesAway();
    }
  });
}

test("the provider has every trouble that is asked for", async () => {
  const provider = await IdentityProvider.start({ people: { ada: { name: "Ada", groups: [] } } });
  provider.serves(APPLICATION);
  provider.signsIn = "ada";
  const visitor = new Visitor(provider);
  try {
    const { page, url } = await visitor.begin({ code_challenge: "", code_challenge_method: "" });
    expect(page + url.href).toContain("invalid_request");

    provider.codesExpire = true;
    expect((await visitor.exchange((await visitor.begin()).url)).body.error).toBe("invalid_grant");
    provider.codesExpire = false;

    provider.clockAhead = 600;
    const { body: tokens } = await visitor.exchange((await visitor.begin()).url);
    const { iat } = (await visitor.claims(tokens.id_token)) as { iat: number };
    expect(Math.abs(iat - Date.now() / 1000 - 600)).toBeLessThan(30);

    provider.asksForConsent = true;
    const second = new Visitor(provider);
    const asked = await second.begin();
    expect(asked.page).toContain("Deny");
    expect((await second.follow(asked.url, { answer: "deny" })).url.searchParams.get("error")).toBe("access_denied");

    provider.forget();
    provider.isDown = true;
    expect((await fetch(`${provider.issuer}/oauth/userinfo`)).status).toBe(503);
    expect(provider.asked).toEqual([{ endpoint: "userinfo", status: 503 }]);
    await provider.goesAway();
    await expect(fetch(`${provider.issuer}/oauth/userinfo`)).rejects.toThrow();
    provider.isDown = false;
    await provider.comesBack();
    expect(await visitor.discover()).toHaveProperty("issuer");
  } finally {
    await provider.goesAway();
  }
});
