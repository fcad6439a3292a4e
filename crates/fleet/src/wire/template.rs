//! `spec` of a Pod, or of a Pod template.

use super::{Annotations, null_as_default};
use crate::intern::Interner;
use model::{ContainerSpec, InitContainer, Resources, Text, parse_bytes, parse_millicores};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// `spec.template` of a workload.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Template {
    #[serde(deserialize_with = "null_as_default")]
    metadata: TemplateMeta,
    #[serde(deserialize_with = "null_as_default")]
    pub(super) spec: PodSpec,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct TemplateMeta {
    #[serde(deserialize_with = "null_as_default")]
    annotations: Annotations,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PodSpec {
    pub(crate) node_name: Option<Text>,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) node_selector: BTreeMap<Text, Text>,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) containers: Vec<Container>,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) init_containers: Vec<Container>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Container {
    name: Text,
    #[serde(deserialize_with = "null_as_default")]
    image: Text,
    #[serde(deserialize_with = "null_as_default")]
    resources: WireResources,
    readiness_probe: Option<IgnoredAny>,
    restart_policy: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct WireResources {
    #[serde(deserialize_with = "null_as_default")]
    requests: Amounts,
    #[serde(deserialize_with = "null_as_default")]
    limits: Amounts,
}

/// Quantities of CPU and memory as the API writes them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Amounts {
    pub(crate) cpu: Option<String>,
    pub(crate) memory: Option<String>,
}

// === impl Template ===

impl Template {
    /// The containers, and the name of the one that an annotation says is the main one.
    pub(super) fn project(self, strings: &mut Interner) -> (Vec<ContainerSpec>, Option<Text>) {
        let containers = self.spec.containers.into_iter();
        let containers = containers.map(|one| one.project(strings)).collect();
        let main = self.metadata.annotations.default_container;
        (containers, strings.intern_some(main))
    }
}

// === impl Container ===

impl Container {
    pub(crate) fn project(self, strings: &mut Interner) -> ContainerSpec {
        ContainerSpec {
            name: strings.intern(self.name),
            image: strings.intern(self.image),
            requests: self.resources.requests.project(),
            limits: self.resources.limits.project(),
            has_readiness_probe: self.readiness_probe.is_some(),
        }
    }

    pub(crate) fn project_init(self, strings: &mut Interner) -> InitContainer {
        InitContainer {
            is_sidecar: self.restart_policy.as_deref() == Some("Always"),
            spec: self.project(strings),
        }
    }

    pub(crate) fn image(self, strings: &mut Interner) -> (Text, Text) {
        (strings.intern(self.name), strings.intern(self.image))
    }
}

// === impl Amounts ===

impl Amounts {
    pub(crate) fn project(&self) -> Resources {
        Resources {
            cpu_millicores: self.cpu.as_deref().and_then(parse_millicores),
            memory_bytes: self.memory.as_deref().and_then(parse_bytes),
        }
    }
}
