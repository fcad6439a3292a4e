//! Which Deployment is meant.

use crate::Text;
use serde::{Deserialize, Serialize};

/// The identity of one Deployment in the fleet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeploymentKey {
    /// The cluster's configured name.
    pub cluster: Text,
    /// The namespace's name.
    pub namespace: Text,
    /// The Deployment's full name.
    pub name: Text,
}

// === impl DeploymentKey ===

impl DeploymentKey {
    /// A key of its three parts.
    pub fn new(
        cluster: impl Into<Text>,
        namespace: impl Into<Text>,
        name: impl Into<Text>,
    ) -> Self {
        Self {
            cluster: cluster.into(),
            namespace: namespace.into(),
            name: name.into(),
        }
    }
}

impl std::str::FromStr for DeploymentKey {
    type Err = NoKey;

    /// Reads a key as it is written: `cluster/namespace/name`. A cluster's name may itself have
    /// slashes.
    fn from_str(text: &str) -> Result<Self, NoKey> {
        let mut parts = text.rsplitn(3, '/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(name), Some(namespace), Some(cluster)) => Ok(Self::new(cluster, namespace, name)),
            _ => Err(NoKey),
        }
    }
}

/// The text names no Deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a deployment is named by cluster/namespace/name")]
pub struct NoKey;

impl std::fmt::Display for DeploymentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.cluster, self.namespace, self.name)
    }
}
