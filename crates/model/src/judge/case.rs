//! What the rules look at, worked out once.

use crate::level::{Assessment, RECOVERY_SECONDS, RELAPSE_SECONDS, assess, runs_again_since};
use crate::{
    ContainerState, DeploymentFacts, ObservedPod, PodFacts, PodHistory, PodLevel, ReplicaSetFacts,
    Terminated, Timestamp, condition,
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
/// A Deployment that was available for less than this never really was.
const AVAILABLE_ONCE_SECONDS: i64 = 60;

/// A Deployment with what belongs to it, at one moment.
pub(super) struct Case<'a> {
    pub(super) deployment: &'a DeploymentFacts,
    pub(super) newest: Option<&'a ReplicaSetFacts>,
    pub(super) pods: Vec<Seen<'a>>,
    pub(super) now: Timestamp,
}

/// A Pod with what we say of it.
pub(super) struct Seen<'a> {
    pub(super) facts: &'a PodFacts,
    pub(super) history: &'a PodHistory,
    pub(super) found: Assessment,
}

// === impl Seen ===

impl<'a> Seen<'a> {
    fn new(pod: &ObservedPod<'a>, now: Timestamp) -> Self {
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

    /// Whether its ReplicaSet counts it among its replicas: neither finished nor being deleted.
    pub(super) fn is_live(&self) -> bool {
        self.facts.deleted.is_none() && !self.facts.phase.is_finished()
    }

    /// Whether it failed for good so lately that it may explain what is missing. Its ReplicaSet
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

    /// Whether it is in a stable crash loop, though a readiness probe may vouch for it just now.
    pub(super) fn crashes_again_and_again(&self, now: Timestamp) -> bool {
        self.found.is_crash_loop || self.runs_again_for_less_than(RECOVERY_SECONDS, now)
    }

    fn runs_again_for_less_than(&self, seconds: i64, now: Timestamp) -> bool {
        runs_again_since(self.facts).is_some_and(|since| now < since.plus_seconds(seconds))
    }

    fn is_relied_upon(&self, now: Timestamp) -> bool {
        self.is_live() && self.facts.is_ready() && !self.is_unreliable(now)
    }

    /// When a container of the Pod was last killed for memory.
    pub(super) fn last_oom(&self) -> Option<Timestamp> {
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
}

// === impl Case ===

impl<'a> Case<'a> {
    pub(super) fn new(
        deployment: &'a DeploymentFacts,
        newest: Option<&'a ReplicaSetFacts>,
        pods: &[ObservedPod<'a>],
        now: Timestamp,
    ) -> Self {
        Self {
            deployment,
            newest,
            pods: pods.iter().map(|pod| Seen::new(pod, now)).collect(),
            now,
        }
    }

    /// The Pods that explain how the Deployment is.
    pub(super) fn counting(&self) -> impl Iterator<Item = &Seen<'a>> {
        self.pods.iter().filter(|pod| pod.counts(self.now))
    }

    /// Whether the Pod is of the newest revision.
    pub(super) fn is_new(&self, pod: &Seen<'_>) -> bool {
        let owner = pod.facts.owner.as_ref();
        self.newest
            .is_none_or(|newest| owner.is_some_and(|owner| owner.uid == newest.uid))
    }

    /// Available Pods, and once a Pod fails no more of them than can be relied upon: the
    /// Deployment's own number comes a moment after each crash, and counts every short run.
    pub(super) fn available(&self) -> u32 {
        let reported = self.deployment.available;
        if !self.counting().any(|pod| pod.is_unreliable(self.now)) {
            return reported;
        }
        let relied_upon = self.pods.iter().filter(|pod| pod.is_relied_upon(self.now));
        reported.min(u32::try_from(relied_upon.count()).unwrap_or(u32::MAX))
    }

    /// Whether every wanted Pod is of the newest revision and was available once.
    pub(super) fn is_rollout_complete(&self) -> bool {
        let condition = self.deployment.condition("Progressing");
        // Without a progress deadline there is no such condition; then the numbers decide.
        let is_settled = condition
            .is_none_or(|found| matches!(found.reason.as_deref(), Some("NewReplicaSetAvailable")));
        is_settled
            && self.deployment.updated >= self.deployment.desired()
            && self.deployment.replicas <= self.deployment.updated
    }

    /// Whether it was available once, and was no longer when the present rollout began. A
    /// strategy of `Recreate` takes it down shortly before, which is not meant.
    pub(super) fn was_down_before_rollout(&self) -> bool {
        let (Some(since), Some(newest)) = (self.unavailable_since(), self.newest) else {
            return false;
        };
        self.deployment.created.seconds_until(since) >= AVAILABLE_ONCE_SECONDS
            && since.seconds_until(newest.created) >= START_SECONDS
    }

    pub(super) fn unavailable_since(&self) -> Option<Timestamp> {
        condition(&self.deployment.conditions, "Available")
            .filter(|found| !found.is_true)?
            .changed
    }

    /// Whether all that is missing are young Pods on their way up, or Pods that are about to be
    /// created, or time (`minReadySeconds`).
    pub(super) fn is_just_starting(&self) -> bool {
        let is_starting = |pod: &Seen<'_>| {
            pod.found.level == PodLevel::Pending
                && pod.found.reason.is_none()
                && pod.facts.created.seconds_until(self.now) < START_SECONDS
        };
        let mut missing = self
            .counting()
            .filter(|pod| !pod.is_relied_upon(self.now))
            .peekable();
        if missing.peek().is_some() {
            return missing.all(is_starting);
        }
        let there = self.pods.iter().filter(|pod| pod.is_live()).count();
        there >= self.deployment.desired() as usize
            || self
                .unavailable_since()
                .is_none_or(|since| since.seconds_until(self.now) < STUCK_SECONDS)
    }

    /// When to look again though nothing was reported.
    pub(super) fn recheck(&self) -> Option<Timestamp> {
        let after = |at: Option<Timestamp>, seconds| Some(at?.plus_seconds(seconds));
        let window = self.now.plus_seconds(-FLAP_SECONDS);
        let of_pod = |pod: &Seen<'_>| {
            let restart = pod.history.restarts_after(window).first().copied();
            [
                pod.found.recheck,
                after(runs_again_since(pod.facts), RELAPSE_SECONDS),
                after(runs_again_since(pod.facts), RECOVERY_SECONDS),
                after(pod.found.since, STUCK_SECONDS),
                after(pod.found.since, START_SECONDS),
                after(Some(pod.facts.created), START_SECONDS),
                after(restart, FLAP_SECONDS),
                after(pod.last_oom(), FLAP_SECONDS),
            ]
        };
        self.pods
            .iter()
            .flat_map(of_pod)
            .chain([after(self.unavailable_since(), STUCK_SECONDS)])
            .flatten()
            .filter(|&at| at > self.now)
            .min()
    }
}
