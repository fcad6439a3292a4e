//! Which verdicts held when.

use crate::{Timestamp, Verdict};
use serde::{Deserialize, Serialize};

/// The verdicts of the last day, as they were shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictHistory {
    /// Oldest first. Each lasts until the next begins, the last one until now. What was before the
    /// first is not known.
    pub spans: Vec<VerdictSpan>,
}

/// A verdict that held for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictSpan {
    /// Since when.
    pub from: Timestamp,
    /// The verdict.
    pub verdict: Verdict,
}

// === impl VerdictHistory ===

impl VerdictHistory {
    /// Since when the verdicts are known.
    pub fn since(&self) -> Option<Timestamp> {
        self.spans.first().map(|span| span.from)
    }

    /// Each verdict with when it began and ended; the last one goes on until `now`.
    pub fn lasting(&self, now: Timestamp) -> impl DoubleEndedIterator<Item = LastingVerdict> + '_ {
        self.spans.iter().enumerate().map(move |(place, span)| {
            let until = self.spans.get(place + 1).map_or(now, |next| next.from);
            LastingVerdict {
                from: span.from,
                until: until.max(span.from),
                verdict: span.verdict,
            }
        })
    }
}

/// A verdict with its beginning and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastingVerdict {
    /// When it began.
    pub from: Timestamp,
    /// When it ended, or now.
    pub until: Timestamp,
    /// The verdict.
    pub verdict: Verdict,
}
