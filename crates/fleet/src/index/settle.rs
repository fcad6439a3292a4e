//! Judging what changed.

use super::entry::{Cron, PodEntry, Workload};
use super::{Index, Settled, Uid};
use crate::place::Place;
use model::{
    ContainerSpec, DeploymentKey, ImageReference, JobFacts, Judgement, ObservedJob, ObservedPod,
    PodFacts, ReplicaSetFacts, Row, Settings, Text, Timestamp, WorkloadKind, assess, image_tag,
    judge, judge_cron_job, judge_daemon_set, judge_job, judge_pod, judge_stateful_set, pod_columns,
};
use std::collections::BTreeSet;

// === impl Index ===

impl Index {
    /// Judges every workload that something changed for, once, and says what came of it.
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
            if let Some(entry) = self.workloads.get_mut(&uid) {
                entry.recheck = None;
                self.dirty.insert(uid);
            }
        }
    }

    fn known_namespaces(&self) -> BTreeSet<Text> {
        match &self.assumed {
            None => self.namespaces.keys().cloned().collect(),
            Some(assumed) => {
                let seen = self.places.keys().map(|place| &place.namespace);
                assumed.iter().chain(seen).cloned().collect()
            }
        }
    }

    fn judge(&mut self, uid: &Uid, now: Timestamp) -> Option<Row> {
        self.note_what_pods_say(uid, now);
        let (mut row, judgement) = self.judge_workload(uid, now)?;
        let entry = self.workloads.get_mut(uid)?;
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

    /// The row of a workload and what we say of it.
    fn judge_workload(&self, uid: &Uid, now: Timestamp) -> Option<(Row, Judgement)> {
        let workload = &self.workloads.get(uid)?.workload;
        let pods = self.observed(self.pods_of_workload(uid));
        let (newest, older) = self.replica_sets_of(uid);
        let judgement = match workload {
            Workload::Deployment(facts) => judge(facts, newest, &pods, now),
            Workload::StatefulSet(set) => judge_stateful_set(&set.0, &set.1, &pods, now),
            Workload::DaemonSet(set) => judge_daemon_set(&set.0, &set.1, &pods, now),
            Workload::Job(job) => judge_job(job, &pods, now),
            Workload::CronJob(cron) => self.judge_cron_job(uid, cron, now),
            Workload::Pod(..) => judge_pod(*pods.first()?, now),
        };
        let mut row = self.row(workload, pods.first(), &judgement, (newest, &older));
        row.pods = u32::try_from(pods.len()).unwrap_or(u32::MAX);
        row.restarts = pods.iter().map(|pod| pod_columns(pod.facts).restarts).sum();
        Some((row, judgement))
    }

    fn observed<'a>(&self, pods: impl Iterator<Item = &'a PodEntry>) -> Vec<ObservedPod<'a>> {
        pods.map(|entry| ObservedPod {
            facts: &entry.facts,
            history: &entry.history,
        })
        .collect()
    }

    fn judge_cron_job(&self, uid: &Uid, cron: &Cron, now: Timestamp) -> Judgement {
        let runs = self.groups_of.get(uid).into_iter().flatten();
        let runs: Vec<(&JobFacts, Vec<ObservedPod<'_>>)> = runs
            .filter_map(|run| {
                let pods = self.pods_of_workload(run);
                Some((&self.runs.get(run)?.facts, self.observed(pods)))
            })
            .collect();
        let runs: Vec<ObservedJob<'_>> = runs
            .iter()
            .map(|(facts, pods)| ObservedJob { facts, pods })
            .collect();
        let next_after = |moment| cron.schedule.as_ref()?.next_after(moment);
        let settings = Settings {
            next_after: Some(&next_after),
            changed: cron.changed,
        };
        judge_cron_job(&cron.facts, settings, &runs, now)
    }

    /// Raises the workload's `pods_revision` when time alone changed what is said of a Pod.
    fn note_what_pods_say(&mut self, uid: &Uid, now: Timestamp) {
        let mut changed = false;
        let pods: Vec<Uid> = self.pod_uids(uid).cloned().collect();
        for pod in pods {
            if let Some(entry) = self.pods.get_mut(&pod) {
                let found = assess(&entry.facts, now);
                let said = Some((found.level, found.reason));
                changed |= entry.said.is_some() && entry.said != said;
                entry.said = said;
            }
        }
        if changed && let Some(entry) = self.workloads.get_mut(uid) {
            self.pods_revision += 1;
            entry.pods_revision = self.pods_revision;
        }
    }

    /// The newest ReplicaSet, by revision, then by creation; and the others.
    fn replica_sets_of(&self, uid: &Uid) -> (Option<&ReplicaSetFacts>, Vec<&ReplicaSetFacts>) {
        let sets = self.groups_of.get(uid).into_iter().flatten();
        let mut sets: Vec<&ReplicaSetFacts> = sets
            .filter_map(|uid| Some(&self.replica_sets.get(uid)?.facts))
            .collect();
        sets.sort_by_key(|set| (set.revision, set.created));
        let newest = sets.pop();
        (newest, sets)
    }

    fn row(
        &self,
        workload: &Workload,
        pod: Option<&ObservedPod<'_>>,
        judgement: &Judgement,
        (newest, older): (Option<&ReplicaSetFacts>, &[&ReplicaSetFacts]),
    ) -> Row {
        let naming = &self.naming;
        let Outline {
            created,
            counts: [ready, desired, updated, available],
            containers,
            annotated,
        } = Outline::of(workload, pod.map(|pod| pod.facts));
        let Place {
            namespace,
            name,
            kind,
        } = workload.place();
        let main = naming.main_container(&name, annotated, containers);
        let others = containers.len().saturating_sub(1);
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
        let title = match kind {
            WorkloadKind::Deployment => title(naming.deployment_title(&name), &name),
            _ => name.clone(),
        };
        Row {
            key: DeploymentKey {
                cluster: self.cluster.clone(),
                namespace,
                name,
                kind,
            },
            title,
            verdict: judgement.verdict,
            why: judgement.why.clone(),
            since: judgement.since,
            ready,
            desired,
            updated,
            available,
            pods: 0,
            container: main.map(|main| naming.container_name(&main.name)),
            other_containers: u32::try_from(others).unwrap_or(u32::MAX),
            image,
            previous_tag,
            image_since,
            restarts: 0,
            created,
            pods_revision: 0,
        }
    }
}

/// What a row needs of a workload of whatever kind.
struct Outline<'a> {
    created: Timestamp,
    /// Ready, desired, updated, available.
    counts: [u32; 4],
    containers: &'a [ContainerSpec],
    annotated: Option<&'a str>,
}

// === impl Outline ===

impl<'a> Outline<'a> {
    fn of(workload: &'a Workload, pod: Option<&'a PodFacts>) -> Self {
        let (created, counts, containers, annotated) = match workload {
            Workload::Deployment(facts) => {
                let counts = [facts.ready, facts.desired(), facts.updated, facts.available];
                (
                    facts.created,
                    counts,
                    &facts.containers,
                    &facts.default_container,
                )
            }
            Workload::StatefulSet(set) => {
                let facts = &set.0;
                let counts = [facts.ready, facts.desired(), facts.updated, facts.available];
                (
                    facts.created,
                    counts,
                    &facts.containers,
                    &facts.default_container,
                )
            }
            Workload::DaemonSet(set) => {
                let facts = &set.0;
                let counts = [facts.ready, facts.desired, facts.updated, facts.available];
                (
                    facts.created,
                    counts,
                    &facts.containers,
                    &facts.default_container,
                )
            }
            Workload::Job(facts) => {
                let done = facts.succeeded;
                let counts = [done, facts.desired(), facts.active, done];
                (
                    facts.created,
                    counts,
                    &facts.containers,
                    &facts.default_container,
                )
            }
            Workload::CronJob(cron) => {
                let facts = &cron.facts;
                let counts = [facts.active; 4];
                (
                    facts.created,
                    counts,
                    &facts.containers,
                    &facts.default_container,
                )
            }
            Workload::Pod(..) => {
                let ready = pod.is_some_and(PodFacts::is_ready);
                return Self {
                    created: pod.map(|pod| pod.created).unwrap_or_default(),
                    counts: [u32::from(ready), 1, 1, u32::from(ready)],
                    containers: pod.map_or(&[], |pod| &pod.containers),
                    annotated: None,
                };
            }
        };
        Self {
            created,
            counts,
            containers,
            annotated: annotated.as_deref(),
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
