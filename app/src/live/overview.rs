//! What the page shows of a snapshot: pure, the same in the server and in the browser.

use model::{
    ClusterState, Density, DeploymentKey, GroupBy, Row, Selection, Snapshot, Text, Totals,
    UsageTable, Verdict, find, group, matches, shown_verdict,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

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
        let whatever_verdict = Selection {
            verdicts: BTreeSet::new(),
            only_problems: false,
            ..selection.clone()
        };
        let whatever_cluster = Selection {
            clusters: BTreeSet::new(),
            ..whatever_verdict.clone()
        };
        let (verdicts, titles): (Vec<Verdict>, Vec<&str>) = rows
            .iter()
            .map(|row| {
                let cluster = find(clusters, &row.key.cluster);
                let title = cluster.map_or("", |cluster| &cluster.title);
                (shown_verdict(row.verdict, cluster), title)
            })
            .unzip();
        let count = |selection: &Selection, cluster: Option<&str>| -> Totals {
            rows.iter()
                .zip(&verdicts)
                .zip(&titles)
                .filter(|((row, _), _)| cluster.is_none_or(|name| &*row.key.cluster == name))
                .filter(|((row, verdict), title)| matches(row, **verdict, title, selection))
                .map(|((_, verdict), _)| *verdict)
                .collect()
        };
        let groups = group(rows, clusters, usage, selection);
        let shown = groups.iter().flat_map(|group| &group.rows);
        let alerts = shown.filter(|&&index| verdicts[index].is_alert());
        Self {
            alerts: alerts.map(|&index| rows[index].key.clone()).collect(),
            everything: verdicts.iter().copied().collect(),
            totals: count(&whatever_verdict, None),
            clusters: clusters
                .iter()
                .map(|state| ClusterSummary {
                    totals: count(&whatever_cluster, Some(&state.name)),
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
    let mut counts: BTreeMap<&Text, (u32, u32)> = BTreeMap::new();
    counts.extend(selection.namespaces.iter().map(|name| (name, (0, 0))));
    let picked = |cluster: &&ClusterState| selection.has_cluster(&cluster.name);
    let known = snapshot
        .clusters
        .iter()
        .filter(picked)
        .flat_map(|cluster| &cluster.namespaces);
    counts.extend(known.map(|name| (name, (0, 0))));
    for (row, verdict) in snapshot.rows.iter().zip(verdicts) {
        if selection.has_cluster(&row.key.cluster) {
            let (deployments, problems) = counts.entry(&row.key.namespace).or_default();
            *deployments += 1;
            *problems += u32::from(verdict.is_alert());
        }
    }
    counts
        .into_iter()
        .map(|(name, (deployments, problems))| NamespaceSummary {
            name: name.clone(),
            deployments,
            problems,
        })
        .collect()
}
