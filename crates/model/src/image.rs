//! An image reference and the part of it a card shows.

use crate::Text;
use serde::{Deserialize, Serialize};

/// An image: the whole reference and what is shown of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageReference {
    /// As written in the Pod template.
    pub reference: Text,
    /// What stands on the card; see [`image_tag`].
    pub tag: Text,
}

// === impl ImageReference ===

impl ImageReference {
    /// The reference with its tag worked out.
    pub fn new(reference: Text) -> Self {
        let tag = image_tag(&reference).into();
        Self { reference, tag }
    }
}

/// The tag of an image reference: what stands after the last `:` that follows the last `/` (a
/// registry may have a port). Without a tag `latest`, by digest alone `@sha256:` and 12 digits.
pub fn image_tag(reference: &str) -> String {
    let (name, digest) = match reference.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (reference, None),
    };
    let last = name.rsplit('/').next().unwrap_or(name);
    match (last.rsplit_once(':'), digest) {
        (Some((_, tag)), _) if !tag.is_empty() => tag.to_owned(),
        (_, Some(digest)) => {
            let (algorithm, hex) = digest.split_once(':').unwrap_or(("sha256", digest));
            format!("@{algorithm}:{}", hex.chars().take(12).collect::<String>())
        }
        _ => "latest".to_owned(),
    }
}
