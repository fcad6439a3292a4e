//! `status.conditions` of a Pod or a Deployment.

use crate::{Text, Timestamp};

/// One condition as the API server holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// `type`, such as `Ready` or `Progressing`.
    pub kind: Text,
    /// `status == "True"`. `False` and `Unknown` are both false here.
    pub is_true: bool,
    /// `status == "Unknown"`.
    pub is_unknown: bool,
    /// A one-word cause.
    pub reason: Option<Text>,
    /// A sentence for people.
    pub message: Option<Text>,
    /// `lastTransitionTime`: when `status` last changed.
    pub changed: Option<Timestamp>,
    /// `lastUpdateTime` (Deployments only).
    pub updated: Option<Timestamp>,
}

// === impl Condition ===

impl Condition {
    /// `status` as the API writes it.
    pub const fn status(&self) -> &'static str {
        match (self.is_true, self.is_unknown) {
            (true, _) => "True",
            (false, true) => "Unknown",
            (false, false) => "False",
        }
    }
}

/// The condition of this type, if the object carries it.
pub fn condition<'a>(conditions: &'a [Condition], kind: &str) -> Option<&'a Condition> {
    conditions.iter().find(|condition| &*condition.kind == kind)
}
