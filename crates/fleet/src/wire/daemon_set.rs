//! A DaemonSet.

use super::stateful_set::Strategy;
use super::template::Template;
use super::{Meta, null_as_default};
use crate::intern::Interner;
use model::DaemonSetFacts;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DaemonSet {
    pub(crate) metadata: Meta,
    #[serde(deserialize_with = "null_as_default")]
    spec: Spec,
    #[serde(deserialize_with = "null_as_default")]
    status: Status,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "null_as_default")]
    update_strategy: Strategy,
    #[serde(deserialize_with = "null_as_default")]
    template: Template,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    observed_generation: Option<i64>,
    desired_number_scheduled: Option<u32>,
    current_number_scheduled: Option<u32>,
    number_ready: Option<u32>,
    number_available: Option<u32>,
    updated_number_scheduled: Option<u32>,
    number_misscheduled: Option<u32>,
}

// === impl DaemonSet ===

impl DaemonSet {
    /// The DaemonSet as it is judged.
    pub(crate) fn project(mut self, strings: &mut Interner) -> DaemonSetFacts {
        let selector = std::mem::take(&mut self.spec.template.spec.node_selector);
        let Self {
            metadata,
            spec,
            status,
        } = self;
        let strategy = spec.update_strategy.project();
        let (containers, default_container) = spec.template.project(strings);
        let selector = selector.into_iter();
        DaemonSetFacts {
            namespace: strings.intern(metadata.namespace),
            name: strings.intern(metadata.name),
            uid: strings.intern(metadata.uid),
            created: metadata.creation_timestamp.unwrap_or_default(),
            deleted: metadata.deletion_timestamp,
            generation: metadata.generation.unwrap_or(0),
            observed_generation: status.observed_generation.unwrap_or(0),
            strategy,
            template_generation: strings.intern_some(metadata.annotations.template_generation),
            node_selector: selector
                .map(|(name, value)| (strings.intern(name), strings.intern(value)))
                .collect(),
            desired: status.desired_number_scheduled.unwrap_or(0),
            current: status.current_number_scheduled.unwrap_or(0),
            ready: status.number_ready.unwrap_or(0),
            available: status.number_available.unwrap_or(0),
            updated: status.updated_number_scheduled.unwrap_or(0),
            misscheduled: status.number_misscheduled.unwrap_or(0),
            containers,
            default_container,
        }
    }
}
