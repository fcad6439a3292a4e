//! A StatefulSet.

use super::template::Template;
use super::{Meta, null_as_default};
use crate::intern::Interner;
use model::{StatefulSetFacts, Text, UpdateStrategy};
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StatefulSet {
    pub(crate) metadata: Meta,
    #[serde(deserialize_with = "null_as_default")]
    spec: Spec,
    #[serde(deserialize_with = "null_as_default")]
    status: Status,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    replicas: Option<u32>,
    #[serde(deserialize_with = "null_as_default")]
    ordinals: Ordinals,
    #[serde(deserialize_with = "null_as_default")]
    update_strategy: Strategy,
    #[serde(deserialize_with = "null_as_default")]
    template: Template,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Ordinals {
    start: Option<u32>,
}

/// `spec.updateStrategy` of a StatefulSet or DaemonSet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Strategy {
    r#type: Option<String>,
    #[serde(deserialize_with = "null_as_default")]
    rolling_update: RollingUpdate,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct RollingUpdate {
    partition: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    observed_generation: Option<i64>,
    replicas: Option<u32>,
    ready_replicas: Option<u32>,
    available_replicas: Option<u32>,
    updated_replicas: Option<u32>,
    current_revision: Option<Text>,
    update_revision: Option<Text>,
}

// === impl Strategy ===

impl Strategy {
    pub(super) fn project(&self) -> UpdateStrategy {
        match self.r#type.as_deref() {
            Some("OnDelete") => UpdateStrategy::OnDelete,
            _ => UpdateStrategy::Rolling,
        }
    }
}

// === impl StatefulSet ===

impl StatefulSet {
    /// The StatefulSet as it is judged.
    pub(crate) fn project(self, strings: &mut Interner) -> StatefulSetFacts {
        let Self {
            metadata,
            spec,
            status,
        } = self;
        let (containers, default_container) = spec.template.project(strings);
        let ready = status.ready_replicas.unwrap_or(0);
        StatefulSetFacts {
            namespace: strings.intern(metadata.namespace),
            name: strings.intern(metadata.name),
            uid: strings.intern(metadata.uid),
            created: metadata.creation_timestamp.unwrap_or_default(),
            deleted: metadata.deletion_timestamp,
            generation: metadata.generation.unwrap_or(0),
            observed_generation: status.observed_generation.unwrap_or(0),
            replicas_wanted: spec.replicas,
            strategy: spec.update_strategy.project(),
            partition: spec.update_strategy.rolling_update.partition.unwrap_or(0),
            first_ordinal: spec.ordinals.start.unwrap_or(0),
            replicas: status.replicas.unwrap_or(0),
            ready,
            available: status.available_replicas.unwrap_or(ready),
            updated: status.updated_replicas.unwrap_or(0),
            current_revision: strings.intern_some(status.current_revision),
            update_revision: strings.intern_some(status.update_revision),
            containers,
            default_container,
        }
    }
}
