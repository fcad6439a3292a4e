//! The conditions Available and Progressing, by the rules of the Deployment controller
//! (kubernetes pkg/controller/deployment/progress.go).

use jiff::Timestamp;

use crate::play::workload::progress_deadline;

/// What a Deployment's status counts. Ready pods are available at once: minReadySeconds is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Pods that are not terminating.
    pub(crate) replicas: u32,
    pub(crate) updated: u32,
    pub(crate) available: u32,
    pub(crate) terminating: u32,
}

/// What the status says of how the rollout goes.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    pub(crate) available: Condition,
    pub(crate) progressing: Condition,
    /// Counts as last judged: they are the status.
    pub(crate) counts: Counts,
}

/// A condition of a Deployment.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) status: &'static str,
    pub(crate) reason: &'static str,
    /// The ReplicaSet's hash the message is about; empty where it is about none.
    pub(crate) hash: String,
    pub(crate) updated: Timestamp,
    pub(crate) changed: Timestamp,
}

const COMPLETE: &str = "NewReplicaSetAvailable";
const TIMED_OUT: &str = "ProgressDeadlineExceeded";
const PAUSED: &str = "DeploymentPaused";

// === impl Progress ===

impl Progress {
    pub(crate) fn new(now: Timestamp) -> Self {
        let condition = |status, reason| Condition {
            status,
            reason,
            hash: String::new(),
            updated: now,
            changed: now,
        };
        Self {
            available: condition("False", "MinimumReplicasUnavailable"),
            progressing: condition("True", "NewReplicaSetCreated"),
            counts: Counts::default(),
        }
    }

    /// Whether the newest rollout has been completed once.
    pub(crate) fn complete(&self) -> bool {
        self.progressing.reason == COMPLETE
    }

    /// When the rollout will have made no progress for too long.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let waits = !matches!(self.progressing.reason, COMPLETE | TIMED_OUT | PAUSED);
        waits.then(|| self.progressing.updated + progress_deadline())
    }

    /// A rollout to the ReplicaSet with this hash begins.
    pub(crate) fn begin(&mut self, now: Timestamp, hash: &str, fresh: bool) {
        let reason = if fresh {
            "NewReplicaSetCreated"
        } else {
            "FoundNewReplicaSet"
        };
        self.progressing.set("True", reason, hash, now);
    }

    pub(crate) fn pause(&mut self, paused: bool, now: Timestamp) {
        let was = self.progressing.reason == PAUSED;
        if paused && !was {
            self.progressing.set("Unknown", PAUSED, "", now);
        } else if was && !paused {
            self.progressing
                .set("Unknown", "DeploymentResumed", "", now);
        }
    }

    pub(crate) fn judge(
        &mut self,
        counts: Counts,
        desired: u32,
        least_available: u32,
        hash: &str,
        paused: bool,
        now: Timestamp,
    ) {
        let before = std::mem::replace(&mut self.counts, counts);
        let (status, reason) = if counts.available >= least_available {
            ("True", "MinimumReplicasAvailable")
        } else {
            ("False", "MinimumReplicasUnavailable")
        };
        if self.available.status != status {
            self.available.set(status, reason, "", now);
        }
        // A completed rollout stays so whatever becomes of its pods.
        let settled = counts.replicas == counts.updated && self.complete();
        if paused || settled {
            return;
        }
        let old = |counts: Counts| counts.replicas - counts.updated;
        let complete =
            counts.updated == desired && counts.replicas == desired && counts.available == desired;
        let moved = counts.updated > before.updated
            || old(counts) < old(before)
            || counts.available > before.available;
        if complete {
            self.progressing.set("True", COMPLETE, hash, now);
        } else if moved {
            self.progressing.set("True", "ReplicaSetUpdated", hash, now);
        } else if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.progressing.set("False", TIMED_OUT, hash, now);
        }
    }
}

// === impl Condition ===

impl Condition {
    fn set(&mut self, status: &'static str, reason: &'static str, hash: &str, now: Timestamp) {
        let changed = if self.status == status {
            self.changed
        } else {
            now
        };
        *self = Self {
            status,
            reason,
            hash: hash.to_owned(),
            updated: now,
            changed,
        };
    }

    pub(crate) fn message(&self, deployment: &str) -> String {
        let set = format!("ReplicaSet \"{deployment}-{}\"", self.hash);
        match self.reason {
            "MinimumReplicasAvailable" => "Deployment has minimum availability.".to_owned(),
            "MinimumReplicasUnavailable" => {
                "Deployment does not have minimum availability.".to_owned()
            }
            "NewReplicaSetCreated" => {
                format!("Created new replica set \"{deployment}-{}\"", self.hash)
            }
            "FoundNewReplicaSet" => format!("Found new replica set \"{deployment}-{}\"", self.hash),
            COMPLETE => format!("{set} has successfully progressed."),
            TIMED_OUT => format!("{set} has timed out progressing."),
            PAUSED => "Deployment is paused".to_owned(),
            "DeploymentResumed" => "Deployment is resumed".to_owned(),
            _ => format!("{set} is progressing."),
        }
    }
}
