//! What a configuration grants to whom.

use config::{Anonymous, Config, MenuItem, Permissions, Role, RoleName};
use fleet::Scope;
use std::sync::Arc;

/// The menu items that open the admin section.
pub const ADMIN: [&str; 2] = ["admin", "admin_settings"];
/// The menu item that opens the Status section, and with it the data it shows.
pub const STATUS: &str = "status";
/// The menu item that opens the Versions section, which shows what [`STATUS`] opens.
pub const VERSIONS: &str = "versions";

/// What the configuration accepts can be matched.
const _: () = assert!(config::PATTERNS_SIZE_LIMIT <= fleet::PATTERNS_SIZE_LIMIT);

/// What a configuration grants to whom; its patterns are compiled. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Policy {
    config: Arc<Config>,
    /// What each role sees, in the order of the configuration.
    scopes: Arc<[Scope]>,
}

/// What somebody is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Their roles, least privileged first; empty where nothing is restricted.
    pub roles: Vec<RoleName>,
    /// What they may see of the clusters.
    pub scope: Scope,
    /// The sections open to them.
    pub menu: Vec<MenuItem>,
}

// === impl Policy ===

impl Policy {
    /// The rules of this configuration.
    pub fn new(config: Arc<Config>) -> Self {
        let roles = config.auth.iter().flat_map(|auth| &auth.roles);
        let scopes = roles.map(|role| scope_of(&role.permissions)).collect();
        Self { config, scopes }
    }

    /// The configuration it was made of.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What somebody may do who is not signed in; `None` when they must sign in first.
    pub fn anonymous(&self) -> Option<Grant> {
        match self.config.anonymous() {
            Anonymous::Everything => Some(Grant {
                roles: Vec::new(),
                scope: everything(),
                // Without roles there is nothing to administer.
                menu: self.menu(|item| !is_admin(&item.id)),
            }),
            Anonymous::Role(role) => Some(self.grant(|other| other.name == role)),
            Anonymous::Nothing => None,
        }
    }

    /// What members of these groups may do: the permissions of all roles that one of the groups
    /// has, and of the anonymous role, so that signing in never shows less. `None` when there is
    /// no role for them.
    pub fn members(&self, groups: &[String]) -> Option<Grant> {
        let anonymous = match self.config.anonymous() {
            Anonymous::Role(role) => Some(role),
            Anonymous::Everything | Anonymous::Nothing => None,
        };
        let grant = self.grant(|role| {
            anonymous.as_ref() == Some(&role.name) || groups.iter().any(|group| has(role, group))
        });
        (!grant.roles.is_empty()).then_some(grant)
    }

    /// Those of the groups that the configuration names.
    pub fn known(&self, groups: &[String]) -> Vec<String> {
        let named = |group: &&String| self.roles().any(|role| has(role, group));
        groups.iter().filter(named).cloned().collect()
    }

    /// Of these groups the first of each role: as few as give the same roles.
    pub fn fewest(&self, groups: &[String]) -> Vec<String> {
        let mut fewest: Vec<String> = Vec::new();
        for role in self.roles() {
            let first = groups.iter().find(|group| has(role, group));
            fewest.extend(first.filter(|group| !fewest.contains(group)).cloned());
        }
        fewest
    }

    fn roles(&self) -> impl Iterator<Item = &Role> {
        self.config.auth.iter().flat_map(|auth| &auth.roles)
    }

    /// The union of the roles that are picked.
    fn grant(&self, is_picked: impl Fn(&Role) -> bool) -> Grant {
        let picked = self
            .roles()
            .zip(self.scopes.iter())
            .filter(|(role, _)| is_picked(role));
        let (roles, scopes): (Vec<_>, Vec<_>) = picked
            .map(|(role, scope)| (role.name.clone(), scope.clone()))
            .unzip();
        let menu: Vec<MenuItem> = self.config.menu_for(&roles).cloned().collect();
        let is_open = menu.iter().any(|item| item.id == STATUS);
        Grant {
            scope: if is_open {
                union(scopes)
            } else {
                Scope::nothing()
            },
            roles,
            menu,
        }
    }

    fn menu(&self, is_open: impl Fn(&MenuItem) -> bool) -> Vec<MenuItem> {
        let open = self.config.menu.iter().filter(|item| is_open(item));
        open.cloned().collect()
    }
}

// === impl Grant ===

impl Grant {
    /// Whether the section of this menu item is open.
    pub fn opens(&self, ids: &[&str]) -> bool {
        self.menu.iter().any(|item| ids.contains(&item.id.as_str()))
    }
}

fn is_admin(id: &str) -> bool {
    ADMIN.contains(&id)
}

fn has(role: &Role, group: &str) -> bool {
    role.gitlab_groups
        .iter()
        .any(|pattern| pattern.matches(group))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes a Scope"
)]
fn everything() -> Scope {
    Scope::everything()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes a Scope"
)]
fn union(scopes: Vec<Scope>) -> Scope {
    Scope::union(scopes)
}

/// What these permissions show.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes a Scope"
)]
fn scope_of(permissions: &Permissions) -> Scope {
    let clusters = permissions
        .allowed_clusters
        .iter()
        .map(|pattern| pattern.as_str());
    let patterns = permissions
        .allowed_namespace_patterns
        .iter()
        .map(|pattern| pattern.as_str());
    Scope::of(clusters, patterns).unwrap_or_else(|error| {
        // The configuration has checked that they fit together.
        tracing::error!(%error, "the namespace patterns of a role can't be used: it sees nothing");
        Scope::nothing()
    })
}
