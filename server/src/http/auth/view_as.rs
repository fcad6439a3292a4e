//! `POST /auth/view-as` and `POST /auth/view-as/stop`: an administrator looks as others do.

use crate::auth::caller::session_of;
use crate::auth::cookies::{remove_cookie, set_cookie};
use crate::auth::view_as::{LONGEST, MOST_GROUPS, VIEW_AS_COOKIE, seal};
use crate::auth::{Action, Origin, Outcome, Standing};
use crate::http::Problem;
use crate::state::AppState;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Whose view is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct ViewAsForm {
    /// Full paths of groups, separated by commas or white space.
    groups: String,
}

/// Takes on the view of members of these groups.
pub(crate) async fn begin(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
    form: Result<Form<ViewAsForm>, axum::extract::rejection::FormRejection>,
) -> Result<Response, Problem> {
    let live = state.live();
    let session = session_of(&state, &live, &headers);
    // Their own rights count, whatever view they have taken on already.
    let session = match Standing::judge(&live.policy, session, None) {
        Standing::Admitted(caller) if caller.is_admin() => caller.session,
        _ => None,
    };
    let session = session.ok_or_else(|| Problem::not_found("there is no such page"))?;
    let Form(form) = form.map_err(|error| Problem::bad_request(error.body_text()))?;
    let is_between = |c: char| c == ',' || c.is_whitespace();
    let groups: Vec<String> = form
        .groups
        .split(is_between)
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect();
    if groups.is_empty() || groups.len() > MOST_GROUPS {
        return Err(Problem::bad_request(format!(
            "name 1 to {MOST_GROUPS} groups, separated by commas"
        )));
    }
    let cookie = seal(&live, &session, &groups, state.clock.now())
        .filter(|sealed| sealed.len() < 3500)
        .and_then(|sealed| set_cookie(VIEW_AS_COOKIE, &sealed, LONGEST))
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "the groups' names are too long"))?;
    let detail = format!("views as members of {}", groups.join(", "));
    let event = state.audit.event(Action::ViewAs, Outcome::Success, detail);
    let roles = live.policy.members(&groups).map(|grant| grant.roles);
    event
        .of(&session)
        .with_roles(&roles.unwrap_or_default())
        .from(origin)
        .record(&state.audit);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// Gives the view back.
pub(crate) async fn stop(
    State(state): State<AppState>,
    origin: Origin,
    headers: HeaderMap,
) -> Response {
    if let Some(session) = session_of(&state, &state.live(), &headers) {
        let detail = "has their own view again";
        let event = state.audit.event(Action::ViewAs, Outcome::Success, detail);
        event.of(&session).from(origin).record(&state.audit);
    }
    let cookie = remove_cookie(VIEW_AS_COOKIE).map(|cookie| [(header::SET_COOKIE, cookie)]);
    (cookie, Redirect::to("/admin")).into_response()
}
