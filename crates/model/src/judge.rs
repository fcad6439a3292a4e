//! The verdict on a Deployment: the first rule that matches.

mod blame;
mod case;

use crate::words::gist;
use crate::{DeploymentFacts, PodFacts, PodHistory, ReplicaSetFacts, Timestamp, Verdict, Why};
use blame::last_exit;
use case::{Case, FLAP_RESTARTS, FLAP_SECONDS, STUCK_SECONDS, Seen};

/// What we say of a Deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, where there is something to say.
    pub why: Option<Why>,
    /// Since when, where the objects tell.
    pub since: Option<Timestamp>,
    /// When the passing of time alone may change the verdict: judge again then.
    pub recheck: Option<Timestamp>,
}

/// A Pod with what watching it told.
#[derive(Clone, Copy, Debug)]
pub struct ObservedPod<'a> {
    /// The Pod.
    pub facts: &'a PodFacts,
    /// Its history.
    pub history: &'a PodHistory,
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
    let case = Case::new(deployment, newest, pods, now);
    let mut judgement = case
        .being_deleted()
        .or_else(|| case.change_unseen())
        .or_else(|| case.replica_failure())
        .or_else(|| case.scaled_to_zero())
        .or_else(|| case.deadline_exceeded())
        .or_else(|| case.rollout_stuck())
        .or_else(|| case.nothing_available())
        .or_else(|| case.paused())
        .or_else(|| case.rolling_out())
        .or_else(|| case.partly_available())
        .or_else(|| case.flapping())
        .unwrap_or_else(|| case.healthy());
    judgement.recheck = case.recheck();
    judgement
}

// === impl Case ===

impl Case<'_> {
    /// Rule 1.
    fn being_deleted(&self) -> Option<Judgement> {
        let since = self.deployment.deleted?;
        Some(verdict(Verdict::Terminating, None, Some(since)))
    }

    /// Rule 2.
    fn change_unseen(&self) -> Option<Judgement> {
        let is_unseen = self.deployment.observed_generation < self.deployment.generation;
        is_unseen.then(|| {
            let why = Why::new("Change not yet seen by the controller");
            verdict(Verdict::Progressing, Some(why), None)
        })
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

    /// Rule 4.
    fn scaled_to_zero(&self) -> Option<Judgement> {
        if self.deployment.desired() > 0 {
            return None;
        }
        // A finished Pod, say an evicted one, is not deleted with the rest.
        let there = self
            .pods
            .iter()
            .filter(|pod| !pod.facts.phase.is_finished());
        let left = there.count().max(self.deployment.replicas as usize);
        Some(match left {
            0 => verdict(Verdict::Idle, None, None),
            1 => verdict(
                Verdict::Progressing,
                Some(Why::new("1 pod is still stopping")),
                None,
            ),
            _ => {
                let why = Why::new(format!("{left} pods are still stopping"));
                verdict(Verdict::Progressing, Some(why), None)
            }
        })
    }

    /// Rule 5.
    fn deadline_exceeded(&self) -> Option<Judgement> {
        let progressing = self.deployment.condition("Progressing")?;
        if progressing.reason.as_deref() != Some("ProgressDeadlineExceeded") {
            return None;
        }
        let since = progressing.changed;
        let detail = self.worst_new().map(|(what, more)| match more.detail {
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
    fn rollout_stuck(&self) -> Option<Judgement> {
        if self.deployment.paused || self.is_rollout_complete() {
            return None;
        }
        let is_stuck = |pod: &Seen<'_>| {
            pod.is_live()
                && self.is_new(pod)
                && pod.is_unreliable(self.now)
                && pod
                    .found
                    .since
                    .is_some_and(|since| since.seconds_until(self.now) >= STUCK_SECONDS)
        };
        if !self.pods.iter().any(is_stuck) {
            return None;
        }
        let (what, worst) = self.worst_new()?;
        let why = Why::new(format!("Rollout stuck: {what}"))
            .since(worst.since)
            .detail(worst.detail.unwrap_or_default());
        Some(verdict(Verdict::Degraded, Some(why), worst.since))
    }

    /// Rule 7.
    fn nothing_available(&self) -> Option<Judgement> {
        // What is paused rolls nothing out; but created paused it never had a Pod.
        let is_paused = self.deployment.paused && self.deployment.replicas > 0;
        let is_due = is_paused || self.is_rollout_complete() || self.was_down_before_rollout();
        if self.available() > 0 || !is_due || self.is_just_starting() {
            return None;
        }
        let worst = || self.worst().and_then(|(_, found)| found.since);
        let since = self.unavailable_since().or_else(worst);
        Some(verdict(Verdict::Down, Some(self.why_unavailable()), since))
    }

    /// Rule 8.
    fn paused(&self) -> Option<Judgement> {
        if !self.deployment.paused {
            return None;
        }
        let condition = self.deployment.condition("Progressing");
        let since = condition.and_then(|found| found.changed);
        let is_short = self.deployment.replicas > 0 && self.available() < self.deployment.desired();
        let why = is_short.then(|| self.why_unavailable());
        Some(verdict(Verdict::Paused, why, since))
    }

    /// Rule 9.
    fn rolling_out(&self) -> Option<Judgement> {
        let DeploymentFacts {
            updated,
            replicas,
            available,
            ..
        } = *self.deployment;
        let desired = self.deployment.desired();
        let is_active = !self.is_rollout_complete();
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
            Some(Why::new(what).detail(self.held_up())),
            self.rolling_since(),
        ))
    }

    /// Rule 10. Pods that only need their time to start are no problem yet.
    fn partly_available(&self) -> Option<Judgement> {
        let desired = self.deployment.desired();
        if self.available() >= desired {
            return None;
        }
        if self.is_just_starting() {
            let what = format!("{} of {desired} ready", self.deployment.ready);
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

    /// Rule 11.
    fn flapping(&self) -> Option<Judgement> {
        let window = self.now.plus_seconds(-FLAP_SECONDS);
        let shaky = self.pods.iter().filter(|pod| pod.is_live()).find(|pod| {
            pod.crashes_again_and_again(self.now)
                || pod.history.restarts_after(window).len() > FLAP_RESTARTS
                || pod.last_oom().is_some_and(|at| at > window)
        })?;
        let restarts: usize = self
            .pods
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

    /// Rule 12.
    fn healthy(&self) -> Judgement {
        let available = self
            .deployment
            .condition("Available")
            .and_then(|c| c.changed);
        let rolled_out = self.newest.map(|newest| newest.created);
        verdict(Verdict::Healthy, None, available.max(rolled_out))
    }

    /// When the rollout began, by its oldest new Pod: a rollback takes an old ReplicaSet up again.
    /// Scaling is no rollout and has no beginning that is reported.
    fn rolling_since(&self) -> Option<Timestamp> {
        let condition = self.deployment.condition("Progressing")?;
        if condition.reason.as_deref() == Some("NewReplicaSetAvailable") {
            return None;
        }
        let new = self.pods.iter().filter(|pod| self.is_new(pod));
        new.map(|pod| pod.facts.created).min()
    }
}

fn verdict(verdict: Verdict, why: Option<Why>, since: Option<Timestamp>) -> Judgement {
    Judgement {
        verdict,
        why,
        since,
        recheck: None,
    }
}
