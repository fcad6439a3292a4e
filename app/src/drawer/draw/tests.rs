use super::*;
use model::{
    Change, ClusterState, Condition, ContainerDetail, ContainerKind, ContainerName, ContainerState,
    DeploymentKey, Event, ImageReference, PodDetail, PodLevel, PodRow, Resources, Row, Stage,
    Terminated, Usage, Verdict, Why,
};

const NASTY: &str = "<script>alert(1)</script>\"><img src=x onerror=y>'&";
const NOW: Timestamp = Timestamp::from_seconds(1_893_456_000);

/// A Deployment with `text` wherever words come from elsewhere.
fn detail(text: &str) -> DeploymentDetail {
    let own = || model::Text::from(text);
    let ended = Terminated {
        exit_code: 137,
        reason: Some("OOMKilled".into()),
        message: Some(own()),
        finished_at: Some(NOW.plus_seconds(-240)),
        ..Terminated::default()
    };
    let container = |kind, state| ContainerDetail {
        name: own(),
        kind,
        image: own(),
        ready: false,
        restarts: 3,
        state,
        last: Some(ended.clone()),
        requests: Resources::default(),
        limits: Resources {
            cpu_millicores: Some(500),
            memory_bytes: None,
        },
    };
    let waiting = ContainerState::Waiting {
        reason: Some("CrashLoopBackOff".into()),
        message: Some(own()),
    };
    let pod = PodDetail {
        row: PodRow {
            name: own(),
            status: own(),
            ready: 0,
            total: 1,
            restarts: 3,
            last_restart: Some(NOW.plus_seconds(-240)),
            level: PodLevel::Failing,
            detail: Some(own()),
            since: None,
            created: NOW.plus_seconds(-3600),
            node: Some(own()),
            usage: Some(Usage::default()),
            requests: Resources::default(),
            limits: Resources::default(),
            trend: None,
        },
        ip: Some(own()),
        containers: vec![
            container(ContainerKind::Init, ContainerState::Unreported),
            container(ContainerKind::Main, waiting),
        ],
    };
    DeploymentDetail {
        row: Row {
            key: DeploymentKey::new(text, text, text),
            title: own(),
            verdict: Verdict::Degraded,
            why: Some(Why::new(text).since(Some(NOW)).detail(text)),
            since: None,
            ready: 0,
            desired: 1,
            updated: 1,
            available: 0,
            pods: 1,
            container: Some(ContainerName {
                name: own(),
                title: own(),
            }),
            other_containers: 0,
            image_since: None,
            image: Some(ImageReference::new(own())),
            previous_tag: None,
            restarts: 3,
            created: NOW,
            pods_revision: 1,
        },
        shown: Verdict::Degraded,
        cluster: ClusterState {
            name: own(),
            title: own(),
            ..ClusterState::default()
        },
        revision: Some(7),
        changed: Some(NOW),
        columns: vec![("STATUS", text.to_owned())],
        conditions: vec![Condition {
            kind: own(),
            reason: Some(own()),
            message: Some(own()),
            changed: Some(NOW),
            ..Condition::default()
        }],
        pods: vec![pod],
        usage: None,
        limits: Resources::default(),
    }
}

/// Every part with `text` wherever words come from elsewhere.
fn parts(text: &str) -> [Part; 7] {
    let own = || model::Text::from(text);
    let event = Event {
        is_warning: true,
        reason: own(),
        message: own(),
        kind: own(),
        name: own(),
        source: Some(own()),
        count: 5,
        first: Some(NOW.plus_seconds(-600)),
        last: Some(NOW.plus_seconds(-12)),
    };
    let revision = Revision {
        number: 7,
        earlier: vec![3],
        replica_set: own(),
        images: vec![(own(), own())],
        created: NOW.plus_seconds(-600),
        cause: Some(own()),
        who: Some(own()),
        stage: Stage::Complete,
        replicas: 3,
        ready_after: Some(112),
        changes: Some(vec![Change {
            container: own(),
            what: text.to_owned(),
            before: Some(text.to_owned()),
            after: Some(text.to_owned()),
        }]),
    };
    [
        Part::Pods(None),
        Part::Events(Ok(Arc::new(Events {
            events: vec![event],
            is_partial: true,
        }))),
        Part::Events(Err(ReadError::Away(own()))),
        Part::Events(Err(ReadError::Refused { what: "events" })),
        Part::History(Ok(Arc::new(vec![revision]))),
        Part::History(Err(ReadError::NoSuch)),
        Part::Manifest(Ok(Manifest {
            yaml: text.to_owned(),
            is_redacted: true,
        })),
    ]
}

/// Everything of it, drawn.
fn drawn(detail: &DeploymentDetail) -> String {
    let text = detail.row.key.name.to_string();
    let opened = Opened::new(detail.row.key.clone());
    let links = ["https://x/{tag}", "https://x/{sha}"].map(|url| LinkTemplate {
        name: text.clone(),
        url: url.to_owned(),
    });
    let parts = parts(&text).map(|part| {
        let selection = Selection::from_query("q=x");
        part.view(detail, &opened, (&selection, &links), NOW)
            .to_html()
    });
    head::view(detail, &links, NOW).to_html() + &parts.concat()
}

#[test]
fn words_from_elsewhere_stay_words() {
    let html = drawn(&detail(NASTY));
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "{html}"
    );
    assert!(html.contains("&lt;script&gt;"));
}

#[test]
fn nothing_breaks_the_content_security_policy() {
    let html = drawn(&detail("plain"));
    let is_handler = |rest: &str| {
        let name = rest.trim_start_matches(|char: char| char.is_ascii_lowercase());
        name.len() < rest.len() && name.starts_with('=')
    };
    let has_handler = html.split(" on").skip(1).any(is_handler);
    assert!(!html.contains(" style=") && !has_handler, "{html}");
}

#[test]
fn a_last_end_is_told_in_words() {
    let html = drawn(&detail("plain"));
    assert!(html.contains("out of memory (OOMKilled)"), "{html}");
    assert!(html.contains("no request, limit 500m"), "{html}");
    assert!(
        html.contains("kubectl -n plain describe pod plain"),
        "{html}"
    );
}

#[test]
fn of_a_cluster_that_is_away_no_figure_is_shown() {
    let mut away = detail("plain");
    away.shown = Verdict::Unknown;
    away.usage = Some(Usage {
        cpu_millicores: 321,
        memory_bytes: 0,
    });
    let html = drawn(&away);
    assert!(!html.contains("321m"), "{html}");
    assert!(html.contains("plain does not answer."), "{html}");
}

#[test]
fn what_cannot_be_read_says_why_and_offers_to_try_again() {
    let html = drawn(&detail("plain"));
    let refused = "This cluster does not let Dashboard-Light read events (403)";
    assert!(html.contains(refused), "{html}");
    assert!(html.contains("This cluster cannot be asked now: plain."));
    assert_eq!(html.matches("data-again").count(), 2);
    assert!(html.contains("There is no such deployment"));
}

#[test]
fn events_and_revisions_are_counted_and_dated() {
    let html = drawn(&detail("plain"));
    assert!(html.contains("×5"), "{html}");
    assert!(html.contains("used again, was revision 3"));
    assert!(html.contains("112s"), "ready after");
    assert!(html.contains("Values that look like secrets are hidden."));
}

#[test]
fn links_are_filled_in_and_left_out_where_something_is_not_known() {
    let html = drawn(&detail("a:v1"));
    // Of the Deployment, and of its revision.
    assert_eq!(html.matches("https://x/v1").count(), 2, "{html}");
    assert_eq!(html.matches("https://x/").count(), 2, "no hash is known");
    assert!(html.contains("rel=\"noopener noreferrer\""));
}
