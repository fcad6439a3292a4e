//! A Pod as the rules see it.

use crate::level::{Assessment, RECOVERY_SECONDS, RELAPSE_SECONDS, assess, runs_again_since};
use crate::{
    ContainerState, ObservedPod, PodFacts, PodHistory, PodLevel, Terminated, Timestamp, condition,
};

/// How long a Pod of a new revision must fail before its rollout counts as stuck, and how long
/// Pods may be missing altogether before that is a problem.
pub(super) const STUCK_SECONDS: i64 = 30;
/// How long a Pod may take to become ready before that is a problem.
pub(super) const START_SECONDS: i64 = 300;
/// The time in which restarts count as flapping.
pub(super) const FLAP_SECONDS: i64 = 600;
/// More restarts than this in [`FLAP_SECONDS`] are flapping.
pub(super) const FLAP_RESTARTS: usize = 3;

/// A Pod with what we say of it.
pub(super) struct Seen<'a> {
    pub(super) facts: &'a PodFacts,
    pub(super) history: &'a PodHistory,
    pub(super) found: Assessment,
}

// === impl Seen ===

impl<'a> Seen<'a> {
    pub(super) fn new(pod: &ObservedPod<'a>, now: Timestamp) -> Self {
        let mut found = assess(pod.facts, now);
        if found.level == PodLevel::Failing {
            found.since = pod.history.failing_since().or(found.since);
        }
        Self {
            facts: pod.facts,
            history: pod.history,
            found,
        }
    }

    /// Whether its controller counts it among its replicas: neither finished nor being deleted.
    pub(super) fn is_live(&self) -> bool {
        self.facts.deleted.is_none() && !self.facts.phase.is_finished()
    }

    /// Whether it failed for good so lately that it may explain what is missing. Its controller
    /// has replaced it; the rest of it (an evicted Pod, say) can lie around for months.
    fn failed_lately(&self, now: Timestamp) -> bool {
        self.found.level == PodLevel::Failing
            && !self.is_live()
            && self
                .found
                .since
                .is_some_and(|since| since.seconds_until(now) < START_SECONDS)
    }

    /// Whether it is to be looked at at all.
    pub(super) fn counts(&self, now: Timestamp) -> bool {
        self.is_live() || self.failed_lately(now)
    }

    /// Whether it fails now, or crashes so often that its being ready means nothing.
    pub(super) fn is_unreliable(&self, now: Timestamp) -> bool {
        let may_relapse = self.runs_again_for_less_than(RELAPSE_SECONDS, now);
        self.found.level == PodLevel::Failing
            && !(self.found.is_crash_loop && self.facts.is_ready() && !may_relapse)
    }

    /// Whether it has been failing for so long that it will not pass.
    pub(super) fn is_stuck(&self, now: Timestamp) -> bool {
        let is_long = |since: Timestamp| since.seconds_until(now) >= STUCK_SECONDS;
        self.is_live() && self.is_unreliable(now) && self.found.since.is_some_and(is_long)
    }

    /// Whether it is in a stable crash loop, though a readiness probe may vouch for it just now.
    fn crashes_again_and_again(&self, now: Timestamp) -> bool {
        self.found.is_crash_loop || self.runs_again_for_less_than(RECOVERY_SECONDS, now)
    }

    /// Whether it is up, but not to be trusted.
    pub(super) fn flaps(&self, now: Timestamp) -> bool {
        let window = now.plus_seconds(-FLAP_SECONDS);
        self.is_live()
            && (self.crashes_again_and_again(now)
                || self.history.restarts_after(window).len() > FLAP_RESTARTS
                || self.last_oom().is_some_and(|at| at > window))
    }

    fn runs_again_for_less_than(&self, seconds: i64, now: Timestamp) -> bool {
        runs_again_since(self.facts).is_some_and(|since| now < since.plus_seconds(seconds))
    }

    pub(super) fn is_relied_upon(&self, now: Timestamp) -> bool {
        self.is_live() && self.facts.is_ready() && !self.is_unreliable(now)
    }

    /// Whether it is young, in no trouble, and on its way up.
    pub(super) fn is_starting(&self, now: Timestamp) -> bool {
        self.found.level == PodLevel::Pending
            && self.found.reason.is_none()
            && self.facts.created.seconds_until(now) < START_SECONDS
    }

    /// When the Pod last became ready, or ceased to be.
    pub(super) fn turned(&self) -> Option<Timestamp> {
        condition(&self.facts.conditions, "Ready")?.changed
    }

    /// When a container of the Pod was last killed for memory.
    fn last_oom(&self) -> Option<Timestamp> {
        self.facts
            .all_statuses()
            .flat_map(|(status, _)| {
                let current = match &status.state {
                    ContainerState::Terminated(ended) => Some(ended),
                    _ => None,
                };
                [current, status.last.as_ref()]
            })
            .flatten()
            .filter(|ended: &&Terminated| ended.reason.as_deref() == Some("OOMKilled"))
            .filter_map(|ended| ended.finished_at)
            .max()
    }

    /// The moments at which time alone may change what is said of it, past ones among them.
    pub(super) fn rechecks(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let after = |at: Option<Timestamp>, seconds| Some(at?.plus_seconds(seconds));
        let window = now.plus_seconds(-FLAP_SECONDS);
        let restart = self.history.restarts_after(window).first().copied();
        let moments = [
            self.found.recheck,
            after(runs_again_since(self.facts), RELAPSE_SECONDS),
            after(runs_again_since(self.facts), RECOVERY_SECONDS),
            after(self.found.since, STUCK_SECONDS),
            after(self.found.since, START_SECONDS),
            after(Some(self.facts.created), START_SECONDS),
            after(restart, FLAP_SECONDS),
            after(self.last_oom(), FLAP_SECONDS),
        ];
        moments.into_iter().flatten()
    }
}
