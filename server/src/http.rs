//! One port: the page, its server functions, the REST interface and the stream.

mod admin;
mod admin_page;
mod auth;
mod client_address;
mod entity_tag;
mod limits;
mod logs;
mod named_views;
mod of_deployment;
mod page;
mod problem;
mod rest;
mod routes;
mod security_headers;
mod stream;

pub use client_address::ClientAddress;
pub(crate) use limits::Limits;
pub use problem::Problem;
pub use rest::open_api;
pub use routes::Route;

use crate::state::AppState;
use crate::telemetry::Telemetry;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;
use routes::Routes;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::ServiceBuilderExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::MakeRequestUuid;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnFailure, TraceLayer};
use tracing::Level;

/// The largest request body that is read, in bytes: a batch of 500 Deployment keys fits.
const BODY_LIMIT: usize = 256 * 1024;
/// How long an answer may take to begin.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Everything users reach.
pub fn router(state: AppState) -> Router {
    let (router, _) = routes().split();
    let live = state.live();
    let settings = &live.policy.config().server;
    let trusted: Arc<[IpNet]> = settings.trusted_proxies.as_slice().into();
    // What fails says so itself, once and in words.
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_failure(DefaultOnFailure::new().level(Level::DEBUG));
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(trusted, client_address::find))
        .map_request(without_request_id)
        .set_x_request_id(MakeRequestUuid)
        .layer(trace)
        .propagate_x_request_id()
        .layer(from_fn_with_state(state.clone(), security_headers::add))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(from_fn_with_state(state.clone(), limits::limit))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            TIMEOUT,
        ))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    router.layer(layers).with_state(state)
}

/// Everything that [`router`] answers but the site's files.
pub fn route_list() -> Vec<Route> {
    let (_, list) = routes().split();
    list
}

fn routes() -> Routes {
    let rest = rest::routes()
        .map(|router| router.route_layer(from_fn(entity_tag::answer_not_modified)))
        .merge(streams())
        .map(|router| {
            router
                .fallback(no_such_resource)
                .method_not_allowed_fallback(method_not_allowed)
        });
    Routes::new()
        .nest("/api/v1", rest)
        .get("/livez", admin::livez)
        .get("/readyz", admin::readyz_quietly)
        .get("/assets/colors.css", colors)
        .get("/favicon.ico", async || StatusCode::NOT_FOUND)
        .merge(auth::routes())
        .merge(page::routes())
}

/// Answers that are sent while they are made.
fn streams() -> Routes {
    Routes::new()
        .get("/stream", stream::stream)
        .get("/deployments/{cluster}/{namespace}/{name}/logs", logs::logs)
}

/// What only operators reach: health in detail, metrics, the log level.
pub fn admin_router(state: AppState, telemetry: Telemetry) -> Router {
    admin::router(state, telemetry)
}

/// A file of the site, or `None`.
fn site_file(state: &AppState, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    state
        .site
        .answer(uri.path().trim_start_matches('/'), headers)
}

async fn colors(State(state): State<AppState>) -> impl IntoResponse {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/css; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, state.live().colors.to_string())
}

async fn no_such_resource(uri: Uri) -> Problem {
    Problem::not_found(format!(
        "there is no resource {}; see /api/v1/openapi.json",
        uri.path()
    ))
}

async fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this resource does not know that method",
    )
}

/// Ids are ours alone: one that a client chooses could be long, or be another request's.
fn without_request_id<B>(mut request: Request<B>) -> Request<B> {
    request.headers_mut().remove("x-request-id");
    request
}

fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or("");
    let address = ClientAddress::of(request.extensions()).map(tracing::field::display);
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id, address)
}
