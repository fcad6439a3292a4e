//! `GET /api/v1/deployments/{cluster}/{namespace}/{name}/usage` and `…/verdicts`: what was.

use super::query::{Query, since};
use super::resources::rfc3339;
use crate::auth::Caller;
use crate::http::Problem;
use crate::http::of_deployment::OfDeployment;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use model::{Timestamp, UsageStep, VerdictHistory};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How far back an answer reaches where nothing is said.
const HALF_AN_HOUR: i64 = 30 * 60;

/// Since when usage is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsageQuery {
    /// How long ago (`30m`, `6h`, `1d`) or when (RFC 3339); absent: 30 minutes ago. Up to 30
    /// minutes come in steps of 15 s, up to 6 hours in steps of a minute, more, up to a day, in
    /// steps of 5 minutes.
    #[param(nullable = false)]
    since: Option<String>,
}

/// What a Deployment and its Pods used over time. It is kept in memory since the server started.
#[derive(Serialize, ToSchema)]
pub(crate) struct UsageHistory {
    /// When the first step begins, RFC 3339.
    from: String,
    /// How long a step is.
    step_seconds: u32,
    /// Since when something is known, RFC 3339; null where nothing is.
    since: Option<String>,
    /// All Pods together, those of the time included that are gone.
    total: Usage,
    /// The Pods there are, by name.
    pods: Vec<PodUsage>,
}

/// CPU and memory over time.
#[derive(Serialize, ToSchema)]
#[schema(as = UsageOverTime)]
pub(crate) struct Usage {
    cpu_millicores: Steps,
    memory_bytes: Steps,
}

/// One figure over time, oldest first; null where nothing is known. The last step is under way.
#[derive(Serialize, ToSchema)]
#[schema(as = FigureOverTime)]
pub(crate) struct Steps {
    /// On average.
    mean: Vec<Option<u64>>,
    /// The highest that was measured.
    max: Vec<Option<u64>>,
}

/// What a Pod used over time.
#[derive(Serialize, ToSchema)]
pub(crate) struct PodUsage {
    /// The Pod's full name.
    name: String,
    #[serde(flatten)]
    usage: Usage,
}

/// The verdicts of a Deployment over the last day. They are kept in memory since the server
/// started.
#[derive(Serialize, ToSchema)]
pub(crate) struct Verdicts {
    /// Since when they are known, RFC 3339: at most 24 hours ago.
    since: Option<String>,
    /// Oldest first, without a gap.
    spans: Vec<Span>,
}

/// A verdict that held for a time.
#[derive(Serialize, ToSchema)]
#[schema(as = VerdictSpan)]
pub(crate) struct Span {
    /// As of a Deployment; unknown while its cluster did not answer.
    verdict: &'static str,
    /// RFC 3339.
    from: String,
    /// RFC 3339; null of the one that holds.
    until: Option<String>,
}

/// What a Deployment and its Pods used.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}/usage",
    params(OfDeployment, UsageQuery),
    responses(
        (status = 200, body = UsageHistory),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn usage(
    State(state): State<AppState>,
    caller: Caller,
    path: OfDeployment,
    Query(query): Query<UsageQuery>,
) -> Result<Json<UsageHistory>, Problem> {
    let key = path.key();
    let since = query.since(state.clock.now())?;
    let history = state.fleet.usage_history(caller.scope(), &key, since);
    let history = history.ok_or_else(Problem::no_such_deployment)?;
    let pods = history.pods.iter().map(|(name, history)| PodUsage {
        name: name.to_string(),
        usage: Usage::new(&history.steps),
    });
    Ok(Json(UsageHistory {
        from: rfc3339(history.total.from),
        step_seconds: history.total.step_seconds,
        since: history.total.since().map(rfc3339),
        total: Usage::new(&history.total.steps),
        pods: pods.collect(),
    }))
}

/// The verdicts of a Deployment over the last day.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}/verdicts",
    params(OfDeployment),
    responses(
        (status = 200, body = Verdicts),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn verdicts(
    State(state): State<AppState>,
    caller: Caller,
    path: OfDeployment,
) -> Result<Json<Verdicts>, Problem> {
    let key = path.key();
    let history = state.fleet.verdict_history(caller.scope(), &key);
    let history = history.ok_or_else(Problem::no_such_deployment)?;
    Ok(Json(Verdicts::new(&history)))
}

// === impl UsageQuery ===

impl UsageQuery {
    fn since(&self, now: Timestamp) -> Result<Timestamp, Problem> {
        let Some(words) = &self.since else {
            return Ok(now.plus_seconds(-HALF_AN_HOUR));
        };
        since(words, now)
    }
}

// === impl Usage ===

impl Usage {
    fn new(steps: &[Option<UsageStep>]) -> Self {
        let figures = |figure: fn(&UsageStep) -> u64| {
            steps.iter().map(|step| step.as_ref().map(figure)).collect()
        };
        Self {
            cpu_millicores: Steps {
                mean: figures(|step| step.mean.cpu_millicores),
                max: figures(|step| step.max.cpu_millicores),
            },
            memory_bytes: Steps {
                mean: figures(|step| step.mean.memory_bytes),
                max: figures(|step| step.max.memory_bytes),
            },
        }
    }
}

// === impl Verdicts ===

impl Verdicts {
    fn new(history: &VerdictHistory) -> Self {
        let next = history.spans.iter().skip(1).map(|next| rfc3339(next.from));
        let ends = next.map(Some).chain([None]);
        let spans = history.spans.iter().zip(ends).map(|(span, until)| Span {
            verdict: span.verdict.as_str(),
            from: rfc3339(span.from),
            until,
        });
        Self {
            since: history.since().map(rfc3339),
            spans: spans.collect(),
        }
    }
}
