//! Which version runs where.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panic")]

mod build;

use build::at;
use model::{
    Application, ClusterState, Environments, ImageReference, Place, Row, Running, Versions,
    VersionsBy, VersionsQuery, version_of, versions, versions_csv, versions_markdown,
};

/// `prod/shop/web-deploy` with this tag.
fn mk_row(key: &str, tag: &str) -> Row {
    let key: model::DeploymentKey = key.parse().unwrap();
    Row {
        title: key.name.strip_suffix("-deploy").unwrap_or(&key.name).into(),
        key,
        verdict: model::Verdict::Healthy,
        why: None,
        since: None,
        ready: 1,
        desired: 1,
        updated: 1,
        available: 1,
        pods: 1,
        container: None,
        other_containers: 0,
        image: Some(ImageReference::new(format!("registry:5000/x:{tag}").into())),
        previous_tag: None,
        image_since: None,
        restarts: 0,
        created: at(0),
        pods_revision: 0,
    }
}

fn mk_clusters(names: &[&str]) -> Vec<ClusterState> {
    let state = |name: &&str| ClusterState {
        name: (*name).into(),
        title: name.to_uppercase().into(),
        freshness: model::Freshness {
            state: model::FreshnessState::Live,
            ..model::Freshness::default()
        },
        ..ClusterState::default()
    };
    names.iter().map(state).collect()
}

/// `app-env`: staging first.
fn by_ending() -> Environments {
    let place = |namespace: &str| {
        let (project, environment) = namespace.rsplit_once('-')?;
        Some(Place {
            environment: environment.into(),
            project: Some(project.into()),
        })
    };
    Environments::new(place, ["staging".into()])
}

fn query(query: &str) -> VersionsQuery {
    VersionsQuery::from_query(query)
}

/// Each line: its name, then its cells with `*` before what differs and `?` before what was not
/// found.
fn drawn(matrix: &Versions, rows: &[Row]) -> Vec<String> {
    let tag = |running: &Running| {
        let tag = rows[running.row].image.as_ref().map_or("–", |it| &*it.tag);
        let differs = if running.differs { "*" } else { "" };
        let missed = if running.is_found { "" } else { "?" };
        format!("{missed}{differs}{tag}")
    };
    let cell = |cell: &Vec<Running>| cell.iter().map(tag).collect::<Vec<_>>().join("+");
    let line = |line: &Application| {
        let project = line.project.as_ref().map(|it| format!("({it})"));
        let cells: Vec<String> = line.cells.iter().map(cell).collect();
        format!(
            "{}{}: {}",
            line.name,
            project.unwrap_or_default(),
            cells.join(" | ")
        )
    };
    matrix.applications.iter().map(line).collect()
}

#[test]
fn the_hash_of_a_tag_is_its_version() {
    assert_eq!(version_of("staging-a1dcf6ff"), version_of("prod-a1dcf6ff"));
    assert_eq!(version_of("a1dcf6ff"), version_of("prod-a1dcf6ff"));
    assert_ne!(version_of("v7.4.2-r3"), version_of("v7.4.3-r3"));
    assert_eq!(version_of("latest"), "latest");
}

#[test]
fn an_application_stands_in_a_line_with_a_cell_for_each_cluster() {
    let rows = [
        mk_row("eu/shop/web-deploy", "prod-aaaaaaa1"),
        mk_row("us/shop/web-deploy", "prod-aaaaaaa1"),
        mk_row("test/shop/web", "staging-bbbbbbb2"),
        mk_row("eu/shop/cart", "prod-ccccccc3"),
        mk_row("us/shop/cart", "staging-ccccccc3"),
        mk_row("eu/shop/alone", "v1"),
    ];
    let clusters = mk_clusters(&["us", "eu", "test"]);
    let show = |text: &str| {
        drawn(
            &versions(&rows, &clusters, &Environments::default(), &query(text)),
            &rows,
        )
    };
    let web = "web: prod-aaaaaaa1 | prod-aaaaaaa1 | *staging-bbbbbbb2";
    let cart = "cart: staging-ccccccc3 | prod-ccccccc3 | ";
    assert_eq!(show(""), ["alone:  | v1 | ", cart, web]);
    assert_eq!(show("differences=1"), [web]);
    assert_eq!(
        show("compare=test"),
        [
            "alone:  | v1 | ",
            cart,
            "web: *prod-aaaaaaa1 | *prod-aaaaaaa1 | staging-bbbbbbb2"
        ]
    );
    assert_eq!(show("cluster=eu,us&differences=1"), Vec::<String>::new());
    assert_eq!(
        show("q=tag:bbbb"),
        ["web: ?prod-aaaaaaa1 | ?prod-aaaaaaa1 | *staging-bbbbbbb2"],
        "where else it runs, and in which version, stays in sight"
    );
    let matrix = versions(
        &rows,
        &clusters,
        &Environments::default(),
        &query("q=tag:aaaa"),
    );
    assert_eq!(
        (
            matrix.all,
            matrix.differing,
            matrix.found.map(|it| it.iter().sum())
        ),
        (3, 1, Some(2))
    );
}

#[test]
fn other_kinds_are_compared_where_they_are_picked() {
    let rows = [
        mk_row("a/shop/web-deploy", "v1"),
        mk_row("a/shop/statefulset:ledger", "v1"),
        mk_row("b/shop/statefulset:ledger", "v2"),
        mk_row("b/shop/cronjob:web-deploy", "v3"),
    ];
    let clusters = mk_clusters(&["a", "b"]);
    let show = |text: &str| {
        let matrix = versions(&rows, &clusters, &Environments::default(), &query(text));
        drawn(&matrix, &rows)
    };
    let ledger = "ledger: *v1 | v2";
    assert_eq!(show(""), ["web: v1 | "]);
    assert_eq!(show("kind=statefulset"), [ledger]);
    assert_eq!(show("kind=all"), [ledger, "web: *v1 | v3"]);
    assert_eq!(show("q=kind:stateful"), [ledger]);
    assert_eq!(
        query("kind=statefulset&q=web").to_query(),
        "kind=statefulset&q=web"
    );
}

#[test]
fn of_two_versions_that_as_many_run_the_one_that_came_last_is_not_marked() {
    let mut rows = [mk_row("a/x/web", "v2"), mk_row("b/x/web", "v1")];
    let clusters = mk_clusters(&["a", "b"]);
    let mut show = |since: [i64; 2]| {
        for (row, since) in rows.iter_mut().zip(since) {
            row.image_since = Some(at(since));
        }
        let matrix = versions(&rows, &clusters, &Environments::default(), &query(""));
        drawn(&matrix, &rows)
    };
    assert_eq!(show([9, 5]), ["web: v2 | *v1"]);
    assert_eq!(show([5, 9]), ["web: *v2 | v1"]);
}

#[test]
fn several_in_one_place_are_all_shown() {
    let rows = [
        mk_row("a/one/web", "v1"),
        mk_row("a/two/web", "v2"),
        mk_row("a/three/web", "v1"),
    ];
    let matrix = versions(
        &rows,
        &mk_clusters(&["a"]),
        &Environments::default(),
        &query(""),
    );
    assert_eq!(drawn(&matrix, &rows), ["web: v1+v1+*v2"]);
    assert_eq!(matrix.applications[0].namespaces.len(), 3);
}

#[test]
fn environments_are_columns_where_namespaces_tell_them() {
    let rows = [
        mk_row("eu/shop-prod/web", "prod-aaaaaaa1"),
        mk_row("us/shop-prod/web", "prod-aaaaaaa1"),
        mk_row("eu/shop-staging/web", "staging-bbbbbbb2"),
        mk_row("eu/other-staging/web", "staging-ccccccc3"),
        mk_row("eu/tools/web", "v1"),
    ];
    let clusters = mk_clusters(&["us", "eu"]);
    let show = |text: &str| versions(&rows, &clusters, &by_ending(), &query(text));
    let matrix = show("");
    assert_eq!(matrix.by, VersionsBy::Environment);
    let headings: Vec<&str> = matrix.headings().into_iter().map(|it| &**it).collect();
    assert_eq!(headings, ["staging", "prod"]);
    let columns: Vec<(Option<&str>, &str)> = matrix
        .columns
        .iter()
        .map(|it| (it.environment.as_deref(), &*it.cluster))
        .collect();
    let wanted = [
        (Some("staging"), "eu"),
        (Some("prod"), "us"),
        (Some("prod"), "eu"),
        (None, "eu"),
    ];
    assert_eq!(columns, wanted);
    assert_eq!(
        drawn(&matrix, &rows),
        [
            "web:  |  |  | v1",
            "web(other): staging-ccccccc3 |  |  | ",
            "web(shop): *staging-bbbbbbb2 | prod-aaaaaaa1 | prod-aaaaaaa1 | ",
        ]
    );
    let compared = drawn(&show("compare=staging"), &rows);
    assert_eq!(
        compared[2],
        "web(shop): staging-bbbbbbb2 | *prod-aaaaaaa1 | *prod-aaaaaaa1 | "
    );
    assert_eq!(
        compared[0], "web:  |  |  | v1",
        "it is not in staging at all"
    );
    assert_eq!(drawn(&show("compare=gone"), &rows), drawn(&matrix, &rows));
    assert_eq!(show("by=cluster").columns.len(), 2);
    assert_eq!(show("by=cluster").applications.len(), 1);
    let none = versions(
        &rows,
        &clusters,
        &Environments::default(),
        &query("by=environment"),
    );
    assert_eq!(none.by, VersionsBy::Cluster, "nobody tells any");
}

#[test]
fn what_a_spreadsheet_would_take_for_a_formula_is_text() {
    let mut rows = [mk_row("a/x/web", "v1"), mk_row("b/x/web", "v2")];
    rows[0].image = Some(ImageReference {
        reference: "=HYPERLINK(\"http://x\",\"y\")".into(),
        tag: "@sha256:0123456789ab".into(),
    });
    rows[0].image_since = Some(at(0));
    let clusters = mk_clusters(&["a", "b"]);
    let matrix = versions(
        &rows,
        &clusters,
        &Environments::default(),
        &query("compare=b"),
    );
    let csv = versions_csv(&matrix, &rows, &clusters, |_| "then".to_owned());
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 3, "{csv}");
    assert_eq!(
        lines[1],
        "web,,,a,x,deployment,web,'@sha256:0123456789ab,,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",then,healthy,true"
    );
    assert_eq!(
        lines[2],
        "web,,,b,x,deployment,web,v2,,registry:5000/x:v2,,healthy,false"
    );
}

#[test]
fn a_table_for_people_elsewhere_is_markdown() {
    let mut rows = [
        mk_row("a/x-prod/we_b", "v1"),
        mk_row("b/x-prod/we_b", "v2"),
        mk_row("b/x-prod/other", "v`|2"),
    ];
    rows[0].verdict = model::Verdict::Down;
    let clusters = mk_clusters(&["a", "b"]);
    let table = |environments: &Environments| {
        let matrix = versions(&rows, &clusters, environments, &query("compare=a"));
        versions_markdown(&matrix, &rows, &clusters)
    };
    assert_eq!(
        table(&Environments::default()),
        "| Application | A | B |\n\
         | --- | --- | --- |\n\
         | other | – | `v2` |\n\
         | we\\_b | `v1` (Down) | **`v2`** differs |\n"
    );
    let first = table(&by_ending());
    assert!(
        first.starts_with("| Application | prod, A | prod, B |\n"),
        "{first}"
    );
    assert!(first.contains("\n| we\\_b (x) | "), "{first}");
}
