//! Why a server function could not answer.

use leptos::server_fn::Bytes;
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
    /// Nobody is signed in any more, or no role is open to who is.
    #[error("you are not signed in any more; sign in again")]
    SignedOut,
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
            Self::SignedOut => 401,
            Self::NoViewer => 500,
            Self::Unreachable => 503,
        }
    }

    /// What an answer with this HTTP status means that is not ours: a problem document, or the
    /// words of a proxy.
    pub(crate) const fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::SignedOut,
            408 | 429 | 500.. => Self::Unreachable,
            _ => Self::Misunderstood,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    /// Reads an error of ours, or the problem document of what stands before server functions.
    fn de(data: Bytes) -> Self {
        #[derive(Deserialize)]
        struct Problem {
            status: u16,
        }
        serde_json::from_slice(&data)
            .or_else(|_| {
                serde_json::from_slice(&data).map(|it: Problem| Self::of_status(it.status))
            })
            .unwrap_or(Self::Misunderstood)
    }

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::MiddlewareError(_) => Self::Unreachable,
            _ => Self::Misunderstood,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_all_layers_are_understood() {
        let too_many = ApiError::TooMany {
            asked: 501,
            allowed: 500,
        };
        let problem = |status| format!(r#"{{"type":"about:blank","title":"x","status":{status}}}"#);
        for (answer, error) in [
            (serde_json::to_string(&too_many).unwrap(), too_many),
            (problem(401), ApiError::SignedOut),
            (problem(403), ApiError::SignedOut),
            (problem(429), ApiError::Unreachable),
            (problem(504), ApiError::Unreachable),
            (problem(404), ApiError::Misunderstood),
            ("Bad gateway".to_owned(), ApiError::Misunderstood),
        ] {
            assert_eq!(ApiError::de(Bytes::from(answer)), error);
        }
    }
}
