//! What the page shows of a snapshot: pure, the same in the server and in the browser.

use model::{
    ClusterState, Density, DeploymentKey, GroupBy, Row, Selection, Snapshot, Text, Totals,
    UsageTable, Verdict, group_picked, matches_elsewhere, shown_verdict,
};
use std::collections::{BTreeMap, HashSet};

/// One cluster in the summary and in the selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClusterSummary {
    /// The cluster.
    pub state: ClusterState,
    /// Its Deployments, by verdict, whatever cluster or verdict is picked.
    pub totals: Totals,
}

/// One namespace in the selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamespaceSummary {
    /// Its name.
    pub name: Text,
    /// Its Deployments in the picked clusters.
    pub deployments: u32,
    /// Those a person should look at.
    pub problems: u32,
}

/// One group of cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GroupOverview {
    /// The cluster, namespace or application.
    pub name: Text,
    /// Its Deployments, by verdict.
    pub totals: Totals,
    /// Its cards, in order.
    pub cards: Vec<DeploymentKey>,
    /// Its clusters, each with the worst of its verdicts, where it is an application.
    pub clusters: Vec<(Text, Verdict)>,
}

/// What the page shows of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Overview {
    /// All Deployments, by verdict, whatever is picked.
    pub everything: Totals,
    /// The Deployments of the picked clusters and namespaces that have the words, by verdict.
    pub totals: Totals,
    /// The clusters.
    pub clusters: Vec<ClusterSummary>,
    /// The namespaces of the picked clusters.
    pub namespaces: Vec<NamespaceSummary>,
    /// The cards.
    pub groups: Vec<GroupOverview>,
    /// Those of the cards that a person should look at.
    pub alerts: HashSet<DeploymentKey>,
}

// === impl Overview ===

impl Overview {
    /// What to show of `snapshot` for this selection.
    pub(crate) fn of(snapshot: &Snapshot, usage: &UsageTable, selection: &Selection) -> Self {
        let Snapshot { clusters, rows, .. } = snapshot;
        let mut verdicts = Vec::with_capacity(rows.len());
        let mut totals = Totals::default();
        let mut by_cluster = vec![Totals::default(); clusters.len()];
        let mut picked = Vec::new();
        // Of very many rows each is looked at once.
        for of_cluster in rows.chunk_by(|a, b| a.key.cluster == b.key.cluster) {
            let name = &of_cluster[0].key.cluster;
            let place = clusters.iter().position(|cluster| cluster.name == *name);
            let cluster = place.map(|place| &clusters[place]);
            let title = cluster.map_or("", |cluster| &cluster.title);
            let is_picked = selection.has_cluster(name);
            for row in of_cluster {
                let (index, verdict) = (verdicts.len(), shown_verdict(row.verdict, cluster));
                verdicts.push(verdict);
                if !matches_elsewhere(row, verdict, title, selection) {
                    continue;
                }
                if let Some(place) = place {
                    by_cluster[place].add(verdict);
                }
                if is_picked {
                    totals.add(verdict);
                    if selection.has_verdict(verdict) {
                        picked.push(index);
                    }
                }
            }
        }
        let groups = group_picked((rows, &verdicts), picked, clusters, usage, selection);
        let shown = groups.iter().flat_map(|group| &group.rows);
        let alerts = shown.filter(|&&index| verdicts[index].is_alert());
        Self {
            alerts: alerts.map(|&index| rows[index].key.clone()).collect(),
            everything: verdicts.iter().copied().collect(),
            totals,
            clusters: clusters
                .iter()
                .zip(by_cluster)
                .map(|(state, totals)| ClusterSummary {
                    totals,
                    state: state.clone(),
                })
                .collect(),
            namespaces: namespaces(snapshot, &verdicts, selection),
            groups: groups
                .into_iter()
                .map(|group| GroupOverview {
                    clusters: match selection.group {
                        GroupBy::Application => worst_by_cluster(snapshot, &verdicts, &group.rows),
                        _ => Vec::new(),
                    },
                    name: group.name,
                    totals: group.totals,
                    cards: group
                        .rows
                        .iter()
                        .map(|&index| rows[index].key.clone())
                        .collect(),
                })
                .collect(),
        }
    }
}

/// How densely to show what is picked: as was chosen, else as suits the number of Deployments in
/// the picked places. What else is picked does not count, so that typing does not change it.
pub(crate) fn density(snapshot: &Snapshot, selection: &Selection) -> Density {
    selection.density.unwrap_or_else(|| {
        let is_there = |row: &&Row| {
            selection.has_cluster(&row.key.cluster) && selection.has_namespace(&row.key.namespace)
        };
        Density::proposed(snapshot.rows.iter().filter(is_there).count())
    })
}

/// The clusters of these rows in configured order, by title, each with the worst verdict there.
fn worst_by_cluster(
    snapshot: &Snapshot,
    verdicts: &[Verdict],
    rows: &[usize],
) -> Vec<(Text, Verdict)> {
    let worst = |cluster: &ClusterState| {
        let here = rows
            .iter()
            .filter(|&&index| snapshot.rows[index].key.cluster == cluster.name);
        let worst = here.map(|&index| verdicts[index]).min()?;
        Some((cluster.title.clone(), worst))
    };
    snapshot.clusters.iter().filter_map(worst).collect()
}

/// The namespaces of the picked clusters, and those that are picked, by name.
fn namespaces(
    snapshot: &Snapshot,
    verdicts: &[Verdict],
    selection: &Selection,
) -> Vec<NamespaceSummary> {
    let mut counts: BTreeMap<&Text, (usize, usize)> = BTreeMap::new();
    counts.extend(selection.namespaces.iter().map(|name| (name, (0, 0))));
    let picked = |cluster: &&ClusterState| selection.has_cluster(&cluster.name);
    let known = snapshot
        .clusters
        .iter()
        .filter(picked)
        .flat_map(|cluster| &cluster.namespaces);
    counts.extend(known.map(|name| (name, (0, 0))));
    let mut verdicts = verdicts.iter();
    let is_same =
        |a: &Row, b: &Row| (&a.key.cluster, &a.key.namespace) == (&b.key.cluster, &b.key.namespace);
    for together in snapshot.rows.chunk_by(is_same) {
        let alerts = verdicts.by_ref().take(together.len());
        let alerts = alerts.filter(|verdict| verdict.is_alert()).count();
        let key = &together[0].key;
        if selection.has_cluster(&key.cluster) {
            let (deployments, problems) = counts.entry(&key.namespace).or_default();
            *deployments += together.len();
            *problems += alerts;
        }
    }
    counts
        .into_iter()
        .map(|(name, (deployments, problems))| NamespaceSummary {
            name: name.clone(),
            deployments: u32::try_from(deployments).unwrap_or(u32::MAX),
            problems: u32::try_from(problems).unwrap_or(u32::MAX),
        })
        .collect()
}
