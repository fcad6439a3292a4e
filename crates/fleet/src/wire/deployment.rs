//! A Deployment.

use super::template::Template;
use super::{Meta, WireCondition, null_as_default};
use crate::intern::Interner;
use model::DeploymentFacts;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Deployment {
    pub(crate) metadata: Meta,
    #[serde(deserialize_with = "null_as_default")]
    spec: Spec,
    #[serde(deserialize_with = "null_as_default")]
    status: Status,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Spec {
    replicas: Option<u32>,
    paused: Option<bool>,
    #[serde(deserialize_with = "null_as_default")]
    template: Template,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    observed_generation: Option<i64>,
    replicas: Option<u32>,
    updated_replicas: Option<u32>,
    ready_replicas: Option<u32>,
    available_replicas: Option<u32>,
    #[serde(deserialize_with = "null_as_default")]
    conditions: Vec<WireCondition>,
}

// === impl Deployment ===

impl Deployment {
    /// The Deployment as it is judged.
    pub(crate) fn project(self, strings: &mut Interner) -> DeploymentFacts {
        let Self {
            metadata,
            spec,
            status,
        } = self;
        let conditions = status.conditions.into_iter();
        let conditions = conditions.map(|one| one.project(strings)).collect();
        let (containers, default_container) = spec.template.project(strings);
        let revision = metadata.annotations.revision.as_deref();
        DeploymentFacts {
            namespace: strings.intern(metadata.namespace),
            name: strings.intern(metadata.name),
            uid: strings.intern(metadata.uid),
            created: metadata.creation_timestamp.unwrap_or_default(),
            deleted: metadata.deletion_timestamp,
            generation: metadata.generation.unwrap_or(0),
            observed_generation: status.observed_generation.unwrap_or(0),
            replicas_wanted: spec.replicas,
            paused: spec.paused.unwrap_or(false),
            replicas: status.replicas.unwrap_or(0),
            updated: status.updated_replicas.unwrap_or(0),
            ready: status.ready_replicas.unwrap_or(0),
            available: status.available_replicas.unwrap_or(0),
            conditions,
            containers,
            default_container,
            revision: revision.and_then(|revision| revision.parse().ok()),
        }
    }
}
