//! What is read from a cluster when somebody asks for it: `…/events`, `…/history` and
//! `…/manifest` of one Deployment.

use super::query::Query;
use super::resources::rfc3339;
use crate::auth::Caller;
use crate::http::Problem;
use crate::http::of_deployment::OfDeployment;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use fleet::ReadError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What happened to a Deployment, its ReplicaSets and their Pods.
#[derive(Serialize, ToSchema)]
pub(crate) struct Events {
    /// Newest first.
    events: Vec<Event>,
    /// Whether the namespace holds more events than were read, so that some may be missing.
    partial: bool,
}

/// Something that happened, as the cluster recorded it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Event {
    /// Normal or Warning.
    #[serde(rename = "type")]
    kind: &'static str,
    reason: String,
    message: String,
    /// Deployment, ReplicaSet or Pod.
    object_kind: String,
    object_name: String,
    /// Who recorded it, such as kubelet.
    source: Option<String>,
    count: u32,
    /// RFC 3339.
    first: Option<String>,
    /// RFC 3339.
    last: Option<String>,
}

/// The revisions that its cluster keeps.
#[derive(Serialize, ToSchema)]
pub(crate) struct History {
    /// Newest first.
    revisions: Vec<Revision>,
}

/// A revision.
#[derive(Serialize, ToSchema)]
pub(crate) struct Revision {
    number: u64,
    /// Numbers it had before a roll-back made it the newest again.
    earlier: Vec<u64>,
    /// Its ReplicaSet, or the ControllerRevision of a StatefulSet or DaemonSet.
    replica_set: String,
    images: Vec<ContainerImage>,
    /// When that was made, RFC 3339.
    created: String,
    /// Annotation `kubernetes.io/change-cause`.
    cause: Option<String>,
    /// The program that wrote it, where that can be told.
    who: Option<String>,
    /// complete, underway or stuck for the present one; past for the others.
    stage: &'static str,
    /// Pods it has now.
    replicas: u32,
    /// Seconds until all was ready, where that is known.
    ready_after_seconds: Option<i64>,
    /// What differs from the revision before; null where that one is not kept.
    changes: Option<Vec<Change>>,
}

/// A container's image.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContainerImage {
    container: String,
    image: String,
}

/// A difference between two revisions. Values that look like secrets are hidden.
#[derive(Serialize, ToSchema)]
pub(crate) struct Change {
    /// Null where it is about the Pods as a whole.
    container: Option<String>,
    /// Such as `image`, `env LOG_LEVEL` or `requests.cpu`.
    what: String,
    before: Option<String>,
    after: Option<String>,
}

/// The Deployment's description in its cluster.
#[derive(Serialize, ToSchema)]
pub(crate) struct Manifest {
    /// YAML without managed fields.
    yaml: String,
    /// Whether values that look like secrets were hidden.
    redacted: bool,
}

/// How the description is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ManifestQuery {
    /// Whether the status is wanted too.
    status: bool,
}

/// The events of a Deployment, its ReplicaSets and their Pods, read from the cluster.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}/events",
    params(OfDeployment),
    responses(
        (status = 200, body = Events),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The cluster does not let us.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The cluster does not answer.", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn events(
    State(state): State<AppState>,
    caller: Caller,
    path: OfDeployment,
) -> Result<Json<Events>, Problem> {
    let found = state.fleet.events(caller.scope(), &path.key()).await?;
    let events = found.events.iter().map(|event| Event {
        kind: event.type_word(),
        reason: event.reason.to_string(),
        message: event.message.to_string(),
        object_kind: event.kind.to_string(),
        object_name: event.name.to_string(),
        source: event.source.as_deref().map(str::to_owned),
        count: event.count,
        first: event.first.map(rfc3339),
        last: event.last.map(rfc3339),
    });
    Ok(Json(Events {
        events: events.collect(),
        partial: found.is_partial,
    }))
}

/// The revisions of a Deployment, StatefulSet or DaemonSet and what each changed, read from the
/// cluster. Other kinds have none.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}/history",
    params(OfDeployment),
    responses(
        (status = 200, body = History),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The cluster does not let us.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The cluster does not answer.", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn history(
    State(state): State<AppState>,
    caller: Caller,
    path: OfDeployment,
) -> Result<Json<History>, Problem> {
    let found = state.fleet.history(caller.scope(), &path.key()).await?;
    let revisions = found.iter().map(Revision::new);
    Ok(Json(History {
        revisions: revisions.collect(),
    }))
}

/// The description of a Deployment, read from the cluster.
#[utoipa::path(get, path = "/deployments/{cluster}/{namespace}/{name}/manifest",
    params(OfDeployment, ManifestQuery),
    responses(
        (status = 200, body = Manifest),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The cluster does not let us.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The cluster does not answer.", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn manifest(
    State(state): State<AppState>,
    caller: Caller,
    path: OfDeployment,
    Query(query): Query<ManifestQuery>,
) -> Result<Json<Manifest>, Problem> {
    let key = path.key();
    let found = state
        .fleet
        .manifest(caller.scope(), &key, query.status)
        .await?;
    Ok(Json(Manifest {
        yaml: found.yaml,
        redacted: found.is_redacted,
    }))
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        let status = match error {
            ReadError::NoSuch => StatusCode::NOT_FOUND,
            ReadError::Refused { .. } => StatusCode::BAD_GATEWAY,
            ReadError::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, error.to_string())
    }
}

// === impl Revision ===

impl Revision {
    fn new(of: &model::Revision) -> Self {
        let images = of.images.iter().map(|(container, image)| ContainerImage {
            container: container.to_string(),
            image: image.to_string(),
        });
        let changes = of.changes.as_ref().map(|changes| {
            let changes = changes.iter().map(|change| Change {
                container: Some(change.container.to_string()).filter(|name| !name.is_empty()),
                what: change.what.clone(),
                before: change.before.clone(),
                after: change.after.clone(),
            });
            changes.collect()
        });
        let text = |text: &Option<model::Text>| text.as_deref().map(str::to_owned);
        Self {
            number: of.number,
            earlier: of.earlier.clone(),
            replica_set: of.replica_set.to_string(),
            images: images.collect(),
            created: rfc3339(of.created),
            cause: text(&of.cause),
            who: text(&of.who),
            stage: of.stage.as_str(),
            replicas: of.replicas,
            ready_after_seconds: of.ready_after,
            changes,
        }
    }
}
