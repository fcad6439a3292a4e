//! The Versions page.

#![allow(missing_docs)] // `#[server]` writes a struct for the arguments.

use super::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The inside of the Versions page with this query, as far as this person may see it.
///
/// # Errors
/// None of its own.
#[server(name = DrawVersions, prefix = "/api/app", endpoint = "versions", input = Json)]
pub async fn versions(query: String) -> Result<String, ApiError> {
    Ok(super::viewer()?.versions(&query).0)
}
