//! The verdict on a Deployment: the first rule that matches.

use crate::level::{Assessment, assess};
use crate::words::gist;
use crate::{
    DeploymentFacts, PodFacts, PodHistory, PodLevel, ReplicaSetFacts, Text, Timestamp, Verdict, Why,
};

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

/// How long a Pod of a new revision must fail before its rollout counts as stuck.
const STUCK_SECONDS: i64 = 30;
/// How long a Pod may take to become ready before that is a problem.
const START_SECONDS: i64 = 300;
/// A Pod that was ready for less than this after a crash is not relied upon.
const RELAPSE_SECONDS: i64 = 60;
/// The time in which restarts count as flapping.
const FLAP_SECONDS: i64 = 600;
/// More restarts than this in [`FLAP_SECONDS`] are flapping.
const FLAP_RESTARTS: usize = 3;

/// Everything the rules look at, worked out once.
struct Case<'a> {
    deployment: &'a DeploymentFacts,
    newest: Option<&'a ReplicaSetFacts>,
    pods: Vec<(ObservedPod<'a>, Assessment)>,
    now: Timestamp,
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
    let pods = pods
        .iter()
        .map(|&pod| (pod, assess(pod.facts, now)))
        .collect();
    let case = Case {
        deployment,
        newest,
        pods,
        now,
    };
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
        let left = self.pods.len().max(self.deployment.replicas as usize);
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
        let detail = self
            .worst(|pod| self.is_new(pod))
            .map(|(what, more)| match more.detail {
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

    /// Rule 6: only while a rollout is under way. Afterwards rules 7 and 10 say how bad it is.
    fn rollout_stuck(&self) -> Option<Judgement> {
        if self.is_rollout_complete() {
            return None;
        }
        let is_stuck = |(pod, found): &(ObservedPod<'_>, Assessment)| {
            self.is_new(pod)
                && self.is_unreliable(pod, found)
                && found
                    .since
                    .is_some_and(|since| since.seconds_until(self.now) >= STUCK_SECONDS)
        };
        if !self.pods.iter().any(is_stuck) {
            return None;
        }
        let (what, worst) = self.worst(|pod| self.is_new(pod))?;
        let why = Why::new(format!("Rollout stuck: {what}"))
            .since(worst.since)
            .detail(worst.detail.unwrap_or_default());
        Some(verdict(Verdict::Degraded, Some(why), worst.since))
    }

    /// Rule 7.
    fn nothing_available(&self) -> Option<Judgement> {
        if self.available() > 0 || !(self.is_rollout_complete() || self.was_down_before_rollout()) {
            return None;
        }
        if self.is_just_starting() {
            return None;
        }
        let since = self.unavailable_since();
        Some(verdict(Verdict::Down, Some(self.why_unavailable()), since))
    }

    /// Rule 8.
    fn paused(&self) -> Option<Judgement> {
        let since = self
            .deployment
            .condition("Progressing")
            .and_then(|c| c.changed);
        self.deployment
            .paused
            .then(|| verdict(Verdict::Paused, None, since))
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
        let since = if is_active {
            self.newest.map(|newest| newest.created)
        } else {
            None
        };
        Some(verdict(Verdict::Progressing, Some(Why::new(what)), since))
    }

    /// Rule 10. Pods that only need their time to start are no problem yet.
    fn partly_available(&self) -> Option<Judgement> {
        let desired = self.deployment.desired();
        if self.available() >= desired {
            return None;
        }
        if self.is_just_starting() {
            let what = format!("{} of {desired} ready", self.deployment.ready);
            return Some(verdict(Verdict::Progressing, Some(Why::new(what)), None));
        }
        let since = self.worst(|_| true).and_then(|(_, found)| found.since);
        Some(verdict(
            Verdict::Degraded,
            Some(self.why_unavailable()),
            since,
        ))
    }

    /// Rule 11.
    fn flapping(&self) -> Option<Judgement> {
        let window = self.now.plus_seconds(-FLAP_SECONDS);
        let shaky = self.pods.iter().find(|(pod, found)| {
            found.is_crash_loop
                || pod.history.restarts_after(window).len() > FLAP_RESTARTS
                || last_oom(pod.facts).is_some_and(|at| at > window)
        })?;
        let restarts: usize = self
            .pods
            .iter()
            .map(|(pod, _)| pod.history.restarts_after(window).len())
            .sum();
        let what = match restarts {
            0 | 1 => "1 restart in 10 min".to_owned(),
            _ => format!("{restarts} restarts in 10 min"),
        };
        let why = Why::new(format!("{what}, last {}", last_exit(shaky.0.facts)));
        let since = shaky.0.history.restarts_after(window).first().copied();
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

    /// When to look again though nothing was reported.
    fn recheck(&self) -> Option<Timestamp> {
        let now = self.now;
        let of_pod = |(pod, found): &(ObservedPod<'_>, Assessment)| {
            let stuck = found.since.map(|since| since.plus_seconds(STUCK_SECONDS));
            let started = Some(pod.facts.created.plus_seconds(START_SECONDS));
            let relapse = running_since(pod.facts).map(|at| at.plus_seconds(RELAPSE_SECONDS));
            let window = now.plus_seconds(-FLAP_SECONDS);
            let calm = pod.history.restarts_after(window).first().copied();
            let oom = last_oom(pod.facts);
            let over = [calm, oom].map(|at| Some(at?.plus_seconds(FLAP_SECONDS)));
            [found.recheck, stuck, started, relapse, over[0], over[1]]
        };
        self.pods
            .iter()
            .flat_map(of_pod)
            .flatten()
            .filter(|&at| at > now)
            .min()
    }

    /// Available Pods less those that crashed and have not yet run a minute again.
    fn available(&self) -> u32 {
        let relapsing = self
            .pods
            .iter()
            .filter(|(pod, found)| pod.facts.is_ready() && self.is_unreliable(pod, found))
            .count();
        self.deployment
            .available
            .saturating_sub(u32::try_from(relapsing).unwrap_or(u32::MAX))
    }

    /// Whether the Pod fails now, or crashes so often that its being ready means nothing.
    fn is_unreliable(&self, pod: &ObservedPod<'_>, found: &Assessment) -> bool {
        let is_repeat = pod.facts.statuses.iter().any(|status| status.restarts > 1);
        let runs_long = running_since(pod.facts)
            .is_some_and(|since| since.seconds_until(self.now) >= RELAPSE_SECONDS);
        found.level == PodLevel::Failing
            && !(found.is_crash_loop && pod.facts.is_ready() && (runs_long || !is_repeat))
    }

    fn is_new(&self, pod: &ObservedPod<'_>) -> bool {
        let owner = pod.facts.owner.as_ref();
        self.newest
            .is_none_or(|newest| owner.is_some_and(|owner| owner.uid == newest.uid))
    }

    fn is_rollout_complete(&self) -> bool {
        let condition = self.deployment.condition("Progressing");
        // Without a progress deadline there is no such condition; then the numbers decide.
        let is_settled = condition
            .is_none_or(|found| matches!(found.reason.as_deref(), Some("NewReplicaSetAvailable")));
        is_settled
            && self.deployment.updated >= self.deployment.desired()
            && self.deployment.replicas <= self.deployment.updated
    }

    fn was_down_before_rollout(&self) -> bool {
        let down = self
            .deployment
            .condition("Available")
            .filter(|found| !found.is_true);
        match (down.and_then(|found| found.changed), self.newest) {
            (Some(since), Some(newest)) => {
                since < newest.created && self.deployment.created < since.plus_seconds(-1)
            }
            _ => false,
        }
    }

    /// Whether all that is missing are young Pods on their way up.
    fn is_just_starting(&self) -> bool {
        let mut missing = self
            .pods
            .iter()
            .filter(|(pod, found)| found.level != PodLevel::Going && !pod.facts.is_ready())
            .peekable();
        missing.peek().is_some()
            && missing.all(|(pod, found)| {
                found.level == PodLevel::Pending
                    && found.reason.is_none()
                    && pod.facts.created.seconds_until(self.now) < START_SECONDS
            })
    }

    fn unavailable_since(&self) -> Option<Timestamp> {
        let available = self
            .deployment
            .condition("Available")
            .filter(|found| !found.is_true);
        available.and_then(|found| found.changed)
    }

    fn why_unavailable(&self) -> Why {
        if let Some((what, worst)) = self.worst(|_| true) {
            return Why::new(what)
                .since(worst.since)
                .detail(worst.detail.unwrap_or_default());
        }
        let (desired, there) = (self.deployment.desired(), self.pods.len());
        if there < desired as usize {
            return Why::new(format!(
                "{} of {desired} pods are missing",
                desired as usize - there
            ));
        }
        let unready = self
            .pods
            .iter()
            .filter(|(pod, _)| !pod.facts.is_ready())
            .count();
        let since = self.unavailable_since();
        Why::new(format!("{unready} of {desired} pods are not ready")).since(since)
    }

    /// The commonest reason among the worst of these Pods, as `Reason on 1 of 3 pods`, and one
    /// example of it.
    fn worst(&self, which: impl Fn(&ObservedPod<'_>) -> bool) -> Option<(String, Assessment)> {
        let candidates: Vec<_> = self
            .pods
            .iter()
            .filter(|(pod, found)| which(pod) && found.level != PodLevel::Going)
            .collect();
        let troubled = |(_, found): &&&(ObservedPod<'_>, Assessment)| {
            found.reason.is_some() && found.level != PodLevel::Ok
        };
        let worst_level = candidates
            .iter()
            .filter(troubled)
            .map(|(_, found)| found.level)
            .min()?;
        let worst: Vec<&Assessment> = candidates
            .iter()
            .filter(troubled)
            .map(|(_, found)| found)
            .filter(|found| found.level == worst_level)
            .collect();
        let count = |reason: &Option<Text>| worst.iter().filter(|f| f.reason == *reason).count();
        let example = worst.iter().copied().max_by_key(|found| {
            (
                count(&found.reason),
                found.detail.is_some(),
                std::cmp::Reverse(found.since),
            )
        })?;
        let (how_many, of) = (count(&example.reason), candidates.len());
        let reason = example.reason.as_deref().unwrap_or_default();
        let is_new = candidates.len() < self.pods.len();
        let pods = match (of, is_new) {
            (1, true) => "new pod",
            (1, false) => "pod",
            (_, true) => "new pods",
            (_, false) => "pods",
        };
        let what = if of == 1 {
            format!("{reason} on the only {pods}")
        } else {
            format!("{reason} on {how_many} of {of} {pods}")
        };
        Some((what, example.clone()))
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

/// When the container that started last did so, if all of them run.
fn running_since(pod: &PodFacts) -> Option<Timestamp> {
    let started = pod.statuses.iter().map(|status| match status.state {
        crate::ContainerState::Running { started_at } => started_at,
        _ => None,
    });
    started.max().flatten()
}

/// When a container of the Pod was last killed for memory.
fn last_oom(pod: &PodFacts) -> Option<Timestamp> {
    let last = pod
        .all_statuses()
        .filter_map(|(status, _)| status.last.as_ref());
    last.filter(|ended| ended.reason.as_deref() == Some("OOMKilled"))
        .filter_map(|ended| ended.finished_at)
        .max()
}

/// How the Pod's latest crash ended, and at which memory limit if that was it.
fn last_exit(pod: &PodFacts) -> String {
    let last = pod
        .all_statuses()
        .filter_map(|(status, _)| Some((status, status.last.as_ref()?)))
        .max_by_key(|(_, ended)| ended.finished_at);
    let Some((status, ended)) = last else {
        return "exit unknown".to_owned();
    };
    if ended.reason.as_deref() != Some("OOMKilled") {
        return crate::explain_exit(ended);
    }
    let limit = pod.containers.iter().find(|spec| spec.name == status.name);
    match limit.and_then(|spec| spec.limits.memory_bytes) {
        Some(bytes) => format!("OOMKilled at the {} limit", crate::show_bytes(bytes)),
        None => "OOMKilled".to_owned(),
    }
}
