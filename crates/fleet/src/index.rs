//! One cluster's objects, tied together: Deployments own ReplicaSets own Pods, CronJobs own Jobs
//! own Pods, and other workloads own theirs directly.
//!
//! Synchronous and without a clock of its own: [`Index::apply`], [`Index::delete`] and
//! [`Index::begin`]/[`Index::finish`] take in what the watches say, in whatever order the kinds
//! arrive; [`Index::settle`] judges what they touched, once.

mod detail;
mod entry;
mod owners;
mod read;
mod settle;
#[cfg(test)]
mod tests;

use crate::intern::Interner;
use crate::kind::{Kind, Object, Reach};
use crate::place::Place;
use entry::{Cron, PodEntry, ReplicaSetEntry, RunEntry, Workload, WorkloadEntry};
use model::{
    JobFacts, NamingRules, PodFacts, ReplicaSetFacts, Row, Shortage, Text, Timestamp, WorkloadKind,
};
use owners::{cron_job_of, link, unlink};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A Kubernetes uid.
type Uid = Text;

/// One cluster's objects.
#[derive(Debug)]
pub(crate) struct Index {
    cluster: Text,
    naming: Arc<NamingRules>,
    strings: Interner,
    workloads: HashMap<Uid, WorkloadEntry>,
    replica_sets: HashMap<Uid, ReplicaSetEntry>,
    /// The Jobs of CronJobs.
    runs: HashMap<Uid, RunEntry>,
    pods: HashMap<Uid, PodEntry>,
    namespaces: HashMap<Text, Round>,
    /// The namespaces to go by where Namespaces cannot be listed.
    assumed: Option<BTreeSet<Text>>,
    /// Which workload stands at a place now.
    places: HashMap<Place, Uid>,
    /// Deployment → its ReplicaSets, CronJob → its Jobs; what owns Pods → its Pods. Either end may
    /// be unknown still.
    groups_of: HashMap<Uid, Vec<Uid>>,
    pods_of: HashMap<Uid, Vec<Uid>>,
    /// Workloads to be judged.
    dirty: HashSet<Uid>,
    /// Places whose workload is gone.
    vacated: HashSet<Place>,
    namespaces_changed: bool,
    /// When time alone calls for a new judgement.
    rechecks: BTreeSet<(Timestamp, Uid)>,
    /// Grows with every list; objects bear the round in which they were last seen.
    round: Round,
    /// The round in which a list that is under way began.
    lists: HashMap<(Kind, Reach), Round>,
    /// Grows with every change of any Pod.
    pods_revision: u64,
}

/// The number of a list.
type Round = u32;

/// What judging brought about.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// Rows that are new or may have changed.
    pub(crate) rows: Vec<Row>,
    /// Rows that are gone.
    pub(crate) removed: Vec<Place>,
    /// The namespaces, when they changed.
    pub(crate) namespaces: Option<BTreeSet<Text>>,
}

/// How much there is of what.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) pods: usize,
    pub(crate) replica_sets: usize,
    pub(crate) strings: usize,
}

// === impl Index ===

impl Index {
    pub(crate) fn new(cluster: Text, naming: Arc<NamingRules>) -> Self {
        Self {
            cluster,
            naming,
            strings: Interner::default(),
            workloads: HashMap::new(),
            replica_sets: HashMap::new(),
            runs: HashMap::new(),
            pods: HashMap::new(),
            namespaces: HashMap::new(),
            assumed: None,
            places: HashMap::new(),
            groups_of: HashMap::new(),
            pods_of: HashMap::new(),
            dirty: HashSet::new(),
            vacated: HashSet::new(),
            namespaces_changed: false,
            rechecks: BTreeSet::new(),
            round: 0,
            lists: HashMap::new(),
            pods_revision: 0,
        }
    }

    /// A list of this kind begins: whatever it does not name will be gone at its end.
    pub(crate) fn begin(&mut self, kind: Kind, reach: Reach) {
        self.round += 1;
        self.lists.insert((kind, reach), self.round);
    }

    /// The list is complete: what it did not name is gone. Until then all stays as it was.
    pub(crate) fn finish(&mut self, kind: Kind, reach: Reach) {
        let Some(began) = self.lists.remove(&(kind, reach.clone())) else {
            return;
        };
        let is_stale = |seen: Round, namespace: &Text| {
            seen < began && reach.as_ref().is_none_or(|reach| reach == namespace)
        };
        match kind {
            Kind::Deployment => self.sweep(WorkloadKind::Deployment, is_stale),
            Kind::StatefulSet => self.sweep(WorkloadKind::StatefulSet, is_stale),
            Kind::DaemonSet => self.sweep(WorkloadKind::DaemonSet, is_stale),
            Kind::CronJob => self.sweep(WorkloadKind::CronJob, is_stale),
            Kind::Job => {
                let runs = self.runs.iter();
                let stale = runs.filter(|(_, run)| is_stale(run.seen, &run.facts.namespace));
                for uid in stale.map(|(uid, _)| uid.clone()).collect::<Vec<_>>() {
                    self.delete_run(&uid);
                }
                self.sweep(WorkloadKind::Job, is_stale);
            }
            Kind::ReplicaSet => {
                let sets = self.replica_sets.iter();
                let stale = sets.filter(|(_, set)| is_stale(set.seen, &set.facts.namespace));
                for uid in stale.map(|(uid, _)| uid.clone()).collect::<Vec<_>>() {
                    self.delete_replica_set(&uid);
                }
            }
            Kind::Pod => {
                let pods = self.pods.iter();
                let stale = pods.filter(|(_, pod)| is_stale(pod.seen, &pod.facts.namespace));
                for uid in stale.map(|(uid, _)| uid.clone()).collect::<Vec<_>>() {
                    self.delete_pod(&uid);
                }
            }
            Kind::Namespace => {
                let known = self.namespaces.len();
                self.namespaces.retain(|_, seen| *seen >= began);
                self.namespaces_changed |= self.namespaces.len() != known;
            }
        }
    }

    /// Drops the workloads of this kind that are stale.
    fn sweep(&mut self, kind: WorkloadKind, is_stale: impl Fn(Round, &Text) -> bool) {
        let stale = self.workloads.iter().filter(|(_, entry)| {
            entry.workload.kind() == kind && is_stale(entry.seen, entry.workload.namespace())
        });
        for uid in stale.map(|(uid, _)| uid.clone()).collect::<Vec<_>>() {
            self.delete_workload(&uid);
        }
    }

    /// An object is as it says.
    pub(crate) fn apply(&mut self, object: Object, now: Timestamp) {
        let strings = &mut self.strings;
        match object {
            Object::Deployment(deployment) => {
                let facts = deployment.project(strings);
                self.apply_workload(facts.uid.clone(), Workload::Deployment(facts), now);
            }
            Object::StatefulSet(set) => {
                let facts = set.project(strings);
                let uid = facts.uid.clone();
                let set = Workload::StatefulSet(Box::new((facts, Shortage::default())));
                self.apply_workload(uid, set, now);
            }
            Object::DaemonSet(set) => {
                let facts = set.project(strings);
                let uid = facts.uid.clone();
                let set = Workload::DaemonSet(Box::new((facts, Shortage::default())));
                self.apply_workload(uid, set, now);
            }
            Object::CronJob(cron) => {
                let cron = Cron::new(cron.project(strings));
                let uid = cron.facts.uid.clone();
                self.apply_workload(uid, Workload::CronJob(Box::new(cron)), now);
            }
            Object::Job(job) => {
                let facts = job.project(strings);
                match cron_job_of(&facts) {
                    Some(_) => self.apply_run(facts),
                    None => {
                        let uid = facts.uid.clone();
                        self.apply_workload(uid, Workload::Job(Box::new(facts)), now);
                    }
                }
            }
            Object::ReplicaSet(set) => {
                let facts = set.project(strings);
                self.apply_replica_set(facts, now);
            }
            Object::Pod(pod) => {
                let facts = pod.project(strings);
                self.apply_pod(facts, now);
            }
            Object::Namespace(namespace) => {
                let name = strings.intern(namespace.metadata.name);
                let known = self.namespaces.insert(name, self.round);
                self.namespaces_changed |= known.is_none();
            }
        }
    }

    /// An object is gone.
    pub(crate) fn delete(&mut self, object: &Object) {
        match object {
            Object::Deployment(deployment) => self.delete_workload(&deployment.metadata.uid),
            Object::StatefulSet(set) => self.delete_workload(&set.metadata.uid),
            Object::DaemonSet(set) => self.delete_workload(&set.metadata.uid),
            Object::CronJob(cron) => self.delete_workload(&cron.metadata.uid),
            Object::Job(job) => {
                self.delete_run(&job.metadata.uid);
                self.delete_workload(&job.metadata.uid);
            }
            Object::ReplicaSet(set) => self.delete_replica_set(&set.metadata.uid),
            Object::Pod(pod) => self.delete_pod(&pod.metadata.uid),
            Object::Namespace(namespace) => {
                let known = self.namespaces.remove(&namespace.metadata.name);
                self.namespaces_changed |= known.is_some();
            }
        }
    }

    /// Namespaces cannot be listed: goes by these and those in which something is seen. `None`:
    /// they can.
    pub(crate) fn assume_namespaces(&mut self, names: Option<BTreeSet<Text>>) {
        if self.assumed != names {
            self.assumed = names;
            self.namespaces_changed = true;
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts {
            pods: self.pods.len(),
            replica_sets: self.replica_sets.len(),
            strings: self.strings.len(),
        }
    }

    fn apply_workload(&mut self, uid: Uid, mut workload: Workload, now: Timestamp) {
        if let Some(entry) = self.workloads.get_mut(&uid) {
            entry.seen = self.round;
            if !workload.follow(Some(&entry.workload), now) {
                return;
            }
            entry.workload = workload;
        } else {
            workload.follow(None, now);
            let place = workload.place();
            let entry = WorkloadEntry::new(workload, self.round, self.pods_revision);
            self.workloads.insert(uid.clone(), entry);
            if let Some(former) = self.places.insert(place, uid.clone()) {
                self.drop_workload(&former);
            }
            self.namespaces_changed |= self.assumed.is_some();
        }
        self.dirty.insert(uid);
    }

    fn apply_run(&mut self, facts: JobFacts) {
        let uid = facts.uid.clone();
        let owner = cron_job_of(&facts).cloned();
        let seen = self.round;
        match self.runs.get_mut(&uid) {
            Some(entry) => {
                entry.seen = seen;
                if entry.facts == facts {
                    return;
                }
                entry.facts = facts;
            }
            None => {
                // It may have stood for itself until a CronJob adopted it.
                self.delete_workload(&uid);
                link(&mut self.groups_of, owner.as_ref(), &uid);
                self.runs.insert(uid.clone(), RunEntry { facts, seen });
                if self.pods_of.contains_key(&uid) {
                    self.pods_changed(Some(&uid));
                }
            }
        }
        self.dirty.extend(owner);
    }

    fn apply_replica_set(&mut self, facts: ReplicaSetFacts, now: Timestamp) {
        let uid = facts.uid.clone();
        let owner = facts.owner_uid.clone();
        if let Some(entry) = self.replica_sets.get_mut(&uid) {
            entry.seen = self.round;
            if entry.facts == facts {
                return;
            }
            let former = std::mem::replace(&mut entry.facts, facts).owner_uid;
            if former != owner {
                unlink(&mut self.groups_of, former.as_ref(), &uid);
                link(&mut self.groups_of, owner.as_ref(), &uid);
                self.dirty.extend(former);
                self.place_pods_of(&uid, now);
            }
        } else {
            link(&mut self.groups_of, owner.as_ref(), &uid);
            let seen = self.round;
            self.replica_sets
                .insert(uid.clone(), ReplicaSetEntry { facts, seen });
            if self.pods_of.contains_key(&uid) {
                // Its Pods came first; now it is known whose they are.
                self.pods_changed(Some(&uid));
                self.place_pods_of(&uid, now);
            }
        }
        self.dirty.extend(owner);
    }

    fn apply_pod(&mut self, facts: PodFacts, now: Timestamp) {
        let uid = facts.uid.clone();
        let owner = facts.owner.as_ref().map(|owner| owner.uid.clone());
        if let Some(entry) = self.pods.get_mut(&uid) {
            entry.seen = self.round;
            if entry.facts == facts {
                return;
            }
            entry.history.observe(&facts, now);
            let former = std::mem::replace(&mut entry.facts, facts).owner;
            let former = former.map(|owner| owner.uid);
            if former != owner {
                unlink(&mut self.pods_of, former.as_ref(), &uid);
                link(&mut self.pods_of, owner.as_ref(), &uid);
                self.pods_changed(former.as_ref());
            }
        } else {
            link(&mut self.pods_of, owner.as_ref(), &uid);
            let entry = PodEntry::new(facts, self.round, now);
            self.pods.insert(uid.clone(), entry);
        }
        self.place_pod(&uid, now);
        self.pods_changed(owner.as_ref());
    }

    fn delete_workload(&mut self, uid: &Uid) {
        let Some(entry) = self.drop_workload(uid) else {
            return;
        };
        let place = entry.workload.place();
        if self.places.get(&place) == Some(uid) {
            self.places.remove(&place);
            self.vacated.insert(place);
            self.namespaces_changed |= self.assumed.is_some();
        }
    }

    fn drop_workload(&mut self, uid: &Uid) -> Option<WorkloadEntry> {
        let entry = self.workloads.remove(uid)?;
        if let Some(at) = entry.recheck {
            self.rechecks.remove(&(at, uid.clone()));
        }
        Some(entry)
    }

    fn delete_run(&mut self, uid: &Uid) {
        if self.pods_of.contains_key(uid) {
            self.pods_changed(Some(uid));
        }
        if let Some(entry) = self.runs.remove(uid) {
            let owner = cron_job_of(&entry.facts);
            unlink(&mut self.groups_of, owner, uid);
            self.dirty.extend(owner.cloned());
        }
    }

    fn delete_replica_set(&mut self, uid: &Uid) {
        if self.pods_of.contains_key(uid) {
            self.pods_changed(Some(uid));
        }
        if let Some(entry) = self.replica_sets.remove(uid) {
            unlink(&mut self.groups_of, entry.facts.owner_uid.as_ref(), uid);
            self.dirty.extend(entry.facts.owner_uid);
        }
    }

    fn delete_pod(&mut self, uid: &Uid) {
        if let Some(entry) = self.pods.remove(uid) {
            let owner = entry.facts.owner.map(|owner| owner.uid);
            unlink(&mut self.pods_of, owner.as_ref(), uid);
            self.delete_workload(uid);
            self.pods_changed(owner.as_ref());
        }
    }
}
