//! `ui.links`: links to other places about a Deployment.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::diagnostics::did_you_mean;

/// A link about a Deployment, to where its commit, pipeline, metrics or logs are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What people read.
    pub name: String,
    /// The address, in which `{cluster}`, `{namespace}`, `{name}`, `{container}`, `{image}`, `{tag}`
    /// and `{sha}` (the commit's hash at the end of a tag) are filled in. Where one of them is not
    /// known, the link is left out.
    pub url: LinkUrl,
}

/// The address of a link, with places to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LinkUrl(String);

/// What may be filled in.
pub const PLACEHOLDERS: [&str; 7] = [
    "cluster",
    "namespace",
    "name",
    "container",
    "image",
    "tag",
    "sha",
];

/// The text is not an address to fill in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadLink(String);

// === impl LinkUrl ===

impl LinkUrl {
    /// The template as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LinkUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LinkUrl {
    type Err = BadLink;

    fn from_str(text: &str) -> Result<Self, BadLink> {
        const ALLOWED: &str = "allowed is for example https://git.example.com/commit/{sha}";
        let bad = |words: String| Err(BadLink(words));
        let starts = ["http://", "https://"];
        if !starts.iter().any(|start| text.starts_with(start)) {
            return bad(format!("\"{text}\" is not a web address; {ALLOWED}"));
        }
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            filled.push_str(before);
            let Some((name, after)) = after.strip_prefix('{').and_then(|it| it.split_once('}'))
            else {
                return bad(format!(
                    "\"{text}\" has a brace without its other half; {ALLOWED}"
                ));
            };
            if !PLACEHOLDERS.contains(&name) {
                let near = did_you_mean(name, PLACEHOLDERS);
                let all = PLACEHOLDERS.join(", ");
                return bad(format!(
                    "{{{name}}} can't be filled in{near} (allowed are {all})"
                ));
            }
            // Who deploys decides what an image is called, and not where a link leads.
            let is_host = filled
                .split("://")
                .nth(1)
                .is_none_or(|rest| !rest.contains(['/', '?', '#']));
            if is_host && name != "cluster" {
                return bad(format!(
                    "{{{name}}} can't stand in the host of an address; only {{cluster}} can"
                ));
            }
            filled.push_str("filled-in");
            rest = after;
        }
        filled.push_str(rest);
        match Url::parse(&filled) {
            Err(why) => bad(format!("\"{text}\" is not a URL: {why}; {ALLOWED}")),
            Ok(url) if !url.username().is_empty() || url.password().is_some() => bad(format!(
                "a URL must not carry a user or password; {ALLOWED}"
            )),
            Ok(_) => Ok(Self(text.to_owned())),
        }
    }
}

impl TryFrom<String> for LinkUrl {
    type Error = BadLink;

    fn try_from(text: String) -> Result<Self, BadLink> {
        text.parse()
    }
}

impl From<LinkUrl> for String {
    fn from(url: LinkUrl) -> String {
        url.0
    }
}

impl JsonSchema for LinkUrl {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LinkUrl".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "link" })
    }
}
