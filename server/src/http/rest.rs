//! `/api/v1`: the REST interface.

mod clusters;
mod deployments;
mod namespaces;
mod pods;
mod query;
mod resources;
mod session;

pub(super) use query::{Query, words};

use crate::http::Problem;
use crate::http::routes::Routes;
use crate::state::AppState;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The interface's description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Dashboard-Light",
        description = "Deployments and Pods of many Kubernetes clusters, as far as the caller may see them. \
            What the caller may not see does not exist: 404, never 403."
    ),
    components(schemas(Problem)),
    servers((url = "/api/v1"))
)]
struct Description;

fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(clusters::list))
        .routes(routes!(namespaces::list))
        .routes(routes!(deployments::list))
        .routes(routes!(deployments::get))
        .routes(routes!(pods::list))
        .routes(routes!(session::get))
        .routes(routes!(super::stream::stream))
}

/// The routes below `/api/v1`, all but the stream, which is described here and mounted beside.
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

/// The OpenAPI 3.1 document.
pub fn open_api() -> utoipa::openapi::OpenApi {
    let (_, document) = described().split_for_parts();
    document
}
