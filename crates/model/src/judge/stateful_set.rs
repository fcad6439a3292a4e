//! The verdict on a StatefulSet.

use super::case::{Case, Counts, Newest, see};
use super::rules::{being_deleted, change_unseen};
use super::{Judgement, ObservedPod, verdict};
use crate::{Shortage, StatefulSetFacts, Timestamp, UpdateStrategy, Verdict, Why};

/// A StatefulSet with its Pods.
struct Set<'a> {
    facts: &'a StatefulSetFacts,
    case: Case<'a>,
}

/// Judges a StatefulSet by its own status and its Pods at `now`.
pub fn judge_stateful_set(
    set: &StatefulSetFacts,
    shortage: &Shortage,
    pods: &[ObservedPod<'_>],
    now: Timestamp,
) -> Judgement {
    let set = Set::new(set, shortage, pods, now);
    let (case, is_rolling) = (&set.case, set.is_rolling());
    let mut judgement = being_deleted(set.facts.deleted)
        .or_else(|| change_unseen(set.facts.observed_generation, set.facts.generation))
        .or_else(|| case.scaled_to_zero())
        .or_else(|| case.set_has_nothing_available(is_rolling))
        .or_else(|| is_rolling.then(|| case.rollout_stuck()).flatten())
        .or_else(|| set.under_way())
        .or_else(|| case.partly_available())
        .or_else(|| case.flapping())
        .or_else(|| set.held_back())
        .unwrap_or_else(|| verdict(Verdict::Healthy, None, case.settled_since()));
    judgement.recheck = case.recheck();
    judgement
}

// === impl Set ===

impl<'a> Set<'a> {
    fn new(
        facts: &'a StatefulSetFacts,
        shortage: &Shortage,
        pods: &[ObservedPod<'a>],
        now: Timestamp,
    ) -> Self {
        let revision = facts.update_revision.as_ref();
        let newest = revision.filter(|_| facts.is_between_revisions());
        let mut case = Case {
            counts: Counts {
                desired: facts.desired(),
                replicas: facts.replicas,
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

    /// Pods that the controller is to replace.
    fn to_update(&self) -> u32 {
        self.facts.desired() - self.facts.held_back()
    }

    /// Whether the controller is at work on a rollout. A partition never lets it finish.
    fn is_rolling(&self) -> bool {
        self.facts.strategy == UpdateStrategy::Rolling
            && self.facts.is_between_revisions()
            && (self.facts.updated < self.to_update() || self.facts.held_back() == 0)
    }

    fn under_way(&self) -> Option<Judgement> {
        let Counts {
            desired,
            updated,
            replicas,
            available,
            ..
        } = self.case.counts;
        let to_update = self.to_update();
        let what = if self.is_rolling() && updated < to_update {
            format!("{updated} of {to_update} updated{}", self.but_for())
        } else if replicas > desired {
            match replicas - desired {
                1 => "1 pod is still to go".to_owned(),
                more => format!("{more} pods are still to go"),
            }
        } else if self.is_rolling() && available < desired {
            format!("{available} of {desired} available")
        } else {
            return None;
        };
        let why = Why::new(what).detail(self.case.held_up());
        let began = self.is_rolling().then(|| self.case.oldest_new()).flatten();
        Some(verdict(Verdict::Progressing, Some(why), began))
    }

    /// Pods that the rollout leaves out.
    fn but_for(&self) -> String {
        match self.facts.held_back() {
            0 => String::new(),
            kept => format!(", {kept} kept by the partition"),
        }
    }

    /// All is well, and some Pods are of an older revision because they are meant to be.
    fn held_back(&self) -> Option<Judgement> {
        let detail = match self.facts.strategy {
            UpdateStrategy::OnDelete => "the others change when they are deleted (OnDelete)",
            UpdateStrategy::Rolling if self.facts.held_back() > 0 => {
                "the partition keeps the others as they are"
            }
            UpdateStrategy::Rolling => return None,
        };
        self.case.kept_old(detail)
    }
}
