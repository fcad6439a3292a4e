//! Sessions: what a signed cookie says of who signed in.
//!
//! A session is a JSON Web Token (RFC 7519) signed with HMAC-SHA-256. Nothing is kept in the
//! server, so every replica with the same keys knows every session.

use super::keys::Keys;
use jsonwebtoken::{Algorithm, Header, Validation};
use model::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The cookie's name. `__Host-`: only this host sets it, only over https, for all paths.
pub const SESSION_COOKIE: &str = "__Host-dl_session";

/// The longest cookie browsers must keep (RFC 6265, section 6.1), in bytes with its name.
pub const COOKIE_LIMIT: usize = 4096;

/// What refresh tokens are sealed for.
const REFRESH_TOKEN: &str = "refresh token";

/// How far clocks of replicas may differ, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// Who signed in, and when.
#[derive(Clone, Debug)]
pub struct Session {
    /// A random name of the sign-in; it stays when the session is renewed.
    pub id: String,
    /// The provider's lasting name of the person.
    pub subject: String,
    /// What people call them.
    pub name: String,
    /// Their groups, only those the configuration names.
    pub groups: Vec<String>,
    /// Some of their groups as the provider names them, when none of them has a role here.
    pub seen: Vec<String>,
    /// How many more the provider named.
    pub more_groups: usize,
    /// When they signed in.
    pub signed_in_at: Timestamp,
    /// When this session was begun or renewed.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What asks the provider anew; none where the provider gave none.
    pub refresh_token: Option<SecretString>,
}

/// Makes cookies of sessions and sessions of cookies.
#[derive(Clone, Debug)]
pub struct Sessions {
    keys: Keys,
    /// The provider and our name there: a session of another one is void.
    audience: String,
    /// Seconds until a session must be renewed.
    lifetime: i64,
    /// Seconds after which one must sign in again.
    longest: i64,
    /// Who signed in before this moment must do it again.
    valid_after: Option<Timestamp>,
}

/// Why a cookie is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSession {
    /// Not made by us, or changed.
    #[error("the session is not signed by this installation")]
    NotOurs,
    /// Its time is over.
    #[error("the session has ended")]
    Expired,
    /// It begins in the future.
    #[error("the session begins in the future")]
    NotYet,
    /// All sessions of that time were ended by the configuration.
    #[error("the session was ended for everybody")]
    Revoked,
}

/// The session does not fit into a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the session needs {0} bytes, and browsers keep {COOKIE_LIMIT}")]
pub struct TooLarge(pub usize);

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    seen: Vec<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    more: usize,
    iat: i64,
    exp: i64,
    auth_time: i64,
    sid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rt: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

const ISSUER: &str = "dashboard-light";

// === impl Sessions ===

impl Sessions {
    /// Sessions as this configuration wants them. `audience` names the provider and our
    /// application there.
    pub fn new(keys: Keys, audience: String, settings: &config::Session) -> Self {
        Self {
            keys,
            audience,
            lifetime: i64::from(settings.minutes) * 60,
            longest: i64::from(settings.max_hours) * 3600,
            valid_after: settings
                .valid_after
                .map(|moment| Timestamp(moment.as_millisecond())),
        }
    }

    /// The keys, for what else is sealed in cookies.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// When a session ends that is begun or renewed `now` by who signed in then.
    pub fn end(&self, signed_in_at: Timestamp, now: Timestamp) -> Timestamp {
        let renewal = now.plus_seconds(self.lifetime);
        renewal.min(self.longest_end(signed_in_at))
    }

    /// When one must sign in again, however often the session was renewed.
    pub fn longest_end(&self, signed_in_at: Timestamp) -> Timestamp {
        signed_in_at.plus_seconds(self.longest)
    }

    /// The value of the cookie.
    ///
    /// # Errors
    /// When it does not fit into a cookie.
    pub fn sign(&self, session: &Session) -> Result<String, TooLarge> {
        let refresh_token = session
            .refresh_token
            .as_ref()
            .and_then(|token| self.keys.seal(REFRESH_TOKEN, token.expose_secret()));
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: self.audience.clone(),
            sub: session.subject.clone(),
            name: session.name.clone(),
            groups: session.groups.clone(),
            seen: session.seen.clone(),
            more: session.more_groups,
            iat: session.issued_at.0.div_euclid(1000),
            exp: session.expires_at.0.div_euclid(1000),
            auth_time: session.signed_in_at.0.div_euclid(1000),
            sid: session.id.clone(),
            rt: refresh_token,
        };
        let header = Header::new(Algorithm::HS256);
        let token = self
            .keys
            .signing()
            .and_then(|key| jsonwebtoken::encode(&header, &claims, key).ok())
            .ok_or(TooLarge(usize::MAX))?;
        match SESSION_COOKIE.len() + 1 + token.len() {
            0..=COOKIE_LIMIT => Ok(token),
            length => Err(TooLarge(length)),
        }
    }

    /// The session of a cookie's value.
    ///
    /// # Errors
    /// Why it is none, or none any more.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Session, BadSession> {
        let mut validation = Validation::new(Algorithm::HS256);
        // Time is judged below, by the clock that is passed in.
        validation.validate_exp = false;
        validation.required_spec_claims = HashSet::new();
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[&self.audience]);
        let claims = self
            .keys
            .verifying()
            .find_map(|key| jsonwebtoken::decode::<Claims>(token, key, &validation).ok())
            .ok_or(BadSession::NotOurs)?
            .claims;
        let session = Session {
            id: claims.sid,
            subject: claims.sub,
            name: claims.name,
            groups: claims.groups,
            seen: claims.seen,
            more_groups: claims.more,
            signed_in_at: Timestamp::from_seconds(claims.auth_time),
            issued_at: Timestamp::from_seconds(claims.iat),
            expires_at: Timestamp::from_seconds(claims.exp),
            refresh_token: claims
                .rt
                .and_then(|sealed| self.keys.open(REFRESH_TOKEN, &sealed))
                .map(SecretString::from),
        };
        self.check(&session, now).map(|()| session)
    }

    /// Whether a session that was read before is still good.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check(&self, session: &Session, now: Timestamp) -> Result<(), BadSession> {
        // A shorter lifetime holds for sessions there are already.
        let latest = self.end(session.signed_in_at, session.issued_at);
        let is_revoked = |moment| session.signed_in_at < moment;
        if now.plus_seconds(LEEWAY_SECONDS) < session.issued_at {
            Err(BadSession::NotYet)
        } else if now >= session.expires_at.min(latest) {
            Err(BadSession::Expired)
        } else if self.valid_after.is_some_and(is_revoked) {
            Err(BadSession::Revoked)
        } else {
            Ok(())
        }
    }
}

// === impl Session ===

impl Session {
    /// From when on it may be renewed: half of its life.
    pub fn renewable_at(&self) -> Timestamp {
        let life = self.expires_at.0.saturating_sub(self.issued_at.0);
        Timestamp(self.issued_at.0.saturating_add(life / 2))
    }
}

#[cfg(test)]
mod tests;
