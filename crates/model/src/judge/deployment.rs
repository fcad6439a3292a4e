//! The verdict on a Deployment.

use super::case::{Case, Counts, Newest, see};
use super::rules::{being_deleted, change_unseen};
use super::seen::START_SECONDS;
use super::{Judgement, ObservedPod, verdict};
use crate::words::gist;
use crate::{DeploymentFacts, ReplicaSetFacts, Timestamp, Verdict, Why};

/// A Deployment that was available for less than this never really was.
const AVAILABLE_ONCE_SECONDS: i64 = 60;

/// A Deployment with its newest ReplicaSet and its Pods.
struct Rollout<'a> {
    deployment: &'a DeploymentFacts,
    newest: Option<&'a ReplicaSetFacts>,
    case: Case<'a>,
}

/// Judges a Deployment by its own status, its newest ReplicaSet and its Pods at `now`.
///
/// The rules are numbered as in `docs/verdicts.md`. Rule 0 (the cluster does not answer) is
/// [`crate::shown_verdict`], because it is about the cluster and not about the Deployment.
pub fn judge(
    deployment: &DeploymentFacts,
    newest: Option<&ReplicaSetFacts>,
    pods: &[ObservedPod<'_>],
    now: Timestamp,
) -> Judgement {
    let rollout = Rollout::new(deployment, newest, pods, now);
    let case = &rollout.case;
    let mut judgement = being_deleted(deployment.deleted)
        .or_else(|| change_unseen(deployment.observed_generation, deployment.generation))
        .or_else(|| rollout.replica_failure())
        .or_else(|| case.scaled_to_zero())
        .or_else(|| rollout.deadline_exceeded())
        .or_else(|| rollout.stuck())
        .or_else(|| rollout.nothing_available())
        .or_else(|| rollout.paused())
        .or_else(|| rollout.under_way())
        .or_else(|| case.partly_available())
        .or_else(|| case.flapping())
        .unwrap_or_else(|| rollout.healthy());
    judgement.recheck = case.recheck();
    judgement
}

// === impl Rollout ===

impl<'a> Rollout<'a> {
    fn new(
        deployment: &'a DeploymentFacts,
        newest: Option<&'a ReplicaSetFacts>,
        pods: &[ObservedPod<'a>],
        now: Timestamp,
    ) -> Self {
        let available = deployment.condition("Available");
        let unavailable_since = available
            .filter(|found| !found.is_true)
            .and_then(|found| found.changed);
        let case = Case {
            counts: Counts {
                desired: deployment.desired(),
                replicas: deployment.replicas,
                updated: deployment.updated,
                ready: deployment.ready,
                available: deployment.available,
            },
            newest: newest.map_or(Newest::Every, |newest| Newest::Owner(&newest.uid)),
            unavailable_since,
            missing_since: unavailable_since,
            pods: see(pods, now),
            now,
        };
        Self {
            deployment,
            newest,
            case,
        }
    }

    /// Rule 3.
    fn replica_failure(&self) -> Option<Judgement> {
        let failure = self
            .deployment
            .condition("ReplicaFailure")
            .filter(|c| c.is_true)?;
        let reason = failure.reason.as_deref().unwrap_or("ReplicaFailure");
        let detail = failure
            .message
            .as_deref()
            .and_then(gist)
            .unwrap_or_default();
        let why = Why::new(reason).since(failure.changed).detail(detail);
        Some(verdict(Verdict::Degraded, Some(why), failure.changed))
    }

    /// Rule 5.
    fn deadline_exceeded(&self) -> Option<Judgement> {
        let progressing = self.deployment.condition("Progressing")?;
        if progressing.reason.as_deref() != Some("ProgressDeadlineExceeded") {
            return None;
        }
        let since = progressing.changed;
        let detail = self.case.worst_new().map(|(what, more)| match more.detail {
            Some(detail) => format!("{what}, {detail}"),
            None => what,
        });
        let why = Why::new("Rollout made no progress").since(since);
        Some(verdict(
            Verdict::Failed,
            Some(why.detail(detail.unwrap_or_default())),
            since,
        ))
    }

    /// Rule 6: only while a rollout is under way. Otherwise rules 7 and 10 say how bad it is.
    fn stuck(&self) -> Option<Judgement> {
        if self.deployment.paused || self.is_complete() {
            return None;
        }
        self.case.rollout_stuck()
    }

    /// Rule 7.
    fn nothing_available(&self) -> Option<Judgement> {
        // What is paused rolls nothing out; but created paused it never had a Pod.
        let is_paused = self.deployment.paused && self.deployment.replicas > 0;
        let is_due = is_paused || self.is_complete() || self.was_down_before();
        is_due.then(|| self.case.nothing_available()).flatten()
    }

    /// Rule 8.
    fn paused(&self) -> Option<Judgement> {
        if !self.deployment.paused {
            return None;
        }
        let condition = self.deployment.condition("Progressing");
        let since = condition.and_then(|found| found.changed);
        let is_short =
            self.deployment.replicas > 0 && self.case.available() < self.deployment.desired();
        let why = is_short.then(|| self.case.why_unavailable());
        Some(verdict(Verdict::Paused, why, since))
    }

    /// Rule 9.
    fn under_way(&self) -> Option<Judgement> {
        let Counts {
            desired,
            updated,
            replicas,
            available,
            ..
        } = self.case.counts;
        let is_active = !self.is_complete();
        let what = if updated < desired {
            format!("{updated} of {desired} updated")
        } else if replicas > updated {
            match replicas - updated {
                1 => "1 old pod is still to go".to_owned(),
                old => format!("{old} old pods are still to go"),
            }
        } else if is_active && available < updated {
            format!("{available} of {desired} available")
        } else {
            return None;
        };
        Some(verdict(
            Verdict::Progressing,
            Some(Why::new(what).detail(self.case.held_up())),
            self.began(),
        ))
    }

    /// Rule 12.
    fn healthy(&self) -> Judgement {
        let available = self
            .deployment
            .condition("Available")
            .and_then(|c| c.changed);
        let rolled_out = self.newest.map(|newest| newest.created);
        verdict(Verdict::Healthy, None, available.max(rolled_out))
    }

    /// Whether every wanted Pod is of the newest revision and was available once.
    fn is_complete(&self) -> bool {
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
    fn was_down_before(&self) -> bool {
        let (Some(since), Some(newest)) = (self.case.unavailable_since, self.newest) else {
            return false;
        };
        self.deployment.created.seconds_until(since) >= AVAILABLE_ONCE_SECONDS
            && since.seconds_until(newest.created) >= START_SECONDS
    }

    /// When the rollout began, by its oldest new Pod: a rollback takes an old ReplicaSet up again.
    /// Scaling is no rollout and has no beginning that is reported.
    fn began(&self) -> Option<Timestamp> {
        let condition = self.deployment.condition("Progressing")?;
        if condition.reason.as_deref() == Some("NewReplicaSetAvailable") {
            return None;
        }
        self.case.oldest_new()
    }
}
