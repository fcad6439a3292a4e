//! The sentence that says why something is not healthy.

use crate::{Text, Timestamp};
use serde::{Deserialize, Serialize};

/// One sentence in three parts, so that the duration in its middle can tick on the page:
/// *what* `for 4 min` `:` *detail*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Such as `ImagePullBackOff on 1 of 3 new pods`.
    pub what: Text,
    /// Since when, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The detail that helps, such as `tag prod-9f2c41d0 not found`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Text>,
}

// === impl Why ===

impl Why {
    /// A sentence without a duration or a detail.
    pub fn new(what: impl Into<Text>) -> Self {
        Self {
            what: what.into(),
            since: None,
            detail: None,
        }
    }

    /// The same since this moment.
    pub fn since(mut self, since: Option<Timestamp>) -> Self {
        self.since = since;
        self
    }

    /// The same with a detail; an empty one is none.
    pub fn detail(mut self, detail: impl Into<Text>) -> Self {
        let detail = detail.into();
        self.detail = (!detail.is_empty()).then_some(detail);
        self
    }

    /// The whole sentence as it reads at `now`.
    pub fn sentence(&self, now: Timestamp) -> String {
        let mut sentence = self.what.to_string();
        if let Some(since) = self.since {
            sentence.push_str(" for ");
            sentence.push_str(&since.age(now));
        }
        if let Some(detail) = &self.detail {
            sentence.push_str(": ");
            sentence.push_str(detail);
        }
        sentence
    }
}
