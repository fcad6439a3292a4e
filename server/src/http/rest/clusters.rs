//! `GET /api/v1/clusters`

use super::resources::Cluster;
use crate::auth::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use model::{Selection, shown_verdict};
use serde::Serialize;
use utoipa::ToSchema;

/// The clusters, in configured order.
#[derive(Serialize, ToSchema)]
pub(crate) struct Clusters {
    clusters: Vec<Cluster>,
}

/// The clusters with how recent their data are and how their Deployments do.
#[utoipa::path(get, path = "/clusters", responses((status = 200, body = Clusters)))]
pub(crate) async fn list(State(state): State<AppState>, caller: Caller) -> Json<Clusters> {
    let snapshot = state
        .fleet
        .view(caller.scope(), &Selection::default())
        .snapshot();
    let totals = |cluster: &model::ClusterState| {
        let rows = snapshot
            .rows
            .iter()
            .filter(|row| row.key.cluster == cluster.name);
        rows.map(|row| shown_verdict(row.verdict, Some(cluster)))
            .collect()
    };
    let clusters = snapshot
        .clusters
        .iter()
        .map(|c| Cluster::new(c, totals(c)))
        .collect();
    Json(Clusters { clusters })
}
