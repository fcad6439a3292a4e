//! `GET /auth/callback`: back from the provider.

use super::attempt::Started;
use super::pages;
use super::trouble::Trouble;
use crate::auth::cookies::set_cookie;
use crate::auth::renewal::{Begun, begin};
use crate::auth::session::SESSION_COOKIE;
use crate::auth::{Action, Origin, Outcome, Standing, keys};
use crate::http::rest::Query;
use crate::state::{AppState, Live};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// What the provider says (RFC 6749, section 4.1.2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CallbackQuery {
    code: Option<String>,
    state: String,
    error: Option<String>,
    error_description: Option<String>,
}

/// Begins the session, or says why not.
pub(crate) async fn callback(
    State(state): State<AppState>,
    standing: Standing,
    origin: Origin,
    headers: HeaderMap,
    Query(query): Query<CallbackQuery>,
) -> Response {
    let live = state.live();
    let Some(sign_in) = &live.sign_in else {
        return Redirect::to("/").into_response();
    };
    let keys = sign_in.sessions.keys();
    let started = Started::find(keys, &headers, &query.state, state.clock.now());
    let next = started.as_ref().map_or("/", |started| &started.next);
    let outcome = match &started {
        Some(started) => finish(&state, &live, &query, started).await,
        None => Err(Trouble::Stale),
    };
    let mut response = match outcome {
        Ok(begun) => {
            let roles = live.policy.members(&begun.session.groups);
            let roles = roles.map(|grant| grant.roles).unwrap_or_default();
            let detail = if roles.is_empty() {
                "signed in, without a role"
            } else {
                "signed in"
            };
            let event = state.audit.event(Action::SignIn, Outcome::Success, detail);
            event
                .of(&begun.session)
                .with_roles(&roles)
                .from(origin)
                .record(&state.audit);
            (session_cookie(&state, &begun), Redirect::to(next)).into_response()
        }
        // Back, or twice: who is signed in is where they wanted to be.
        Err(Trouble::Stale) if standing.has_session() => Redirect::to("/").into_response(),
        Err(trouble) => pages::trouble(&state, &headers, &trouble, next, &origin),
    };
    // Whatever came of it, it does not come again.
    if let Some(forget) = Started::forget(&query.state) {
        response.headers_mut().append(header::SET_COOKIE, forget);
    }
    response
}

/// The `Set-Cookie` line of a session.
pub(super) fn session_cookie(
    state: &AppState,
    begun: &Begun,
) -> Option<[(header::HeaderName, HeaderValue); 1]> {
    let rest = state.clock.now().seconds_until(begun.session.expires_at);
    let cookie = set_cookie(SESSION_COOKIE, &begun.cookie, rest)?;
    Some([(header::SET_COOKIE, cookie)])
}

async fn finish(
    state: &AppState,
    live: &Live,
    query: &CallbackQuery,
    started: &Started,
) -> Result<Begun, Trouble> {
    if let Some(error) = &query.error {
        let description = query.error_description.as_deref().unwrap_or_default();
        return Err(Trouble::declined(error, description));
    }
    let code = query.code.as_deref().ok_or(Trouble::Stale)?;
    let sign_in = live.sign_in.as_ref().ok_or(Trouble::Stale)?;
    let signed_in = sign_in.provider.exchange(code, &started.attempt).await?;
    let ours = |error: &dyn std::fmt::Display| Trouble::Ours(error.to_string());
    let id = keys::random(16).map_err(|error| ours(&error))?;
    let now = state.clock.now();
    begin(live, signed_in, id, now, now).map_err(|error| ours(&error))
}
