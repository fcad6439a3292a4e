//! The configuration of Dashboard-Light: one YAML file and environment variables that override
//! its scalars, read into types that say what can't happen.
//!
//! [`load`] reports **all** mistakes at once, each with its place. It parses the YAML into a tree
//! whose nodes know where they stand, applies the environment, checks the tree against the JSON
//! schema of the very types it is read into (so there is one description of what is allowed), and
//! only then compares sections with each other.
//!
//! Architecture invariant: nothing here reads the process's environment or clock except
//! [`process_environment`]; the server passes them in.

mod audit;
mod auth;
mod clusters;
mod colour;
mod diagnostics;
mod docs;
mod environment;
mod format;
mod group;
mod links;
mod load;
mod log;
mod menu;
mod metrics;
mod pattern;
mod plain;
mod roles;
mod schema;
mod server;
mod shape;
mod tree;
mod ui;
mod validate;
mod versions;

pub use audit::Audit;
pub use auth::{Anonymous, Auth, Permissions, Provider, Role, RoleName, Session, SignIn};
pub use clusters::{Cluster, ClusterSource, Clusters};
pub use colour::{BadColour, Colour};
pub use diagnostics::{Diagnostic, Place, Report, Severity};
pub use docs::reference_markdown;
pub use environment::{PREFIX, process_environment};
pub use group::{BadGroup, GroupPattern};
pub use links::{BadLink, Link, LinkUrl, PLACEHOLDERS};
pub use load::{Invalid, Loaded, Source, check_config, load, parse};
pub use log::{Log, LogFormat};
pub use menu::MenuItem;
pub use metrics::Metrics;
pub use pattern::{BadPattern, ClusterPattern, NamespacePattern, PATTERNS_SIZE_LIMIT};
pub use schema::schema_json;
pub use server::{Limits, Server, Tls};
pub use ui::{DeploymentColors, NamedView, PodColors, StatusColors, StripSuffixes, Ui};
pub use versions::{BadEnvironmentPattern, EnvironmentPattern, VersionsSettings};

/// The whole configuration, checked and resolved.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the console listens.
    pub server: Server,
    /// Which clusters are shown.
    pub clusters: Clusters,
    /// How usage is read.
    pub metrics: Metrics,
    /// Who may see what; `None`: everybody everything, on a loopback address only.
    pub auth: Option<Auth>,
    /// Where events around access are written.
    pub audit: Audit,
    /// What the page shows.
    pub ui: Ui,
    /// The left menu, in order.
    pub menu: Vec<MenuItem>,
    /// What is logged.
    pub log: Log,
}

// === impl Config ===

impl Default for Config {
    fn default() -> Self {
        Self {
            server: Server::default(),
            clusters: Clusters::default(),
            metrics: Metrics::default(),
            auth: None,
            audit: Audit::default(),
            ui: Ui::default(),
            menu: menu::default_menu(),
            log: Log::default(),
        }
    }
}

impl Config {
    /// What somebody sees who is not signed in.
    pub fn anonymous(&self) -> Anonymous {
        self.auth
            .as_ref()
            .map_or(Anonymous::Everything, |auth| auth.anonymous.clone())
    }

    /// The sections in which `new` differs from this one and which take effect only after a
    /// restart. `auth`, `menu` and `ui` take effect at once.
    pub fn restart_needed(&self, new: &Self) -> Vec<&'static str> {
        [
            ("server", self.server != new.server),
            ("clusters", self.clusters != new.clusters),
            ("metrics", self.metrics != new.metrics),
            ("audit", self.audit != new.audit),
            ("log", self.log != new.log),
        ]
        .into_iter()
        .filter_map(|(section, differs)| differs.then_some(section))
        .collect()
    }

    /// The menu of somebody with these roles: the items that one of them names in its
    /// `menu_items` and for which it meets the `required_role`.
    pub fn menu_for<'a>(&'a self, roles: &'a [RoleName]) -> impl Iterator<Item = &'a MenuItem> {
        self.menu.iter().filter(move |item| {
            self.auth.iter().any(|auth| {
                roles.iter().filter_map(|name| auth.role(name)).any(|role| {
                    role.permissions.menu_items.contains(&item.id)
                        && item
                            .required_role
                            .as_ref()
                            .is_none_or(|required| auth.meets(&role.name, required))
                })
            })
        })
    }
}
