//! Who asks: what every handler takes to know what it may show.

use super::cookies::cookie;
use super::policy::{ADMIN, Grant, Policy};
use super::session::{SESSION_COOKIE, Session};
use super::view_as;
use crate::http::Problem;
use crate::state::{AppState, Live};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use config::{MenuItem, RoleName};
use fleet::Scope;
use model::Timestamp;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// The clock is looked at again after this time at the latest, in milliseconds.
const RECHECK_MS: u64 = 60_000;

/// Somebody who asks, with what they may see.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What they are granted.
    pub grant: Grant,
    /// Who they are; none for somebody who has not signed in.
    pub session: Option<Arc<Session>>,
    /// The groups whose view an administrator has taken on; else empty.
    pub view_as: Vec<String>,
}

/// Why what somebody was granted does not hold any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The session is over.
    Session,
    /// Something else is granted now.
    Access,
}

/// Where somebody stands who asks.
#[derive(Clone, Debug)]
pub enum Standing {
    /// They may see something.
    Admitted(Caller),
    /// They must sign in first.
    SignedOut,
    /// They signed in, and no role here is theirs.
    NoRole(Arc<Session>),
}

// === impl Standing ===

impl Standing {
    /// Where the sender of these headers stands.
    pub fn of(state: &AppState, live: &Live, headers: &HeaderMap) -> Self {
        let session = session_of(state, live, headers);
        let groups = session
            .as_ref()
            .and_then(|session| view_as::groups(live, session, headers, state.clock.now()));
        Self::judge(&live.policy, session, groups)
    }

    /// Where somebody with this session stands under this policy, viewing as members of `groups`
    /// where they may.
    pub fn judge(
        policy: &Policy,
        session: Option<Arc<Session>>,
        groups: Option<Vec<String>>,
    ) -> Self {
        let Some(session) = session else {
            return match policy.anonymous() {
                Some(grant) => Self::Admitted(Caller::new(grant, None)),
                None => Self::SignedOut,
            };
        };
        let Some(own) = policy.members(&session.groups) else {
            return Self::NoRole(session);
        };
        let mut caller = Caller::new(own, Some(session));
        if let Some(groups) = groups.filter(|_| caller.is_admin()) {
            caller.look_as(policy, groups);
        }
        Self::Admitted(caller)
    }

    /// Whether they signed in, with a role or without.
    pub fn has_session(&self) -> bool {
        match self {
            Self::Admitted(caller) => caller.session.is_some(),
            Self::NoRole(_) => true,
            Self::SignedOut => false,
        }
    }

    /// The caller, or why there is none, for programs.
    fn admitted(self) -> Result<Caller, Problem> {
        match self {
            Self::Admitted(caller) => Ok(caller),
            Self::SignedOut => Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "sign in first: open /login in a browser",
            )),
            Self::NoRole(session) => Err(Problem::new(
                StatusCode::FORBIDDEN,
                format!(
                    "you are signed in as {}, but no role here belongs to your groups",
                    session.name
                ),
            )),
        }
    }
}

/// The session of these headers, if it is good.
pub fn session_of(state: &AppState, live: &Live, headers: &HeaderMap) -> Option<Arc<Session>> {
    let sessions = &live.sign_in.as_ref()?.sessions;
    let token = cookie(headers, SESSION_COOKIE)?;
    match sessions.verify(token, state.clock.now()) {
        Ok(session) if state.ended.contains(&session.id) => None,
        Ok(session) => Some(Arc::new(session)),
        Err(error) => {
            tracing::debug!(%error, "a session is not accepted");
            None
        }
    }
}

// === impl Caller ===

impl Caller {
    fn new(grant: Grant, session: Option<Arc<Session>>) -> Self {
        Self {
            grant,
            session,
            view_as: Vec::new(),
        }
    }

    /// What they may see of the clusters.
    pub fn scope(&self) -> &Scope {
        &self.grant.scope
    }

    /// Their roles, least privileged first.
    pub fn roles(&self) -> &[RoleName] {
        &self.grant.roles
    }

    /// The sections open to them.
    pub fn menu(&self) -> &[MenuItem] {
        &self.grant.menu
    }

    /// Whether the admin section is open to them.
    pub fn is_admin(&self) -> bool {
        self.session.is_some() && self.view_as.is_empty() && self.grant.opens(&ADMIN)
    }

    /// When they must ask anew, if ever.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.session.as_ref().map(|session| session.expires_at)
    }

    /// Returns when the session is over or another configuration grants something else, and says
    /// which of the two.
    pub async fn access_ends(self, state: AppState) -> Ending {
        let (mut live, mut ended) = (state.watch(), state.ended.watch());
        loop {
            if let Some(ending) = self.ending(&state) {
                return ending;
            }
            let now = state.clock.now();
            let rest = self.expires_at().map_or(u64::MAX, |end| {
                u64::try_from(end.0.saturating_sub(now.0)).unwrap_or_default()
            });
            // Neither is ever closed while `state` lives.
            tokio::select! {
                _ = live.changed() => {}
                _ = ended.changed() => {}
                () = tokio::time::sleep(Duration::from_millis(rest.min(RECHECK_MS))) => {}
            }
        }
    }

    fn ending(&self, state: &AppState) -> Option<Ending> {
        let live = state.live();
        if let Some(session) = &self.session {
            let sessions = live.sign_in.as_ref().map(|sign_in| &sign_in.sessions);
            let is_good =
                sessions.is_some_and(|sessions| sessions.check(session, state.clock.now()).is_ok());
            if !is_good || state.ended.contains(&session.id) {
                return Some(Ending::Session);
            }
        }
        let groups = Some(self.view_as.clone()).filter(|groups| !groups.is_empty());
        match Standing::judge(&live.policy, self.session.clone(), groups) {
            Standing::Admitted(now) if now.grant == self.grant => None,
            _ => Some(Ending::Access),
        }
    }

    /// Takes on the view of members of `groups`, as far as their own reaches.
    fn look_as(&mut self, policy: &Policy, groups: Vec<String>) {
        let seen = policy.members(&groups);
        let own = std::mem::replace(&mut self.grant.scope, Scope::nothing());
        self.grant = match seen {
            Some(mut grant) => {
                // The way back is the bar at the foot, not somebody else's admin section.
                grant.menu.retain(|item| !ADMIN.contains(&item.id.as_str()));
                Grant {
                    scope: grant.scope.within(own),
                    ..grant
                }
            }
            None => Grant {
                roles: Vec::new(),
                scope: Scope::nothing(),
                menu: Vec::new(),
            },
        };
        self.view_as = groups;
    }
}

impl FromRequestParts<AppState> for Standing {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(state, &state.live(), &parts.headers))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Standing::of(state, &state.live(), &parts.headers).admitted()
    }
}
