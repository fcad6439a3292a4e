//! One cluster's objects, tied together: Deployments own ReplicaSets own Pods.
//!
//! Synchronous and without a clock of its own: [`Index::apply`], [`Index::delete`] and
//! [`Index::begin`]/[`Index::finish`] take in what the watches say, in whatever order the kinds
//! arrive; [`Index::settle`] judges what they touched, once.

mod detail;
mod entry;
mod read;
mod settle;
#[cfg(test)]
mod tests;

use crate::board::Place;
use crate::intern::Interner;
use crate::kind::{Kind, Object, Reach};
use entry::{DeploymentEntry, PodEntry, ReplicaSetEntry};
use model::{DeploymentFacts, NamingRules, PodFacts, ReplicaSetFacts, Row, Text, Timestamp};
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
    deployments: HashMap<Uid, DeploymentEntry>,
    replica_sets: HashMap<Uid, ReplicaSetEntry>,
    pods: HashMap<Uid, PodEntry>,
    namespaces: HashMap<Text, Round>,
    /// The namespaces to go by where Namespaces cannot be listed.
    assumed: Option<BTreeSet<Text>>,
    /// Which Deployment stands at a place now.
    places: HashMap<Place, Uid>,
    /// Deployment → its ReplicaSets; ReplicaSet → its Pods. Either end may be unknown still.
    sets_of: HashMap<Uid, Vec<Uid>>,
    pods_of: HashMap<Uid, Vec<Uid>>,
    /// Deployments to be judged.
    dirty: HashSet<Uid>,
    /// Places whose Deployment is gone.
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
            deployments: HashMap::new(),
            replica_sets: HashMap::new(),
            pods: HashMap::new(),
            namespaces: HashMap::new(),
            assumed: None,
            places: HashMap::new(),
            sets_of: HashMap::new(),
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
        let within = |namespace: &Text| reach.as_ref().is_none_or(|reach| reach == namespace);
        let Some(began) = self.lists.remove(&(kind, reach.clone())) else {
            return;
        };
        match kind {
            Kind::Deployment => {
                let stale = self
                    .deployments
                    .iter()
                    .filter(|(_, entry)| entry.seen < began && within(&entry.facts.namespace));
                for uid in stale.map(|(uid, _)| uid.clone()).collect::<Vec<_>>() {
                    self.delete_deployment(&uid);
                }
            }
            Kind::ReplicaSet => {
                let stale = self
                    .replica_sets
                    .iter()
                    .filter(|(_, entry)| entry.seen < began && within(&entry.facts.namespace));
                for uid in stale.map(|(uid, _)| uid.clone()).collect::<Vec<_>>() {
                    self.delete_replica_set(&uid);
                }
            }
            Kind::Pod => {
                let stale = self
                    .pods
                    .iter()
                    .filter(|(_, entry)| entry.seen < began && within(&entry.facts.namespace));
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

    /// An object is as it says.
    pub(crate) fn apply(&mut self, object: Object, now: Timestamp) {
        match object {
            Object::Deployment(deployment) => {
                let facts = deployment.project(&mut self.strings);
                self.apply_deployment(facts);
            }
            Object::ReplicaSet(set) => {
                let uid = set.metadata.uid.clone();
                match set.project(&mut self.strings) {
                    Some(facts) => self.apply_replica_set(facts),
                    None => self.delete_replica_set(&uid),
                }
            }
            Object::Pod(pod) => {
                let uid = pod.metadata.uid.clone();
                match pod.project(&mut self.strings) {
                    Some(facts) => self.apply_pod(facts, now),
                    None => self.delete_pod(&uid),
                }
            }
            Object::Namespace(namespace) => {
                let name = self.strings.intern(namespace.metadata.name);
                let known = self.namespaces.insert(name, self.round);
                self.namespaces_changed |= known.is_none();
            }
        }
    }

    /// An object is gone.
    pub(crate) fn delete(&mut self, object: &Object) {
        match object {
            Object::Deployment(deployment) => self.delete_deployment(&deployment.metadata.uid),
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

    fn apply_deployment(&mut self, facts: DeploymentFacts) {
        let uid = facts.uid.clone();
        let place = (facts.namespace.clone(), facts.name.clone());
        if let Some(entry) = self.deployments.get_mut(&uid) {
            entry.seen = self.round;
            if entry.facts == facts {
                return;
            }
            entry.facts = facts;
        } else {
            let entry = DeploymentEntry::new(facts, self.round, self.pods_revision);
            self.deployments.insert(uid.clone(), entry);
            if let Some(former) = self.places.insert(place, uid.clone()) {
                self.drop_deployment(&former);
            }
            self.namespaces_changed |= self.assumed.is_some();
        }
        self.dirty.insert(uid);
    }

    fn apply_replica_set(&mut self, facts: ReplicaSetFacts) {
        let uid = facts.uid.clone();
        let owner = facts.owner_uid.clone();
        if let Some(entry) = self.replica_sets.get_mut(&uid) {
            entry.seen = self.round;
            if entry.facts == facts {
                return;
            }
            let former = std::mem::replace(&mut entry.facts, facts).owner_uid;
            if former != owner {
                unlink(&mut self.sets_of, former.as_ref(), &uid);
                link(&mut self.sets_of, owner.as_ref(), &uid);
                self.dirty.extend(former);
            }
        } else {
            link(&mut self.sets_of, owner.as_ref(), &uid);
            let seen = self.round;
            self.replica_sets
                .insert(uid.clone(), ReplicaSetEntry { facts, seen });
            if self.pods_of.contains_key(&uid) {
                // Its Pods came first; now it is known whose they are.
                self.pods_changed(Some(&uid));
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
            self.pods.insert(uid, PodEntry::new(facts, self.round, now));
        }
        self.pods_changed(owner.as_ref());
    }

    fn delete_deployment(&mut self, uid: &Uid) {
        let Some(entry) = self.drop_deployment(uid) else {
            return;
        };
        let place = (entry.facts.namespace, entry.facts.name);
        if self.places.get(&place) == Some(uid) {
            self.places.remove(&place);
            self.vacated.insert(place);
            self.namespaces_changed |= self.assumed.is_some();
        }
    }

    fn drop_deployment(&mut self, uid: &Uid) -> Option<DeploymentEntry> {
        let entry = self.deployments.remove(uid)?;
        if let Some(at) = entry.recheck {
            self.rechecks.remove(&(at, uid.clone()));
        }
        Some(entry)
    }

    fn delete_replica_set(&mut self, uid: &Uid) {
        if self.pods_of.contains_key(uid) {
            self.pods_changed(Some(uid));
        }
        if let Some(entry) = self.replica_sets.remove(uid) {
            unlink(&mut self.sets_of, entry.facts.owner_uid.as_ref(), uid);
            self.dirty.extend(entry.facts.owner_uid);
        }
    }

    fn delete_pod(&mut self, uid: &Uid) {
        if let Some(entry) = self.pods.remove(uid) {
            let owner = entry.facts.owner.map(|owner| owner.uid);
            unlink(&mut self.pods_of, owner.as_ref(), uid);
            self.pods_changed(owner.as_ref());
        }
    }

    /// Something about the Pods of this ReplicaSet changed.
    fn pods_changed(&mut self, replica_set: Option<&Uid>) {
        self.pods_revision += 1;
        let set = replica_set.and_then(|uid| self.replica_sets.get(uid));
        let Some(owner) = set.and_then(|set| set.facts.owner_uid.clone()) else {
            return;
        };
        if let Some(entry) = self.deployments.get_mut(&owner) {
            entry.pods_revision = self.pods_revision;
        }
        self.dirty.insert(owner);
    }
}

fn link(owned: &mut HashMap<Uid, Vec<Uid>>, owner: Option<&Uid>, uid: &Uid) {
    if let Some(owner) = owner {
        owned.entry(owner.clone()).or_default().push(uid.clone());
    }
}

fn unlink(owned: &mut HashMap<Uid, Vec<Uid>>, owner: Option<&Uid>, uid: &Uid) {
    let Some(owner) = owner else { return };
    if let Some(uids) = owned.get_mut(owner) {
        uids.retain(|known| known != uid);
        if uids.is_empty() {
            owned.remove(owner);
        }
    }
}
