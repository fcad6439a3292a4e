//! `GET /api/v1/stream`: server-sent events.

use super::limits::StreamPlace;
use super::rest::{Query, selected_kinds, words};
use crate::auth::Caller;
use crate::auth::caller::Ending;
use crate::http::Problem;
use crate::serving::HangUp;
use crate::state::AppState;
use axum::Extension;
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
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

/// So long a client may take to read the end of its stream.
const GRACE: Duration = Duration::from_secs(5);

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
    /// Kinds, separated by commas, or `all`; absent: Deployments.
    #[param(schema_with = super::rest::kinds)]
    kind: String,
    /// The process that counted `since`.
    epoch: String,
    /// The sequence number already known; absent: begin with everything.
    since: Option<u64>,
}

/// Changes as they happen, as server-sent events: `snapshot` (everything), `delta` (rows that
/// changed or went, clusters whose freshness changed), `heartbeat` (nothing changed), `end` (the
/// session ended, or what the caller may see changed: ask `/session` and connect anew). A reconnect
/// with `Last-Event-ID` goes on where it was. Somebody with too many open streams gets 429.
#[utoipa::path(get, path = "/stream", params(StreamQuery), responses(
    (status = 200, body = String, content_type = "text/event-stream"),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn stream(
    State(state): State<AppState>,
    caller: Caller,
    place: StreamPlace,
    hang_up: Option<Extension<HangUp>>,
    headers: HeaderMap,
    Query(query): Query<StreamQuery>,
) -> Result<Response, Problem> {
    let selection = Selection {
        clusters: words(&query.cluster).map(Into::into).collect(),
        namespaces: words(&query.namespace).map(Into::into).collect(),
        kinds: selected_kinds(&query.kind)?,
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
    Ok(event_stream(state, caller, (place, hang_up), events))
}

/// What keeps a stream counted, and what ends its connection.
pub(super) type Hold = (StreamPlace, Option<Extension<HangUp>>);

/// These events until the server stops or the caller's access ends.
pub(super) fn event_stream(
    state: AppState,
    caller: Caller,
    hold: Hold,
    events: impl Stream<Item = Bytes> + Send + 'static,
) -> Response {
    let events = until_over(state, caller, hold, events, last_event);
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

/// These parts until the server stops, or until the caller's access ends: then why, as `last` says.
/// While they are sent they are counted as a stream.
pub(super) fn until_over(
    state: AppState,
    caller: Caller,
    (place, hang_up): Hold,
    parts: impl Stream<Item = Bytes> + Send + 'static,
    last: fn(Ending) -> Bytes,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let parts = parts.take_until(state.shutdown.clone().cancelled_owned());
    let ending = caller.clone().access_ends(state.clone());
    let closed = CancellationToken::new();
    if let Some(Extension(hang_up)) = hang_up {
        tokio::spawn(hang_up_when_over(hang_up, closed.clone(), caller, state));
    }
    let held = (place, closed.drop_guard());
    until_access_ends(parts, ending, last).map(move |part| {
        let _until_the_end = &held;
        Ok(part)
    })
}

/// These parts until access ends, and then why, as `last` writes it. Compression asks once more after
/// the end.
fn until_access_ends(
    events: impl Stream<Item = Bytes> + Send + 'static,
    ending: impl Future<Output = Ending> + Send + 'static,
    last: fn(Ending) -> Bytes,
) -> impl Stream<Item = Bytes> + Send {
    let begin = Some((events.boxed(), ending.boxed()));
    let parts = stream::unfold(begin, move |state| async move {
        let (mut events, mut ending) = state?;
        tokio::select! {
            biased;
            why = &mut ending => Some((last(why), None)),
            event = events.next() => Some((event?, Some((events, ending)))),
        }
    });
    parts.fuse()
}

/// Ends the connection when the stream is to be over and its client does not read on: what waits to
/// be sent keeps a stream from being asked for its end. Returns when the stream is `closed`.
async fn hang_up_when_over(
    hang_up: HangUp,
    closed: CancellationToken,
    caller: Caller,
    state: AppState,
) {
    let shutdown = state.shutdown.clone();
    let over = async {
        tokio::select! {
            _ = caller.access_ends(state) => {}
            () = shutdown.cancelled() => {}
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = closed.cancelled() => {}
        () = over => hang_up.now(),
    }
}

fn last_event(why: Ending) -> Bytes {
    let reason = match why {
        Ending::Session => "session",
        Ending::Access => "access",
    };
    let json = format!("{{\"reason\":\"{reason}\"}}");
    server_sent_event("end", None, json.as_bytes())
}

fn event(update: &Update) -> Bytes {
    let (name, cursor, json) = match update {
        Update::Snapshot { cursor, json } => ("snapshot", cursor, json),
        Update::Delta { cursor, json } => ("delta", cursor, json),
        Update::Heartbeat { cursor, json } => ("heartbeat", cursor, json),
    };
    server_sent_event(name, Some(cursor), json)
}

/// One server-sent event. The JSON has no line breaks, so it is one `data:` line.
pub(super) fn server_sent_event(name: &str, id: Option<&Cursor>, json: &[u8]) -> Bytes {
    let id = id.map_or_else(String::new, |id| format!("id: {id}\n"));
    let mut event = BytesMut::with_capacity(json.len() + 96);
    event.put(format!("event: {name}\n{id}data: ").as_bytes());
    event.put(json);
    event.put(&b"\n\n"[..]);
    event.freeze()
}
