//! Beginning sessions and renewing them: what the provider says of a person becomes a cookie.

use super::keys;
use super::policy::Policy;
use super::provider::{ProviderError, SignedIn};
use super::session::{Session, TooLarge};
use crate::state::{Live, SignIn};
use fleet::Clock;
use model::Timestamp;
use parking_lot::Mutex;
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex as AsyncMutex;

/// How long a renewal answers everybody who asks with the same old session: other tabs that ask
/// at the same moment, whose refresh token is spent. In seconds.
const MEMORY_SECONDS: i64 = 60;
/// How long a failure answers everybody who asks for the same session: less than a page waits
/// before it asks again. In seconds.
const FAILURE_SECONDS: i64 = 2;
/// How a provider says that it refuses the application, not the person (RFC 6749, section 5.2).
const OUR_FAULTS: [&str; 5] = [
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
];
/// Of the groups of somebody without a role so many are shown to them.
const MOST_SEEN: usize = 50;
/// And of so many bytes in all.
const MOST_SEEN_BYTES: usize = 1500;

/// Renewals under way or just done, in this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Renewals {
    clock: Clock,
    slots: Arc<Mutex<HashMap<(String, Timestamp), Slot>>>,
}

type Slot = Arc<AsyncMutex<Option<Attempt>>>;

/// The last attempt to renew a session.
#[derive(Debug)]
struct Attempt {
    /// The session as it was asked with.
    asked: Arc<Session>,
    /// When the outcome was known.
    at: Timestamp,
    outcome: Result<Begun, NotRenewed>,
}

/// A session that was begun or renewed.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The session.
    pub session: Session,
    /// The value of its cookie.
    pub cookie: String,
}

/// A session was not renewed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{error}")]
pub struct NotRenewed {
    /// Why.
    pub error: RenewalError,
    /// The session as it was, groups and end included, but with another refresh token: the
    /// provider gave one before it failed, and the one before is spent.
    pub kept: Option<Box<Begun>>,
}

/// Why a session was not renewed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RenewalError {
    /// The provider does not know the session any more: signed out there, blocked, or renewed
    /// elsewhere at the same time.
    #[error("the sign-in provider does not renew this session: {0}")]
    Refused(String),
    /// It may work later.
    #[error("the session can't be renewed now: {0}")]
    Unavailable(String),
}

/// The session of somebody the provider has just confirmed, with as many of their groups as fit.
///
/// # Errors
/// When it does not fit into a cookie however little is kept.
pub fn begin(
    live: &Live,
    signed_in: SignedIn,
    id: String,
    signed_in_at: Timestamp,
    now: Timestamp,
) -> Result<Begun, BeginError> {
    let sessions = &live.sign_in.as_ref().ok_or(BeginError::NoSignIn)?.sessions;
    let policy = &live.policy;
    let groups = policy.known(&signed_in.groups);
    let seen = match policy.members(&groups) {
        Some(_) => Vec::new(),
        None => some_of(&signed_in.groups),
    };
    let mut session = Session {
        id,
        subject: signed_in.subject,
        name: signed_in.name,
        groups,
        more_groups: match seen.len() {
            0 => 0,
            shown => signed_in.groups.len() - shown,
        },
        seen,
        signed_in_at,
        issued_at: now,
        expires_at: sessions.end(signed_in_at, now),
        refresh_token: signed_in.refresh_token,
    };
    let cookie = sessions.sign(&session).or_else(|_| {
        session.groups = fewest(policy, &session);
        session.seen.clear();
        sessions.sign(&session)
    });
    let cookie = cookie.or_else(|_| {
        // Better a session that is not renewed than none.
        session.refresh_token = None;
        sessions.sign(&session)
    });
    Ok(Begun {
        cookie: cookie?,
        session,
    })
}

/// Why no session was begun.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BeginError {
    /// The configuration has just changed.
    #[error("nobody can sign in any more: the configuration has changed")]
    NoSignIn,
    /// See [`TooLarge`].
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// See [`keys::NoRandomness`].
    #[error(transparent)]
    NoRandomness(#[from] keys::NoRandomness),
}

fn fewest(policy: &Policy, session: &Session) -> Vec<String> {
    tracing::info!(
        name = session.name,
        groups = session.groups.len(),
        "a session keeps one group for each role: all of them don't fit into a cookie"
    );
    policy.fewest(&session.groups)
}

fn some_of(groups: &[String]) -> Vec<String> {
    let mut room = MOST_SEEN_BYTES;
    let fits = |group: &&String| {
        room = room.saturating_sub(group.len() + 3);
        room > 0
    };
    let some = groups.iter().take(MOST_SEEN).take_while(fits);
    some.cloned().collect()
}

// === impl Renewals ===

impl Renewals {
    /// None yet.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            slots: Arc::default(),
        }
    }

    /// Renews the session at the provider, with its groups asked for anew. Whoever asks at the
    /// same time, or a little later, with the same old session gets the same answer.
    ///
    /// # Errors
    /// See [`NotRenewed`].
    pub async fn renew(&self, live: Arc<Live>, session: Arc<Session>) -> Result<Begun, NotRenewed> {
        let (slot, clock) = (self.slot(&session), self.clock.clone());
        let came_at = clock.now();
        // It goes on when the tab that asks is closed: the refresh token is spent by then.
        let work = tokio::spawn(async move {
            let mut memory = slot.lock().await;
            let last = memory.as_ref();
            if let Some(last) = last.filter(|last| last.answers(came_at)) {
                return last.outcome.clone();
            }
            let newer = last.and_then(|last| last.successor_of(&session));
            let newest = newer.as_ref().map_or(&*session, |newer| &newer.session);
            let outcome = renew(&live, newest, &clock).await;
            let outcome = outcome.map_err(|failure| NotRenewed {
                kept: failure.kept.or(newer),
                ..failure
            });
            *memory = Some(Attempt {
                asked: session,
                at: clock.now(),
                outcome: outcome.clone(),
            });
            outcome
        });
        let stopped = || RenewalError::Unavailable("the server stops".to_owned());
        work.await.unwrap_or_else(|_| Err(stopped().into()))
    }

    fn slot(&self, session: &Session) -> Slot {
        let now = self.clock.now();
        let mut slots = self.slots.lock();
        slots.retain(|_, slot| {
            let is_asked = Arc::strong_count(slot) > 1;
            let is_fresh = || {
                let memory = slot.try_lock();
                let last = memory.as_ref().ok().and_then(|memory| memory.as_ref());
                last.is_some_and(|last| now < last.at.plus_seconds(MEMORY_SECONDS))
            };
            is_asked || is_fresh()
        });
        let key = (session.id.clone(), session.issued_at);
        Arc::clone(slots.entry(key).or_default())
    }
}

// === impl Attempt ===

impl Attempt {
    /// Whether its outcome is the answer to somebody who came at this moment.
    fn answers(&self, came_at: Timestamp) -> bool {
        self.outcome.is_ok() || came_at < self.at.plus_seconds(FAILURE_SECONDS)
    }

    /// What became of this session, if it failed and left another refresh token; the answer that
    /// brought it may have been lost.
    fn successor_of(&self, session: &Session) -> Option<Box<Begun>> {
        let token = |session: &Session| {
            let token = session.refresh_token.as_ref();
            token.map(|token| token.expose_secret().to_owned())
        };
        let kept = self.outcome.as_ref().err()?.kept.as_ref()?;
        (token(session) == token(&self.asked)).then(|| kept.clone())
    }
}

// === impl NotRenewed ===

impl From<RenewalError> for NotRenewed {
    fn from(error: RenewalError) -> Self {
        Self { error, kept: None }
    }
}

async fn renew(live: &Live, session: &Session, clock: &Clock) -> Result<Begun, NotRenewed> {
    let gone = || RenewalError::Refused("there is nothing to renew it with".to_owned());
    let sign_in = live.sign_in.as_ref().ok_or_else(gone)?;
    let token = session.refresh_token.as_ref().ok_or_else(gone)?;
    let signed_in = sign_in.provider.refresh(token, &session.subject).await;
    let signed_in = signed_in.map_err(|failure| NotRenewed {
        error: reason(&failure.error),
        kept: failure
            .refresh_token
            .and_then(|token| with_token(sign_in, session, token))
            .map(Box::new),
    })?;
    let id = session.id.clone();
    begin(live, signed_in, id, session.signed_in_at, clock.now())
        .map_err(|error| RenewalError::Unavailable(error.to_string()).into())
}

fn reason(error: &ProviderError) -> RenewalError {
    match error {
        ProviderError::InvalidGrant => RenewalError::Refused(error.to_string()),
        // What is wrong with our application is not the person's fault.
        ProviderError::Refused { error: word, .. } if !OUR_FAULTS.contains(&word.as_str()) => {
            RenewalError::Refused(error.to_string())
        }
        _ => RenewalError::Unavailable(error.to_string()),
    }
}

/// The same session with this refresh token; `None` when it does not fit into a cookie.
fn with_token(sign_in: &SignIn, session: &Session, token: SecretString) -> Option<Begun> {
    let session = Session {
        refresh_token: Some(token),
        ..session.clone()
    };
    let cookie = sign_in.sessions.sign(&session).ok()?;
    Some(Begun { session, cookie })
}

#[cfg(test)]
mod tests;
