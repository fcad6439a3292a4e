//! Who asks, and what they may see.
//!
//! Architecture invariant: this is the only module that makes a [`Scope`], and it makes one from
//! the configuration and a verified identity alone. Everything that is read goes through a
//! `Scope`, so nothing can be read past it.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use config::{Anonymous, Config, MenuItem, Permissions, RoleName};
use fleet::Scope;
use std::convert::Infallible;
use std::sync::Arc;

/// What somebody who has not signed in may do, worked out once from the configuration.
#[derive(Clone, Debug)]
pub struct Access {
    anonymous: Arc<Caller>,
}

/// Somebody who asks, with what they may see.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The roles they have; empty when there are none because nothing is restricted.
    pub roles: Vec<RoleName>,
    /// What they may see.
    pub scope: Scope,
    /// The menu items open to them.
    pub menu: Vec<MenuItem>,
}

// === impl Access ===

impl Access {
    /// Works out the access rules of a configuration.
    pub fn new(config: &Config) -> Self {
        let caller = match config.anonymous() {
            Anonymous::Everything => Caller {
                roles: Vec::new(),
                scope: everything(),
                menu: config.menu.clone(),
            },
            Anonymous::Role(role) => {
                let permissions = config
                    .auth
                    .as_ref()
                    .and_then(|auth| auth.role(&role))
                    .map(|role| &role.permissions);
                let menu = config
                    .menu_for(std::slice::from_ref(&role))
                    .cloned()
                    .collect();
                Caller {
                    scope: scope_of(permissions),
                    menu,
                    roles: vec![role],
                }
            }
            Anonymous::Nothing => Caller {
                roles: Vec::new(),
                scope: scope_of(None),
                menu: Vec::new(),
            },
        };
        Self {
            anonymous: Arc::new(caller),
        }
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Arc<Caller> {
        Arc::clone(&self.anonymous)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes a Scope"
)]
fn everything() -> Scope {
    Scope::everything()
}

/// What these permissions show; nothing without any.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes a Scope"
)]
fn scope_of(permissions: Option<&Permissions>) -> Scope {
    let Some(permissions) = permissions else {
        return Scope::nothing();
    };
    let clusters = permissions
        .allowed_clusters
        .iter()
        .map(|pattern| pattern.as_str());
    let patterns = permissions
        .allowed_namespace_patterns
        .iter()
        .map(|pattern| pattern.as_str());
    Scope::of(clusters, patterns).unwrap_or_else(|error| {
        // The configuration compiled each pattern alone; together they may be too large.
        tracing::error!(%error, "the namespace patterns of a role are too large: it sees nothing");
        Scope::nothing()
    })
}

// === impl Caller ===

impl<S> FromRequestParts<S> for Caller
where
    Access: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::clone(&Access::from_ref(state).anonymous()))
    }
}
