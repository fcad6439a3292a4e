//! `GET /login`, the page with the button, and `GET /auth/sign-in`, where the button leads.

use super::attempt::Started;
use super::pages;
use super::sign_out::SIGNED_OUT_COOKIE;
use super::trouble::Trouble;
use crate::auth::cookies::{cookie, remove_cookie};
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
}

/// The page with the button. Who has just signed out is told so, once.
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
    if cookie(&headers, SIGNED_OUT_COOKIE).is_none() {
        return pages::sign_in(&state, &headers, next, None);
    }
    let told = remove_cookie(SIGNED_OUT_COOKIE).map(|cookie| [(header::SET_COOKIE, cookie)]);
    let page = pages::sign_in(&state, &headers, next, Some("You are signed out."));
    (told, page).into_response()
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
    let (keys, now) = (sign_in.sessions.keys(), state.clock.now());
    let started = Started {
        attempt,
        next: next.to_owned(),
        at: now,
    };
    let Some(cookie) = started.cookie(keys) else {
        return trouble(Trouble::Ours("the cookie can't be made".to_owned()));
    };
    let redirect = Redirect::to(there.as_str());
    let mut response = ([(header::SET_COOKIE, cookie)], redirect).into_response();
    for gone in Started::forget_earlier(keys, &headers, now) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}
