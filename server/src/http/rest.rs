//! `/api/v1`: the REST interface.

mod clusters;
mod deployments;
mod description;
mod details;
mod history;
mod namespaces;
mod pods;
mod query;
mod reads;
mod resources;
mod session;
mod versions;

pub use description::open_api;
pub(super) use query::{Query, kinds, selected_kinds, since, words};

use crate::http::routes::Routes;

/// The routes below `/api/v1`, all but the streams, which are described here and mounted beside.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/clusters", clusters::list)
        .get("/namespaces", namespaces::list)
        .get("/deployments", deployments::list)
        .get(
            "/deployments/{cluster}/{namespace}/{name}",
            deployments::get,
        )
        .get(
            "/deployments/{cluster}/{namespace}/{name}/events",
            reads::events,
        )
        .get(
            "/deployments/{cluster}/{namespace}/{name}/history",
            reads::history,
        )
        .get(
            "/deployments/{cluster}/{namespace}/{name}/manifest",
            reads::manifest,
        )
        .get(
            "/deployments/{cluster}/{namespace}/{name}/usage",
            history::usage,
        )
        .get(
            "/deployments/{cluster}/{namespace}/{name}/verdicts",
            history::verdicts,
        )
        .get("/pods", pods::list)
        .get("/session", session::get)
        .get("/versions", versions::json)
        .get("/versions.csv", versions::csv)
        .get("/versions.md", versions::markdown)
        .get("/openapi.json", openapi)
}

async fn openapi() -> axum::Json<utoipa::openapi::OpenApi> {
    axum::Json(open_api())
}
