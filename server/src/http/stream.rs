//! `GET /api/v1/stream`: server-sent events.

use super::rest::{Query, words};
use crate::auth::Caller;
use crate::auth::caller::Ending;
use crate::http::Problem;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::{BufMut, Bytes, BytesMut};
use fleet::{Cursor, Update};
use futures::{FutureExt, Stream, StreamExt, stream};
use model::Selection;
use serde::Deserialize;
use std::convert::Infallible;
use utoipa::IntoParams;

/// Where to begin.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamQuery {
    /// Cluster names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    cluster: String,
    /// Namespace names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    namespace: String,
    /// The process that counted `since`.
    epoch: String,
    /// The sequence number already known; absent: begin with everything.
    since: Option<u64>,
}

/// Changes as they happen, as server-sent events: `snapshot` (everything), `delta` (rows that
/// changed or went, clusters whose freshness changed), `heartbeat` (nothing changed), `end` (the
/// session ended, or what the caller may see changed: ask `/session` and connect anew). A reconnect
/// with `Last-Event-ID` goes on where it was.
#[utoipa::path(get, path = "/stream", params(StreamQuery), responses(
    (status = 200, body = String, content_type = "text/event-stream"),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn stream(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Query(query): Query<StreamQuery>,
) -> Result<Response, Problem> {
    let selection = Selection {
        clusters: words(&query.cluster).map(Into::into).collect(),
        namespaces: words(&query.namespace).map(Into::into).collect(),
        ..Selection::default()
    };
    let last_event = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let asked = query.since.map(|sequence| Cursor {
        epoch: query.epoch.as_str().into(),
        sequence,
    });
    let since = last_event.and_then(|id| id.parse().ok()).or(asked);
    let events = state
        .fleet
        .updates(caller.scope(), &selection, since.as_ref())
        .map(|update| event(&update));
    Ok(event_stream(state, caller, events))
}

/// These events until the server stops or the caller's access ends.
pub(super) fn event_stream(
    state: AppState,
    caller: Caller,
    events: impl Stream<Item = Bytes> + Send + 'static,
) -> Response {
    let events = events.take_until(state.shutdown.clone().cancelled_owned());
    let ending = caller.access_ends(state);
    let events = until_access_ends(events, ending, last_event).map(Ok::<_, Infallible>);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    (headers, Body::from_stream(events)).into_response()
}

/// These parts until access ends, and then why, as `last` writes it.
pub(super) fn until_access_ends(
    events: impl Stream<Item = Bytes> + Send + 'static,
    ending: impl Future<Output = Ending> + Send + 'static,
    last: fn(Ending) -> Bytes,
) -> impl Stream<Item = Bytes> + Send {
    let begin = Some((events.boxed(), ending.boxed()));
    stream::unfold(begin, async move |state| {
        let (mut events, mut ending) = state?;
        tokio::select! {
            biased;
            why = &mut ending => Some((last(why), None)),
            event = events.next() => Some((event?, Some((events, ending)))),
        }
    })
}

fn last_event(why: Ending) -> Bytes {
    let reason = match why {
        Ending::Session => "session",
        Ending::Access => "access",
    };
    format!("event: end\ndata: {{\"reason\":\"{reason}\"}}\n\n").into()
}

/// One server-sent event. The JSON has no line breaks, so it is one `data:` line.
fn event(update: &Update) -> Bytes {
    let (name, cursor, json) = match update {
        Update::Snapshot { cursor, json } => ("snapshot", cursor, json),
        Update::Delta { cursor, json } => ("delta", cursor, json),
        Update::Heartbeat { cursor, json } => ("heartbeat", cursor, json),
    };
    let mut event = BytesMut::with_capacity(json.len() + 96);
    event.put(format!("event: {name}\nid: {cursor}\ndata: ").as_bytes());
    event.put(json.as_ref());
    event.put(&b"\n\n"[..]);
    event.freeze()
}
