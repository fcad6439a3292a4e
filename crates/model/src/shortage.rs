//! What one look at a workload cannot tell and watching it can.

use crate::Timestamp;

/// Since when a workload has been short of ready Pods. Deployments say it themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortage {
    is_seen: bool,
    is_short: bool,
    since: Option<Timestamp>,
}

// === impl Shortage ===

impl Shortage {
    /// Takes into account how it is at `now`. When it became so before the first look is not known.
    pub fn observe(&mut self, is_short: bool, now: Timestamp) {
        if is_short != self.is_short {
            self.since = (is_short && self.is_seen).then_some(now);
        }
        self.is_short = is_short;
        self.is_seen = true;
    }

    /// Since when it has been short, where that was seen.
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }
}
