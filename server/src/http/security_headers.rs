//! The headers that keep a browser from doing what nobody wants.

use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// What every answer carries; pages bring a content security policy of their own.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// The policy of everything that is no page.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

/// The policy of a page with this nonce, whose forms may lead here and to `form_targets`.
pub(super) fn page_policy(nonce: &str, form_targets: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self' {form_targets}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The policy of a page without any script.
pub(super) fn still_page_policy(form_targets: &str) -> String {
    format!(
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
         form-action 'self' {form_targets}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Adds the headers.
pub(super) async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if state.is_https {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NO_PAGE));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
