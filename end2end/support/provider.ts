// An identity provider of our own: a certified OpenID provider that answers as GitLab does, with
// people whose groups a test changes, and with every trouble a provider can have.

import { createPrivateKey, generateKeyPairSync, type JsonWebKey, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import Provider, { type AccountClaims, type Configuration, type Grant, type JWK, type KoaContextWithOIDC } from "oidc-provider";
import { freePorts } from "./ports";
import { consentPage, messagePage, signInPage, signOutPage } from "./provider-pages";
import { Storage } from "./provider-storage";

/** Somebody who can sign in. */
export interface Person {
  /** How others call them. */
  name: string;
  /** Every group they are in, inherited ones included: what userinfo says. */
  groups: string[];
  /** What the ID token calls `groups_direct`. */
  directGroups?: string[];
  /** Nobody any more: neither signing in nor renewing works. */
  isBlocked?: boolean;
}

/** A request that came. */
export interface Asked {
  endpoint: keyof typeof PATHS | "interaction" | "other";
  status: number;
  /** Of the token endpoint. */
  grant?: string;
}

/** How the provider is set up, once and for all. */
export interface ProviderOptions {
  people: Record<string, Person>;
  /** Where in its host the provider is. */
  path?: string;
  /** How the application proves who it is. */
  clientAuthentication?: "client_secret_basic" | "client_secret_post";
}

/** GitLab's. */
const PATHS = {
  discovery: "/.well-known/openid-configuration",
  keys: "/oauth/discovery/keys",
  authorization: "/oauth/authorize",
  token: "/oauth/token",
  userinfo: "/oauth/userinfo",
  endSession: "/oauth/end_session",
} as const;

const INTERACTION = "/interaction/";
const SCOPES = ["openid", "profile", "email"];

/** How the application is known here. */
export const CLIENT_ID = "dashboard-light";
export const CLIENT_SECRET = "a-secret-of-the-application-0123456789";

export class IdentityProvider {
  /** Who can sign in; may be changed at any time. */
  readonly people: Record<string, Person>;
  /** Whoever is named signs in without a click. */
  signsIn: string | undefined;
  /** Whether people are asked if the application may know them. */
  asksForConsent = false;
  /** Answers nothing but 503; or only one endpoint does. */
  isDown: boolean | Asked["endpoint"] = false;
  /** How long every answer takes, in milliseconds. */
  delay = 0;
  /** By how many seconds its clock is ahead, as ID tokens tell. */
  clockAhead = 0;
  /** What came, since `forget`. */
  asked: Asked[] = [];

  private readonly storage = new Storage();
  /** Where the application is. */
  private readonly origins = new Set<string>();
  private readonly path: string;
  private key = newKey();
  private announcesEndSession = true;
  private provider: Provider;
  private server: Server | undefined;

  private constructor(
    private readonly port: number,
    private readonly options: ProviderOptions,
  ) {
    this.people = options.people;
    this.path = options.path ?? "";
    this.provider = this.create();
  }

  /** Starts one that listens on a port of its own. */
  static async start(options: ProviderOptions): Promise<IdentityProvider> {
    const [port] = (await freePorts(1)) as [number];
    const provider = new IdentityProvider(port, options);
    await provider.comesBack();
    return provider;
  }

  /** Its address, and its name in tokens. */
  get issuer(): string {
    // Another site than the application, as cookies and browsers see it.
    return `http://localhost:${this.port}${this.path}`;
  }

  /** Lets the application be at these addresses too. */
  serves(...more: string[]): void {
    for (const origin of more) this.origins.add(origin);
    const origins = [...this.origins];
    const method = this.options.clientAuthentication ?? "client_secret_basic";
    this.storage.clients.set(CLIENT_ID, {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      client_name: "Dashboard-Light",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: origins.map((origin) => `${origin}/auth/callback`),
      post_logout_redirect_uris: origins.map((origin) => `${origin}/login`),
      token_endpoint_auth_method: method,
      scope: SCOPES.join(" "),
    });
  }

  /** Signs with a new key from now on; the old one vanishes. */
  rotateKeys(): void {
    this.key = newKey();
    this.provider = this.create();
  }

  /** Announces where to sign out, or does not, as GitLab. */
  announceEndSession(announces: boolean): void {
    this.announcesEndSession = announces;
    this.provider = this.create();
  }

  /** Whether codes are too old as soon as they are given. */
  set codesExpire(expire: boolean) {
    this.storage.codesExpire = expire;
  }

  /** Refuses connections, and ends those there are. */
  async goesAway(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Listens (again), at the same address. */
  async comesBack(): Promise<void> {
    if (this.server) return;
    const server = createServer((request, response) => {
      const path = request.url ?? "/";
      if (!path.startsWith(this.path)) {
        response.writeHead(404).end();
        return;
      }
      // How oidc-provider learns where it is mounted.
      Object.assign(request, { originalUrl: path });
      request.url = path.slice(this.path.length);
      void this.provider.callback()(request, response);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(this.port, "127.0.0.1", resolve);
    });
    this.server = server;
  }

  /** Has no trouble any more. */
  async recover(): Promise<void> {
    this.signsIn = undefined;
    this.asksForConsent = false;
    this.isDown = false;
    this.delay = 0;
    this.clockAhead = 0;
    this.codesExpire = false;
    await this.comesBack();
  }

  /** Every code and token that was ever given. */
  get secrets(): ReadonlySet<string> {
    return this.storage.secrets;
  }

  /** Forgets what came so far. */
  forget(): void {
    this.asked = [];
  }

  /** How often something came; what the browser asks for is not the application's. */
  count(...endpoints: Asked["endpoint"][]): number {
    return this.asked.filter(({ endpoint }) => endpoints.includes(endpoint)).length;
  }

  private create(): Provider {
    const provider = new Provider(this.issuer, this.configuration());
    provider.use((context, next) => this.answer(context as KoaContextWithOIDC, next));
    return provider;
  }

  private configuration(): Configuration {
    return {
      adapter: (kind) => this.storage.of(kind),
      jwks: { keys: [this.key as JWK] },
      cookies: { keys: ["a-key-of-the-provider"] },
      // As GitLab: PKCE, refresh tokens for everybody, each of them good once, all of which go on
      // when the person signs out of the provider.
      pkce: { required: () => true },
      issueRefreshToken: async (_, client) => client.grantTypeAllowed("refresh_token"),
      rotateRefreshToken: true,
      expiresWithSession: async () => false,
      // As GitLab: the ID token says who one is too, and other things about groups than userinfo.
      conformIdTokenClaims: false,
      scopes: SCOPES,
      claims: {
        openid: ["sub", "groups", "groups_direct"],
        profile: ["name", "nickname", "preferred_username"],
        email: ["email", "email_verified"],
      },
      findAccount: async (_, id) => {
        const person = this.people[id];
        if (!person || person.isBlocked) return undefined;
        return { accountId: id, claims: async (use) => claims(id, person, use) };
      },
      clientAuthMethods: ["client_secret_basic", "client_secret_post"],
      routes: {
        authorization: PATHS.authorization,
        token: PATHS.token,
        jwks: PATHS.keys,
        userinfo: PATHS.userinfo,
        end_session: PATHS.endSession,
      },
      ttl: {
        AccessToken: 7200,
        AuthorizationCode: 600,
        Grant: 86_400,
        IdToken: 120,
        Interaction: 3600,
        RefreshToken: 86_400,
        Session: 86_400,
      },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          enabled: this.announcesEndSession,
          logoutSource: async (context, hidden) => void (context.body = signOutPage(hidden)),
          postLogoutSuccessSource: async (context) => {
            context.body = messagePage("Signed out", "You are signed out of the provider.");
          },
        },
      },
      interactions: { url: async (_, { uid }) => `${this.path}${INTERACTION}${uid}` },
      loadExistingGrant: async (context) => this.grant(context),
      renderError: async (context, { error, error_description }) => {
        context.type = "html";
        context.body = messagePage(error, error_description ?? "");
      },
    };
  }

  /** What every request goes through. */
  private async answer(context: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> {
    const asked: Asked = { endpoint: endpointOf(context.path), status: 0 };
    this.asked.push(asked);
    if (this.delay > 0) await pause(this.delay);
    if (this.isDown === true || this.isDown === asked.endpoint) context.status = 503;
    else if (asked.endpoint === "interaction") await this.interact(context);
    else await next();
    asked.status = context.status;
    if (asked.endpoint !== "token") return;
    const grant = context.oidc?.params?.["grant_type"];
    if (typeof grant === "string") asked.grant = grant;
    const body = context.body as { id_token?: string } | undefined;
    if (body?.id_token && this.clockAhead !== 0) body.id_token = this.atOtherTime(body.id_token);
  }

  /** Asks the person whatever is to be asked. */
  private async interact(context: KoaContextWithOIDC): Promise<void> {
    const { req, res } = context;
    const { prompt, session } = await this.provider.interactionDetails(req, res);
    const goOn = async (result: Parameters<Provider["interactionResult"]>[2]): Promise<void> => {
      context.status = 303;
      context.redirect(await this.provider.interactionResult(req, res, result));
    };
    const answer = context.method === "POST" ? (await formOf(req)).get("answer") : undefined;
    context.type = "html";
    if (prompt.name === "consent") {
      if (answer === "deny") {
        await goOn({ error: "access_denied", error_description: "The resource owner denied the request." });
      } else if (answer === "allow") {
        await goOn({ consent: { grantId: await this.newGrant(session!.accountId) } });
      } else {
        context.body = consentPage("Dashboard-Light");
      }
      return;
    }
    const id = answer ?? this.signsIn;
    const person = id === undefined ? undefined : this.people[id];
    if (person?.isBlocked) context.body = messagePage("Your account is blocked", "Ask an administrator.");
    else if (id !== undefined && person) await goOn({ login: { accountId: id } });
    else context.body = signInPage(Object.keys(this.people));
  }

  /** What the person allowed the application before; where nobody is asked, everything. */
  private async grant(context: KoaContextWithOIDC): Promise<Grant | undefined> {
    const { result, session, client } = context.oidc;
    const id = result?.consent?.grantId ?? session?.grantIdFor(client!.clientId);
    const grant = id === undefined ? undefined : await this.provider.Grant.find(id);
    if (grant || this.asksForConsent || !session?.accountId) return grant;
    return this.provider.Grant.find(await this.newGrant(session.accountId));
  }

  private async newGrant(accountId: string): Promise<string> {
    const grant = new this.provider.Grant({ accountId, clientId: CLIENT_ID });
    grant.addOIDCScope(SCOPES.join(" "));
    return grant.save();
  }

  /** The same ID token, made when our clock says it was not. */
  private atOtherTime(token: string): string {
    const [header, payload] = token.split(".") as [string, string];
    const said = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    for (const claim of ["iat", "exp", "auth_time"]) {
      if (typeof said[claim] === "number") said[claim] += this.clockAhead;
    }
    const text = `${header}.${Buffer.from(JSON.stringify(said)).toString("base64url")}`;
    const signature = sign("sha256", Buffer.from(text), createPrivateKey({ key: this.key, format: "jwk" }));
    return `${text}.${signature.toString("base64url")}`;
  }
}

function claims(id: string, person: Person, use: string): AccountClaims {
  const groups: Record<string, string[]> =
    use === "userinfo" ? { groups: person.groups } : { groups_direct: person.directGroups ?? [] };
  return {
    sub: id,
    name: person.name,
    nickname: id,
    preferred_username: id,
    email: `${id}@example.com`,
    email_verified: true,
    ...groups,
  };
}

function newKey(): JsonWebKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: crypto.randomUUID() };
}

function endpointOf(path: string): Asked["endpoint"] {
  if (path.startsWith(INTERACTION)) return "interaction";
  const found = Object.entries(PATHS).find(([, known]) => path === known);
  // One goes on below the authorization endpoint after an interaction.
  const isResumed = path.startsWith(`${PATHS.authorization}/`);
  return isResumed ? "authorization" : ((found?.[0] as keyof typeof PATHS | undefined) ?? "other");
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const part of request) text += String(part);
  return new URLSearchParams(text);
}
