//! Links to other places about a Deployment, filled in from templates.

use crate::{Row, image_tag};

/// A link with places to fill in, such as `https://git.example.com/commit/{sha}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTemplate {
    /// What people read.
    pub name: String,
    /// The address with names in braces.
    pub url: String,
}

/// What a template is filled in with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkFacts {
    /// `{cluster}`
    pub cluster: String,
    /// `{namespace}`
    pub namespace: String,
    /// `{name}`: the Deployment's full name.
    pub name: String,
    /// `{container}`: the main container's full name.
    pub container: Option<String>,
    /// `{image}`: the main container's whole image reference.
    pub image: Option<String>,
}

/// The fewest hexadecimal digits that look like a hash.
const SHORTEST_HASH: usize = 7;

/// A tag as what stands before its hash, and the hash; without a hash all counts.
pub fn split_tag(tag: &str) -> (&str, &str) {
    let is_hash =
        |text: &str| text.len() >= SHORTEST_HASH && text.bytes().all(|b| b.is_ascii_hexdigit());
    match tag.rfind('-').map(|dash| tag.split_at(dash + 1)) {
        Some((before, hash)) if is_hash(hash) => (before, hash),
        _ => ("", tag),
    }
}

/// The hash of a commit in a tag: `staging-a1dcf6ff` or `a1dcf6ff`. A number is none.
fn sha(tag: &str) -> Option<&str> {
    let (before, hash) = split_tag(tag);
    let is_hash = hash.len() >= SHORTEST_HASH && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let is_number = before.is_empty() && hash.bytes().all(|b| b.is_ascii_digit());
    (is_hash && !is_number).then_some(hash)
}

// === impl LinkFacts ===

impl LinkFacts {
    /// What is known of this row.
    pub fn of(row: &Row) -> Self {
        Self {
            cluster: row.key.cluster.to_string(),
            namespace: row.key.namespace.to_string(),
            name: row.key.name.to_string(),
            container: row.container.as_ref().map(|it| it.name.to_string()),
            image: row.image.as_ref().map(|it| it.reference.to_string()),
        }
    }

    /// The value of a placeholder, where it is known.
    fn value(&self, placeholder: &str) -> Option<String> {
        let tag = || self.image.as_deref().map(image_tag);
        match placeholder {
            "cluster" => Some(self.cluster.clone()),
            "namespace" => Some(self.namespace.clone()),
            "name" => Some(self.name.clone()),
            "container" => self.container.clone(),
            "image" => self.image.clone(),
            "tag" => tag(),
            "sha" => sha(&tag()?).map(str::to_owned),
            _ => None,
        }
    }
}

// === impl LinkTemplate ===

impl LinkTemplate {
    /// The address; `None` where something that it needs is not known. Values are percent-encoded,
    /// so that none of them can change where the link leads.
    pub fn fill(&self, facts: &LinkFacts) -> Option<String> {
        let mut address = String::new();
        let mut rest = self.url.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (placeholder, after) = after.split_once('}')?;
            address.push_str(before);
            encode(&facts.value(placeholder)?, &mut address);
            rest = after;
        }
        address.push_str(rest);
        Some(address)
    }

    /// Whether it leads somewhere else for another image.
    pub fn is_of_the_image(&self) -> bool {
        ["{tag}", "{sha}", "{image}"]
            .iter()
            .any(|placeholder| self.url.contains(placeholder))
    }
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn encode(value: &str, into: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                into.push(char::from(byte));
            }
            _ => into.push_str(&format!("%{byte:02X}")),
        }
    }
}
