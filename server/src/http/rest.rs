//! `/api/v1`: the REST interface.

mod clusters;
mod deployments;
mod description;
mod namespaces;
mod pods;
mod query;
mod resources;
mod session;

pub use description::open_api;
pub(super) use query::{Query, words};

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
        .get("/pods", pods::list)
        .get("/session", session::get)
        .get("/openapi.json", openapi)
}

async fn openapi() -> axum::Json<utoipa::openapi::OpenApi> {
    axum::Json(open_api())
}
