//! A resource of ours as text.

use super::ApiError;
use gloo_net::http::Request;

/// The text at this address of ours.
pub(crate) async fn text(href: &str) -> Result<String, ApiError> {
    let answer = Request::get(href).send().await;
    let answer = answer.map_err(|_| ApiError::Unreachable)?;
    if answer.status() != 200 {
        return Err(ApiError::of_status(answer.status()));
    }
    answer.text().await.map_err(|_| ApiError::Unreachable)
}
