//! `GET /api/v1/namespaces`

use super::query::{Query, words};
use super::resources::Namespace;
use crate::auth::Caller;
use crate::http::Problem;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use model::{Selection, shown_verdict};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which namespaces are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NamespacesQuery {
    /// Cluster names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    cluster: String,
}

/// Namespaces, by cluster and name.
#[derive(Serialize, ToSchema)]
pub(crate) struct Namespaces {
    namespaces: Vec<Namespace>,
}

/// The namespaces of the clusters, those without Deployments included.
#[utoipa::path(get, path = "/namespaces", params(NamespacesQuery), responses(
    (status = 200, body = Namespaces),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<NamespacesQuery>,
) -> Result<Json<Namespaces>, Problem> {
    let clusters = words(&query.cluster).map(Into::into).collect();
    let selection = Selection {
        clusters,
        ..Selection::default()
    };
    let snapshot = state.fleet.view(caller.scope(), &selection).snapshot();
    let mut namespaces = Vec::new();
    for cluster in snapshot
        .clusters
        .iter()
        .filter(|c| selection.has_cluster(&c.name))
    {
        for name in &cluster.namespaces {
            let rows = snapshot
                .rows
                .iter()
                .filter(|row| row.key.cluster == cluster.name && row.key.namespace == *name);
            namespaces.push(Namespace {
                cluster: cluster.name.to_string(),
                name: name.to_string(),
                totals: rows
                    .map(|row| shown_verdict(row.verdict, Some(cluster)))
                    .collect(),
            });
        }
    }
    Ok(Json(Namespaces { namespaces }))
}
