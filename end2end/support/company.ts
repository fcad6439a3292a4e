// A company: its identity provider, its people, and a dashboard that shows each of them their share
// of two calm clusters.

import { Dashboard, type Configuration, type Environment } from "./dashboard";
import { CLIENT_ID, CLIENT_SECRET, IdentityProvider, type Person } from "./provider";

/** What a company may want other than usual. */
export interface Wishes {
  /** Of the auth section, besides what every company has. */
  auth?: Record<string, unknown>;
  /** Whether it stays away until a test calls it. */
  providerIsAway?: boolean;
}

/** What a role may see. */
interface Permissions {
  menu_items: string[];
  allowed_namespace_patterns: string[];
  allowed_clusters: string[];
}

export const HELP = "Ask the platform team (#platform) for access.";
/** What signs sessions. */
export const SESSION_KEY = "a-key-that-signs-sessions-0123456789";

/** From least to most privileged. */
const ROLES = {
  tester: { gitlab_groups: ["team/qa"] },
  developer: { gitlab_groups: ["team/apps/**"] },
  admin: { gitlab_groups: ["team/platform"] },
};

export const PERMISSIONS: Record<keyof typeof ROLES, Permissions> = {
  tester: {
    menu_items: ["status"],
    allowed_namespace_patterns: ["^project-.*-staging$"],
    allowed_clusters: ["staging-cluster"],
  },
  developer: { menu_items: ["status"], allowed_namespace_patterns: ["^project-"], allowed_clusters: ["*"] },
  admin: { menu_items: ["status", "admin"], allowed_namespace_patterns: [".*"], allowed_clusters: ["*"] },
};

/** The namespaces a tester sees. */
export const STAGING = ["project-app1-staging", "project-app2-staging"];

/** The people; each test has its own to change. */
function people(): Record<string, Person> {
  return {
    // Whoever trusted the ID token would take her for an administrator.
    tess: { name: "Tess Tester", groups: ["team", "team/qa"], directGroups: ["team/platform"] },
    dan: { name: "Dan Developer", groups: ["team", "team/apps/web"] },
    ada: { name: "Ada Admin", groups: ["team", "team/platform"] },
    nora: { name: "Nora Newcomer", groups: ["team", "team/apps", "guests"] },
  };
}

export class Company {
  private constructor(
    readonly provider: IdentityProvider,
    readonly dashboard: Dashboard,
    private readonly wishes: Wishes,
  ) {}

  static async start(wishes: Wishes): Promise<Company> {
    const provider = await Company.providerAlone();
    if (wishes.providerIsAway) await provider.goesAway();
    const dashboard = await Dashboard.start((url) => {
      provider.serves(url);
      return configurationOf(provider, url, wishes.auth);
    }, environment());
    return new Company(provider, dashboard, wishes);
  }

  /** A provider that knows the people. */
  static async providerAlone(): Promise<IdentityProvider> {
    return IdentityProvider.start({ people: people() });
  }

  /** Configures the dashboard anew while it runs. */
  reconfigure(auth: Record<string, unknown>): void {
    this.dashboard.configure(configurationOf(this.provider, this.dashboard.url, { ...this.wishes.auth, ...auth }));
  }

  async end(): Promise<void> {
    await this.dashboard.remove();
    await this.provider.goesAway();
  }
}

/** The secrets, where the configuration looks for them. */
export function environment(...keys: string[]): Environment {
  return { CLIENT_SECRET, SESSION_KEYS: (keys.length > 0 ? keys : [SESSION_KEY]).join(",") };
}

/** The configuration of a dashboard at this address. */
export function configurationOf(
  provider: IdentityProvider,
  url: string,
  auth: Record<string, unknown> = {},
): Configuration {
  return {
    clusters: ["prod-eu", "staging-cluster"].map((name) => ({ name, simulated: `calm/${name}` })),
    auth: {
      provider: "gitlab",
      gitlab_url: provider.issuer,
      client_id: CLIENT_ID,
      client_secret_env: "CLIENT_SECRET",
      redirect_uri: `${url}/auth/callback`,
      session_keys_env: "SESSION_KEYS",
      help_text: HELP,
      roles: ROLES,
      permissions: PERMISSIONS,
      ...auth,
    },
  };
}
