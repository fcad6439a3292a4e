//! What goes wrong between an identity provider and us, in words without secrets.

use std::path::PathBuf;

/// The longest text of a provider that is repeated, in characters.
const LONGEST_TEXT: usize = 200;

/// Why nobody can be signed in at the provider, or this person can't. The texts carry no secret,
/// code or token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, or says that it can't at present. Later it may.
    #[error("the identity provider cannot be reached: {0}")]
    Unreachable(String),
    /// It answers that it will not (RFC 6749, section 5.2).
    #[error("the identity provider refuses: {error}{}", in_brackets(.description.as_deref()))]
    Refused {
        /// Its word for the reason, such as `invalid_client`.
        error: String,
        /// What it says besides.
        description: Option<String>,
    },
    /// The code or the refresh token is used up, too old or revoked.
    #[error("the identity provider says that the sign-in is used up, too old or revoked")]
    InvalidGrant,
    /// Its clock and ours differ too much.
    #[error(
        "the clocks of this server and of the identity provider differ by {} s: this server's is {}; \
         synchronise them (NTP)",
        .seconds.unsigned_abs(),
        if *.seconds < 0 { "behind" } else { "ahead" }
    )]
    ClockSkew {
        /// By how many seconds our clock is ahead; negative when it is behind.
        seconds: i64,
    },
    /// The ID token can't be trusted.
    #[error("the identity provider's ID token is not accepted: {0}")]
    BadIdToken(String),
    /// An answer makes no sense.
    #[error("the identity provider's {what} cannot be used: {reason}")]
    BadAnswer {
        /// Which answer.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

/// Why a client of the provider can't be made.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SetUpError {
    /// The company's certificates can't be read.
    #[error("cannot use the certificates in {file}: {reason} (auth.ca_file)", file = file.display())]
    CaFile {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No HTTP client can be made.
    #[error(
        "cannot set up connections to the identity provider: {0}; \
         are the system's CA certificates installed? (auth.ca_file names others)"
    )]
    Http(String),
}

// === impl ProviderError ===

impl ProviderError {
    pub(super) fn bad_answer(what: &'static str, reason: impl Into<String>) -> Self {
        Self::BadAnswer {
            what,
            reason: reason.into(),
        }
    }

    pub(super) fn bad_id_token(reason: impl Into<String>) -> Self {
        Self::BadIdToken(reason.into())
    }
}

/// An error with all that caused it, in one line.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<String> = causes.map(ToString::to_string).collect();
    // Some repeat what caused them.
    texts.dedup_by(|next, previous| previous.ends_with(next.as_str()));
    texts.join(": ")
}

/// What a provider wrote, fit to be shown: one short line, without these secrets.
pub(super) fn quotable(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "[secret]");
    }
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_TEXT)
        .collect()
}

fn in_brackets(text: Option<&str>) -> String {
    text.map(|text| format!(" ({text})")).unwrap_or_default()
}
