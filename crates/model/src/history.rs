//! What one look at a Pod cannot tell and watching it can.

use crate::{PodFacts, Timestamp};

/// How many restart moments are kept for a Pod: more than the 3 that make it flap.
const KEPT: usize = 16;

/// What was seen of a Pod over time. Fold every version of the Pod into it with
/// [`PodHistory::observe`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodHistory {
    restarts: u32,
    restart_times: Vec<Timestamp>,
    is_seen: bool,
}

// === impl PodHistory ===

impl PodHistory {
    /// Takes the Pod as it is at `now` into account. The first look finds only the latest restart
    /// of each container (`lastState.terminated.finishedAt`); later looks see each as it happens.
    pub fn observe(&mut self, pod: &PodFacts, now: Timestamp) {
        let restarts = pod.all_statuses().map(|(status, _)| status.restarts).sum();
        if !self.is_seen {
            self.is_seen = true;
            let ended = |(status, _): (&crate::ContainerStatus, bool)| {
                status
                    .last
                    .as_ref()
                    .filter(|_| status.restarts > 0)?
                    .finished_at
            };
            self.restart_times = pod.all_statuses().filter_map(ended).collect();
            self.restart_times.sort_unstable();
        } else {
            let added = usize::try_from(self.restarts.abs_diff(restarts))
                .unwrap_or(KEPT)
                .min(KEPT);
            if restarts > self.restarts {
                self.restart_times.extend(std::iter::repeat_n(now, added));
            }
        }
        self.restarts = restarts;
        let surplus = self.restart_times.len().saturating_sub(KEPT);
        self.restart_times.drain(..surplus);
    }

    /// The moments of the restarts after `since`, oldest first.
    pub fn restarts_after(&self, since: Timestamp) -> &[Timestamp] {
        let first = self.restart_times.partition_point(|&at| at <= since);
        &self.restart_times[first..]
    }
}
