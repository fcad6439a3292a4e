//! Server functions of the page: thin, over the same door as everything else.

mod drawer;
mod error;
mod find_pods;
mod pods;
mod session;
mod snapshot;
mod text;
mod usage;
mod versions;

pub use drawer::{DrawDrawer, drawer};
pub use error::ApiError;
pub use find_pods::{FindPods, find_pods};
pub use pods::{MOST_KEYS, Pods, pods};
pub(crate) use session::{Renewed, SessionAnswer, renew, session};
pub use snapshot::{LatestSnapshot, latest_snapshot};
pub(crate) use text::text;
pub use usage::{AllUsage, UsageList, all_usage};
pub use versions::{DrawVersions, versions};

/// The paths of all server functions, all answered by `POST`, in order.
#[cfg(feature = "ssr")]
pub fn server_function_paths() -> Vec<&'static str> {
    let mut paths: Vec<_> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .collect();
    paths.sort_unstable();
    paths
}

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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #[test]
    fn every_server_function_is_listed() {
        let paths = super::server_function_paths();
        assert!(paths.contains(&"/api/app/pods") && paths.contains(&"/api/app/snapshot"));
    }
}
