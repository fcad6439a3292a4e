//! Why somebody could not sign in, in words for them and for the log.

use crate::auth::provider::ProviderError;
use axum::http::StatusCode;

/// Why somebody could not sign in.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// Nobody here began this attempt, or not lately, or it was finished already.
    Stale,
    /// The provider sent the person back with an error (RFC 6749, section 4.1.2.1).
    Declined {
        /// The error's code.
        error: String,
        /// The provider's words.
        description: String,
    },
    /// The provider does not answer, or not as it should.
    Provider(ProviderError),
    /// Something here does not work.
    Ours(String),
}

/// What a person reads.
pub(super) struct Words {
    pub(super) heading: String,
    pub(super) text: String,
}

/// So much of a provider's words is shown.
const DESCRIPTION_LENGTH: usize = 300;

// === impl Trouble ===

impl Trouble {
    /// The provider's refusal.
    pub(super) fn declined(error: &str, description: &str) -> Self {
        let readable = |text: &str| -> String {
            let plain = text.chars().filter(|c| !c.is_control());
            plain.take(DESCRIPTION_LENGTH).collect()
        };
        Self::Declined {
            error: readable(error),
            description: readable(description),
        }
    }

    /// The answer's status.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Stale | Self::Declined { .. } | Self::Provider(ProviderError::InvalidGrant) => {
                StatusCode::BAD_REQUEST
            }
            Self::Provider(ProviderError::Unreachable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Provider(_) => StatusCode::BAD_GATEWAY,
            Self::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the person reads; `provider` is what they call it.
    pub(super) fn words(&self, provider: &str) -> Words {
        let (heading, text) = match self {
            Self::Stale => (
                "This sign-in can't be finished".to_owned(),
                "It was begun too long ago, in another browser, or was finished already. \
                 Nothing is lost: begin again."
                    .to_owned(),
            ),
            Self::Declined { error, .. } if error == "access_denied" => (
                "You did not agree".to_owned(),
                format!(
                    "{provider} says that access was refused. Without it this console can't know \
                     who you are and which groups are yours."
                ),
            ),
            Self::Declined { error, description } => {
                let said = if description.is_empty() {
                    error
                } else {
                    description
                };
                (
                    format!("{provider} did not sign you in"),
                    format!("It says: {said}"),
                )
            }
            Self::Provider(ProviderError::Unreachable(_)) => (
                format!("{provider} does not answer"),
                format!(
                    "This console could not reach {provider}. Try again in a moment; if it lasts, \
                     whoever runs the console should know."
                ),
            ),
            Self::Provider(ProviderError::InvalidGrant) => (
                "This sign-in took too long".to_owned(),
                format!("{provider} does not accept its own answer any more. Begin again."),
            ),
            Self::Provider(ProviderError::ClockSkew { seconds }) => (
                "Two clocks differ".to_owned(),
                format!(
                    "The clocks of {provider} and of this console differ by {} s, so \
                     neither can tell whether a sign-in is fresh. Whoever runs the console must \
                     set them.",
                    seconds.unsigned_abs()
                ),
            ),
            Self::Provider(_) => (
                format!("{provider} gave an answer we can't use"),
                "Trying again may help. If it does not, whoever runs the console finds the cause \
                 in the log, under the number below."
                    .to_owned(),
            ),
            Self::Ours(_) => (
                "Something went wrong here".to_owned(),
                "Trying again may help. If it does not, whoever runs the console finds the cause \
                 in the log, under the number below."
                    .to_owned(),
            ),
        };
        Words { heading, text }
    }

    /// What the log says.
    pub(super) fn for_the_log(&self) -> String {
        match self {
            Self::Stale => "unknown, old or used state".to_owned(),
            Self::Declined { error, description } => {
                format!("the provider declined: {error} {description}")
            }
            Self::Provider(error) => error.to_string(),
            Self::Ours(reason) => reason.clone(),
        }
    }
}

impl From<ProviderError> for Trouble {
    fn from(error: ProviderError) -> Self {
        Self::Provider(error)
    }
}
