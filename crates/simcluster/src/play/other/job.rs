//! Jobs, by themselves or as runs of a CronJob.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::pod::{Life, PodSketch};
use super::{JobFate, Other, owner};
use crate::kind::Kind;
use crate::play::pod_json::time;

/// A Job and how far it came.
pub(super) struct JobSketch {
    pub(super) name: String,
    pub(super) created: Timestamp,
    pub(super) owner: Option<Value>,
    pub(super) completions: u32,
    pub(super) backoff_limit: u32,
    /// When each Pod that succeeded did so.
    pub(super) succeeded: Vec<Timestamp>,
    /// When each Pod that failed did so.
    pub(super) failed: Vec<Timestamp>,
    pub(super) active: u32,
    pub(super) is_suspended: bool,
}

pub(super) fn job(of: &Other, fate: JobFate) -> Vec<(Kind, Value)> {
    let mut job = JobSketch::new(of.name.to_owned(), of.before(3 * 3600));
    match fate {
        JobFate::Done => job.succeeded = vec![of.before(3 * 3600 - 95)],
        JobFate::Failed => {
            job.backoff_limit = 2;
            job.failed = [40, 80, 140]
                .map(|seconds| of.before(3 * 3600 - seconds))
                .into();
        }
        JobFate::AtWork => {
            job.created = of.before(340);
            job.completions = 10;
            job.active = 1;
            job.succeeded = [270, 190, 120, 45].map(|seconds| of.before(seconds)).into();
        }
        JobFate::Suspended => job.is_suspended = true,
    }
    job.objects(of)
}

// === impl JobSketch ===

impl JobSketch {
    pub(super) fn new(name: String, created: Timestamp) -> Self {
        Self {
            name,
            created,
            owner: None,
            completions: 1,
            backoff_limit: 6,
            succeeded: Vec::new(),
            failed: Vec::new(),
            active: 0,
            is_suspended: false,
        }
    }

    /// The condition that ended it, and when.
    fn end(&self) -> Option<(&'static str, &'static str, Timestamp)> {
        if self.succeeded.len() >= self.completions as usize {
            return Some(("Complete", "CompletionsReached", *self.succeeded.last()?));
        }
        let is_over = self.failed.len() > self.backoff_limit as usize;
        is_over.then_some(("Failed", "BackoffLimitExceeded", *self.failed.last()?))
    }

    /// Its Pods, and itself.
    pub(super) fn objects(&self, of: &Other) -> Vec<(Kind, Value)> {
        let uid = of.uid(&format!("job {}", self.name));
        let ended = self.succeeded.iter().map(|&at| Life::Ended(at, 0));
        let failed = self.failed.iter().map(|&at| Life::Ended(at, 1));
        let active = (0..self.active).map(|_| Life::Ready);
        let pods = ended.chain(failed).chain(active).enumerate();
        let mut objects: Vec<(Kind, Value)> = pods
            .map(|(number, life)| (Kind::Pod, self.pod(of, &uid, number, life)))
            .collect();
        objects.push((Kind::Job, self.object(of, &uid)));
        objects
    }

    fn pod(&self, of: &Other, uid: &str, number: usize, life: Life) -> Value {
        let suffix = &of.uid(&format!("{} {number}", self.name))[..5];
        let created = match life {
            Life::Ended(at, _) => at - SignedDuration::from_secs(21),
            _ => self.created,
        };
        let mut pod = PodSketch::ready(format!("{}-{suffix}", self.name), created);
        pod.node = number % 9;
        pod.owner = Some(owner("batch/v1", "Job", &self.name, uid));
        pod.labels = vec![("batch.kubernetes.io/job-name", self.name.clone())];
        pod.life = life;
        pod.object(of)
    }

    fn object(&self, of: &Other, uid: &str) -> Value {
        let mut metadata = json!({
            "name": self.name, "namespace": of.namespace, "uid": uid,
            "creationTimestamp": time(self.created), "generation": 1, "labels": of.labels(),
        });
        if let Some(owner) = &self.owner {
            metadata["ownerReferences"] = json!([owner]);
        }
        json!({
            "metadata": metadata,
            "spec": {
                "parallelism": 1, "completions": self.completions,
                "completionMode": "NonIndexed", "backoffLimit": self.backoff_limit,
                "suspend": self.is_suspended,
                "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}},
                "template": of.template("Never"),
            },
            "status": self.status(),
        })
    }

    fn status(&self) -> Value {
        let condition = |kind: &str, reason: &str, at: Timestamp| {
            json!({
                "type": kind, "status": "True", "reason": reason,
                "lastProbeTime": time(at), "lastTransitionTime": time(at),
            })
        };
        if self.is_suspended {
            let suspended = condition("Suspended", "JobSuspended", self.created);
            return json!({"conditions": [suspended], "ready": 0, "terminating": 0});
        }
        let mut status = json!({
            "startTime": time(self.created),
            "ready": self.active, "terminating": 0, "uncountedTerminatedPods": {},
        });
        for (name, count) in [
            ("active", self.active as usize),
            ("succeeded", self.succeeded.len()),
            ("failed", self.failed.len()),
        ] {
            if count > 0 {
                status[name] = count.into();
            }
        }
        if let Some((kind, reason, at)) = self.end() {
            status["conditions"] = json!([condition(kind, reason, at)]);
            if kind == "Complete" {
                status["completionTime"] = time(at).into();
            }
        }
        status
    }
}
