//! The Pods of one Deployment, asked for what is on screen.

use crate::{DeploymentKey, PodRow, Usage};
use serde::{Deserialize, Serialize};

/// The Pods of one Deployment at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentPods {
    /// Which Deployment.
    #[serde(flatten)]
    pub key: DeploymentKey,
    /// The [`crate::Row::pods_revision`] they belong to.
    pub pods_revision: u64,
    /// Its Pods, worst first, then by name.
    pub pods: Vec<PodRow>,
    /// What its Pods use together; `None` when none of them is known.
    #[serde(default)]
    pub usage: Option<Usage>,
}
