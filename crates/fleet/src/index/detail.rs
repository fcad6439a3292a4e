//! Reading everything of one Deployment.

use super::Index;
use crate::board::Place;
use crate::history::UsageBook;
use model::{
    ClusterState, DeploymentDetail, PodDetail, PodLevel, PodRow, Resources, Row, Text, Timestamp,
    Usage, container_details, shown_verdict,
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
        let facts = &self.deployments.get(uid)?.facts;
        let hides = cluster.freshness.state.hides_the_present();
        let entries = self.pods_of_deployment(uid);
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
        let sets = self.sets_of.get(uid).into_iter().flatten();
        let newest = sets
            .filter_map(|set| self.replica_sets.get(set))
            .find(|set| Some(set.facts.revision) == facts.revision);
        Some(DeploymentDetail {
            shown: shown_verdict(row.verdict, Some(&cluster)),
            revision: facts.revision,
            changed: newest.map(|set| set.facts.created),
            conditions: facts.conditions.clone(),
            usage: Usage::sum(pods.iter().map(|pod| pod.row.usage)),
            limits: Resources::sum(pods.iter().map(|pod| &pod.row.limits)),
            pods,
            row,
            cluster,
        })
    }
    /// The names of the Deployment's ReplicaSets.
    pub(crate) fn replica_set_names(&self, place: &Place) -> Vec<Text> {
        let uid = self.places.get(place);
        let sets = uid.and_then(|uid| self.sets_of.get(uid));
        let sets = sets.into_iter().flatten();
        sets.filter_map(|set| Some(self.replica_sets.get(set)?.facts.name.clone()))
            .collect()
    }
}
