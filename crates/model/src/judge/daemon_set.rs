//! The verdict on a DaemonSet.

use super::case::{Case, Counts, Newest, see};
use super::rules::{being_deleted, change_unseen, stopping};
use super::{Judgement, ObservedPod, verdict};
use crate::{DaemonSetFacts, Shortage, Timestamp, UpdateStrategy, Verdict, Why};

/// A DaemonSet with its Pods.
struct Set<'a> {
    facts: &'a DaemonSetFacts,
    case: Case<'a>,
}

/// Judges a DaemonSet by its own status and its Pods at `now`.
pub fn judge_daemon_set(
    set: &DaemonSetFacts,
    shortage: &Shortage,
    pods: &[ObservedPod<'_>],
    now: Timestamp,
) -> Judgement {
    let set = Set::new(set, shortage, pods, now);
    let (case, is_rolling) = (&set.case, set.is_rolling());
    let mut judgement = being_deleted(set.facts.deleted)
        .or_else(|| change_unseen(set.facts.observed_generation, set.facts.generation))
        .or_else(|| set.no_node())
        .or_else(|| case.set_has_nothing_available(is_rolling))
        .or_else(|| is_rolling.then(|| case.rollout_stuck()).flatten())
        .or_else(|| set.under_way())
        .or_else(|| case.partly_available())
        .or_else(|| case.flapping())
        .or_else(|| set.held_back())
        .unwrap_or_else(|| set.healthy());
    judgement.recheck = case.recheck();
    judgement
}

// === impl Set ===

impl<'a> Set<'a> {
    fn new(
        facts: &'a DaemonSetFacts,
        shortage: &Shortage,
        pods: &[ObservedPod<'a>],
        now: Timestamp,
    ) -> Self {
        let generation = facts.template_generation.as_ref();
        let newest = generation.filter(|_| facts.updated < facts.current);
        let mut case = Case {
            counts: Counts {
                desired: facts.desired,
                replicas: facts.current,
                updated: facts.updated,
                ready: facts.ready,
                available: facts.available,
            },
            newest: newest.map_or(Newest::Every, Newest::Revision),
            unavailable_since: shortage.since(),
            missing_since: None,
            pods: see(pods, now),
            now,
        };
        case.missing_since = case.last_moved(facts.created, shortage);
        Self { facts, case }
    }

    /// Whether the controller is at work on a rollout. A node that has no Pod yet is none.
    fn is_rolling(&self) -> bool {
        self.facts.strategy == UpdateStrategy::Rolling && self.facts.updated < self.facts.current
    }

    /// No node is to run it, which is not for somebody who scales to say.
    fn no_node(&self) -> Option<Judgement> {
        if self.facts.desired > 0 {
            return None;
        }
        let left = self.facts.misscheduled as usize;
        Some(match left.max(self.case.live().count()) {
            0 => verdict(Verdict::Idle, Some(Why::new("No node is to run it")), None),
            left => verdict(Verdict::Progressing, Some(Why::new(stopping(left))), None),
        })
    }

    fn under_way(&self) -> Option<Judgement> {
        self.is_rolling().then(|| {
            let what = format!("{} of {} updated", self.facts.updated, self.facts.desired);
            let began = self.case.oldest_new();
            let why = Why::new(what).detail(self.case.held_up());
            verdict(Verdict::Progressing, Some(why), began)
        })
    }

    /// All is well, and some Pods are of an older revision because they are meant to be.
    fn held_back(&self) -> Option<Judgement> {
        match self.facts.strategy {
            UpdateStrategy::Rolling => None,
            UpdateStrategy::OnDelete => self
                .case
                .kept_old("the others change when they are deleted (OnDelete)"),
        }
    }

    /// A node that was tainted later keeps its Pod, which harms nothing and is worth a word.
    fn healthy(&self) -> Judgement {
        let why = match self.facts.misscheduled {
            0 => None,
            1 => Some(Why::new("1 pod runs on a node that should have none")),
            pods => Some(Why::new(format!(
                "{pods} pods run on nodes that should have none"
            ))),
        };
        verdict(Verdict::Healthy, why, self.case.settled_since())
    }
}
