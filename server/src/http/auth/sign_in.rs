//! `GET /login`, the page with the button, and `GET /auth/sign-in`, where the button leads.

use super::attempt::Started;
use super::pages;
use super::trouble::Trouble;
use crate::auth::next::safe_next;
use crate::auth::provider::Attempt;
use crate::auth::{Origin, Standing};
use crate::http::rest::Query;
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NextQuery {
    next: String,
    /// There when one has just signed out.
    signed_out: Option<String>,
}

/// The page with the button.
pub(crate) async fn page(
    State(state): State<AppState>,
    standing: Standing,
    headers: HeaderMap,
    Query(query): Query<NextQuery>,
) -> Response {
    let next = safe_next(&query.next).unwrap_or("/");
    if standing.has_session() || state.live().sign_in.is_none() {
        return Redirect::to(next).into_response();
    }
    let notice = query.signed_out.map(|_| "You are signed out.");
    pages::sign_in(&state, &headers, next, notice)
}

/// Sends the person to the provider.
pub(crate) async fn begin(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    Query(query): Query<NextQuery>,
) -> Response {
    let next = safe_next(&query.next).unwrap_or("/");
    let live = state.live();
    let Some(sign_in) = &live.sign_in else {
        return Redirect::to(next).into_response();
    };
    let trouble = |trouble: Trouble| pages::trouble(&state, &headers, &trouble, next, &origin);
    let attempt = match Attempt::new() {
        Ok(attempt) => attempt,
        Err(error) => return trouble(Trouble::Ours(error.to_string())),
    };
    let there = match sign_in.provider.authorize_url(&attempt).await {
        Ok(there) => there,
        Err(error) => return trouble(error.into()),
    };
    let started = Started {
        attempt,
        next: next.to_owned(),
        at: state.clock.now(),
    };
    match started.cookie(sign_in.sessions.keys()) {
        Some(cookie) => {
            let redirect = Redirect::to(there.as_str());
            ([(header::SET_COOKIE, cookie)], redirect).into_response()
        }
        None => trouble(Trouble::Ours("the cookie can't be made".to_owned())),
    }
}
