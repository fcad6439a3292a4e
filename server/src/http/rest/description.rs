//! The OpenAPI description of the interface.

use super::{clusters, deployments, history, namespaces, pods, reads, session, versions};
use crate::auth::session::SESSION_COOKIE;
use crate::http::{Problem, logs, stream};
use crate::state::AppState;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, ParameterStyle};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder, Schema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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

/// The one path that answers whoever asks.
const OPEN: &str = "/session";
/// The name of how a caller proves who they are.
const SESSION: &str = "session";

fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(clusters::list))
        .routes(routes!(namespaces::list))
        .routes(routes!(deployments::list))
        .routes(routes!(deployments::get))
        .routes(routes!(history::usage))
        .routes(routes!(history::verdicts))
        .routes(routes!(logs::logs))
        .routes(routes!(reads::events))
        .routes(routes!(reads::history))
        .routes(routes!(reads::manifest))
        .routes(routes!(pods::list))
        .routes(routes!(session::get))
        .routes(routes!(stream::stream))
        .routes(routes!(versions::json))
        .routes(routes!(versions::csv))
        .routes(routes!(versions::markdown))
}

/// The OpenAPI 3.1 document.
pub fn open_api() -> utoipa::openapi::OpenApi {
    let (_, mut document) = described().split_for_parts();
    let cookie = "A session, begun at /login. Not needed where anonymous access is allowed.";
    let cookie = ApiKeyValue::with_description(SESSION_COOKIE, cookie);
    if let Some(components) = &mut document.components {
        components.add_security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
    for (path, item) in &mut document.paths.paths {
        for operation in item.get.iter_mut() {
            describe_lists(operation);
            describe_refusals(operation, path == OPEN);
        }
    }
    document
}

/// Lists in a query are separated by commas.
fn describe_lists(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && let Some(RefOr::T(Schema::Array(_))) = parameter.schema
        {
            parameter.style = Some(ParameterStyle::Form);
            parameter.explode = Some(false);
        }
    }
}

/// What every operation may answer for the sake of who asks.
fn describe_refusals(operation: &mut Operation, is_open: bool) {
    let mut refusal = |status: &str, description: &str| {
        let problem = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(problem)).build();
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content)
            .build();
        operation
            .responses
            .responses
            .insert(status.to_owned(), response.into());
    };
    refusal(
        "429",
        "Too many requests; `Retry-After` says when to come back.",
    );
    if is_open {
        return;
    }
    refusal(
        "401",
        "Nobody is signed in, and nothing is open to everybody.",
    );
    refusal("403", "Who is signed in has no role here.");
    let none: [&str; 0] = [];
    operation.security = Some(vec![
        SecurityRequirement::new(SESSION, none),
        SecurityRequirement::default(),
    ]);
}
