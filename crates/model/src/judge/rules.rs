//! The rules that several kinds of workload have in common.

use super::case::{Case, Counts};
use super::seen::{FLAP_SECONDS, Seen};
use super::{Judgement, blame::last_exit, verdict};
use crate::{Shortage, Timestamp, Verdict, Why};

/// It is being deleted.
pub(super) fn being_deleted(deleted: Option<Timestamp>) -> Option<Judgement> {
    Some(verdict(Verdict::Terminating, None, Some(deleted?)))
}

/// The controller has not seen its latest change.
pub(super) fn change_unseen(observed: i64, generation: i64) -> Option<Judgement> {
    (observed < generation).then(|| {
        let why = Why::new("Change not yet seen by the controller");
        verdict(Verdict::Progressing, Some(why), None)
    })
}

/// `1 pod is still stopping`, `3 pods are still stopping`.
pub(super) fn stopping(left: usize) -> String {
    match left {
        1 => "1 pod is still stopping".to_owned(),
        _ => format!("{left} pods are still stopping"),
    }
}

/// One of these Pods is up, but not to be trusted.
pub(super) fn flapping(pods: &[Seen<'_>], now: Timestamp) -> Option<Judgement> {
    let shaky = pods.iter().find(|pod| pod.flaps(now))?;
    let window = now.plus_seconds(-FLAP_SECONDS);
    let restarts: usize = pods
        .iter()
        .map(|pod| pod.history.restarts_after(window).len())
        .sum();
    let what = match restarts {
        0 => "Flapping".to_owned(),
        1 => "1 restart in 10 min".to_owned(),
        _ => format!("{restarts} restarts in 10 min"),
    };
    let why = Why::new(format!("{what}, last {}", last_exit(shaky.facts)));
    let since = shaky.history.restarts_after(window).first().copied();
    Some(verdict(Verdict::Warning, Some(why), since))
}

// === impl Case ===

impl Case<'_> {
    /// No Pod is wanted.
    pub(super) fn scaled_to_zero(&self) -> Option<Judgement> {
        if self.counts.desired > 0 {
            return None;
        }
        // A finished Pod, say an evicted one, is not deleted with the rest.
        let there = self
            .pods
            .iter()
            .filter(|pod| !pod.facts.phase.is_finished());
        let left = there.count().max(self.counts.replicas as usize);
        Some(match left {
            0 => verdict(Verdict::Idle, None, None),
            _ => verdict(Verdict::Progressing, Some(Why::new(stopping(left))), None),
        })
    }

    /// Whether a new Pod has been failing for so long that the rollout will not go on.
    pub(super) fn has_stuck_new_pod(&self) -> bool {
        let mut pods = self.pods.iter();
        pods.any(|pod| self.is_new(pod) && pod.is_stuck(self.now))
    }

    /// A new Pod has been failing for a while. Only asked while a rollout is under way.
    pub(super) fn rollout_stuck(&self) -> Option<Judgement> {
        if !self.has_stuck_new_pod() {
            return None;
        }
        let (what, worst) = self.worst_new()?;
        let why = Why::new(format!("Rollout stuck: {what}"))
            .since(worst.since)
            .detail(worst.detail.unwrap_or_default());
        Some(verdict(Verdict::Degraded, Some(why), worst.since))
    }

    /// Nothing is available, and that is not only a matter of time.
    pub(super) fn nothing_available(&self) -> Option<Judgement> {
        if self.available() > 0 || self.is_just_starting() {
            return None;
        }
        let worst = || self.worst().and_then(|(_, found)| found.since);
        let since = self.unavailable_since.or_else(worst);
        Some(verdict(Verdict::Down, Some(self.why_unavailable()), since))
    }

    /// The same of a set. A rollout of a single Pod takes it down, which is no outage until the new
    /// one fails.
    pub(super) fn set_has_nothing_available(&self, is_rolling: bool) -> Option<Judgement> {
        let is_due = !is_rolling || self.has_stuck_new_pod();
        is_due.then(|| self.nothing_available()).flatten()
    }

    /// Less is available than wanted. Pods that only need their time to start are no problem yet.
    pub(super) fn partly_available(&self) -> Option<Judgement> {
        let desired = self.counts.desired;
        if self.available() >= desired {
            return None;
        }
        if self.is_just_starting() {
            let what = format!("{} of {desired} ready", self.counts.ready);
            let why = Why::new(what).detail(self.held_up());
            return Some(verdict(Verdict::Progressing, Some(why), None));
        }
        let since = self.worst().and_then(|(_, found)| found.since);
        Some(verdict(
            Verdict::Degraded,
            Some(self.why_unavailable()),
            since,
        ))
    }

    /// Everything is available, but not to be trusted.
    pub(super) fn flapping(&self) -> Option<Judgement> {
        flapping(&self.pods, self.now)
    }

    /// Pods of an older revision that nobody replaces.
    pub(super) fn kept_old(&self, detail: &str) -> Option<Judgement> {
        let Counts {
            replicas, updated, ..
        } = self.counts;
        // The number of updated Pods leaves out one that is just being replaced.
        let is_old = updated < replicas && self.live().any(|pod| !self.is_new(pod));
        is_old.then(|| {
            let what = format!("{updated} of {replicas} updated");
            let why = Why::new(what).detail(detail);
            verdict(Verdict::Paused, Some(why), None)
        })
    }

    /// The creation of the oldest Pod of the newest revision.
    pub(super) fn oldest_new(&self) -> Option<Timestamp> {
        let new = self.pods.iter().filter(|pod| self.is_new(pod));
        new.map(|pod| pod.facts.created).min()
    }

    /// The latest moment after which the controller had nothing to wait for: it creates a Pod when
    /// another is ready, or gone. Unlike a Deployment it does not tell.
    pub(super) fn last_moved(&self, created: Timestamp, shortage: &Shortage) -> Option<Timestamp> {
        let of_pod = |pod: &Seen<'_>| [Some(pod.facts.created), pod.turned(), pod.facts.deleted];
        let pods = self.pods.iter().flat_map(of_pod);
        pods.chain([Some(created), shortage.since()])
            .flatten()
            .max()
    }

    /// Since when all Pods have been as they are.
    pub(super) fn settled_since(&self) -> Option<Timestamp> {
        self.live().filter_map(Seen::turned).max()
    }
}
