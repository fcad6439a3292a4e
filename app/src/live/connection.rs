//! The browser's own connection to the server.

use model::Timestamp;

/// How the page is kept up to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Connection {
    /// It has just been drawn.
    #[default]
    Opening,
    /// Changes arrive as they happen.
    Live,
    /// The stream is blocked; the page asks again and again.
    Polling,
    /// The server does not answer since this moment.
    Lost(Timestamp),
    /// Nothing is open to this person any more, so nothing comes.
    Ended,
}
