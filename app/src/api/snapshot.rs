//! The whole state, for a page whose stream is blocked.

use super::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::Snapshot;

/// Everything this person may see.
///
/// # Errors
/// None of its own.
#[server(prefix = "/api/app", endpoint = "snapshot", input = Json)]
pub async fn latest_snapshot() -> Result<Snapshot, ApiError> {
    Ok(super::viewer()?.snapshot())
}
