//! Server functions of the page: thin, over the same door as everything else.

mod error;
mod pods;
mod snapshot;

pub use error::ApiError;
pub use pods::{MOST_KEYS, Pods, pods};
pub use snapshot::{LatestSnapshot, latest_snapshot};

/// Who is asking.
#[cfg(feature = "ssr")]
fn viewer() -> Result<crate::Viewer, ApiError> {
    leptos::prelude::use_context().ok_or_else(|| refuse(ApiError::NoViewer))
}

/// The error, with its status on the answer.
#[cfg(feature = "ssr")]
fn refuse(error: ApiError) -> ApiError {
    use leptos::server_fn::axum_export::http::StatusCode;
    if let (Some(options), Ok(status)) = (
        leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
        StatusCode::from_u16(error.http_status()),
    ) {
        options.set_status(status);
    }
    error
}
