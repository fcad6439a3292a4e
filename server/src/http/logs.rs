//! `GET /api/v1/deployments/…/logs`: what a Deployment's Pods write, as a stream or as text.

mod query;
mod text;

use super::of_deployment::OfDeployment;
use super::rest::Query;
use super::stream::{Hold, event_stream, server_sent_event, until_over};
use crate::auth::Caller;
use crate::http::Problem;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use fleet::LogEvent;
use futures::{StreamExt, stream};
use query::LogsQuery;
use serde::Serialize;

/// What the Pods of a Deployment write. With `follow=true` server-sent events, each with JSON:
/// `choice` (the Pods and containers there are), `source` (a container is read from now on: its
/// number, Pod and name), `lines` (`lines`: number of the source, time, text; `positions`: by
/// source, for `from`), `note` (a container started, ended, or has no log; lines are missing or
/// late; the cluster does not answer or refuses), `heartbeat`, `end` (`complete`: nothing more will come; `session`, `access`: as in `/stream`).
/// Otherwise plain text, a line each: time, Pod and container, text; notes begin with `#`. Lines of
/// one container are always in order; what is there already is merged by time, later lines by
/// arrival. Lines are cut at 16 KiB, and colours are taken out.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}/logs",
    params(OfDeployment, LogsQuery),
    responses(
        (status = 200, content((String = "text/plain"), (String = "text/event-stream"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn logs(
    State(state): State<AppState>,
    caller: Caller,
    hold: Hold,
    path: OfDeployment,
    Query(query): Query<LogsQuery>,
) -> Result<Response, Problem> {
    let key = path.key();
    let wanted = query.read(state.clock.now())?;
    let follow = wanted.follow;
    let Some(logs) = state.fleet.logs(caller.scope(), &key, wanted) else {
        return Err(Problem::no_such_deployment());
    };
    if follow {
        let complete = stream::once(async { event("end", &End { reason: "complete" }) });
        let events = logs.map(|event| encoded(&event)).chain(complete);
        return Ok(event_stream(state, caller, hold, events));
    }
    let mut writer = text::Writer::default();
    let lines = logs.filter_map(move |event| {
        let text = writer.write(&event);
        async move { (!text.is_empty()).then(|| Bytes::from(text)) }
    });
    let lines = until_over(state, caller, hold, lines, |_| {
        "# the session is over\n".into()
    });
    let body = Body::from_stream(lines);
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

fn event(name: &str, data: &impl Serialize) -> Bytes {
    let json = serde_json::to_vec(data);
    // Strings and numbers can always be written.
    let json =
        json.inspect_err(|error| tracing::error!(%error, name, "an event cannot be written"));
    server_sent_event(name, None, &json.unwrap_or_default())
}
