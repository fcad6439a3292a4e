// What the identity provider remembers: sessions, grants, codes and tokens, in memory, so that it
// outlives a change of the provider's keys.

import type { Adapter, AdapterPayload, ClientMetadata } from "oidc-provider";

/** Kinds that end with the grant they belong to; their ids are the very codes and tokens. */
const OF_A_GRANT = new Set(["AccessToken", "AuthorizationCode", "RefreshToken"]);

/** One memory for all kinds. */
export class Storage {
  private readonly entries = new Map<string, { payload: AdapterPayload; endsAt: number }>();
  /** The applications that may ask. */
  readonly clients = new Map<string, ClientMetadata>();
  /** Every code and token that was ever given. */
  readonly secrets = new Set<string>();
  /** Codes are too old before anybody comes with one. */
  codesExpire = false;

  /** Everything of one kind. */
  of(kind: string): Adapter {
    const key = (id: string): string => `${kind}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        if (OF_A_GRANT.has(kind)) this.secrets.add(id);
        this.entries.set(key(id), { payload, endsAt: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
      },
      find: async (id) => {
        if (kind === "Client") return this.clients.get(id) as AdapterPayload | undefined;
        if (kind === "AuthorizationCode" && this.codesExpire) return undefined;
        const entry = this.entries.get(key(id));
        return entry && entry.endsAt > Date.now() ? entry.payload : undefined;
      },
      findByUid: async (uid) => {
        const sessions = [...this.entries].filter(([name]) => name.startsWith(`${kind}:`));
        return sessions.find(([, { payload }]) => payload.uid === uid)?.[1].payload;
      },
      findByUserCode: async () => undefined,
      consume: async (id) => {
        // As GitLab does: a refresh token that was used is unknown, and its successor stays good.
        if (kind === "RefreshToken") this.entries.delete(key(id));
        const entry = this.entries.get(key(id));
        if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void this.entries.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [name, { payload }] of this.entries) {
          if (OF_A_GRANT.has(name.split(":")[0]!) && payload.grantId === grantId) this.entries.delete(name);
        }
      },
    };
  }
}
