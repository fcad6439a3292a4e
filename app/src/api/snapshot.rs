//! The whole state, for a page whose stream is blocked.

#![allow(missing_docs)] // `#[server]` writes a struct for the arguments.

use super::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::Snapshot;

/// Everything of these kinds (empty: Deployments) that this person may see.
///
/// # Errors
/// None of its own.
#[server(prefix = "/api/app", endpoint = "snapshot", input = Json)]
pub async fn latest_snapshot(#[server(default)] kinds: String) -> Result<Snapshot, ApiError> {
    Ok(super::viewer()?.snapshot(&kinds))
}
