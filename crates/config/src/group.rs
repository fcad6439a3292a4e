//! Which groups of an identity provider have a role.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A group by its full path, such as `team/platform`, or, as `team/**`, every group below `team`
/// at any depth, but not `team` itself. Letters count as they are written.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupPattern(String);

/// The text names no group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadGroup(String);

/// What ends the pattern of all groups below one.
const BELOW: &str = "/**";

// === impl GroupPattern ===

impl GroupPattern {
    /// Whether the group of this full path is meant.
    pub fn matches(&self, group: &str) -> bool {
        match self.0.strip_suffix(BELOW) {
            Some(parent) => group
                .strip_prefix(parent)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|rest| !rest.is_empty()),
            None => group == self.0,
        }
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GroupPattern {
    type Err = BadGroup;

    fn from_str(text: &str) -> Result<Self, BadGroup> {
        let path = text.strip_suffix(BELOW).unwrap_or(text);
        let allowed = "allowed is the full path of a group, such as team/platform, or team/** for \
                       every group below team";
        let wrong = |what: &str| Err(BadGroup(format!("\"{text}\" {what}; {allowed}")));
        if path.is_empty() {
            wrong("names no group")
        } else if path.contains('*') {
            wrong("has a star that does not stand for every group below one")
        } else if path.starts_with('/') || path.ends_with('/') {
            wrong("begins or ends with a slash")
        } else if path.trim() != path || path.chars().any(char::is_control) {
            wrong("has white space around it or control characters in it")
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl TryFrom<String> for GroupPattern {
    type Error = BadGroup;

    fn try_from(text: String) -> Result<Self, BadGroup> {
        text.parse()
    }
}

impl From<GroupPattern> for String {
    fn from(pattern: GroupPattern) -> String {
        pattern.0
    }
}

impl fmt::Debug for GroupPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl JsonSchema for GroupPattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GroupPattern".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "group" })
    }
}
