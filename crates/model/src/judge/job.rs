//! The verdict on a Job.

use super::blame::{commonest, worst_end};
use super::case::see;
use super::rules::{being_deleted, stopping};
use super::seen::{START_SECONDS, STUCK_SECONDS, Seen};
use super::{Judgement, ObservedPod, verdict};
use crate::words::gist;
use crate::{Condition, JobFacts, PodLevel, Timestamp, Verdict, Why, kubectl_duration};

/// A Job with its Pods.
struct Work<'a> {
    job: &'a JobFacts,
    pods: Vec<Seen<'a>>,
    now: Timestamp,
}

/// Judges a Job by its own status and its Pods at `now`.
pub fn judge_job(job: &JobFacts, pods: &[ObservedPod<'_>], now: Timestamp) -> Judgement {
    let pods = see(pods, now);
    let work = Work { job, pods, now };
    let mut judgement = being_deleted(job.deleted)
        .or_else(|| work.failed())
        .or_else(|| work.complete())
        .or_else(|| work.suspended())
        .or_else(|| work.succeeding())
        .or_else(|| work.stuck())
        .or_else(|| work.failing())
        .or_else(|| work.without_pods())
        .unwrap_or_else(|| work.under_way());
    judgement.recheck = work.recheck();
    judgement
}

// === impl Work ===

impl Work<'_> {
    /// It failed for good, or will have as soon as its Pods have ended.
    fn failed(&self) -> Option<Judgement> {
        let failure = self.job.failure()?;
        let last = worst_end(&self.pods).map(|(_, words)| words);
        let told = failure.message.as_deref().and_then(gist);
        let why = Why::new(self.why_failed(failure)).detail(last.or(told).unwrap_or_default());
        Some(verdict(Verdict::Failed, Some(why), failure.changed))
    }

    fn why_failed(&self, failure: &Condition) -> String {
        let job = self.job;
        match failure.reason.as_deref().unwrap_or_default() {
            "BackoffLimitExceeded" => match job.failed {
                0 => "Backoff limit exceeded".to_owned(),
                1 => "Backoff limit exceeded after 1 failure".to_owned(),
                many => format!("Backoff limit exceeded after {many} failures"),
            },
            "DeadlineExceeded" => match job.deadline_seconds {
                Some(seconds) => format!("Deadline of {} exceeded", kubectl_duration(seconds)),
                None => "Deadline exceeded".to_owned(),
            },
            "PodFailurePolicy" => "Ended by its Pod failure policy".to_owned(),
            "FailedIndexes" | "MaxFailedIndexesExceeded" => match &job.failed_indexes {
                Some(indexes) => indexes_failed(indexes),
                None => "Some of its indexes failed".to_owned(),
            },
            "" => "Failed".to_owned(),
            reason => reason.to_owned(),
        }
    }

    fn complete(&self) -> Option<Judgement> {
        let condition = self.job.true_condition("Complete")?;
        let since = self.job.completed.or(condition.changed);
        Some(verdict(Verdict::Healthy, None, since))
    }

    /// Nothing of it is to run now.
    fn suspended(&self) -> Option<Judgement> {
        let what = match (self.job.suspended, self.job.parallelism()) {
            (true, _) => "Suspended",
            (false, 0) => "Parallelism is 0",
            _ => return None,
        };
        let detail = match self.pods.iter().filter(|pod| pod.is_live()).count() {
            0 => String::new(),
            left => stopping(left),
        };
        let condition = self.job.true_condition("Suspended");
        let since = condition.and_then(|condition| condition.changed);
        let why = Why::new(what).detail(detail);
        Some(verdict(Verdict::Paused, Some(why), since))
    }

    /// It is as good as complete.
    fn succeeding(&self) -> Option<Judgement> {
        let since = self.job.true_condition("SuccessCriteriaMet")?.changed;
        let left = self
            .pods
            .iter()
            .filter(|pod| !pod.facts.phase.is_finished());
        let why = Why::new("Succeeded").detail(match left.count() {
            0 => String::new(),
            left => stopping(left),
        });
        Some(verdict(Verdict::Progressing, Some(why), since))
    }

    /// A Pod fails without ending, or does not come up at all, for so long that it will not pass.
    fn stuck(&self) -> Option<Judgement> {
        let live: Vec<&Seen<'_>> = self.pods.iter().filter(|pod| pod.is_live()).collect();
        if !live.iter().any(|pod| self.is_stuck(pod)) {
            return None;
        }
        let (what, worst) = commonest(&live, "pod")?;
        let why = Why::new(what)
            .since(worst.since)
            .detail(worst.detail.unwrap_or_default());
        Some(verdict(Verdict::Degraded, Some(why), worst.since))
    }

    fn is_stuck(&self, pod: &Seen<'_>) -> bool {
        let waits = || pod.found.level == PodLevel::Pending && pod.found.reason.is_some();
        let is_late = |since: Timestamp| since.seconds_until(self.now) >= START_SECONDS;
        pod.is_stuck(self.now) || waits() && pod.found.since.is_some_and(is_late)
    }

    /// Attempts failed, and more are made.
    fn failing(&self) -> Option<Judgement> {
        let job = self.job;
        let indexes = job.failed_indexes.as_ref();
        if job.failed == 0 && indexes.is_none() {
            return None;
        }
        let (since, words) = worst_end(&self.pods).unzip();
        let what = match (indexes, job.failed) {
            (Some(indexes), _) => indexes_failed(indexes),
            (None, 1) if job.is_limited_per_index => "1 attempt failed".to_owned(),
            (None, many) if job.is_limited_per_index => format!("{many} attempts failed"),
            (None, many) => format!("{many} of {} attempts failed", job.attempts()),
        };
        let why = Why::new(what).detail(words.unwrap_or_default());
        Some(verdict(Verdict::Warning, Some(why), since.flatten()))
    }

    /// It was started, and nobody made a Pod: a quota, say, or an admission rule.
    fn without_pods(&self) -> Option<Judgement> {
        let job = self.job;
        let started = job.started?;
        let there = [job.active, job.succeeded, job.terminating];
        let is_late = started.seconds_until(self.now) >= STUCK_SECONDS;
        if there.iter().any(|&pods| pods > 0) || !self.pods.is_empty() || !is_late {
            return None;
        }
        let why = Why::new("No pod was created").since(Some(started));
        Some(verdict(Verdict::Degraded, Some(why), Some(started)))
    }

    fn under_way(&self) -> Judgement {
        let job = self.job;
        let what = match (job.started, job.completions) {
            (None, _) => "Not started yet".to_owned(),
            (Some(_), Some(wanted)) => format!("{} of {wanted} complete", job.succeeded),
            (Some(_), None) if job.active == 1 => "1 pod at work".to_owned(),
            (Some(_), None) => format!("{} pods at work", job.active),
        };
        verdict(Verdict::Progressing, Some(Why::new(what)), job.started)
    }

    fn recheck(&self) -> Option<Timestamp> {
        let started = self.job.started.map(|at| at.plus_seconds(STUCK_SECONDS));
        let pods = self.pods.iter().flat_map(|pod| pod.rechecks(self.now));
        pods.chain(started).filter(|&at| at > self.now).min()
    }
}

fn indexes_failed(indexes: &str) -> String {
    match indexes.contains([',', '-']) {
        true => format!("Indexes {indexes} failed"),
        false => format!("Index {indexes} failed"),
    }
}
