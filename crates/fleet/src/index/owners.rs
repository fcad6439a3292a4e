//! Whose Pods are whose.

use super::entry::{PodEntry, Workload};
use super::{Index, Uid};
use model::{JobFacts, Owner, Timestamp};
use std::collections::HashMap;

// === impl Index ===

impl Index {
    /// Makes a Pod a row of its own, or takes that from it.
    pub(super) fn place_pod(&mut self, uid: &Uid, now: Timestamp) {
        let Some(PodEntry { facts, .. }) = self.pods.get(uid) else {
            return;
        };
        if self.stands_alone(facts.owner.as_ref()) {
            let pod = Workload::Pod(facts.namespace.clone(), facts.name.clone());
            self.apply_workload(uid.clone(), pod, now);
            self.pods_changed(Some(uid));
        } else {
            self.delete_workload(uid);
        }
    }

    pub(super) fn place_pods_of(&mut self, owner: &Uid, now: Timestamp) {
        let pods = self.pods_of.get(owner).cloned();
        for pod in pods.into_iter().flatten() {
            self.place_pod(&pod, now);
        }
    }

    /// Whether a Pod of this owner belongs to nothing that is a row.
    fn stands_alone(&self, owner: Option<&Owner>) -> bool {
        let Some(owner) = owner else { return true };
        match &*owner.kind {
            "StatefulSet" | "DaemonSet" | "Job" => false,
            // One that is not known yet is likely a Deployment's.
            "ReplicaSet" => self
                .replica_sets
                .get(&owner.uid)
                .is_some_and(|set| set.facts.owner_uid.is_none()),
            _ => true,
        }
    }

    /// Something about the Pods of this owner, or about this Pod that is a row, changed.
    pub(super) fn pods_changed(&mut self, owner: Option<&Uid>) {
        self.pods_revision += 1;
        let Some(owner) = owner else { return };
        let workload = if let Some(set) = self.replica_sets.get(owner) {
            set.facts.owner_uid.clone()
        } else if let Some(run) = self.runs.get(owner) {
            cron_job_of(&run.facts).cloned()
        } else {
            Some(owner.clone())
        };
        let Some(workload) = workload else { return };
        if let Some(entry) = self.workloads.get_mut(&workload) {
            entry.pods_revision = self.pods_revision;
        }
        self.dirty.insert(workload);
    }
}

/// The uid of the CronJob that a Job belongs to.
pub(super) fn cron_job_of(job: &JobFacts) -> Option<&Uid> {
    let owner = job.owner.as_ref()?;
    (&*owner.kind == "CronJob").then_some(&owner.uid)
}

pub(super) fn link(owned: &mut HashMap<Uid, Vec<Uid>>, owner: Option<&Uid>, uid: &Uid) {
    if let Some(owner) = owner {
        owned.entry(owner.clone()).or_default().push(uid.clone());
    }
}

pub(super) fn unlink(owned: &mut HashMap<Uid, Vec<Uid>>, owner: Option<&Uid>, uid: &Uid) {
    let Some(owner) = owner else { return };
    if let Some(uids) = owned.get_mut(owner) {
        uids.retain(|known| known != uid);
        if uids.is_empty() {
            owned.remove(owner);
        }
    }
}
