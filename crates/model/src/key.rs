//! Which workload is meant.

use crate::{Text, WorkloadKind};
use serde::{Deserialize, Serialize};

/// The identity of one Deployment, or workload of another kind, in the fleet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeploymentKey {
    /// The cluster's configured name.
    pub cluster: Text,
    /// The namespace's name.
    pub namespace: Text,
    /// Its full name.
    pub name: Text,
    /// Its kind, which is written only where it is no Deployment.
    #[serde(default, skip_serializing_if = "is_deployment")]
    pub kind: WorkloadKind,
}

fn is_deployment(kind: &WorkloadKind) -> bool {
    *kind == WorkloadKind::Deployment
}

// === impl DeploymentKey ===

impl DeploymentKey {
    /// The key of a Deployment, of its three parts.
    pub fn new(
        cluster: impl Into<Text>,
        namespace: impl Into<Text>,
        name: impl Into<Text>,
    ) -> Self {
        Self {
            cluster: cluster.into(),
            namespace: namespace.into(),
            name: name.into(),
            kind: WorkloadKind::Deployment,
        }
    }

    /// The key of `name` or `kind:name`.
    ///
    /// # Errors
    /// Where there is no such kind.
    pub fn named(
        cluster: impl Into<Text>,
        namespace: impl Into<Text>,
        name: &str,
    ) -> Result<Self, NoKey> {
        // No name of Kubernetes has a colon.
        let (kind, name) = match name.split_once(':') {
            Some((kind, name)) => (kind.parse().map_err(|_| NoKey)?, name),
            None => (WorkloadKind::Deployment, name),
        };
        Ok(Self::new(cluster, namespace, name).of_kind(kind))
    }

    /// The name as [`Self::named`] reads it.
    pub fn named_as(&self) -> String {
        match is_deployment(&self.kind) {
            true => self.name.to_string(),
            false => format!("{}:{}", self.kind, self.name),
        }
    }

    /// The same of another kind.
    pub fn of_kind(self, kind: WorkloadKind) -> Self {
        Self { kind, ..self }
    }
}

impl std::str::FromStr for DeploymentKey {
    type Err = NoKey;

    /// Reads a key as it is written: `cluster/namespace/name`, or `cluster/namespace/kind:name`. A
    /// cluster's name may itself have slashes.
    fn from_str(text: &str) -> Result<Self, NoKey> {
        let mut parts = text.rsplitn(3, '/').filter(|part| !part.is_empty());
        let (Some(name), Some(namespace), Some(cluster)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(NoKey);
        };
        Self::named(cluster, namespace, name)
    }
}

/// The text names no workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a deployment is named by cluster/namespace/name, others by cluster/namespace/kind:name")]
pub struct NoKey;

impl std::fmt::Display for DeploymentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.cluster, self.namespace, self.named_as())
    }
}
