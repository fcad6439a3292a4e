//! Judging what changed.

use super::{Index, Settled, Uid};
use model::{
    ContainerSpec, DeploymentFacts, DeploymentKey, ImageReference, Judgement, ObservedPod,
    ReplicaSetFacts, Row, Text, Timestamp, assess, image_tag, judge, pod_columns,
};
use std::collections::BTreeSet;

// === impl Index ===

impl Index {
    /// Judges every Deployment that something changed for, once, and says what came of it.
    pub(crate) fn settle(&mut self, now: Timestamp) -> Settled {
        let mut settled = Settled::default();
        for uid in std::mem::take(&mut self.dirty) {
            settled.rows.extend(self.judge(&uid, now));
        }
        let places = &self.places;
        let gone = self.vacated.drain();
        settled.removed = gone.filter(|place| !places.contains_key(place)).collect();
        if std::mem::take(&mut self.namespaces_changed) {
            settled.namespaces = Some(self.known_namespaces());
        }
        settled
    }

    /// When time alone calls for [`Index::wake`].
    pub(crate) fn next_recheck(&self) -> Option<Timestamp> {
        self.rechecks.first().map(|(at, _)| *at)
    }

    /// Has everything judged again that is due.
    pub(crate) fn wake(&mut self, now: Timestamp) {
        while let Some((at, uid)) = self.rechecks.first().cloned()
            && at <= now
        {
            self.rechecks.remove(&(at, uid.clone()));
            if let Some(entry) = self.deployments.get_mut(&uid) {
                entry.recheck = None;
                self.dirty.insert(uid);
            }
        }
    }

    fn known_namespaces(&self) -> BTreeSet<Text> {
        match &self.assumed {
            None => self.namespaces.keys().cloned().collect(),
            Some(assumed) => {
                let seen = self.places.keys().map(|(namespace, _)| namespace);
                assumed.iter().chain(seen).cloned().collect()
            }
        }
    }

    fn judge(&mut self, uid: &Uid, now: Timestamp) -> Option<Row> {
        self.note_what_pods_say(uid, now);
        let facts = &self.deployments.get(uid)?.facts;
        let (newest, older) = self.replica_sets_of(uid);
        let pods: Vec<ObservedPod<'_>> = self
            .pods_of_deployment(uid)
            .map(|entry| ObservedPod {
                facts: &entry.facts,
                history: &entry.history,
            })
            .collect();
        let judgement = judge(facts, newest, &pods, now);
        let mut row = self.row(facts, &judgement, (newest, &older));
        row.pods = u32::try_from(pods.len()).unwrap_or(u32::MAX);
        row.restarts = pods.iter().map(|pod| pod_columns(pod.facts).restarts).sum();

        let entry = self.deployments.get_mut(uid)?;
        if entry
            .verdict
            .is_some_and(|before| before != judgement.verdict)
        {
            entry.changed = Some(now);
        }
        entry.verdict = Some(judgement.verdict);
        row.since = judgement.since.or(entry.changed);
        row.pods_revision = entry.pods_revision;
        let former = std::mem::replace(&mut entry.recheck, judgement.recheck);
        if former != judgement.recheck {
            if let Some(at) = former {
                self.rechecks.remove(&(at, uid.clone()));
            }
            if let Some(at) = judgement.recheck {
                self.rechecks.insert((at, uid.clone()));
            }
        }
        Some(row)
    }

    /// Raises the Deployment's `pods_revision` when time alone changed what is said of a Pod.
    fn note_what_pods_say(&mut self, uid: &Uid, now: Timestamp) {
        let mut changed = false;
        for set in self.sets_of.get(uid).into_iter().flatten() {
            for pod in self.pods_of.get(set).into_iter().flatten() {
                if let Some(entry) = self.pods.get_mut(pod) {
                    let found = assess(&entry.facts, now);
                    let said = Some((found.level, found.reason));
                    changed |= entry.said.is_some() && entry.said != said;
                    entry.said = said;
                }
            }
        }
        if changed && let Some(entry) = self.deployments.get_mut(uid) {
            self.pods_revision += 1;
            entry.pods_revision = self.pods_revision;
        }
    }

    /// The newest ReplicaSet, by revision, then by creation; and the others.
    fn replica_sets_of(&self, uid: &Uid) -> (Option<&ReplicaSetFacts>, Vec<&ReplicaSetFacts>) {
        let sets = self.sets_of.get(uid).into_iter().flatten();
        let mut sets: Vec<&ReplicaSetFacts> = sets
            .filter_map(|uid| Some(&self.replica_sets.get(uid)?.facts))
            .collect();
        sets.sort_by_key(|set| (set.revision, set.created));
        let newest = sets.pop();
        (newest, sets)
    }

    fn row(
        &self,
        facts: &DeploymentFacts,
        judgement: &Judgement,
        (newest, older): (Option<&ReplicaSetFacts>, &[&ReplicaSetFacts]),
    ) -> Row {
        let annotated = facts.default_container.as_deref();
        let naming = &self.naming;
        let main = naming.main_container(&facts.name, annotated, &facts.containers);
        let others = facts.containers.len().saturating_sub(1);
        let image = main.map(|main| ImageReference::new(main.image.clone()));
        let image_since = main.and_then(|main| image_since(main, newest?, older));
        let previous_tag = main
            .zip(previous_image(older))
            .and_then(|(main, previous)| {
                let mut images = previous.images.iter();
                let (_, former) = images.find(|(name, _)| *name == main.name)?;
                let tag = image_tag(former);
                (*former != main.image).then(|| tag.into())
            });
        Row {
            key: DeploymentKey {
                cluster: self.cluster.clone(),
                namespace: facts.namespace.clone(),
                name: facts.name.clone(),
            },
            title: title(naming.deployment_title(&facts.name), &facts.name),
            verdict: judgement.verdict,
            why: judgement.why.clone(),
            since: judgement.since,
            ready: facts.ready,
            desired: facts.desired(),
            updated: facts.updated,
            available: facts.available,
            pods: 0,
            container: main.map(|main| naming.container_name(&main.name)),
            other_containers: u32::try_from(others).unwrap_or(u32::MAX),
            image,
            previous_tag,
            image_since,
            restarts: 0,
            created: facts.created,
            pods_revision: 0,
        }
    }
}

/// The revision that a rollout replaces: the latest of the older ones that still has pods.
fn previous_image<'a>(older: &[&'a ReplicaSetFacts]) -> Option<&'a ReplicaSetFacts> {
    older.iter().rev().find(|set| set.replicas > 0).copied()
}

/// Since when the main container's image is the one it is: the creation of the first of the last
/// revisions that have it. A rollback takes up an old ReplicaSet, so it is not earlier than the
/// revision before that. `None` while there is no revision with this image yet.
fn image_since(
    main: &ContainerSpec,
    newest: &ReplicaSetFacts,
    older: &[&ReplicaSetFacts],
) -> Option<Timestamp> {
    let has_it = |set: &ReplicaSetFacts| {
        let mut images = set.images.iter();
        images.any(|(name, image)| *name == main.name && *image == main.image)
    };
    if !has_it(newest) {
        return None;
    }
    let same = older.iter().rev().take_while(|set| has_it(set)).count();
    let (before, same) = older.split_at(older.len() - same);
    let first = same.first().map_or(newest, |first| first);
    Some(
        before
            .last()
            .map_or(first.created, |it| it.created.max(first.created)),
    )
}

/// The shown name, without a second copy where nothing was trimmed.
fn title(title: &str, name: &Text) -> Text {
    if title == &**name {
        name.clone()
    } else {
        title.into()
    }
}
