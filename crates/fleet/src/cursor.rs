//! Where a viewer is in the stream of changes.

use model::Text;
use std::{fmt, str::FromStr};

/// Where a viewer is: `epoch:sequence`, the id of a server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The process that counted.
    pub epoch: Text,
    /// The last change the viewer has.
    pub sequence: u64,
}

/// The text is no cursor; treat it as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is epoch:sequence")]
pub struct BadCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.epoch, self.sequence)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let (epoch, sequence) = text.rsplit_once(':').ok_or(BadCursor)?;
        Ok(Self {
            epoch: epoch.into(),
            sequence: sequence.parse().map_err(|_| BadCursor)?,
        })
    }
}
