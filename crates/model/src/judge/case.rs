//! What the rules look at, worked out once, whatever the kind of workload.

use super::seen::{STUCK_SECONDS, Seen};
use crate::{ObservedPod, Text, Timestamp};

/// A workload that keeps Pods up, with these Pods, at one moment.
pub(super) struct Case<'a> {
    pub(super) counts: Counts,
    pub(super) newest: Newest<'a>,
    /// Since when it has been unavailable, or short of Pods, as far as that is known.
    pub(super) unavailable_since: Option<Timestamp>,
    /// Since when its controller has had nothing to wait for before it creates missing Pods.
    pub(super) missing_since: Option<Timestamp>,
    pub(super) pods: Vec<Seen<'a>>,
    pub(super) now: Timestamp,
}

/// The numbers a controller reports.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    /// Pods that are wanted.
    pub(super) desired: u32,
    /// Pods that exist, of every revision.
    pub(super) replicas: u32,
    /// Pods of the newest revision.
    pub(super) updated: u32,
    pub(super) ready: u32,
    pub(super) available: u32,
}

/// How the Pods of the newest revision are known.
#[derive(Clone, Copy)]
pub(super) enum Newest<'a> {
    /// All are: no rollout is under way, or it is not known which are.
    Every,
    /// By the uid of the ReplicaSet that owns them.
    Owner(&'a Text),
    /// By the revision they bear.
    Revision(&'a Text),
}

/// Pods with what we say of them.
pub(super) fn see<'a>(pods: &[ObservedPod<'a>], now: Timestamp) -> Vec<Seen<'a>> {
    pods.iter().map(|pod| Seen::new(pod, now)).collect()
}

// === impl Newest ===

impl Newest<'_> {
    fn includes(self, pod: &Seen<'_>) -> bool {
        match self {
            Self::Every => true,
            Self::Owner(uid) => pod
                .facts
                .owner
                .as_ref()
                .is_some_and(|owner| owner.uid == *uid),
            Self::Revision(revision) => pod.facts.revision.as_ref() == Some(revision),
        }
    }
}

// === impl Case ===

impl<'a> Case<'a> {
    /// The Pods that explain how the workload is.
    pub(super) fn counting(&self) -> impl Iterator<Item = &Seen<'a>> {
        self.pods.iter().filter(|pod| pod.counts(self.now))
    }

    /// Pods that its controller counts.
    pub(super) fn live(&self) -> impl Iterator<Item = &Seen<'a>> {
        self.pods.iter().filter(|pod| pod.is_live())
    }

    /// Whether the Pod is of the newest revision.
    pub(super) fn is_new(&self, pod: &Seen<'_>) -> bool {
        self.newest.includes(pod)
    }

    /// Available Pods, and once a Pod fails no more of them than can be relied upon: the
    /// workload's own number comes a moment after each crash, and counts every short run.
    pub(super) fn available(&self) -> u32 {
        let reported = self.counts.available;
        if !self.counting().any(|pod| pod.is_unreliable(self.now)) {
            return reported;
        }
        let relied_upon = self.pods.iter().filter(|pod| pod.is_relied_upon(self.now));
        reported.min(u32::try_from(relied_upon.count()).unwrap_or(u32::MAX))
    }

    /// Whether all that is missing are young Pods on their way up, or Pods that are about to be
    /// created, or time (`minReadySeconds`).
    pub(super) fn is_just_starting(&self) -> bool {
        let mut missing = self
            .counting()
            .filter(|pod| !pod.is_relied_upon(self.now))
            .peekable();
        if missing.peek().is_some() {
            return missing.all(|pod| pod.is_starting(self.now));
        }
        self.live().count() >= self.counts.desired as usize
            || self
                .missing_since
                .is_none_or(|since| since.seconds_until(self.now) < STUCK_SECONDS)
    }

    /// When to look again though nothing was reported.
    pub(super) fn recheck(&self) -> Option<Timestamp> {
        let missing = self.missing_since.map(|at| at.plus_seconds(STUCK_SECONDS));
        let pods = self.pods.iter().flat_map(|pod| pod.rechecks(self.now));
        pods.chain(missing).filter(|&at| at > self.now).min()
    }
}
