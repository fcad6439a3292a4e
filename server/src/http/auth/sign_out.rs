//! `POST /auth/sign-out`: the session ends here, and at the provider where it can be told.

use crate::auth::caller::session_of;
use crate::auth::cookies::{remove_cookie, set_cookie};
use crate::auth::session::SESSION_COOKIE;
use crate::auth::view_as::VIEW_AS_COOKIE;
use crate::auth::{Action, Origin, Outcome};
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

/// Lets the sign-in page say that one is signed out: when one comes back from the provider, too,
/// which may forget whatever was added to the address. Nobody else can make it say so.
pub(super) const SIGNED_OUT_COOKIE: &str = "__Host-dl_signed_out";
/// How long one may take to come back from the provider, in seconds.
const PATIENCE: i64 = 600;

/// Ends the session.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
) -> Response {
    let live = state.live();
    let mut there = None;
    if let (Some(sign_in), Some(session)) = (&live.sign_in, session_of(&state, &live, &headers)) {
        let now = state.clock.now();
        let longest = sign_in.sessions.longest_end(session.signed_in_at);
        state.ended.end(&session.id, longest, now);
        let event = state
            .audit
            .event(Action::SignOut, Outcome::Success, "signed out");
        event.of(&session).from(origin).record(&state.audit);
        let back = sign_in.signed_out_page.as_ref();
        there = back.and_then(|page| sign_in.provider.end_session_url(page));
    }
    let there = there.as_ref().map_or("/login", |url| url.as_str());
    let mut response = Redirect::to(there).into_response();
    let cookies = [
        remove_cookie(SESSION_COOKIE),
        remove_cookie(VIEW_AS_COOKIE),
        set_cookie(SIGNED_OUT_COOKIE, "1", PATIENCE),
    ];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
