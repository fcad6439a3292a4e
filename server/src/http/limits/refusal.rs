//! 429, and why.

use crate::http::Problem;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt::{self, Display};
use std::num::NonZeroU32;
use std::time::Duration;

/// Who may not open another stream is to try again after this time.
const STREAM_WAIT: Duration = Duration::from_secs(10);

/// Why something is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Too many requests.
    Requests {
        /// So many are allowed.
        per_minute: NonZeroU32,
        /// Whether they are about signing in.
        to_sign_in: bool,
        /// After this time one more is allowed.
        wait: Duration,
    },
    /// So many streams are open.
    Streams(u32),
}

// === impl Refusal ===

impl Refusal {
    /// In the metrics.
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Requests { .. } => "requests",
            Self::Streams(_) => "streams",
        }
    }
}

/// For the record.
impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requests {
                per_minute,
                to_sign_in,
                ..
            } => {
                let what = match to_sign_in {
                    true => "requests to sign in",
                    false => "requests",
                };
                write!(f, "more than {per_minute} {what} a minute")
            }
            Self::Streams(most) => write!(f, "more than {most} open streams"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (wait, detail) = match self {
            Self::Requests {
                per_minute, wait, ..
            } => (
                wait,
                format!("more than {per_minute} requests a minute came from you"),
            ),
            Self::Streams(most) => (
                STREAM_WAIT,
                format!("{most} streams of yours are open; close one"),
            ),
        };
        let seconds = (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1);
        let problem = Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            format!("{detail}; try again in {seconds} s"),
        );
        ([(header::RETRY_AFTER, seconds.to_string())], problem).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_when_to_try_again() {
        let refusal = Refusal::Requests {
            per_minute: NonZeroU32::MIN,
            to_sign_in: false,
            wait: Duration::from_millis(500),
        };
        for (refusal, seconds) in [(refusal, "1"), (Refusal::Streams(3), "10")] {
            let answer = refusal.into_response();
            assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(answer.headers()[header::RETRY_AFTER], seconds);
            let kind = &answer.headers()[header::CONTENT_TYPE];
            assert_eq!(kind, "application/problem+json");
        }
    }
}
