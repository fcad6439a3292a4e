//! The pages of signing in: documents without script.

use super::trouble::Trouble;
use crate::auth::{Action, Origin, Outcome, Session};
use crate::http::page::{form_targets, preferences};
use crate::http::security_headers::still_page_policy;
use crate::state::AppState;
use app::{NoRolePage, Notice, ProblemPage, SignInPage, SignInProvider, SignInTrouble};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// The page with the button. `notice` is something good that has just happened.
pub(super) fn sign_in(
    state: &AppState,
    headers: &HeaderMap,
    next: &str,
    notice: Option<&str>,
) -> Response {
    let live = state.live();
    let (anonymous_href, anonymous_role) = anonymous(state, next);
    let page = SignInPage {
        title: live.settings.title.clone(),
        version: live.settings.version.clone(),
        provider: provider(state),
        sign_in_href: sign_in_href(next),
        anonymous_href,
        anonymous_role,
        notice: notice.map(|words| Notice::Status(words.to_owned())),
    };
    let html = app::sign_in_document(&page, &state.assets, &preferences(headers));
    document(state, StatusCode::OK, html)
}

/// Why signing in did not work, and how to go on. It is put into the audit record too.
pub(super) fn trouble(
    state: &AppState,
    headers: &HeaderMap,
    trouble: &Trouble,
    next: &str,
    origin: &Origin,
) -> Response {
    let event = state
        .audit
        .event(Action::SignIn, Outcome::Failure, trouble.for_the_log());
    event.from(origin.clone()).record(&state.audit);
    let live = state.live();
    let provider = provider(state);
    let words = trouble.words(&provider.name);
    let page = ProblemPage {
        title: live.settings.title.clone(),
        version: live.settings.version.clone(),
        trouble: SignInTrouble {
            heading: words.heading,
            text: words.text,
            detail: None,
            request_id: origin.request_id.clone(),
        },
        provider,
        advice: None,
        sign_in_href: sign_in_href(next),
        anonymous_href: anonymous(state, next).0,
    };
    let html = app::problem_document(&page, &state.assets, &preferences(headers));
    document(state, trouble.status(), html)
}

/// For somebody who signed in and has no role.
pub(in crate::http) fn no_role(
    state: &AppState,
    headers: &HeaderMap,
    session: &Session,
) -> Response {
    let live = state.live();
    let auth = live.policy.config().auth.as_ref();
    let page = NoRolePage {
        title: live.settings.title.clone(),
        version: live.settings.version.clone(),
        provider: provider(state),
        name: session.name.clone(),
        groups: session.seen.clone(),
        more_groups: session.more_groups,
        help_text: auth.and_then(|auth| auth.help_text.clone()),
        check_again_href: sign_in_href("/"),
    };
    let html = app::no_role_document(&page, &state.assets, &preferences(headers));
    document(state, StatusCode::FORBIDDEN, html)
}

fn provider(state: &AppState) -> SignInProvider {
    let live = state.live();
    live.sign_in
        .as_ref()
        .map_or_else(SignInProvider::default, |sign_in| sign_in.words.clone())
}

/// Where the button leads, and then back to `next`.
fn sign_in_href(next: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("/auth/sign-in?{query}")
}

/// Where one goes on without signing in, and the role one then has; nothing where one can't.
fn anonymous(state: &AppState, next: &str) -> (Option<String>, Option<String>) {
    match state.live().policy.anonymous() {
        Some(grant) => (
            Some(next.to_owned()),
            grant.roles.first().map(ToString::to_string),
        ),
        None => (None, None),
    }
}

fn document(state: &AppState, status: StatusCode, html: String) -> Response {
    let policy = still_page_policy(&form_targets(state));
    let mut response = (status, Html(html)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
