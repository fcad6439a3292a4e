//! `GET /api/v1/pods`

use super::query::{Query, kinds, selected_kinds, words};
use super::resources::Pod;
use crate::auth::Caller;
use crate::http::Problem;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use model::{DeploymentKey, Selection};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which Pods are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PodsQuery {
    /// Cluster names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    cluster: String,
    /// Namespace names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    namespace: String,
    /// Kinds, separated by commas, or `all`; absent: Deployments.
    #[param(schema_with = kinds)]
    kind: String,
    /// Full names of Deployments, or of what else is picked, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    deployment: String,
}

/// Pods.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pods {
    /// By Deployment, worst first.
    pods: Vec<Pod>,
}

/// The Pods of the Deployments, or of what else is picked, that match.
#[utoipa::path(get, path = "/pods", params(PodsQuery), responses(
    (status = 200, body = Pods),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PodsQuery>,
) -> Result<Json<Pods>, Problem> {
    let selection = Selection {
        clusters: words(&query.cluster).map(Into::into).collect(),
        namespaces: words(&query.namespace).map(Into::into).collect(),
        kinds: selected_kinds(&query.kind)?,
        ..Selection::default()
    };
    let snapshot = state.fleet.view(caller.scope(), &selection).snapshot();
    let is_wanted = |key: &DeploymentKey| {
        query.deployment.is_empty() || words(&query.deployment).any(|name| *name == *key.name)
    };
    let keys: Vec<DeploymentKey> = snapshot
        .rows
        .into_iter()
        .map(|row| row.key)
        .filter(is_wanted)
        .collect();
    let pods = state.fleet.pods(caller.scope(), &keys);
    Ok(Json(Pods {
        pods: pods
            .iter()
            .flat_map(|of| Pod::all(of, snapshot.now))
            .collect(),
    }))
}
