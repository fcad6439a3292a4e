//! The drawer of one Deployment.

#![allow(missing_docs)] // `#[server]` writes a struct for the arguments.

use super::ApiError;
use crate::Drawn;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The inside of the drawer that the page's query opens. Where there is no such Deployment, or
/// this person may not see it, that is what stands there.
///
/// # Errors
/// [`ApiError::Misunderstood`] for a query that opens nothing.
#[server(name = DrawDrawer, prefix = "/api/app", endpoint = "drawer", input = Json)]
pub async fn drawer(query: String) -> Result<Drawn, ApiError> {
    let viewer = super::viewer()?;
    let drawn = viewer.drawer(&query).await;
    drawn.ok_or_else(|| super::refuse(ApiError::Misunderstood))
}
