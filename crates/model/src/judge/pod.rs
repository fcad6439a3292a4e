//! The verdict on a Pod that no other kind tells of.

use super::rules::{being_deleted, flapping};
use super::seen::{START_SECONDS, STUCK_SECONDS, Seen};
use super::{Judgement, ObservedPod, verdict};
use crate::{Phase, PodLevel, Text, Timestamp, Verdict, Why};

/// A Pod at one moment.
struct Lone<'a> {
    pod: Seen<'a>,
    now: Timestamp,
}

/// Judges a Pod that stands for itself, at `now`.
pub fn judge_pod(pod: ObservedPod<'_>, now: Timestamp) -> Judgement {
    let lone = Lone {
        pod: Seen::new(&pod, now),
        now,
    };
    let mut judgement = lone
        .node_lost()
        .or_else(|| being_deleted(pod.facts.deleted))
        .or_else(|| lone.finished())
        .or_else(|| lone.gated())
        .or_else(|| lone.starting())
        .or_else(|| lone.down())
        .or_else(|| flapping(std::slice::from_ref(&lone.pod), now))
        .unwrap_or_else(|| verdict(Verdict::Healthy, None, lone.pod.turned()));
    judgement.recheck = lone.pod.rechecks(now).filter(|&at| at > now).min();
    judgement
}

// === impl Lone ===

impl Lone<'_> {
    fn node_lost(&self) -> Option<Judgement> {
        let is_lost = self.pod.found.level == PodLevel::Unknown;
        is_lost.then(|| {
            let since = self.pod.turned();
            let why = Why::new("Its node does not answer").since(since);
            verdict(Verdict::Down, Some(why), since)
        })
    }

    fn finished(&self) -> Option<Judgement> {
        match self.pod.facts.phase {
            Phase::Succeeded => Some(verdict(Verdict::Healthy, None, self.pod.turned())),
            Phase::Failed => Some(verdict(
                Verdict::Failed,
                Some(self.why()),
                self.pod.found.since,
            )),
            Phase::Pending | Phase::Running | Phase::Unknown => None,
        }
    }

    /// Somebody holds it back from the scheduler.
    fn gated(&self) -> Option<Judgement> {
        let found = &self.pod.found;
        if found.reason.as_deref() != Some("SchedulingGated") {
            return None;
        }
        let why = Why::new("SchedulingGated").since(found.since);
        Some(verdict(Verdict::Paused, Some(why), found.since))
    }

    /// It is young, and in no trouble or only for a moment.
    fn starting(&self) -> Option<Judgement> {
        let is_new = self.pod.facts.created.seconds_until(self.now) < START_SECONDS;
        let is_fresh = |since: Timestamp| since.seconds_until(self.now) < STUCK_SECONDS;
        let is_passing =
            || is_new && !self.pod.facts.is_ready() && self.pod.found.since.is_some_and(is_fresh);
        let is_starting = match self.pod.found.level {
            PodLevel::Pending => self.pod.is_starting(self.now),
            PodLevel::Failing => is_passing(),
            PodLevel::Unknown | PodLevel::Going | PodLevel::Ok => false,
        };
        is_starting.then(|| {
            let columns = crate::pod_columns(self.pod.facts);
            let what = match &*columns.status {
                "Running" => format!("{} of {} ready", columns.ready, columns.total).into(),
                _ => columns.status,
            };
            verdict(Verdict::Progressing, Some(Why::new(what)), None)
        })
    }

    /// It does not work.
    fn down(&self) -> Option<Judgement> {
        let is_down = match self.pod.found.level {
            PodLevel::Failing => self.pod.is_unreliable(self.now),
            PodLevel::Pending => true,
            PodLevel::Unknown | PodLevel::Going | PodLevel::Ok => false,
        };
        is_down.then(|| verdict(Verdict::Down, Some(self.why()), self.pod.found.since))
    }

    fn why(&self) -> Why {
        let found = &self.pod.found;
        let reason = found.reason.clone();
        let what = reason.unwrap_or_else(|| Text::from("Not ready"));
        let detail = found.detail.clone();
        Why::new(what)
            .since(found.since)
            .detail(detail.unwrap_or_default())
    }
}
