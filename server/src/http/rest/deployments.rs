//! `GET /api/v1/deployments` and one of them.

use super::details::{Condition, PodWithContainers};
use super::query::{Query, RowsQuery};
use super::resources::Row;
use crate::auth::Caller;
use crate::http::Problem;
use crate::http::of_deployment::OfDeployment;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use model::{DeploymentKey, Snapshot, UsageTable, find, shown_verdict};
use serde::Serialize;
use utoipa::ToSchema;

/// Deployments at one moment.
#[derive(Serialize, ToSchema)]
pub(crate) struct Deployments {
    /// Which server process counted `sequence`.
    epoch: String,
    /// The number of the last change that is in it.
    sequence: u64,
    /// In the order that was asked for; by cluster, namespace and name where none was.
    rows: Vec<Row>,
    /// Give this as `cursor` for the next page; null at the end, and where `sort` was given.
    next_cursor: Option<String>,
}

/// One Deployment with its Pods.
#[derive(Serialize, ToSchema)]
pub(crate) struct Deployment {
    deployment: Row,
    /// Annotation `deployment.kubernetes.io/revision`.
    revision: Option<u64>,
    conditions: Vec<Condition>,
    /// Worst first.
    pods: Vec<PodWithContainers>,
}

/// The Deployments that match.
#[utoipa::path(get, path = "/deployments", params(RowsQuery), responses(
    (status = 200, body = Deployments),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<RowsQuery>,
) -> Result<Json<Deployments>, Problem> {
    let limit = query.limit()?;
    let (selection, sort) = (query.selection()?, query.sort()?);
    let selection = state.fleet.knowing_pods(caller.scope(), selection);
    let mut snapshot = state.fleet.view(caller.scope(), &selection).snapshot();
    if let Some(by) = sort {
        let usage = match by.needs_usage() {
            true => state.fleet.usage_table(caller.scope(), &selection),
            false => UsageTable::new(),
        };
        let Snapshot { clusters, rows, .. } = &mut snapshot;
        let shown = |row: &model::Row| shown_verdict(row.verdict, find(clusters, &row.key.cluster));
        rows.sort_by(|a, b| model::sort((a, shown(a)), (b, shown(b)), &usage, by));
    }
    // The cursor is the key of the last row of the page before, so it survives every change.
    let after = query.cursor.as_deref().map(str::parse::<DeploymentKey>);
    let after = after
        .transpose()
        .map_err(|error| Problem::bad_request(format!("cursor: {error}")))?;
    let start = after.map_or(0, |cursor| {
        snapshot.rows.partition_point(|row| row.key <= cursor)
    });
    let page = &snapshot.rows[start..snapshot.rows.len().min(start.saturating_add(limit))];
    let is_last = start + page.len() >= snapshot.rows.len();
    let keys: Vec<DeploymentKey> = page.iter().map(|row| row.key.clone()).collect();
    let usage = state.fleet.usage(caller.scope(), &keys);
    let rows = page.iter().zip(usage).map(|(row, usage)| {
        let shown = shown_verdict(row.verdict, find(&snapshot.clusters, &row.key.cluster));
        Row::new(row, shown, usage, snapshot.now)
    });
    Ok(Json(Deployments {
        epoch: snapshot.epoch.to_string(),
        sequence: snapshot.sequence,
        rows: rows.collect(),
        next_cursor: page
            .last()
            .filter(|_| !is_last && sort.is_none())
            .map(|row| row.key.to_string()),
    }))
}

/// One Deployment with its conditions, its Pods and their containers.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}",
    params(OfDeployment),
    responses(
        (status = 200, body = Deployment),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(state): State<AppState>,
    caller: Caller,
    path: OfDeployment,
) -> Result<Json<Deployment>, Problem> {
    let key = path.key();
    let Some(found) = state.fleet.detail(caller.scope(), &key) else {
        return Err(Problem::no_such_deployment());
    };
    let now = state.clock.now();
    let pods = found.pods.iter();
    Ok(Json(Deployment {
        deployment: Row::new(&found.row, found.shown, found.usage, now),
        revision: found.revision,
        conditions: found.conditions.iter().map(Condition::from).collect(),
        pods: pods
            .map(|pod| PodWithContainers::new(&key, pod, now))
            .collect(),
    }))
}
