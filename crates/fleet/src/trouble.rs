//! What went wrong with a cluster, in words for people.

use model::Text;
use std::error::Error as StdError;
use std::{fmt, io};

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) cause: Cause,
    /// A sentence without a full stop. It names nothing inside the cluster.
    pub(crate) words: Text,
}

/// What kind of failure it is: decides what is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Nobody listens at the address: likely to be over soon.
    Refused,
    /// The network, the name or TLS is in the way, or nobody answers.
    NoAnswer,
    /// 401, or no credentials could be had.
    Credentials,
    /// 403.
    Forbidden,
    /// 410: what we last saw is too long ago.
    Expired,
    /// 404: there is no such thing.
    Absent,
    /// The API server answers, but not what it should.
    Server,
}

// === impl Cause ===

impl Cause {
    /// Whether the whole cluster is out of reach rather than this one request.
    pub(crate) fn is_of_the_link(self) -> bool {
        matches!(self, Self::Refused | Self::NoAnswer)
    }
}

// === impl Trouble ===

impl Trouble {
    pub(crate) fn new(cause: Cause, words: impl Into<Text>) -> Self {
        let words = words.into();
        Self { cause, words }
    }

    /// Nothing came within the time limit.
    pub(crate) fn timeout(seconds: u64) -> Self {
        let words = format!("The API server did not answer within {seconds} s");
        Self::new(Cause::NoAnswer, words)
    }

    /// What a failed request means.
    pub(crate) fn of(error: &kube::Error) -> Self {
        if let kube::Error::Api(status) = error {
            return Self::of_status(status.code, &status.reason);
        }
        if let kube::Error::SerdeError(_) = error {
            let words = "The API server's answer could not be read";
            return Self::new(Cause::Server, words);
        }
        if let kube::Error::Auth(error) = error {
            let words = format!("No credentials: {}", gist(&error.to_string()));
            return Self::new(Cause::Credentials, words);
        }
        Self::of_connection(error)
    }

    /// What a status of the API server means.
    pub(crate) fn of_status(code: u16, reason: &str) -> Self {
        let (cause, words) = match (code, reason) {
            (401, _) | (_, "Unauthorized") => {
                let words = "The API server does not accept our credentials (401)";
                (Cause::Credentials, words.to_owned())
            }
            (403, _) | (_, "Forbidden") => (
                Cause::Forbidden,
                "The API server refuses us (403)".to_owned(),
            ),
            (410, _) | (_, "Expired" | "Gone") => (
                Cause::Expired,
                "The watch's place has expired (410)".to_owned(),
            ),
            (404, _) => (
                Cause::Absent,
                "The API server does not serve this (404)".to_owned(),
            ),
            (429, _) => (
                Cause::Server,
                "The API server limits our requests (429)".to_owned(),
            ),
            (code, "" | "Failed to parse error data") => {
                (Cause::Server, format!("The API server answers {code}"))
            }
            (code, reason) => (
                Cause::Server,
                format!("The API server answers {code} {reason}"),
            ),
        };
        Self::new(cause, words)
    }

    /// What a failed connection means.
    pub(crate) fn of_connection(error: &(dyn StdError + 'static)) -> Self {
        let mut chain = Vec::new();
        let mut kind = None;
        let mut next = Some(error);
        while let Some(error) = next {
            chain.push(error.to_string());
            if let Some(io) = error.downcast_ref::<io::Error>() {
                kind = Some(io.kind());
                // What an io::Error wraps is not its source but its inside.
                if let Some(inner) = io.get_ref() {
                    next = Some(inner);
                    continue;
                }
            }
            next = error.source();
        }
        let text = chain.join(": ").to_lowercase();
        let last = chain.last().map_or("", String::as_str);
        let has = |words: &str| text.contains(words);
        let no_answer = |words: String| Self::new(Cause::NoAnswer, words);
        if has("certificate") || has("unknownissuer") {
            return no_answer(format!(
                "The API server's certificate is not trusted: {}",
                gist(last)
            ));
        }
        if kind == Some(io::ErrorKind::ConnectionRefused) || has("connection refused") {
            return Self::new(Cause::Refused, "Connection refused");
        }
        if has("dns error") || has("failed to lookup address") {
            return no_answer("The API server's name cannot be resolved (DNS)".to_owned());
        }
        if kind == Some(io::ErrorKind::TimedOut) || has("timed out") || has("deadline has elapsed")
        {
            return no_answer("The connection timed out".to_owned());
        }
        if has("no route to host") || has("network is unreachable") {
            return no_answer("There is no route to the API server".to_owned());
        }
        if has("tls") || has("handshake") || has("corrupt message") {
            return no_answer(format!("TLS failed: {}", gist(last)));
        }
        let is_cut = [io::ErrorKind::ConnectionReset, io::ErrorKind::BrokenPipe];
        if kind.is_some_and(|kind| is_cut.contains(&kind))
            || has("connection closed")
            || has("incompletemessage")
            || has("unexpected eof")
        {
            return no_answer("The connection was cut".to_owned());
        }
        no_answer(gist(last))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// The last line of a message, not too long.
pub(crate) fn gist(message: &str) -> String {
    const LONGEST: usize = 200;
    let mut lines = message.lines().rev().map(str::trim);
    let line = lines
        .find(|line| !line.is_empty())
        .unwrap_or("unknown error");
    line.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn io(kind: io::ErrorKind, text: &str) -> io::Error {
        io::Error::new(kind, text.to_owned())
    }

    #[test]
    fn connection_errors_are_told_in_words() {
        for (error, cause, words) in [
            (
                io(io::ErrorKind::ConnectionRefused, "tcp connect error"),
                Cause::Refused,
                "Connection refused",
            ),
            (
                io(
                    io::ErrorKind::Other,
                    "dns error: failed to lookup address information",
                ),
                Cause::NoAnswer,
                "The API server's name cannot be resolved (DNS)",
            ),
            (
                io(
                    io::ErrorKind::InvalidData,
                    "invalid peer certificate: UnknownIssuer",
                ),
                Cause::NoAnswer,
                "The API server's certificate is not trusted: invalid peer certificate: UnknownIssuer",
            ),
            (
                io(io::ErrorKind::ConnectionReset, "reset by peer"),
                Cause::NoAnswer,
                "The connection was cut",
            ),
        ] {
            let trouble = Trouble::of(&kube::Error::Service(Box::new(error)));
            assert_eq!((trouble.cause, &*trouble.words), (cause, words));
        }
    }

    #[test]
    fn statuses_are_told_by_their_code_or_reason() {
        assert_eq!(Trouble::of_status(401, "").cause, Cause::Credentials);
        assert_eq!(Trouble::of_status(403, "").cause, Cause::Forbidden);
        assert_eq!(Trouble::of_status(410, "").cause, Cause::Expired);
        assert_eq!(Trouble::of_status(0, "Expired").cause, Cause::Expired);
        assert_eq!(
            Trouble::of_status(503, "ServiceUnavailable").cause,
            Cause::Server
        );
    }
}
