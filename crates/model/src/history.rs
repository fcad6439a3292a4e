//! What one look at a Pod cannot tell and watching it can.

use crate::{PodFacts, PodLevel, Timestamp, assess};

/// How many restart moments are kept for a Pod: more than the 3 that make it flap.
const KEPT: usize = 16;

/// What was seen of a Pod over time. Fold every version of the Pod into it with
/// [`PodHistory::observe`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodHistory {
    restarts: u32,
    restart_times: Vec<Timestamp>,
    is_seen: bool,
    failing: Option<Failing>,
}

/// A Pod that fails, report after report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Failing {
    since: Option<Timestamp>,
    /// When it counts as recovered though nothing is reported.
    until: Option<Timestamp>,
}

// === impl PodHistory ===

impl PodHistory {
    /// Takes the Pod as it is at `now` into account. The first look finds only the latest restart
    /// of each container (`lastState.terminated.finishedAt`); later looks see each as it happens.
    pub fn observe(&mut self, pod: &PodFacts, now: Timestamp) {
        self.observe_failing(pod, now);
        // As kubectl does: what init containers needed to get through does not count.
        let statuses = || pod.all_statuses().filter(|(_, runs_on)| *runs_on);
        let restarts = statuses().fold(0, |sum: u32, (status, _)| {
            sum.saturating_add(status.restarts)
        });
        if !self.is_seen {
            self.is_seen = true;
            let ended = |(status, _): (&crate::ContainerStatus, bool)| {
                status
                    .last
                    .as_ref()
                    .filter(|_| status.restarts > 0)?
                    .finished_at
            };
            self.restart_times = statuses().filter_map(ended).collect();
        } else {
            let added = usize::try_from(self.restarts.abs_diff(restarts))
                .unwrap_or(KEPT)
                .min(KEPT);
            if restarts > self.restarts {
                self.restart_times.extend(std::iter::repeat_n(now, added));
            }
        }
        self.restarts = restarts;
        // A node's clock may be ahead of ours.
        self.restart_times.sort_unstable();
        let surplus = self.restart_times.len().saturating_sub(KEPT);
        self.restart_times.drain(..surplus);
    }

    /// The moments of the restarts after `since`, oldest first.
    pub fn restarts_after(&self, since: Timestamp) -> &[Timestamp] {
        let first = self.restart_times.partition_point(|&at| at <= since);
        &self.restart_times[first..]
    }
    /// Since when the Pod has been failing without a break, as its last report tells. Unlike
    /// [`crate::Assessment::since`] this does not begin anew at each crash, nor before the first.
    pub fn failing_since(&self) -> Option<Timestamp> {
        self.failing?.since
    }

    fn observe_failing(&mut self, pod: &PodFacts, now: Timestamp) {
        let found = assess(pod, now);
        let known = self
            .failing
            .filter(|failing| failing.until.is_none_or(|until| now < until));
        let since = match (known, self.is_seen) {
            (Some(known), _) => known.since,
            (None, true) => Some(now),
            (None, false) => found.since,
        };
        self.failing = (found.level == PodLevel::Failing).then_some(Failing {
            since,
            until: found.recheck,
        });
    }
}
