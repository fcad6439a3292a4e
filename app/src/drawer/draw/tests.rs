use super::*;
use model::{
    ClusterState, Condition, ContainerDetail, ContainerKind, ContainerName, ContainerState,
    DeploymentKey, ImageReference, PodDetail, PodLevel, PodRow, Resources, Row, Terminated, Usage,
    Verdict, Why,
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

/// Everything of it, drawn.
fn drawn(detail: &DeploymentDetail) -> String {
    let parts = Tab::ALL.map(|(tab, _)| body(tab, detail, NOW).to_html());
    head::view(detail, NOW).to_html() + &parts.concat()
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
    assert!(!html.contains(" style=") && !html.contains(" on"), "{html}");
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
