//! One group of cards, in signals.

use super::overview::{ClusterSummary, GroupOverview};
use leptos::prelude::*;
use model::{DeploymentKey, Freshness, GroupBy, Text, Totals, Verdict};

/// What stands in a group's heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GroupHead {
    /// In words.
    pub title: Text,
    /// Its Deployments, by verdict.
    pub totals: Totals,
    /// How recent its data are, for a group that is a cluster.
    pub freshness: Option<Freshness>,
    /// Whether its data are invented, though others are not.
    pub is_demo: bool,
    /// Its clusters, each with the worst of its verdicts, for a group that is an application.
    pub clusters: Vec<(Text, Verdict)>,
}

/// The signals of one group of cards.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Its heading.
    pub head: ArcRwSignal<GroupHead>,
    /// Its cards, in order.
    pub cards: ArcRwSignal<Vec<DeploymentKey>>,
}

// === impl GroupHead ===

impl GroupHead {
    /// The heading of this group among others.
    pub(super) fn of(group: &GroupOverview, clusters: &[ClusterSummary], by: GroupBy) -> Self {
        let cluster = clusters
            .iter()
            .find(|cluster| by == GroupBy::Cluster && cluster.state.name == group.name);
        // Where all is invented, the bar over the page says so once.
        let is_all_demo = clusters.iter().all(|cluster| cluster.state.is_demo);
        Self {
            title: cluster.map_or_else(|| group.name.clone(), |c| c.state.title.clone()),
            totals: group.totals,
            freshness: cluster.map(|cluster| cluster.state.freshness.clone()),
            is_demo: cluster.is_some_and(|cluster| cluster.state.is_demo) && !is_all_demo,
            clusters: group.clusters.clone(),
        }
    }
}
