//! Filtering, ordering and grouping of rows.

mod arbitrary;
mod build;

use arbitrary::{cluster, row, verdict};
use build::at;
use model::{
    ClusterState, ContainerName, DeploymentKey, Freshness, FreshnessState, ImageReference, Row,
    Search, Selection, SortBy, Usage, UsageTable, Verdict, Why, WorkloadKind, find, group, matches,
    shown_verdict, sort,
};
use proptest::collection::vec;
use proptest::prelude::*;
use std::cmp::Ordering;

fn mk_row(cluster: &str, namespace: &str, title: &str, verdict: Verdict) -> Row {
    Row {
        key: DeploymentKey::new(cluster, namespace, format!("{title}-deploy")),
        title: title.into(),
        verdict,
        why: None,
        since: None,
        ready: 1,
        desired: 1,
        updated: 1,
        available: 1,
        pods: 1,
        container: None,
        other_containers: 0,
        image_since: None,
        image: None,
        previous_tag: None,
        restarts: 0,
        created: at(0),
        pods_revision: 0,
    }
}

fn mk_cluster(name: &str, state: FreshnessState) -> ClusterState {
    ClusterState {
        name: name.into(),
        freshness: Freshness {
            state,
            ..Freshness::default()
        },
        ..ClusterState::default()
    }
}

fn is_picked(row: &Row, query: &str) -> bool {
    matches(row, row.verdict, "", &Selection::from_query(query))
}

#[test]
fn rows_of_other_kinds_are_picked_only_when_asked_for() {
    let deployment = mk_row("prod-eu", "shop", "checkout", Verdict::Healthy);
    let mut job = deployment.clone();
    job.key.kind = WorkloadKind::Job;
    for (query, picked) in [
        ("", [true, false]),
        ("kind=job", [false, true]),
        ("kind=all", [true, true]),
        ("q=kind:job", [false, true]),
        ("q=checkout", [true, false]),
    ] {
        let found = [&deployment, &job].map(|row| is_picked(row, query));
        assert_eq!(found, picked, "{query}");
    }
}

#[test]
fn a_row_is_found_by_any_of_its_words_in_any_case() {
    let mut row = mk_row("prod-eu", "shop", "checkout", Verdict::Degraded);
    row.container = Some(ContainerName {
        name: "checkout-pod".into(),
        title: "checkout".into(),
    });
    row.image = Some(ImageReference::new("reg:5000/Team/checkout:v2".into()));
    row.why = Some(Why::new("CrashLoopBackOff").detail("DATABASE_URL größer"));
    for (search, found) in [
        ("", true),
        ("CHECKOUT-deploy", true),
        ("check", true),
        ("SHOP", true),
        ("prod-EU", true),
        ("degraded", true),
        ("checkout-pod", true),
        ("team", true),
        ("crashloop", true),
        ("database_url", true),
        ("GRÖSSER", false),
        ("GRÖßER", true),
        ("shop v2", true),
        ("v2  shop ", true),
        ("shop v3", false),
        ("healthy", false),
    ] {
        let selection = Selection {
            search: Search::new(search),
            ..Selection::default()
        };
        assert_eq!(
            matches(&row, row.verdict, "", &selection),
            found,
            "{search:?}"
        );
    }
}

#[test]
fn every_filter_has_to_agree() {
    let row = mk_row("prod-eu", "shop", "web", Verdict::Warning);
    for (query, picked) in [
        ("", true),
        ("cluster=prod-eu", true),
        ("cluster=dev", false),
        ("cluster=dev,prod-eu", true),
        ("namespace=shop", true),
        ("namespace=sho", false),
        ("verdict=warning", true),
        ("verdict=healthy", false),
        ("problems=1", true),
        (
            "cluster=prod-eu&namespace=shop&verdict=warning&problems=1&q=web",
            true,
        ),
        (
            "cluster=prod-eu&namespace=shop&verdict=warning&problems=1&q=x",
            false,
        ),
    ] {
        assert_eq!(is_picked(&row, query), picked, "{query}");
    }
}

#[test]
fn problems_are_what_a_person_should_look_at_and_what_is_not_known() {
    for verdict in Verdict::ALL {
        let is_problem = matches!(
            verdict,
            Verdict::Down
                | Verdict::Failed
                | Verdict::Degraded
                | Verdict::Warning
                | Verdict::Unknown
        );
        let row = mk_row("a", "b", "c", verdict);
        assert_eq!(is_picked(&row, "problems=1"), is_problem, "{verdict}");
        assert_eq!(verdict.is_problem(), is_problem, "{verdict}");
        assert_eq!(
            verdict.is_alert(),
            is_problem && verdict != Verdict::Unknown,
            "{verdict}"
        );
    }
}

#[test]
fn the_shown_verdict_is_what_filters_see() {
    let rows = [mk_row("gone", "shop", "web", Verdict::Healthy)];
    let clusters = [mk_cluster("gone", FreshnessState::Unreachable)];
    let count = |query: &str| {
        group(
            &rows,
            &clusters,
            &UsageTable::new(),
            &Selection::from_query(query),
        )
        .len()
    };
    assert_eq!(count("verdict=healthy"), 0);
    assert_eq!(count("verdict=unknown"), 1);
    assert_eq!(count("problems=1"), 1);
    assert_eq!(count("q=unknown"), 1);
    assert_eq!(count("q=-verdict:unknown"), 0);
}

#[test]
fn a_row_is_found_by_the_title_of_its_cluster() {
    let rows = [mk_row("prod-eu", "shop", "web", Verdict::Healthy)];
    let mut cluster = mk_cluster("prod-eu", FreshnessState::Live);
    cluster.title = "Frankfurt".into();
    let count = |query: &str, clusters: &[ClusterState]| {
        group(
            &rows,
            clusters,
            &UsageTable::new(),
            &Selection::from_query(query),
        )
        .len()
    };
    for query in ["q=frank", "q=cluster:frank", "q=cluster:prod"] {
        assert_eq!(count(query, std::slice::from_ref(&cluster)), 1, "{query}");
    }
    assert_eq!(count("q=frank", &[]), 0);
}

#[test]
fn a_cluster_that_does_not_answer_makes_every_verdict_unknown() {
    for (state, is_hidden) in [
        (FreshnessState::Connecting, false),
        (FreshnessState::Syncing, false),
        (FreshnessState::Live, false),
        (FreshnessState::Stale, false),
        (FreshnessState::Unreachable, true),
        (FreshnessState::Forbidden, true),
    ] {
        for verdict in Verdict::ALL {
            let shown = shown_verdict(verdict, Some(&mk_cluster("a", state)));
            let expected = if is_hidden { Verdict::Unknown } else { verdict };
            assert_eq!(shown, expected, "{verdict} in {}", state.as_str());
        }
    }
    assert_eq!(shown_verdict(Verdict::Healthy, None), Verdict::Unknown);
}

fn order<'a>(rows: &'a [Row], usage: &UsageTable, by: SortBy) -> Vec<&'a str> {
    let mut order: Vec<&Row> = rows.iter().collect();
    order.sort_by(|a, b| sort((a, a.verdict), (b, b.verdict), usage, by));
    order.iter().map(|row| &*row.title).collect()
}

#[test]
fn rows_stand_in_the_order_that_was_picked() {
    let mut rows = [
        mk_row("c", "n", "d", Verdict::Healthy),
        mk_row("c", "n", "b", Verdict::Down),
        mk_row("c", "n", "a", Verdict::Healthy),
        mk_row("c", "n", "c", Verdict::Warning),
    ];
    rows[0].since = Some(at(50));
    rows[1].since = Some(at(10));
    rows[3].since = Some(at(90));
    rows[0].restarts = 5;
    rows[3].restarts = 9;
    // Nothing is known of the others.
    let mut usage = UsageTable::new();
    for (row, cpu_millicores, memory_bytes) in [(0, 0, 7), (3, 200, 5)] {
        let used = Usage {
            cpu_millicores,
            memory_bytes,
        };
        usage.insert(rows[row].key.clone(), used);
    }
    for (by, expected) in [
        (SortBy::Worst, ["b", "c", "a", "d"]),
        (SortBy::Name, ["a", "b", "c", "d"]),
        (SortBy::Newest, ["c", "d", "b", "a"]),
        (SortBy::Restarts, ["c", "d", "a", "b"]),
        (SortBy::Cpu, ["c", "d", "a", "b"]),
        (SortBy::Memory, ["d", "c", "a", "b"]),
    ] {
        assert_eq!(order(&rows, &usage, by), expected, "{by:?}");
    }
}

#[test]
fn rows_of_one_name_stand_by_place() {
    let rows = [
        mk_row("b", "n", "web", Verdict::Down),
        mk_row("a", "o", "web", Verdict::Down),
        mk_row("a", "n", "web", Verdict::Down),
    ];
    let mut places: Vec<_> = rows.iter().collect();
    places.sort_by(|a, b| {
        let (a, b) = ((*a, a.verdict), (*b, b.verdict));
        sort(a, b, &UsageTable::new(), SortBy::Name)
    });
    let places: Vec<_> = places.iter().map(|row| row.key.to_string()).collect();
    assert_eq!(
        places,
        ["a/n/web-deploy", "a/o/web-deploy", "b/n/web-deploy"]
    );
}

fn fleet() -> (Vec<Row>, Vec<ClusterState>) {
    let rows = vec![
        mk_row("one", "shop", "web", Verdict::Healthy),
        mk_row("two", "shop", "web", Verdict::Warning),
        mk_row("two", "base", "dns", Verdict::Down),
        mk_row("ten", "base", "dns", Verdict::Warning),
        mk_row("ten", "base", "api", Verdict::Warning),
        mk_row("lost", "base", "api", Verdict::Healthy),
    ];
    let live = |name| mk_cluster(name, FreshnessState::Live);
    (rows, vec![live("two"), live("one"), live("ten")])
}

fn groups(query: &str) -> Vec<String> {
    let (rows, clusters) = fleet();
    group(
        &rows,
        &clusters,
        &UsageTable::new(),
        &Selection::from_query(query),
    )
    .into_iter()
    .map(|group| format!("{}{:?}", group.name, group.rows))
    .collect()
}

#[test]
fn groups_stand_worst_first_and_more_of_the_worst_is_worse() {
    assert_eq!(groups(""), ["two[2, 1]", "ten[4, 3]", "lost[5]", "one[0]"]);
    assert_eq!(
        groups("group=namespace"),
        ["base[2, 4, 3, 5]", "shop[1, 0]"]
    );
    assert_eq!(
        groups("group=application"),
        ["dns[2, 3]", "api[4, 5]", "web[1, 0]"]
    );
    assert_eq!(groups("group=none"), ["[2, 4, 3, 1, 5, 0]"]);
}

#[test]
fn clusters_keep_the_configured_order_under_another_order_and_unknown_ones_come_last() {
    assert_eq!(
        groups("sort=name"),
        ["two[2, 1]", "one[0]", "ten[4, 3]", "lost[5]"]
    );
}

#[test]
fn other_groups_stand_by_name_or_by_their_first_rows() {
    assert_eq!(
        groups("sort=name&group=namespace"),
        ["base[5, 4, 3, 2]", "shop[0, 1]"]
    );
    let (mut rows, clusters) = fleet();
    rows[1].restarts = 9;
    let selection = Selection::from_query("sort=restarts&group=namespace");
    let names: Vec<_> = group(&rows, &clusters, &UsageTable::new(), &selection)
        .into_iter()
        .map(|group| group.name.to_string())
        .collect();
    assert_eq!(names, ["shop", "base"]);
}

#[test]
fn a_cluster_is_found_by_its_name() {
    let (_, clusters) = fleet();
    assert_eq!(
        find(&clusters, "one").map(|found| &*found.name),
        Some("one")
    );
    assert_eq!(find(&clusters, "lost"), None);
}

fn order_by() -> impl Strategy<Value = SortBy> {
    proptest::sample::select(SortBy::ALL.map(|(by, _)| by).to_vec())
}

proptest! {
    #[test]
    fn the_order_is_total(
        rows in vec((row(), verdict()), 3),
        used in vec(proptest::option::of((0..3u64, 0..3u64)), 3),
        by in order_by(),
    ) {
        let known = rows.iter().zip(&used).filter_map(|((row, _), used)| {
            let (cpu_millicores, memory_bytes) = (*used)?;
            Some((row.key.clone(), Usage { cpu_millicores, memory_bytes }))
        });
        let usage: UsageTable = known.collect();
        let compare = |a: usize, b: usize| {
            sort((&rows[a].0, rows[a].1), (&rows[b].0, rows[b].1), &usage, by)
        };
        for a in 0..3 {
            prop_assert_eq!(compare(a, a), Ordering::Equal);
            for b in 0..3 {
                prop_assert_eq!(compare(a, b), compare(b, a).reverse());
                let is_same_place = rows[a].0.key == rows[b].0.key && rows[a].0.title == rows[b].0.title;
                prop_assert!(compare(a, b) != Ordering::Equal || is_same_place);
                for c in 0..3 {
                    if compare(a, b) != Ordering::Greater && compare(b, c) != Ordering::Greater {
                        prop_assert_ne!(compare(a, c), Ordering::Greater);
                    }
                }
            }
        }
    }

    #[test]
    fn every_picked_row_is_in_exactly_one_group_that_counts_it(
        rows in vec(row(), 0..12),
        clusters in vec(cluster(), 0..4),
        query in "(problems=1&)?(verdict=down,healthy&)?(q=e&|q=-cluster:web&)?(group=namespace|group=application|group=none|)&(sort=name|sort=newest|)",
    ) {
        let selection = Selection::from_query(&query);
        let shown: Vec<_> = rows
            .iter()
            .map(|row| shown_verdict(row.verdict, find(&clusters, &row.key.cluster)))
            .collect();
        let groups = group(&rows, &clusters, &UsageTable::new(), &selection);
        let mut seen: Vec<usize> = groups.iter().flat_map(|group| group.rows.clone()).collect();
        seen.sort_unstable();
        let picked: Vec<usize> = (0..rows.len())
            .filter(|&index| {
                let cluster = find(&clusters, &rows[index].key.cluster);
                let title = cluster.map_or("", |cluster| &cluster.title);
                matches(&rows[index], shown[index], title, &selection)
            })
            .collect();
        prop_assert_eq!(seen, picked);
        for group in &groups {
            for verdict in Verdict::ALL {
                let count = group.rows.iter().filter(|&&index| shown[index] == verdict).count();
                prop_assert_eq!(group.totals.get(verdict) as usize, count);
            }
        }
    }
}
