//! Why a server function could not answer.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a server function could not answer, with words for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// The request asks for more than one answer should hold.
    #[error("{asked} deployments were asked for at once; {allowed} are allowed")]
    TooMany {
        /// How many were asked for.
        asked: usize,
        /// How many are allowed.
        allowed: usize,
    },
    /// The server did not say who is asking. A fault of ours.
    #[error("the server could not tell who is asking")]
    NoViewer,
    /// The request did not get there, or the answer did not get back.
    #[error("the server did not answer")]
    Unreachable,
    /// The two sides do not understand each other, most likely after an update.
    #[error("the server has changed; reload the page")]
    Misunderstood,
}

// === impl ApiError ===

impl ApiError {
    /// The HTTP status it is answered with.
    pub const fn http_status(&self) -> u16 {
        match self {
            Self::TooMany { .. } | Self::Misunderstood => 400,
            Self::NoViewer => 500,
            Self::Unreachable => 503,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::MiddlewareError(_) => Self::Unreachable,
            _ => Self::Misunderstood,
        }
    }
}
