//! Reading the Pods of a workload.

use super::entry::PodEntry;
use super::{Index, Uid};
use crate::history::{Measured, UsageBook};
use crate::logs::Watched;
use crate::place::Place;
use model::{DeploymentUsage, PodRow, Text, Timestamp, Usage, assess, pod_columns};

// === impl Index ===

impl Index {
    /// The Deployment's `pods_revision` and its Pods, worst first. `usage` is asked by namespace
    /// and name.
    pub(crate) fn pods(
        &self,
        place: &Place,
        usage: impl Fn(&str, &str) -> Option<Usage>,
        book: &UsageBook,
        now: Timestamp,
    ) -> Option<(u64, Vec<PodRow>)> {
        let uid = self.places.get(place)?;
        let revision = self.workloads.get(uid)?.pods_revision;
        let rows = self.pods_of_workload(uid).map(|entry| PodRow {
            trend: book.pod_trend(&entry.facts.uid),
            ..entry.row(&usage, now)
        });
        let mut rows: Vec<PodRow> = rows.collect();
        rows.sort_by(|a, b| (a.level, &a.name).cmp(&(b.level, &b.name)));
        Some((revision, rows))
    }

    /// How many Pods of a workload are of this revision.
    pub(crate) fn pods_of_revision(&self, place: &Place, revision: &str) -> u32 {
        let uid = self.places.get(place).into_iter();
        let pods = uid.flat_map(|uid| self.pods_of_workload(uid));
        let is_of = |entry: &&PodEntry| entry.facts.revision.as_deref() == Some(revision);
        u32::try_from(pods.filter(is_of).count()).unwrap_or(u32::MAX)
    }

    /// The name of every Pod of a workload, with where that stands.
    pub(crate) fn pod_names(&self) -> impl Iterator<Item = (&Place, &Text)> {
        self.places.iter().flat_map(|(place, uid)| {
            let pods = self.pods_of_workload(uid);
            pods.map(move |entry| (place, &entry.facts.name))
        })
    }

    /// What the Pods of the Deployment use together, as far as it is known.
    pub(crate) fn usage(
        &self,
        place: &Place,
        usage: impl Fn(&str, &str) -> Option<Usage>,
    ) -> Option<Usage> {
        let pods = self.pods_of_workload(self.places.get(place)?);
        Usage::sum(pods.map(|entry| entry.usage(&usage)))
    }

    /// What the Deployment and its Pods used since then, the Pods by name.
    pub(crate) fn usage_history(
        &self,
        place: &Place,
        book: &UsageBook,
        since: Timestamp,
    ) -> Option<DeploymentUsage> {
        let pods = self.pods_of_workload(self.places.get(place)?);
        let pods = pods.map(|PodEntry { facts, .. }| {
            let history = book.pod(&facts.uid, since);
            (facts.name.clone(), history)
        });
        let mut pods: Vec<_> = pods.collect();
        pods.sort_by(|(a, _), (b, _)| a.cmp(b));
        let total = book.deployment(place, since);
        Some(DeploymentUsage { total, pods })
    }

    /// What all Pods of all Deployments use.
    pub(crate) fn measured(
        &self,
        usage: impl Fn(&str, &str) -> Option<Usage>,
    ) -> impl Iterator<Item = Measured<'_>> {
        self.places.iter().map(move |(place, uid)| {
            let pods = self.pods_of_workload(uid);
            let pods = pods.map(|entry| (&entry.facts.uid, entry.usage(&usage)));
            Measured {
                place,
                pods: pods.collect(),
            }
        })
    }

    /// The containers of the Deployment's Pods, the oldest Pod first.
    pub(crate) fn containers(&self, place: &Place) -> Option<Vec<Watched>> {
        let mut pods: Vec<&PodEntry> = self.pods_of_workload(self.places.get(place)?).collect();
        pods.sort_by_key(|entry| (entry.facts.created, entry.facts.name.clone()));
        Some(
            pods.iter()
                .flat_map(|entry| Watched::of(&entry.facts))
                .collect(),
        )
    }

    pub(super) fn pods_of_workload<'a>(
        &'a self,
        uid: &'a Uid,
    ) -> impl Iterator<Item = &'a PodEntry> {
        self.pod_uids(uid).filter_map(|pod| self.pods.get(pod))
    }

    /// The Pods that belong to a workload, through its groups or directly; a Pod that is a row is
    /// its own.
    pub(super) fn pod_uids<'a>(&'a self, uid: &'a Uid) -> impl Iterator<Item = &'a Uid> {
        let groups = self.groups_of.get(uid).into_iter().flatten();
        let itself = self.pods.contains_key(uid).then_some(uid);
        groups
            .chain([uid])
            .filter_map(|owner| self.pods_of.get(owner))
            .flatten()
            .chain(itself)
    }
}

// === impl PodEntry ===

impl PodEntry {
    pub(super) fn row(
        &self,
        usage: impl Fn(&str, &str) -> Option<Usage>,
        now: Timestamp,
    ) -> PodRow {
        let facts = &self.facts;
        let columns = pod_columns(facts);
        let found = assess(facts, now);
        PodRow {
            name: facts.name.clone(),
            status: columns.status,
            ready: columns.ready,
            total: columns.total,
            restarts: columns.restarts,
            last_restart: columns.last_restart,
            level: found.level,
            detail: found.detail.or(found.reason),
            since: found.since,
            created: facts.created,
            node: facts.node.clone(),
            usage: self.usage(usage),
            requests: facts.requests(),
            limits: facts.limits(),
            trend: None,
        }
    }

    /// A Pod that does not run uses nothing that is worth a figure; what metrics.k8s.io says of
    /// it is about the past.
    fn usage(&self, usage: impl Fn(&str, &str) -> Option<Usage>) -> Option<Usage> {
        let runs = self.facts.phase == model::Phase::Running;
        usage(&self.facts.namespace, &self.facts.name).filter(|_| runs)
    }
}
