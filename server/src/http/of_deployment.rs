//! The Deployment that a path names.

use super::Problem;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use model::DeploymentKey;
use serde::Deserialize;
use utoipa::IntoParams;

/// The Deployment of a path such as `/deployments/{cluster}/{namespace}/{name}`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfDeployment {
    cluster: String,
    namespace: String,
    /// Its name; of another kind `kind:name`, such as `statefulset:db`.
    name: String,
}

// === impl OfDeployment ===

impl OfDeployment {
    /// Its key; a kind that does not exist is a name that does not.
    pub(crate) fn key(self) -> DeploymentKey {
        let (cluster, namespace) = (self.cluster.as_str(), self.namespace.as_str());
        DeploymentKey::named(cluster, namespace, &self.name)
            .unwrap_or_else(|_| DeploymentKey::new(cluster, namespace, self.name))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OfDeployment {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(path) = Path::from_request_parts(parts, state).await?;
        Ok(path)
    }
}
