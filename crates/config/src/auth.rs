//! The `auth` section: who may see what.

use std::fmt;
use std::path::PathBuf;

use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::group::GroupPattern;
use crate::pattern::{ClusterPattern, NamespacePattern};

/// Who may see what, resolved: secrets are read, permissions are with their roles.
#[derive(Debug, Clone)]
pub struct Auth {
    /// The identity provider people sign in with, if one is configured.
    pub sign_in: Option<SignIn>,
    /// What somebody sees who is not signed in.
    pub anonymous: Anonymous,
    /// From least to most privileged.
    pub roles: Vec<Role>,
    /// How long a sign-in lasts.
    pub session: Session,
    /// Shown to people who have no role: whom to ask.
    pub help_text: Option<String>,
}

/// What somebody sees who is not signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anonymous {
    /// Everything: there are no roles.
    Everything,
    /// What this role sees.
    Role(RoleName),
    /// Nothing but the sign-in page.
    Nothing,
}

/// An identity provider (OpenID Connect).
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Which kind of provider.
    pub provider: Provider,
    /// The provider's address: `gitlab_url`, or `issuer` of any other provider.
    pub issuer: Url,
    /// Our application id there.
    pub client_id: String,
    /// Our secret there; `None` only where a missing one was allowed with a warning.
    pub client_secret: Option<SecretString>,
    /// Where the provider sends people back to.
    pub redirect_uri: Url,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// The claim that carries the groups.
    pub groups_claim: String,
    /// PEM file of a company's own certificate authority.
    pub ca_file: Option<PathBuf>,
}

/// One role with its permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The role's name.
    pub name: RoleName,
    /// Full paths of the groups that have it; `team/**` is every group below `team`.
    pub gitlab_groups: Vec<GroupPattern>,
    /// What it may see.
    pub permissions: Permissions,
}

/// How long a sign-in lasts.
#[derive(Debug, Clone)]
pub struct Session {
    /// Minutes until a session must be renewed.
    pub minutes: u32,
    /// Hours after which one must sign in again.
    pub max_hours: u32,
    /// The first signs, all verify. Empty: one is to be generated at start.
    pub keys: Vec<SecretString>,
    /// Sessions begun before this moment are void.
    pub valid_after: Option<Timestamp>,
}

/// The name of a role.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoleName(String);

/// The section as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuthSection {
    /// The kind of identity provider. Absent: nobody can sign in.
    pub(crate) provider: Option<Provider>,
    /// GitLab's address, for `provider: gitlab`.
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    pub(crate) gitlab_url: Option<Url>,
    /// The issuer's address, for `provider: oidc`.
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    pub(crate) issuer: Option<Url>,
    /// The application id at the provider.
    pub(crate) client_id: Option<String>,
    /// The environment variable that holds the application's secret.
    #[schemars(extend("format" = "variable-name"))]
    pub(crate) client_secret_env: Option<String>,
    /// The file that holds the application's secret (for example a mounted Kubernetes Secret).
    #[schemars(extend("format" = "path"))]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// Where the provider sends people back to: the console's address and `/auth/callback`.
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    pub(crate) redirect_uri: Option<Url>,
    /// Whether the console is open without signing in.
    pub(crate) allow_anonymous_access: bool,
    /// The role of somebody who is not signed in.
    pub(crate) anonymous_role: Option<RoleName>,
    /// Roles, from least to most privileged, and who has them.
    pub(crate) roles: IndexMap<RoleName, RoleMembers>,
    /// What each role may see.
    pub(crate) permissions: IndexMap<RoleName, Permissions>,
    /// Minutes until a session is renewed and the groups are asked for anew.
    #[schemars(range(min = 1, max = 1440))]
    pub(crate) session_minutes: u32,
    /// Hours after which one must sign in again.
    #[schemars(range(min = 1, max = 720))]
    pub(crate) session_max_hours: u32,
    /// The environment variable that holds the keys sessions are signed with, separated by
    /// commas, at least 32 characters each: the first signs, all verify. Absent: a key is
    /// generated at start, so a restart signs everybody out.
    #[schemars(extend("format" = "variable-name"))]
    pub(crate) session_keys_env: Option<String>,
    /// Sessions begun before this moment are void, for example `2026-01-31T12:00:00Z`.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub(crate) sessions_valid_after: Option<Timestamp>,
    /// PEM file of a company's own certificate authority, for talking to the provider.
    #[schemars(extend("format" = "path"))]
    pub(crate) ca_file: Option<PathBuf>,
    /// Shown to people who have no role: whom to ask.
    pub(crate) help_text: Option<String>,
    /// What is asked of the provider.
    pub(crate) scopes: Vec<String>,
    /// The claim of the provider's answer that carries the groups.
    pub(crate) groups_claim: String,
}

/// A kind of identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// GitLab; groups come from its userinfo endpoint.
    Gitlab,
    /// Any OpenID Connect provider.
    Oidc,
}

/// Who has a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RoleMembers {
    /// Full paths of groups, for example `team/platform`; `team/**` is every group below `team`.
    pub(crate) gitlab_groups: Vec<GroupPattern>,
}

/// What a role may see. What is not named is not seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Permissions {
    /// Ids of menu items.
    pub menu_items: Vec<String>,
    /// Regular expressions over namespace names, used as written: write `^` and `$` for the
    /// whole name.
    pub allowed_namespace_patterns: Vec<NamespacePattern>,
    /// Names of clusters; `*` stands for any characters.
    pub allowed_clusters: Vec<ClusterPattern>,
}

// === impl Permissions ===

impl Permissions {
    /// Whether a namespace of this name may be seen.
    pub fn allows_namespace(&self, namespace: &str) -> bool {
        self.allowed_namespace_patterns
            .iter()
            .any(|pattern| pattern.matches(namespace))
    }

    /// Whether a cluster of this name may be seen.
    pub fn allows_cluster(&self, cluster: &str) -> bool {
        self.allowed_clusters
            .iter()
            .any(|pattern| pattern.matches(cluster))
    }
}

// === impl SignIn ===

impl SignIn {
    /// Whether both mean the same, the secret included.
    pub fn is_same(&self, other: &Self) -> bool {
        let Self {
            provider,
            issuer,
            client_id,
            client_secret,
            redirect_uri,
            scopes,
            groups_claim,
            ca_file,
        } = self;
        let secret = client_secret.as_ref().map(ExposeSecret::expose_secret);
        let other_secret = other
            .client_secret
            .as_ref()
            .map(ExposeSecret::expose_secret);
        (provider, issuer, client_id, redirect_uri)
            == (
                &other.provider,
                &other.issuer,
                &other.client_id,
                &other.redirect_uri,
            )
            && (scopes, groups_claim, ca_file)
                == (&other.scopes, &other.groups_claim, &other.ca_file)
            && secret == other_secret
    }
}

// === impl Auth ===

impl Auth {
    /// The role of this name.
    pub fn role(&self, name: &RoleName) -> Option<&Role> {
        self.roles.iter().find(|role| role.name == *name)
    }

    /// Whether `role` is `required` or one listed after it. A role that is not defined meets
    /// nothing and is met by nothing.
    pub fn meets(&self, role: &RoleName, required: &RoleName) -> bool {
        let rank = |name: &RoleName| self.roles.iter().position(|role| role.name == *name);
        rank(role)
            .zip(rank(required))
            .is_some_and(|(role, required)| role >= required)
    }
}

// === impl AuthSection ===

impl Default for AuthSection {
    fn default() -> Self {
        Self {
            provider: None,
            gitlab_url: None,
            issuer: None,
            client_id: None,
            client_secret_env: None,
            client_secret_file: None,
            redirect_uri: None,
            allow_anonymous_access: false,
            anonymous_role: None,
            roles: IndexMap::new(),
            permissions: IndexMap::new(),
            session_minutes: 60,
            session_max_hours: 12,
            session_keys_env: None,
            sessions_valid_after: None,
            ca_file: None,
            help_text: None,
            scopes: ["openid", "profile", "email"].map(str::to_owned).to_vec(),
            groups_claim: "groups".to_owned(),
        }
    }
}

// === impl RoleName ===

impl RoleName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one or more of `a-z A-Z 0-9 _ -`.
    pub(crate) fn is_well_formed(&self) -> bool {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        !self.0.is_empty() && self.0.chars().all(allowed)
    }
}

impl From<&str> for RoleName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl JsonSchema for RoleName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RoleName".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}
