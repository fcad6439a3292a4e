//! What stands on the page, to the letter of its marks.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panic")]

use super::draw::Sheet;
use crate::mk::mk_row;
use model::{
    ClusterState, Environments, Freshness, FreshnessState, ImageReference, Place, Row, Snapshot,
    Timestamp, Verdict, VersionsQuery,
};

const NOW: Timestamp = Timestamp::from_seconds(1_893_456_000);

/// The row of a Deployment that runs this tag.
fn mk_tagged(key: &str, tag: &str) -> Row {
    Row {
        image: Some(ImageReference::new(format!("x:{tag}").into())),
        image_since: Some(NOW.plus_seconds(-7200)),
        ..mk_row(key, Verdict::Healthy)
    }
}

fn mk_cluster(name: &str, state: FreshnessState) -> ClusterState {
    ClusterState {
        name: name.into(),
        title: name.to_uppercase().into(),
        freshness: Freshness {
            state,
            last_seen: Some(NOW.plus_seconds(-60)),
            ..Freshness::default()
        },
        ..ClusterState::default()
    }
}

fn drawn_of(rows: Vec<Row>, environments: &Environments, query: &str) -> String {
    let clusters = vec![
        mk_cluster("eu", FreshnessState::Live),
        mk_cluster("us", FreshnessState::Unreachable),
    ];
    let snapshot = Snapshot {
        clusters,
        rows,
        ..Snapshot::default()
    };
    let page = crate::address::page_number(query);
    let query = VersionsQuery::from_query(query);
    let html = Sheet::new(snapshot, environments, query, page, NOW).view();
    leptos::prelude::RenderHtml::to_html(html).replace("<!>", "")
}

fn drawn(query: &str) -> String {
    let rows = vec![
        mk_tagged("eu/shop-prod/web", "prod-aaaaaaa1"),
        mk_tagged("eu/shop-staging/web", "staging-bbbbbbb2"),
        mk_tagged("us/shop-prod/web", "prod-aaaaaaa1"),
        mk_tagged("eu/shop-prod/cart", "v1"),
    ];
    let place = |namespace: &str| {
        let (project, environment) = namespace.rsplit_once('-')?;
        Some(Place {
            environment: environment.into(),
            project: Some(project.into()),
        })
    };
    drawn_of(rows, &Environments::new(place, []), query)
}

#[test]
fn a_cell_says_tag_age_and_verdict_and_leads_to_the_deployment() {
    let html = drawn("by=cluster&cluster=eu&namespace=shop-prod");
    for words in [
        "href=\"/?cluster=eu&amp;namespace=shop-prod&amp;open=eu/shop-prod/web\"",
        "<code title=\"x:prod-aaaaaaa1\" class=\"tag\"><span>prod-</span>aaaaaaa1</code>",
        "<span class=\"sr-only\">Healthy, </span>",
        "data-age=\"1893448800000\">2 h</time> ago",
        "2 applications.",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("data-drift"), "{html}");
}

#[test]
fn what_differs_is_said_in_words_too() {
    let html = drawn("by=cluster");
    assert_eq!(html.matches("data-drift").count(), 1, "{html}");
    assert_eq!(html.matches(">differs</span>").count(), 1, "{html}");
    assert!(html.contains("2 applications, 1 of them in different versions."));
    assert!(drawn("by=cluster&namespace=shop-prod&differences=1").contains("runs one version"));
}

#[test]
fn a_cluster_that_does_not_answer_shows_what_was_last_seen() {
    let html = drawn("by=cluster");
    for words in [
        "data-fresh=\"unreachable\"",
        "<small data-verdict=\"unknown\">",
        "Unknown · last seen <time",
        ">1 min</time> ago",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn a_rollout_names_what_it_replaces() {
    let row = Row {
        verdict: Verdict::Progressing,
        previous_tag: Some("prod-ccccccc3".into()),
        ..mk_tagged("eu/shop/web", "prod-aaaaaaa1")
    };
    let html = drawn_of(vec![row], &Environments::default(), "");
    assert!(html.contains("Progressing from ccccccc3 · <time"), "{html}");
}

#[test]
fn environments_stand_over_their_clusters() {
    let html = drawn("");
    for words in [
        "<th scope=\"col\" rowspan=\"2\">",
        "<th scope=\"colgroup\" colspan=\"2\" class=\"\">prod</th>",
        "<th scope=\"colgroup\" colspan=\"1\" class=\"edge\">staging</th>",
        "data-key=\"web/shop\"",
        "<span class=\"none\">–",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn links_keep_what_else_is_picked() {
    let html = drawn("cluster=eu,us&q=tag:aaaa&by=cluster&compare=us");
    for words in [
        "href=\"/versions?cluster=eu&amp;cluster=us&amp;q=tag%3Aaaaa&amp;by=cluster&amp;differences=1&amp;compare=us\"",
        "href=\"/api/v1/versions.csv?cluster=eu%2Cus&amp;q=tag%3Aaaaa&amp;by=cluster&amp;compare=us\"",
        "href=\"/versions?cluster=eu&amp;cluster=us&amp;by=cluster&amp;compare=us\"",
        "“tag:aaaa” is found in 2 deployments: EU, US.",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    let gone = drawn("by=cluster&compare=gone");
    assert!(!gone.contains("gone"), "{gone}");
}

#[test]
fn long_lists_come_in_pages() {
    let rows = (0..450).map(|number| mk_tagged(&format!("eu/x/app-{number:03}"), "v1"));
    let rows: Vec<Row> = rows.collect();
    let page = |query: &str| drawn_of(rows.clone(), &Environments::default(), query);
    let lines = |html: &str| html.matches("<tr data-key=").count();
    assert_eq!(lines(&page("")), 200);
    assert!(page("").contains("href=\"/versions?page=2\""));
    let last = page("page=3");
    assert_eq!(lines(&last), 50);
    assert!(last.contains("Page 3 of 3") && last.contains("app-449"));
    assert_eq!(lines(&page("page=77")), 50);
    assert!(!page("q=app-001").contains("Page 1"));
}
