//! `GET /api/v1/stream` through the router.

use crate::people::with_session;
use crate::support::{TestApp, apply_deployment, only};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use futures::StreamExt;
use serde_json::Value;
use simcluster::Kind;
use std::time::Duration;
use tower::ServiceExt;

/// The events of one stream.
pub(crate) struct Events {
    body: BodyDataStream,
    buffer: String,
}

pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) data: Value,
}

impl Events {
    pub(crate) async fn open(app: &TestApp, path: &str) -> Self {
        Self::open_as(app, None, path).await
    }

    pub(crate) async fn open_as(app: &TestApp, cookie: Option<&str>, path: &str) -> Self {
        let request =
            with_session(Request::get(path), cookie).header("accept-encoding", "gzip, br");
        let request = request.body(Body::empty()).unwrap();
        let response = app.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert!(
            !response.headers().contains_key("content-encoding"),
            "a stream is never held back"
        );
        Self {
            body: response.into_body().into_data_stream(),
            buffer: String::new(),
        }
    }

    /// The next event, `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        let read = async {
            loop {
                if let Some((event, rest)) = self.buffer.split_once("\n\n") {
                    let (event, rest) = (event.to_owned(), rest.to_owned());
                    self.buffer = rest;
                    return Some(parse(&event));
                }
                let chunk = self.body.next().await?.unwrap();
                self.buffer.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(20), read)
            .await
            .expect("no event came")
    }

    /// The next event of this name.
    pub(crate) async fn next_named(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream ended");
            if event.name == name {
                return event;
            }
        }
    }
}

fn parse(text: &str) -> Event {
    let field = |name: &str| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default().to_owned()
    };
    Event {
        name: field("event"),
        id: field("id"),
        data: serde_json::from_str(&field("data")).unwrap(),
    }
}

#[tokio::test]
async fn a_stream_begins_with_everything_and_goes_on_with_changes() {
    let app = TestApp::start().await;
    let mut events = Events::open(&app, "/api/v1/stream").await;
    let first = events.next().await.unwrap();
    assert_eq!(first.name, "snapshot");
    assert_eq!(first.data["rows"].as_array().unwrap().len(), 4);
    apply_deployment(&app.clusters[0], "shop", "new-deploy", 1);
    let delta = events.next_named("delta").await;
    assert_eq!(delta.data["rows"][0]["name"], "new-deploy");
    app.clusters[0].delete(Kind::Deployment, "shop", "new-deploy");
    loop {
        let delta = events.next_named("delta").await;
        if delta.data["removed"][0]["name"] == "new-deploy" {
            break;
        }
    }
}

#[tokio::test]
async fn a_reconnect_goes_on_where_it_was() {
    let app = TestApp::start().await;
    let mut events = Events::open(&app, "/api/v1/stream").await;
    let id = events.next().await.unwrap().id;
    drop(events);
    apply_deployment(&app.clusters[0], "shop", "new-deploy", 1);
    let (epoch, since) = id.rsplit_once(':').unwrap();
    let path = format!("/api/v1/stream?epoch={epoch}&since={since}");
    let mut events = Events::open(&app, &path).await;
    let next = events.next().await.unwrap();
    assert_eq!(next.name, "delta");
    assert_eq!(next.data["from"].to_string(), since);
}

#[tokio::test]
async fn a_cursor_of_another_process_gets_everything() {
    let app = TestApp::start().await;
    let mut events = Events::open(&app, "/api/v1/stream?epoch=other&since=3").await;
    assert_eq!(events.next().await.unwrap().name, "snapshot");
}

#[tokio::test]
async fn a_stream_tells_nothing_of_what_a_role_may_not_see() {
    let app = TestApp::configured(&only("^shop$")).await;
    let mut events = Events::open(&app, "/api/v1/stream").await;
    let first = events.next().await.unwrap();
    assert_eq!(first.data["rows"].as_array().unwrap().len(), 1);
    apply_deployment(&app.clusters[0], "secret", "hidden-deploy", 1);
    apply_deployment(&app.clusters[1], "shop", "other-cluster-deploy", 1);
    app.clusters[0].delete(Kind::Deployment, "secret", "vault-deploy");
    apply_deployment(&app.clusters[0], "shop", "shown-deploy", 1);
    let next = events.next_named("delta").await;
    let text = next.data.to_string();
    assert!(text.contains("shown-deploy"));
    assert!(
        !text.contains("secret") && !text.contains("hidden") && !text.contains("other-cluster")
    );
}

#[tokio::test]
async fn a_stop_of_the_server_ends_the_stream() {
    let app = TestApp::start().await;
    let mut events = Events::open(&app, "/api/v1/stream").await;
    events.next().await.unwrap();
    app.shutdown.cancel();
    while events.next().await.is_some() {}
}
