//! A selection applied to rows: which, in what order, in which groups.

use crate::{
    ClusterState, DeploymentKey, GroupBy, Row, Selection, SortBy, Text, Totals, Usage, Verdict,
    shown_verdict, sort_places, sorted_places,
};
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

/// What Deployments use, as far as that is known. It is asked for where it decides the order.
pub type UsageTable = HashMap<DeploymentKey, Usage>;

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    /// The cluster, namespace or application.
    pub name: Text,
    /// Counts by shown verdict.
    pub totals: Totals,
    /// Positions of its rows in the list that was grouped, in order.
    pub rows: Vec<usize>,
}

/// The state of this cluster among these.
pub fn find<'a>(clusters: &'a [ClusterState], name: &str) -> Option<&'a ClusterState> {
    clusters.iter().find(|cluster| &*cluster.name == name)
}

/// The title of a cluster; empty where there is none.
fn title(cluster: Option<&ClusterState>) -> &str {
    cluster.map_or("", |cluster| &cluster.title)
}

/// Whether a row with this shown verdict, of a cluster with this title, is picked.
pub fn matches(row: &Row, shown: Verdict, cluster_title: &str, selection: &Selection) -> bool {
    selection.has_cluster(&row.key.cluster)
        && selection.has_verdict(shown)
        && matches_elsewhere(row, shown, cluster_title, selection)
}

/// Whether it would be if its cluster and its verdict were picked.
pub fn matches_elsewhere(
    row: &Row,
    shown: Verdict,
    cluster_title: &str,
    selection: &Selection,
) -> bool {
    selection.has_namespace(&row.key.namespace)
        && selection.has_kind(row.key.kind)
        && selection.search.finds(row, shown, cluster_title)
}

/// Orders rows within a group. Ties are broken by name and place, so that the order is total.
pub fn sort(a: (&Row, Verdict), b: (&Row, Verdict), usage: &UsageTable, by: SortBy) -> Ordering {
    // Nothing known comes before every figure, so in reverse it stands last.
    let most = |figure: fn(&Usage) -> u64| {
        let of = |row: &Row| Reverse(usage.get(&row.key).map(figure));
        of(a.0).cmp(&of(b.0))
    };
    let name = || {
        a.0.title
            .cmp(&b.0.title)
            .then_with(|| a.0.key.cmp(&b.0.key))
    };
    match by {
        SortBy::Worst => a.1.cmp(&b.1).then_with(name),
        SortBy::Name => name(),
        SortBy::Newest => b.0.since.cmp(&a.0.since).then_with(name),
        SortBy::Restarts => b.0.restarts.cmp(&a.0.restarts).then_with(name),
        SortBy::Cpu => most(|usage| usage.cpu_millicores).then_with(name),
        SortBy::Memory => most(|usage| usage.memory_bytes).then_with(name),
    }
}

/// Puts the picked rows into ordered groups; see [`group_picked`].
pub fn group(
    rows: &[Row],
    clusters: &[ClusterState],
    usage: &UsageTable,
    selection: &Selection,
) -> Vec<Grouped> {
    let mut shown = Vec::with_capacity(rows.len());
    let mut picked: Vec<usize> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let cluster = find(clusters, &row.key.cluster);
        let verdict = shown_verdict(row.verdict, cluster);
        if matches(row, verdict, title(cluster), selection) {
            picked.push(index);
        }
        shown.push(verdict);
    }
    group_picked((rows, &shown), picked, clusters, usage, selection)
}

/// Puts the rows at the places in `picked` into ordered groups; all rows come with their shown
/// verdicts. Under worst-first the groups stand worst first too. Under another order clusters keep
/// the configured order; other groups stand by name under [`SortBy::Name`], else in the order of
/// their first rows.
pub fn group_picked(
    (rows, shown): (&[Row], &[Verdict]),
    mut picked: Vec<usize>,
    clusters: &[ClusterState],
    usage: &UsageTable,
    selection: &Selection,
) -> Vec<Grouped> {
    sort_places(&mut picked, &mut |a, b| {
        let (a, b) = ((&rows[a], shown[a]), (&rows[b], shown[b]));
        sort(a, b, usage, selection.sort)
    });

    let mut groups: Vec<Grouped> = Vec::new();
    let mut places = HashMap::new();
    for index in picked {
        let name = group_name(&rows[index], selection.group);
        let place = *places.entry(name.clone()).or_insert_with(|| {
            groups.push(Grouped {
                name,
                totals: Totals::default(),
                rows: Vec::new(),
            });
            groups.len() - 1
        });
        groups[place].rows.push(index);
    }
    for group in &mut groups {
        group.totals = group.rows.iter().map(|&index| shown[index]).collect();
    }
    let place = |group: &Grouped| {
        let place = clusters.iter().position(|it| it.name == group.name);
        place.unwrap_or(usize::MAX)
    };
    let order = sorted_places(groups.len(), &mut |a, b| {
        let (a, b) = (&groups[a], &groups[b]);
        match (selection.sort, selection.group) {
            (SortBy::Worst, _) => severity(&b.totals)
                .cmp(&severity(&a.totals))
                .then_with(|| a.name.cmp(&b.name)),
            (_, GroupBy::Cluster) => place(a).cmp(&place(b)),
            (SortBy::Name, _) => a.name.cmp(&b.name),
            _ => Ordering::Equal,
        }
    });
    let mut groups: Vec<Option<Grouped>> = groups.into_iter().map(Some).collect();
    let sorted = order.into_iter().filter_map(|place| groups[place].take());
    sorted.collect()
}

fn group_name(row: &Row, by: GroupBy) -> Text {
    match by {
        GroupBy::Cluster => row.key.cluster.clone(),
        GroupBy::Namespace => row.key.namespace.clone(),
        GroupBy::Application => row.title.clone(),
        GroupBy::None => Text::default(),
    }
}

/// Compares groups by their worst rows: more of the worst verdict is worse.
fn severity(totals: &Totals) -> Vec<u32> {
    Verdict::ALL
        .into_iter()
        .filter(|v| v.is_problem())
        .map(|v| totals.get(v))
        .collect()
}
