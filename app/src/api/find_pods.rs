//! What is found by the names of Pods, for a page that knows only those on screen.

#![allow(missing_docs)] // `#[server]` writes a struct for the arguments.

use super::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::FoundPods;

/// What the search of this query, as the page's address has it, finds by the names of Pods.
///
/// # Errors
/// None of its own.
#[server(prefix = "/api/app", endpoint = "find-pods", input = Json)]
pub async fn find_pods(query: String) -> Result<FoundPods, ApiError> {
    Ok(super::viewer()?.find_pods(&query))
}
