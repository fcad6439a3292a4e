//! What a principal may see.

use regex::{RegexSet, RegexSetBuilder};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What a principal may see: clusters × namespaces, as the union of several grants. A namespace is
/// visible where **one** grant names both its cluster and, by a pattern, itself.
///
/// Only `server::auth` may make one, out of a verified identity and the configuration; a clippy
/// `disallowed-methods` entry keeps it so. Therefore it has neither `Default` nor `Deserialize`.
#[derive(Clone, Debug)]
pub struct Scope(Arc<[Arc<Grant>]>);

/// A pattern that is no regular expression, or too large a one.
#[derive(Clone, Debug, thiserror::Error)]
#[error("not a regular expression: {0}")]
pub struct BadScope(#[from] regex::Error);

/// The compiled size the patterns of one grant may have together, in bytes.
const PATTERNS_SIZE_LIMIT: usize = 16 << 20;

#[derive(Debug)]
enum Grant {
    Everything,
    Of {
        clusters: Vec<String>,
        namespaces: RegexSet,
    },
}

// === impl Scope ===

impl Scope {
    /// Every namespace of every cluster.
    pub fn everything() -> Self {
        Self([Arc::new(Grant::Everything)].into())
    }

    /// Nothing at all.
    pub fn nothing() -> Self {
        Self([].into())
    }

    /// The namespaces that one of `patterns` matches in the clusters that one of `clusters` names.
    ///
    /// Clusters are names in which `*` stands for any characters. Patterns are regular expressions
    /// **as written**: one without `^` and `$` matches anywhere in the name.
    ///
    /// # Errors
    /// When a pattern is no regular expression.
    pub fn of(
        clusters: impl IntoIterator<Item: AsRef<str>>,
        patterns: impl IntoIterator<Item: AsRef<str>>,
    ) -> Result<Self, BadScope> {
        let clusters = clusters.into_iter().map(|name| name.as_ref().to_owned());
        let namespaces = RegexSetBuilder::new(patterns)
            .size_limit(PATTERNS_SIZE_LIMIT)
            .build()?;
        let grant = Grant::Of {
            clusters: clusters.collect(),
            namespaces,
        };
        Ok(Self([Arc::new(grant)].into()))
    }

    /// What any of these scopes shows: the permissions of several roles together.
    pub fn union(scopes: impl IntoIterator<Item = Self>) -> Self {
        let grants = scopes.into_iter().flat_map(|scope| scope.0.to_vec());
        Self(grants.collect())
    }

    /// Whether a cluster exists for the principal.
    pub fn allows_cluster(&self, cluster: &str) -> bool {
        self.0.iter().any(|grant| grant.allows_cluster(cluster))
    }

    /// Whether a namespace exists for the principal.
    pub fn allows(&self, cluster: &str, namespace: &str) -> bool {
        self.0.iter().any(|grant| {
            grant.allows_cluster(cluster)
                && match &**grant {
                    Grant::Everything => true,
                    Grant::Of { namespaces, .. } => namespaces.is_match(namespace),
                }
        })
    }

    /// Feeds what is granted to a hasher: equal scopes hash equally.
    pub(crate) fn hash_into(&self, hasher: &mut impl Hasher) {
        for grant in self.0.iter() {
            match &**grant {
                Grant::Everything => 0u8.hash(hasher),
                Grant::Of {
                    clusters,
                    namespaces,
                } => (1u8, clusters, namespaces.patterns()).hash(hasher),
            }
        }
    }
}

// === impl Grant ===

impl Grant {
    fn allows_cluster(&self, cluster: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Of { clusters, .. } => clusters.iter().any(|glob| glob_matches(glob, cluster)),
        }
    }
}

/// Whether `text` is `glob` with each `*` replaced by some characters.
fn glob_matches(glob: &str, text: &str) -> bool {
    let Some((first, others)) = glob.split_once('*') else {
        return glob == text;
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let (middle, last) = others.rsplit_once('*').unwrap_or(("", others));
    for part in middle.split('*') {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests of what makes scopes")]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_written() {
        let scope = Scope::of(["staging"], ["^project-.*-(staging|prod)$", "common"]).unwrap();
        assert!(scope.allows("staging", "project-x-prod"));
        assert!(!scope.allows("staging", "project-x-prod-2"));
        assert!(scope.allows("staging", "very-common-things"));
        assert!(!scope.allows("prod", "project-x-prod"));
        assert!(!scope.allows_cluster("prod"));
    }

    #[test]
    fn a_union_does_not_mix_the_grants() {
        let a = Scope::of(["a"], ["^one$"]).unwrap();
        let b = Scope::of(["b*"], ["^two$"]).unwrap();
        let both = Scope::union([a, b]);
        assert!(both.allows("a", "one") && both.allows("b-eu", "two"));
        assert!(!both.allows("a", "two") && !both.allows("b-eu", "one"));
    }

    #[test]
    fn no_pattern_and_no_grant_show_nothing() {
        let none: [&str; 0] = [];
        assert!(!Scope::of(["*"], none).unwrap().allows("a", "b"));
        assert!(!Scope::nothing().allows("a", "b"));
        assert!(Scope::everything().allows("a", "b"));
    }

    #[test]
    fn stars_stand_for_any_characters() {
        for (glob, text, expected) in [
            ("*", "", true),
            ("*", "prod", true),
            ("prod", "prod", true),
            ("prod", "prod-eu", false),
            ("prod-*", "prod-eu", true),
            ("*-eu", "prod-eu", true),
            ("p*d-*u", "prod-eu", true),
            ("a*a", "a", false),
            ("a*b*c", "abc", true),
            ("a*b*c", "acb", false),
        ] {
            assert_eq!(glob_matches(glob, text), expected, "{glob} {text}");
        }
    }
}
