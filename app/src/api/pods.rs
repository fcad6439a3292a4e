//! The pods of the cards on screen.

#![allow(missing_docs)] // `#[server]` writes a struct for the arguments.

use super::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{DeploymentKey, DeploymentPods};

/// How many Deployments may be asked for at once.
pub const MOST_KEYS: usize = 500;

/// The pods of these Deployments with what they use. Deployments that are gone, or that this
/// person may not see, are missing from the answer.
///
/// # Errors
/// [`ApiError::TooMany`] for more than [`MOST_KEYS`].
#[server(prefix = "/api/app", endpoint = "pods", input = Json)]
pub async fn pods(keys: Vec<DeploymentKey>) -> Result<Vec<DeploymentPods>, ApiError> {
    let viewer = super::viewer()?;
    if keys.len() > MOST_KEYS {
        return Err(super::refuse(ApiError::TooMany {
            asked: keys.len(),
            allowed: MOST_KEYS,
        }));
    }
    Ok(viewer.fleet.pods(&viewer.scope, &keys))
}
