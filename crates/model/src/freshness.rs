//! How recent what we know of a cluster is.

use crate::{Text, Timestamp, Verdict};
use serde::{Deserialize, Serialize};

/// How a cluster's data is kept up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FreshnessState {
    /// No answer yet since the start.
    #[default]
    Connecting,
    /// The first lists are under way.
    Syncing,
    /// Every watch is open.
    Live,
    /// A watch broke off; the rows are the last known ones, and a re-list is tried.
    Stale,
    /// The API server does not answer.
    Unreachable,
    /// The API server refuses us.
    Forbidden,
}

// === impl FreshnessState ===

impl FreshnessState {
    /// The state's word in JSON and `data-fresh`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Syncing => "syncing",
            Self::Live => "live",
            Self::Stale => "stale",
            Self::Unreachable => "unreachable",
            Self::Forbidden => "forbidden",
        }
    }

    /// Whether what we show of the cluster may no longer be true.
    pub const fn hides_the_present(self) -> bool {
        matches!(self, Self::Unreachable | Self::Forbidden)
    }
}

/// A state with since when and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// The state.
    pub state: FreshnessState,
    /// Since when it is in that state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Why, in a sentence for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Text>,
    /// When the data was last known to be true, where it no longer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// When the next attempt is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt: Option<Timestamp>,
}

/// One cluster as a viewer sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterState {
    /// The configured name.
    pub name: Text,
    /// The configured title, else the name.
    pub title: Text,
    /// Whether its data are invented for demonstration.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_demo: bool,
    /// The API server's version (`v1.36.3`), once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Text>,
    /// How recent its data are.
    pub freshness: Freshness,
    /// Why there are no usage figures, when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics_trouble: Option<Text>,
    /// What is missing though the cluster is live, in sentences for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Text>,
    /// The names of the namespaces the viewer may see, sorted.
    pub namespaces: Vec<Text>,
}

/// The verdict as it is shown: that of a cluster that does not answer is unknown.
pub fn shown_verdict(verdict: Verdict, cluster: Option<&ClusterState>) -> Verdict {
    match cluster {
        Some(cluster) if !cluster.freshness.state.hides_the_present() => verdict,
        _ => Verdict::Unknown,
    }
}
