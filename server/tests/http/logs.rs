//! Logs through the router.

use crate::people::member;
use crate::people::{company, session, signed};
use crate::stream::Events;
use crate::support::{TestApp, only};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

const LOGS: &str = "/api/v1/deployments/a/shop/basket-deploy/logs";
const POD: &str = "basket-deploy-5d9c-0";

fn write(app: &TestApp, line: &str) {
    app.clusters[0].write_log("shop", POD, "apf-main-pod", line);
}

/// The lines of the next event that has some.
async fn lines(events: &mut Events) -> Value {
    events.next_named("lines").await.data
}

#[tokio::test]
async fn a_text_has_every_line_with_its_time() {
    let app = TestApp::start().await;
    for line in ["one", "two <b>", "\u{1b}[31mthree\u{1b}[0m"] {
        write(&app, line);
    }
    let answer = app.get(LOGS).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(answer.header("content-disposition"), "");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let texts: Vec<&str> = answer
        .body
        .lines()
        .map(|line| {
            let (time, text) = line.split_once(' ').unwrap();
            assert!(time.ends_with('Z') && time.len() == 30, "{time}");
            text
        })
        .collect();
    assert_eq!(texts, ["one", "two <b>", "three"]);
    let tail = app.get(&format!("{LOGS}?tail=1&download")).await;
    assert!(tail.body.ends_with(" three\n") && tail.body.lines().count() == 1);
    let file = "attachment; filename=\"basket-deploy.log\"";
    assert_eq!(tail.header("content-disposition"), file);
    let previous = app.get(&format!("{LOGS}?previous=true")).await;
    let note = format!("# {POD}/apf-main-pod: there is no log of a run before\n");
    assert_eq!(previous.body, note);
}

#[tokio::test]
async fn a_stream_goes_on_and_a_later_one_goes_on_from_there() {
    let app = TestApp::start().await;
    write(&app, "one");
    let mut events = Events::open(&app, &format!("{LOGS}?follow=true")).await;
    let choice = events.next().await.unwrap();
    assert_eq!(
        (choice.name.as_str(), &choice.data["pods"]),
        ("choice", &json!([POD]))
    );
    let source = events.next().await.unwrap();
    assert_eq!(source.name, "source");
    let expected = json!({"source": 0, "pod": POD, "container": "apf-main-pod"});
    assert_eq!(source.data, expected);
    assert_eq!(lines(&mut events).await["lines"][0][2], "one");
    write(&app, "two");
    let data = lines(&mut events).await;
    assert_eq!(data["lines"][0][2], "two");
    let position = data["positions"]["0"].as_str().unwrap().to_owned();
    drop(events);
    write(&app, "three");
    let path = format!("{LOGS}?follow=true&from={position}");
    let mut events = Events::open(&app, &path).await;
    assert_eq!(lines(&mut events).await["lines"][0][2], "three");
}

#[tokio::test]
async fn mistakes_are_told() {
    let app = TestApp::start().await;
    for (query, words) in [
        ("since=yesterday", "since: `yesterday` is neither"),
        ("tail=-1", "tail"),
        ("from=x", "from: `x` is no position"),
        ("colour=red", "unknown field `colour`"),
    ] {
        let answer = app.get(&format!("{LOGS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let problem = answer.json();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{detail}");
    }
}

#[tokio::test]
async fn hidden_is_missing() {
    let app = TestApp::configured(&only("^shop$")).await;
    let ask = async |path: &str| app.get(path).await;
    let missing = ask("/api/v1/deployments/a/shop/none/logs").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    for path in [
        "/api/v1/deployments/a/secret/vault-deploy/logs",
        "/api/v1/deployments/b/shop/basket-deploy/logs?follow=true",
        "/api/v1/deployments/c/shop/basket-deploy/logs",
    ] {
        let hidden = ask(path).await;
        assert_eq!(
            (hidden.status, &hidden.body),
            (missing.status, &missing.body),
            "{path}"
        );
    }
    // A Pod of another Deployment is none of this one.
    let other = ask(&format!("{LOGS}?pod=vault-deploy-5d9c-0")).await;
    assert_eq!((other.status, other.body.as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn a_stream_ends_with_the_session_and_with_access() {
    let app = TestApp::configured(&company("")).await;
    let qa = member(&app, &["team/qa"]);
    let path = format!("{LOGS}?follow=true");
    let mut events = Events::open_as(&app, Some(&qa), &path).await;
    events.next_named("source").await;
    let other = company("").replace("^shop$", "^shopping$");
    app.state
        .apply(crate::support::configuration(&other))
        .unwrap();
    assert_eq!(
        events.next_named("end").await.data,
        json!({"reason": "access"})
    );
    assert!(events.next().await.is_none());

    app.state
        .apply(crate::support::configuration(&company("")))
        .unwrap();
    let own = session(&app, &["team/qa"], 0);
    let mut events = Events::open_as(&app, Some(&signed(&app, &own)), &path).await;
    events.next_named("source").await;
    app.ahead.store(100_000, Ordering::Relaxed);
    app.state
        .ended
        .end("another", app.state.clock.now(), app.state.clock.now());
    assert_eq!(
        events.next_named("end").await.data,
        json!({"reason": "session"})
    );
}
