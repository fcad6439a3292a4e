//! What a principal may see.

use regex::{RegexSet, RegexSetBuilder};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What a principal may see: clusters × namespaces, as the union of several grants. A namespace is
/// visible where **one** grant names both its cluster and, by a pattern, itself.
///
/// Only `server::auth` may make one, out of a verified identity and the configuration; a clippy
/// `disallowed-methods` entry keeps it so. Therefore it has neither `Default` nor `Deserialize`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// One of these must allow it.
    grants: Arc<[Arc<Grant>]>,
    /// And this too, where there is one.
    limit: Option<Arc<Scope>>,
}

/// A pattern that is no regular expression, or too large a one.
#[derive(Clone, Debug, thiserror::Error)]
#[error("not a regular expression: {0}")]
pub struct BadScope(#[from] regex::Error);

/// The compiled size the patterns of one grant may have together, in bytes.
pub const PATTERNS_SIZE_LIMIT: usize = 16 << 20;

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
        Self::any([Arc::new(Grant::Everything)])
    }

    /// Nothing at all.
    pub fn nothing() -> Self {
        Self::any([])
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
        Ok(Self::any([Arc::new(grant)]))
    }

    fn any(grants: impl IntoIterator<Item = Arc<Grant>>) -> Self {
        Self {
            grants: grants.into_iter().collect(),
            limit: None,
        }
    }

    /// What any of these scopes shows: the permissions of several roles together.
    ///
    /// A [`limit`](Self::within) of one of them is not carried over: that scope is left out, as
    /// it would otherwise show more than before.
    pub fn union(scopes: impl IntoIterator<Item = Self>) -> Self {
        let unlimited = scopes.into_iter().filter(|scope| scope.limit.is_none());
        Self::any(unlimited.flat_map(|scope| scope.grants.to_vec()))
    }

    /// What both this scope and `limit` show.
    pub fn within(self, limit: Self) -> Self {
        let limit = match self.limit {
            Some(before) => Self::clone(&before).within(limit),
            None => limit,
        };
        Self {
            grants: self.grants,
            limit: Some(Arc::new(limit)),
        }
    }

    /// Whether a cluster exists for the principal.
    pub fn allows_cluster(&self, cluster: &str) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.allows_cluster(cluster))
            && self
                .limit
                .as_ref()
                .is_none_or(|limit| limit.allows_cluster(cluster))
    }

    /// Whether a namespace exists for the principal.
    pub fn allows(&self, cluster: &str, namespace: &str) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.allows(cluster, namespace))
            && self
                .limit
                .as_ref()
                .is_none_or(|limit| limit.allows(cluster, namespace))
    }

    /// Feeds what is granted to a hasher: equal scopes hash equally.
    pub(crate) fn hash_into(&self, hasher: &mut impl Hasher) {
        for grant in self.grants.iter() {
            match &**grant {
                Grant::Everything => 0u8.hash(hasher),
                Grant::Of {
                    clusters,
                    namespaces,
                } => (1u8, clusters, namespaces.patterns()).hash(hasher),
            }
        }
        if let Some(limit) = &self.limit {
            2u8.hash(hasher);
            limit.hash_into(hasher);
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

    fn allows(&self, cluster: &str, namespace: &str) -> bool {
        self.allows_cluster(cluster)
            && match self {
                Self::Everything => true,
                Self::Of { namespaces, .. } => namespaces.is_match(namespace),
            }
    }
}

impl PartialEq for Grant {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, Self::Everything) => true,
            (
                Self::Of {
                    clusters,
                    namespaces,
                },
                Self::Of {
                    clusters: other_clusters,
                    namespaces: other_namespaces,
                },
            ) => clusters == other_clusters && namespaces.patterns() == other_namespaces.patterns(),
            _ => false,
        }
    }
}

impl Eq for Grant {}

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
    fn a_limit_takes_away_and_never_gives() {
        let wide = || Scope::of(["*"], ["^a", "^b"]).unwrap();
        let narrow = || Scope::of(["one"], ["^b", "^c"]).unwrap();
        for both in [wide().within(narrow()), narrow().within(wide())] {
            assert!(both.allows("one", "b") && both.allows_cluster("one"));
            assert!(!both.allows("one", "a") && !both.allows("one", "c"));
            assert!(!both.allows("two", "b") && !both.allows_cluster("two"));
            let nothing = both.clone().within(Scope::nothing());
            assert!(!nothing.allows("one", "b"));
            assert!(!Scope::union([both]).allows("one", "a"));
        }
        assert_ne!(wide(), wide().within(narrow()));
        assert_eq!(wide(), wide());
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
