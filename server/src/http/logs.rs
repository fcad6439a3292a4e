//! `GET /api/v1/deployments/…/logs`: what a Deployment's Pods write, as a stream or as text.

mod query;
mod text;

use super::rest::Query;
use super::stream::{event_stream, until_access_ends};
use crate::auth::Caller;
use crate::http::Problem;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use fleet::LogEvent;
use futures::{StreamExt, stream};
use model::DeploymentKey;
use query::LogsQuery;
use serde::Serialize;
use std::convert::Infallible;

/// What the Pods of a Deployment write. With `follow=true` server-sent events, each with JSON:
/// `choice` (the Pods and containers there are), `source` (a container is read from now on: its number, Pod and name), `lines` (`lines`: number
/// of the source, time, text; `positions`: by source, for `from`), `note` (a container started,
/// ended, or has no log; lines are missing or late; the cluster does not answer or refuses),
/// `heartbeat`, `end` (`complete`: nothing more will come; `session`, `access`: as in `/stream`).
/// Otherwise plain text, a line each: time, Pod and container, text; notes begin with `#`. Lines of
/// one container are always in order; what is there already is merged by time, later lines by
/// arrival. Lines are cut at 16 KiB, and colours are taken out.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}/logs",
    params(("cluster" = String, Path), ("namespace" = String, Path), ("name" = String, Path), LogsQuery),
    responses(
        (status = 200, content((String = "text/plain"), (String = "text/event-stream"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn logs(
    State(state): State<AppState>,
    caller: Caller,
    path: Result<Path<(String, String, String)>, PathRejection>,
    Query(query): Query<LogsQuery>,
) -> Result<Response, Problem> {
    let Path((cluster, namespace, name)) = path?;
    let key = DeploymentKey::new(cluster, namespace, name);
    let wanted = query.read(state.clock.now())?;
    let follow = wanted.follow;
    let Some(logs) = state.fleet.logs(caller.scope(), &key, wanted) else {
        return Err(Problem::not_found("there is no such deployment"));
    };
    if follow {
        let complete = stream::once(async { event("end", &End { reason: "complete" }) });
        let events = logs.map(|event| encoded(&event)).chain(complete);
        return Ok(event_stream(state, caller, events));
    }
    let mut writer = text::Writer::default();
    let lines = logs.filter_map(move |event| {
        let text = writer.write(&event);
        async move { (!text.is_empty()).then(|| Bytes::from(text)) }
    });
    let lines = lines.take_until(state.shutdown.clone().cancelled_owned());
    let ending = caller.access_ends(state);
    let lines = until_access_ends(lines, ending, |_| "# the session is over\n".into());
    let body = Body::from_stream(lines.map(Ok::<_, Infallible>));
    let plain = (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned());
    if query.is_download() {
        let file = format!(
            "attachment; filename=\"{}.log\"",
            text::file_name(&key.name)
        );
        return Ok(([plain, (header::CONTENT_DISPOSITION, file)], body).into_response());
    }
    Ok(([plain], body).into_response())
}

#[derive(Serialize)]
struct End {
    reason: &'static str,
}

#[derive(Serialize)]
struct Heartbeat {}

fn encoded(event_: &LogEvent) -> Bytes {
    match event_ {
        LogEvent::Choice(choice) => event("choice", choice),
        LogEvent::Source(source) => event("source", source),
        LogEvent::Lines(batch) => event("lines", batch),
        LogEvent::Note(note) => event("note", note),
        LogEvent::Heartbeat => event("heartbeat", &Heartbeat {}),
    }
}

/// One server-sent event. The JSON has no line breaks, so it is one `data:` line.
fn event(name: &str, data: &impl Serialize) -> Bytes {
    let mut text = format!("event: {name}\ndata: ").into_bytes();
    // Strings and numbers can always be written.
    if let Err(error) = serde_json::to_writer(&mut text, data) {
        tracing::error!(%error, name, "an event could not be written");
    }
    text.extend_from_slice(b"\n\n");
    text.into()
}
