//! `ui.versions`: which namespaces are which environment.

use std::fmt;
use std::str::FromStr;

use regex::Regex;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::diagnostics::did_you_mean;
use crate::pattern::compile;

/// What the Versions page compares.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VersionsSettings {
    /// A regular expression over the names of namespaces whose named group `env` is the
    /// environment, such as `^project-(?<app>.*)-(?<env>staging|prod)$`. What the group `app`
    /// matches, if there is one, tells applications of the same name apart. Absent: clusters are
    /// compared, not environments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace_pattern: Option<EnvironmentPattern>,
    /// Environments in the order of their columns; others stand behind these by name.
    pub environments: Vec<String>,
}

/// A regular expression over names of namespaces with the named group `env` and maybe `app`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EnvironmentPattern(Regex);

/// The text is no such pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadEnvironmentPattern(String);

/// The named groups there may be; the first must be there.
const GROUPS: [&str; 2] = ["env", "app"];

// === impl EnvironmentPattern ===

impl EnvironmentPattern {
    /// The environment of the namespace of this name, and what its applications are parts of.
    pub fn place<'n>(&self, namespace: &'n str) -> Option<(&'n str, Option<&'n str>)> {
        let found = self.0.captures(namespace)?;
        let text = |group| found.name(group).map(|it| it.as_str());
        let text = |group| text(group).filter(|text: &&str| !text.is_empty());
        Some((text("env")?, text("app")))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for EnvironmentPattern {
    type Err = BadEnvironmentPattern;

    fn from_str(text: &str) -> Result<Self, BadEnvironmentPattern> {
        const EXAMPLE: &str = "allowed is for example ^project-(?<app>.*)-(?<env>staging|prod)$";
        let bad = |words: String| Err(BadEnvironmentPattern(words));
        let pattern = match compile(text) {
            Ok(pattern) => pattern,
            Err(error) => return bad(error.to_string()),
        };
        let names: Vec<&str> = pattern.capture_names().flatten().collect();
        if let Some(name) = names.iter().find(|name| !GROUPS.contains(name)) {
            let near = did_you_mean(name, GROUPS);
            return bad(format!(
                "the group \"{name}\" means nothing{near} (allowed are env, app)"
            ));
        }
        if !names.contains(&"env") {
            return bad(format!(
                "\"{text}\" has no named group env, so no namespace tells its environment; {EXAMPLE}"
            ));
        }
        Ok(Self(pattern))
    }
}

impl TryFrom<String> for EnvironmentPattern {
    type Error = BadEnvironmentPattern;

    fn try_from(text: String) -> Result<Self, BadEnvironmentPattern> {
        text.parse()
    }
}

impl From<EnvironmentPattern> for String {
    fn from(pattern: EnvironmentPattern) -> String {
        pattern.as_str().to_owned()
    }
}

impl fmt::Debug for EnvironmentPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.as_str())
    }
}

impl PartialEq for EnvironmentPattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for EnvironmentPattern {}

impl JsonSchema for EnvironmentPattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EnvironmentPattern".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "environment-regex" })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn a_namespace_tells_its_environment_and_what_it_is_part_of() {
        let pattern: EnvironmentPattern =
            "^project-(?<app>.*)-(?<env>staging|prod)$".parse().unwrap();
        let place = |namespace| pattern.place(namespace);
        assert_eq!(place("project-one-prod"), Some(("prod", Some("one"))));
        assert_eq!(place("project--prod"), Some(("prod", None)));
        assert_eq!(place("project-one-qa"), None);
        let pattern: EnvironmentPattern = "-(?<env>[a-z]*)$".parse().unwrap();
        assert_eq!(pattern.place("shop-staging"), Some(("staging", None)));
        assert_eq!(pattern.place("shop-"), None);
    }
}
