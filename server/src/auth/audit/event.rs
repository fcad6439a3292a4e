//! One event, and how it is made safe to write down.

use super::{Action, Audit, Outcome};
use crate::auth::session::Session;
use crate::http::ClientAddress;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use config::RoleName;
use model::Timestamp;
use serde::{Serialize, Serializer};
use std::convert::Infallible;

/// Longer texts are cut, in characters.
const LONGEST_TEXT: usize = 1000;
/// More groups or roles are left out.
const MOST_GROUPS: usize = 50;

/// Where a request came from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Origin {
    /// The client's address, where it is known.
    pub address: Option<String>,
    /// The request's `x-request-id`.
    pub request_id: Option<String>,
}

/// One event. As JSON it is a line of the audit files.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// When; RFC 3339 in JSON.
    #[serde(rename = "time", serialize_with = "rfc3339")]
    pub at: Timestamp,
    /// What happened.
    pub action: Action,
    /// How it went.
    pub outcome: Outcome,
    /// The provider's name of the person, where it is known.
    pub subject: Option<String>,
    /// What people call them.
    pub name: Option<String>,
    /// The groups that counted.
    pub groups: Vec<String>,
    /// The roles that came of them.
    pub roles: Vec<String>,
    /// Where it came from.
    #[serde(flatten)]
    pub origin: Origin,
    /// More, in words.
    pub detail: String,
}

// === impl Event ===

impl Event {
    /// It concerns this person. Their groups are those that the configuration names, and where it
    /// names none, those that the provider told.
    pub fn of(mut self, session: &Session) -> Self {
        self.subject = Some(session.subject.clone());
        self.name = Some(session.name.clone());
        self.groups = match session.groups.as_slice() {
            [] => session.seen.clone(),
            groups => groups.to_vec(),
        };
        self
    }

    /// These roles came of it.
    pub fn with_roles(mut self, roles: &[RoleName]) -> Self {
        self.roles = roles.iter().map(ToString::to_string).collect();
        self
    }

    /// It came from there.
    pub fn from(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Writes it into the record.
    pub fn record(self, audit: &Audit) {
        audit.keep(self);
    }

    /// The same event with nothing in it that could pass for another line or hide a part of this
    /// one, and with an end to its length: names and reasons come from outside.
    pub(super) fn made_plain(mut self) -> Self {
        let texts = [&mut self.subject, &mut self.name];
        let origin = [&mut self.origin.address, &mut self.origin.request_id];
        for text in texts.into_iter().chain(origin).flatten() {
            make_plain(text);
        }
        for list in [&mut self.groups, &mut self.roles] {
            list.truncate(MOST_GROUPS);
            list.iter_mut().for_each(make_plain);
        }
        make_plain(&mut self.detail);
        self
    }

    /// All words of it that come from outside.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let texts = [
            self.subject.as_deref(),
            self.name.as_deref(),
            self.origin.address.as_deref(),
            self.origin.request_id.as_deref(),
            Some(self.detail.as_str()),
        ];
        let lists = self.groups.iter().chain(&self.roles).map(String::as_str);
        texts.into_iter().flatten().chain(lists)
    }
}

// === impl Origin ===

impl Origin {
    /// Where this request came from.
    pub fn of(parts: &Parts) -> Self {
        let request_id = parts.headers.get("x-request-id");
        Self {
            address: ClientAddress::of(&parts.extensions).map(|address| address.to_string()),
            request_id: request_id.and_then(|id| Some(id.to_str().ok()?.to_owned())),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// Writes characters that move the cursor, break lines or change the direction of writing as their
/// numbers, and cuts the text.
fn make_plain(text: &mut String) {
    let is_misleading = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if text.chars().any(is_misleading) {
        let plain = text.chars().map(|c| match is_misleading(c) {
            true => c.escape_default().to_string(),
            false => c.to_string(),
        });
        *text = plain.collect();
    }
    if let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(end);
        text.push('…');
    }
}

fn rfc3339<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    match jiff::Timestamp::from_millisecond(at.0) {
        Ok(at) => serializer.collect_str(&at),
        Err(error) => Err(serde::ser::Error::custom(error)),
    }
}
