//! A Pod's usage in metrics.k8s.io/v1beta1.

use super::null_as_default;
use super::template::Amounts;
use model::Usage;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PodMetrics {
    pub(crate) metadata: NameAndNamespace,
    #[serde(deserialize_with = "null_as_default")]
    containers: Vec<ContainerMetrics>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NameAndNamespace {
    pub(crate) name: String,
    pub(crate) namespace: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ContainerMetrics {
    #[serde(deserialize_with = "null_as_default")]
    usage: Amounts,
}

// === impl PodMetrics ===

impl PodMetrics {
    /// The sum of its containers (never plus the Pod's own cgroup, which holds the same again);
    /// `None` where a figure of one of them is missing.
    pub(crate) fn usage(&self) -> Option<Usage> {
        let sum = model::Resources::sum(
            self.containers
                .iter()
                .map(|container| container.usage.project())
                .collect::<Vec<_>>()
                .iter(),
        );
        Some(Usage {
            cpu_millicores: sum.cpu_millicores?,
            memory_bytes: sum.memory_bytes?,
        })
    }
}
