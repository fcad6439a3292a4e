//! Reading everything of one Deployment.

use super::entry::Workload;
use super::{Index, Uid};
use crate::history::UsageBook;
use crate::place::Place;
use model::{
    ClusterState, Column, DeploymentDetail, PodDetail, PodLevel, PodRow, Resources, Row, Text,
    Timestamp, Usage, container_details, cron_job_columns, daemon_set_columns, deployment_columns,
    job_columns, lone_pod_columns, shown_verdict, stateful_set_columns,
};

// === impl Index ===

impl Index {
    /// Everything of the Deployment, to the row and cluster that stand on the board. `usage` is
    /// asked by namespace and name.
    pub(crate) fn detail(
        &self,
        place: &Place,
        (row, cluster): (Row, ClusterState),
        usage: impl Fn(&str, &str) -> Option<Usage>,
        book: &UsageBook,
        now: Timestamp,
    ) -> Option<DeploymentDetail> {
        let uid = self.places.get(place)?;
        let workload = &self.workloads.get(uid)?.workload;
        let (revision, conditions) = match workload {
            Workload::Deployment(facts) => (facts.revision, facts.conditions.clone()),
            Workload::Job(job) => (None, job.conditions.clone()),
            _ => (None, Vec::new()),
        };
        let hides = cluster.freshness.state.hides_the_present();
        let entries = self.pods_of_workload(uid);
        let mut pods: Vec<PodDetail> = entries
            .map(|entry| PodDetail {
                row: PodRow {
                    trend: book.pod_trend(&entry.facts.uid),
                    ..entry.row(&usage, now)
                },
                ip: entry.facts.ip.clone(),
                containers: container_details(&entry.facts),
            })
            .collect();
        pods.sort_by(|a, b| (a.row.level, &a.row.name).cmp(&(b.row.level, &b.row.name)));
        if hides {
            for pod in &mut pods {
                pod.row.level = PodLevel::Unknown;
            }
        }
        let sets = self.groups_of.get(uid).into_iter().flatten();
        let newest = sets
            .filter_map(|set| self.replica_sets.get(set))
            .find(|set| Some(set.facts.revision) == revision);
        Some(DeploymentDetail {
            shown: shown_verdict(row.verdict, Some(&cluster)),
            revision,
            changed: newest.map(|set| set.facts.created),
            columns: self.columns(uid, workload, now),
            conditions,
            usage: Usage::sum(pods.iter().map(|pod| pod.row.usage)),
            limits: Resources::sum(pods.iter().map(|pod| &pod.row.limits)),
            pods,
            row,
            cluster,
        })
    }

    /// What `kubectl get` prints of it.
    fn columns(&self, uid: &Uid, workload: &Workload, now: Timestamp) -> Vec<Column> {
        match workload {
            Workload::Deployment(facts) => deployment_columns(facts, now),
            Workload::StatefulSet(set) => stateful_set_columns(&set.0, now),
            Workload::DaemonSet(set) => daemon_set_columns(&set.0, now),
            Workload::Job(job) => job_columns(job, now),
            Workload::CronJob(cron) => cron_job_columns(&cron.facts, now),
            Workload::Pod(..) => match self.pods.get(uid) {
                Some(pod) => lone_pod_columns(&pod.facts, now),
                None => Vec::new(),
            },
        }
    }

    /// The names of the Deployment's ReplicaSets, or of a CronJob's Jobs.
    pub(crate) fn group_names(&self, place: &Place) -> Vec<Text> {
        let uid = self.places.get(place);
        let sets = uid.and_then(|uid| self.groups_of.get(uid));
        let sets = sets.into_iter().flatten();
        let name = |group: &Uid| {
            let set = self.replica_sets.get(group).map(|set| &set.facts.name);
            set.or_else(|| Some(&self.runs.get(group)?.facts.name))
        };
        sets.filter_map(|group| name(group).cloned()).collect()
    }
}
