//! What operators ask: is it alive, is it ready, how is it doing, and log more please.

use super::Problem;
use crate::state::AppState;
use crate::telemetry::Telemetry;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use metrics::{counter, gauge};
use std::fmt::Write;

/// The routes of the admin listener.
pub(super) fn router(state: AppState, telemetry: Telemetry) -> Router {
    let metrics = telemetry.clone();
    Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .route(
            "/metrics",
            get(async move |State(state): State<AppState>| {
                record(&state);
                let kind = (
                    header::CONTENT_TYPE,
                    "text/plain; version=0.0.4; charset=utf-8",
                );
                ([kind], metrics.render_metrics())
            }),
        )
        .route(
            "/log-level",
            put(
                async move |level: String| match telemetry.set_level(&level) {
                    Ok(()) => StatusCode::NO_CONTENT.into_response(),
                    Err(error) => Problem::bad_request(error.to_string()).into_response(),
                },
            ),
        )
        .with_state(state)
}

/// The process answers.
pub(super) async fn livez() -> &'static str {
    "ok\n"
}

/// Whether every cluster was listed once or given up on. For the users' port: no names.
pub(super) async fn readyz_quietly(State(state): State<AppState>) -> Response {
    answer(is_ready(&state), String::new())
}

/// The same with each cluster and its reasons under `?verbose`.
async fn readyz(State(state): State<AppState>, RawQuery(query): RawQuery) -> Response {
    let mut details = String::new();
    if query.is_some_and(|query| query.split('&').any(|part| part.starts_with("verbose"))) {
        for cluster in state.fleet.readiness() {
            let mark = if cluster.is_settled { '+' } else { '-' };
            let listed = if cluster.is_listed {
                "listed"
            } else {
                "not listed"
            };
            let detail = cluster.freshness.detail.as_deref().unwrap_or_default();
            let state = cluster.freshness.state.as_str();
            let _ = writeln!(
                details,
                "[{mark}] {} {listed}, {state} {detail}",
                cluster.cluster
            );
        }
    }
    answer(is_ready(&state), details)
}

fn is_ready(state: &AppState) -> bool {
    state
        .fleet
        .readiness()
        .iter()
        .all(|cluster| cluster.is_settled)
}

fn answer(is_ready: bool, details: String) -> Response {
    if is_ready {
        (StatusCode::OK, details + "ok\n").into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, details + "not ready\n").into_response()
    }
}

/// Brings the figures of the data layer up to date.
#[expect(
    clippy::cast_precision_loss,
    reason = "Prometheus counts in floating point"
)]
fn record(state: &AppState) {
    let stats = state.fleet.stats();
    counter!("dashboard_light_changes_total").absolute(stats.changes);
    gauge!("dashboard_light_streams").set(stats.streams as f64);
    counter!("dashboard_light_stream_snapshots_total").absolute(stats.snapshots_sent);
    counter!("dashboard_light_stream_deltas_total").absolute(stats.deltas_sent);
    for cluster in stats.clusters {
        let name = cluster.cluster.to_string();
        let is_live = cluster.freshness.state == model::FreshnessState::Live;
        let set =
            |metric: &'static str, value: f64| gauge!(metric, "cluster" => name.clone()).set(value);
        set("dashboard_light_cluster_live", f64::from(u8::from(is_live)));
        set("dashboard_light_deployments", cluster.rows as f64);
        set("dashboard_light_pods", cluster.pods as f64);
        set(
            "dashboard_light_pods_with_usage",
            cluster.pods_with_usage as f64,
        );
        set("dashboard_light_namespaces", cluster.namespaces as f64);
        set("dashboard_light_watches_open", cluster.watches_open as f64);
        if let Some(took) = cluster.last_list {
            set("dashboard_light_last_list_seconds", took.as_secs_f64());
        }
        if let Some(took) = cluster.last_usage {
            set("dashboard_light_last_usage_seconds", took.as_secs_f64());
        }
        let total = |metric: &'static str, value| {
            counter!(metric, "cluster" => name.clone()).absolute(value)
        };
        total(
            "dashboard_light_watches_opened_total",
            cluster.watches_opened,
        );
        total("dashboard_light_lists_total", cluster.lists);
        total("dashboard_light_events_total", cluster.events);
        total("dashboard_light_failures_total", cluster.failures);
    }
}
