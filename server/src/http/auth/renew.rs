//! `POST /auth/renew`: an open page keeps its session.

use super::callback::session_cookie;
use crate::auth::caller::session_of;
use crate::auth::renewal::RenewalError;
use crate::auth::{Action, Origin, Outcome, Session};
use crate::http::Problem;
use crate::state::{AppState, Live};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Timestamp;
use serde::Serialize;

/// What became of the session.
#[derive(Serialize)]
struct Renewed {
    /// When it ends now.
    expires_at: Timestamp,
    /// Whether what one may see changed with it.
    changed: bool,
}

/// Asks the provider anew: groups, and whether the person is still known. Before half of its time
/// has passed, a session is left as it is.
pub(crate) async fn renew(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
) -> Response {
    let live = state.live();
    let Some(session) = session_of(&state, &live, &headers) else {
        return Problem::new(StatusCode::UNAUTHORIZED, "there is no session to renew")
            .into_response();
    };
    let unchanged = Renewed {
        expires_at: session.expires_at,
        changed: false,
    };
    let now = state.clock.now();
    // An end that renewal would not move is not worth asking for.
    let is_last = live
        .sign_in
        .as_ref()
        .is_none_or(|it| it.sessions.end(session.signed_in_at, now) <= session.expires_at);
    if now < session.renewable_at() || is_last {
        return Json(unchanged).into_response();
    }
    let outcome = state.renewals.renew(live.clone(), session.clone()).await;
    if state.ended.contains(&session.id) {
        // Signed out meanwhile: what came of it is thrown away.
        let gone = "the session was ended";
        return Problem::new(StatusCode::UNAUTHORIZED, gone).into_response();
    }
    match outcome {
        Ok(begun) => {
            let (before, after) = (grant(&live, &session), grant(&live, &begun.session));
            let answer = Renewed {
                expires_at: begun.session.expires_at,
                changed: before != after,
            };
            let roles = after.map(|grant| grant.roles).unwrap_or_default();
            let event = state
                .audit
                .event(Action::Renewal, Outcome::Success, "renewed");
            event
                .of(&begun.session)
                .with_roles(&roles)
                .from(origin)
                .record(&state.audit);
            (session_cookie(&state, &begun), Json(answer)).into_response()
        }
        Err(failure) => {
            let event = state
                .audit
                .event(Action::Renewal, Outcome::Failure, failure.to_string());
            event.of(&session).from(origin).record(&state.audit);
            let kept = failure.kept.as_ref();
            let cookie = kept.and_then(|kept| session_cookie(&state, kept));
            (cookie, refusal(&failure.error)).into_response()
        }
    }
}

fn grant(live: &Live, session: &Session) -> Option<crate::auth::Grant> {
    live.policy.members(&session.groups)
}

/// The cookie is not removed in either case: another replica may just have renewed the session.
fn refusal(error: &RenewalError) -> Response {
    let status = match error {
        RenewalError::Refused(_) => StatusCode::UNAUTHORIZED,
        RenewalError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = Problem::new(status, error.to_string()).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = HeaderValue::from_static("30");
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}
