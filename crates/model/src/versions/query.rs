//! What the matrix of versions is asked for. It lives in the address.

use super::Environments;
use crate::{Search, Selection, SortedSet, Text, WorkloadKind};

/// What the columns of the matrix are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VersionsBy {
    /// Clusters.
    #[default]
    Cluster,
    /// Environments, and clusters within.
    Environment,
}

/// Which applications and columns are wanted; the default is everything, by environment where
/// there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionsQuery {
    /// Cluster names; empty means all.
    pub clusters: SortedSet<Text>,
    /// Namespace names; empty means all.
    pub namespaces: SortedSet<Text>,
    /// Kinds; empty means Deployments, or all where the search names kinds.
    pub kinds: SortedSet<WorkloadKind>,
    /// What must be found in a workload of an application.
    pub search: Search,
    /// What the columns are; none leaves it to [`Self::by_among`].
    pub by: Option<VersionsBy>,
    /// Only applications that run different versions.
    pub only_differences: bool,
    /// The heading that all others are compared with; none for what most run.
    pub compare: Option<Text>,
}

// === impl VersionsBy ===

impl VersionsBy {
    /// Both with their titles.
    pub const ALL: [(Self, &'static str); 2] = [
        (Self::Cluster, "Cluster"),
        (Self::Environment, "Environment"),
    ];

    /// The word in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Environment => "environment",
        }
    }

    /// What this word means.
    pub fn named(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(by, _)| by.as_str() == word);
        found.map(|(by, _)| *by)
    }
}

// === impl VersionsQuery ===

impl VersionsQuery {
    /// Reads a query string (without `?`) as leniently as [`Selection::from_query`] does, of which
    /// it takes the clusters, namespaces, kinds and the search.
    pub fn from_query(query: &str) -> Self {
        let mut wanted = Self::default().with(&Selection::from_query(query));
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "by" => wanted.by = VersionsBy::named(&value),
                "differences" => {
                    wanted.only_differences = !matches!(&*value, "" | "0" | "false");
                }
                "compare" => wanted.compare = (!value.is_empty()).then(|| (&*value).into()),
                _ => {}
            }
        }
        wanted
    }

    /// The query string that reads back as this; empty for the default.
    pub fn to_query(&self) -> String {
        let mut query = self.selection().to_query();
        let mut append = |name: &str, value: &str| {
            let start = std::mem::take(&mut query);
            let mut pairs = form_urlencoded::Serializer::new(start);
            query = pairs.append_pair(name, value).finish();
        };
        if let Some(by) = self.by {
            append("by", by.as_str());
        }
        if self.only_differences {
            append("differences", "1");
        }
        if let Some(compare) = &self.compare {
            append("compare", compare);
        }
        query
    }

    /// The same of these clusters, namespaces and kinds, and what this search finds.
    pub fn with(self, selection: &Selection) -> Self {
        Self {
            clusters: selection.clusters.clone(),
            namespaces: selection.namespaces.clone(),
            kinds: selection.kinds.clone(),
            search: selection.search.clone(),
            ..self
        }
    }

    /// The part of it that other pages have too.
    pub fn selection(&self) -> Selection {
        Selection {
            clusters: self.clusters.clone(),
            namespaces: self.namespaces.clone(),
            kinds: self.kinds.clone(),
            search: self.search.clone(),
            ..Selection::default()
        }
    }

    /// Whose rows are needed: what the search does not find is compared with as well.
    pub fn places(&self) -> Selection {
        let selection = self.selection();
        Selection {
            kinds: selection.asked_kinds(),
            search: Search::default(),
            ..selection
        }
    }

    /// What the columns are where these environments are told.
    pub fn by_among(&self, environments: &Environments) -> VersionsBy {
        match self.by {
            _ if environments.is_empty() => VersionsBy::Cluster,
            Some(by) => by,
            None => VersionsBy::Environment,
        }
    }
}
