//! When somebody is told of what they follow, and in which words.

mod build;

use build::at;
use model::{
    ClusterState, DeploymentKey, Freshness, FreshnessState, Health, Notice, Row, Selection,
    Snapshot, Verdict, ViewHealth, Why,
};

fn mk_row(name: &str, verdict: Verdict, why: Option<Why>) -> Row {
    Row {
        key: DeploymentKey::new("prod-eu", "shop", name),
        title: name.into(),
        verdict,
        why,
        since: None,
        ready: 0,
        desired: 3,
        updated: 3,
        available: 0,
        pods: 3,
        container: None,
        other_containers: 0,
        image: None,
        previous_tag: None,
        image_since: None,
        restarts: 0,
        created: at(0),
        pods_revision: 0,
    }
}

fn mk_why() -> Option<Why> {
    Some(Why {
        what: "the image cannot be pulled".into(),
        since: Some(at(0)),
        detail: Some("not found".into()),
    })
}

fn mk_snapshot(rows: Vec<Row>, state: FreshnessState) -> Snapshot {
    let cluster = ClusterState {
        name: "prod-eu".into(),
        title: "Europe".into(),
        freshness: Freshness {
            state,
            ..Freshness::default()
        },
        ..ClusterState::default()
    };
    Snapshot {
        clusters: vec![cluster],
        rows,
        ..Snapshot::default()
    }
}

#[test]
fn only_a_change_of_health_is_told() {
    use Verdict::{Degraded, Down, Healthy, Idle, Progressing, Unknown};
    let mut known = None;
    let told: Vec<Option<Health>> = [
        Progressing, // not known yet
        Healthy,     // found at first
        Progressing, // a rollout begins …
        Healthy,     // … and ends well
        Down,
        Degraded, // still unhealthy
        Unknown,  // nobody knows
        Down,
        Progressing,
        Idle,
    ]
    .into_iter()
    .map(|shown| Health::observe(&mut known, Health::of(shown)))
    .collect();
    let mut expected = vec![None; 10];
    expected[4] = Some(Health::Unhealthy);
    expected[9] = Some(Health::Healthy);
    assert_eq!(told, expected);
}

#[test]
fn a_notice_names_the_cause() {
    let row = mk_row("checkout", Verdict::Down, mk_why());
    let notice = Notice::of_deployment(&row, Verdict::Down, "Europe", at(120));
    assert_eq!(notice.title, "checkout: Down · 0 of 3 available");
    assert_eq!(
        notice.body,
        "the image cannot be pulled for 2 min: not found\nEurope / shop"
    );
    // What it was for is over.
    let notice = Notice::of_deployment(&row, Verdict::Healthy, "Europe", at(120));
    assert_eq!(notice.title, "checkout: Healthy");
    assert_eq!(notice.body, "Europe / shop");
}

#[test]
fn a_view_is_unhealthy_while_it_has_a_problem() {
    let rows = ["e", "d", "c", "b", "a"].map(|name| mk_row(name, Verdict::Degraded, mk_why()));
    let mut rows = rows.to_vec();
    rows[1].verdict = Verdict::Down;
    rows[4].verdict = Verdict::Healthy;
    let snapshot = mk_snapshot(rows, FreshnessState::Live);
    let view = ViewHealth::of(&snapshot, &Selection::from_query("namespace=shop"));
    assert_eq!(view.health(), Some(Health::Unhealthy));
    let notice = Notice::of_view("Shop", &view, at(120));
    assert_eq!(notice.title, "4 problems: Shop");
    let lines: Vec<&str> = notice.body.lines().collect();
    assert_eq!(
        lines[0],
        "d: the image cannot be pulled for 2 min: not found"
    );
    assert!(lines[1].starts_with("b: "), "{lines:?}");
    assert_eq!(lines[3], "and 1 more");
    for (query, health) in [
        ("verdict=down", Health::Unhealthy),
        ("verdict=failed", Health::Healthy),
        ("namespace=other", Health::Healthy),
        ("q=-else", Health::Unhealthy),
    ] {
        let view = ViewHealth::of(&snapshot, &Selection::from_query(query));
        assert_eq!(view.health(), Some(health), "{query}");
    }
}

#[test]
fn a_cluster_that_does_not_answer_makes_nothing_healthy() {
    let rows = vec![mk_row("a", Verdict::Down, mk_why())];
    let snapshot = mk_snapshot(rows, FreshnessState::Unreachable);
    for (query, health) in [
        ("", None),
        ("verdict=down", None),
        ("problems=1&q=down", None),
        ("namespace=other", Some(Health::Healthy)),
    ] {
        let view = ViewHealth::of(&snapshot, &Selection::from_query(query));
        assert_eq!(view.health(), health, "{query}");
    }
}
