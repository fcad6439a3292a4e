//! The board through a scope and a selection: the one door for reading.

use crate::Scope;
use crate::board::{BoardState, Changes, Entry};
use bytes::Bytes;
use model::{
    ClusterState, DeploymentKey, Row, Selection, Snapshot, Text, Timestamp, Totals, Verdict, find,
    matches, shown_verdict,
};
use serde::Serialize;
use serde_json::value::RawValue;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What somebody may see and picked, at one moment. It costs a pointer per row.
#[derive(Clone, Debug)]
pub struct View {
    epoch: Text,
    sequence: u64,
    now: Timestamp,
    clusters: Vec<ClusterState>,
    rows: Vec<Arc<Entry>>,
}

/// A scope and a selection together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lens<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) selection: &'a Selection,
}

/// A [`Snapshot`] whose rows are encoded already.
#[derive(Serialize)]
struct SnapshotJson<'a> {
    epoch: &'a str,
    sequence: u64,
    now: Timestamp,
    clusters: &'a [ClusterState],
    rows: Vec<&'a RawValue>,
}

/// A [`model::Delta`] whose rows are encoded already.
#[derive(Serialize)]
struct DeltaJson<'a> {
    epoch: &'a str,
    from: u64,
    sequence: u64,
    now: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters: Option<Vec<ClusterState>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<&'a RawValue>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    removed: &'a [DeploymentKey],
}

// === impl View ===

impl View {
    pub(crate) fn new(lens: &Lens<'_>, process: &str, board: &BoardState, now: Timestamp) -> Self {
        let mut rows = Vec::new();
        for cluster in board.clusters_by_name() {
            if !lens.scope.allows_cluster(cluster.name()) {
                continue;
            }
            let hides = cluster.hides();
            // Rows are ordered by namespace, so each namespace is decided once.
            let mut last: Option<(&Text, bool)> = None;
            for entry in cluster.rows() {
                let namespace = &entry.row.key.namespace;
                let is_allowed = match last {
                    Some((known, is_allowed)) if known == namespace => is_allowed,
                    _ => lens.allows(cluster.name(), namespace),
                };
                last = Some((namespace, is_allowed));
                if is_allowed && lens.shows(&entry.row, cluster.title(), hides) {
                    rows.push(entry.clone());
                }
            }
        }
        Self {
            epoch: lens.epoch(process),
            sequence: board.sequence_in(lens.scope),
            now,
            clusters: lens.clusters(board),
            rows,
        }
    }

    /// Names the process, the scope and the selection: sequence numbers are comparable within it.
    pub fn epoch(&self) -> &Text {
        &self.epoch
    }

    /// The number of the last change that is in it. What the scope hides does not move it.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When it was taken.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The visible clusters in configured order, each with its visible namespaces. A selection
    /// does not narrow them: they are what one selects from.
    pub fn clusters(&self) -> &[ClusterState] {
        &self.clusters
    }

    /// The rows, ordered by key.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &Row> {
        self.rows.iter().map(|entry| &entry.row)
    }

    /// The verdict of a row as it is shown.
    pub fn shown(&self, row: &Row) -> Verdict {
        shown_verdict(row.verdict, find(&self.clusters, &row.key.cluster))
    }

    /// Each visible cluster with the counts of its rows in this view.
    pub fn totals(&self) -> impl Iterator<Item = (&ClusterState, Totals)> {
        self.clusters.iter().map(|cluster| {
            let rows = self.rows().filter(|row| row.key.cluster == cluster.name);
            let shown = rows.map(|row| shown_verdict(row.verdict, Some(cluster)));
            (cluster, shown.collect())
        })
    }

    /// All of it as values.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            epoch: self.epoch.clone(),
            sequence: self.sequence,
            now: self.now,
            clusters: self.clusters.clone(),
            rows: self.rows().cloned().collect(),
        }
    }

    /// All of it as the JSON of a [`Snapshot`].
    pub fn snapshot_json(&self) -> Bytes {
        encode(&SnapshotJson {
            epoch: &self.epoch,
            sequence: self.sequence,
            now: self.now,
            clusters: &self.clusters,
            rows: self.rows.iter().map(|entry| &*entry.json).collect(),
        })
    }
}

// === impl Lens ===

impl Lens<'_> {
    /// The process's epoch with a mark of this scope and selection, so that a cursor taken under
    /// other ones is foreign.
    pub(crate) fn epoch(&self, process: &str) -> Text {
        let mut hasher = DefaultHasher::new();
        self.scope.hash_into(&mut hasher);
        let Selection {
            clusters,
            namespaces,
            kinds,
            verdicts,
            only_problems,
            search,
            ..
        } = self.selection;
        (clusters, namespaces, kinds, verdicts, only_problems, search).hash(&mut hasher);
        format!("{process}-{:x}", hasher.finish() & 0xffff_ffff).into()
    }

    /// Whether rows of this namespace may be seen and are picked.
    pub(crate) fn allows(&self, cluster: &str, namespace: &str) -> bool {
        self.selection.has_cluster(cluster)
            && self.selection.has_namespace(namespace)
            && self.scope.allows(cluster, namespace)
    }

    /// Whether a row of an allowed namespace, of a cluster with this title, is picked.
    pub(crate) fn shows(&self, row: &Row, cluster_title: &str, hides: bool) -> bool {
        let shown = if hides { Verdict::Unknown } else { row.verdict };
        matches(row, shown, cluster_title, self.selection)
    }

    /// Whether what is picked depends on the verdicts shown.
    pub(crate) fn depends_on_verdicts(&self) -> bool {
        let selection = self.selection;
        selection.only_problems || !selection.verdicts.is_empty() || !selection.search.is_empty()
    }

    /// The visible clusters with their visible namespaces.
    pub(crate) fn clusters(&self, board: &BoardState) -> Vec<ClusterState> {
        let visible = board
            .clusters()
            .iter()
            .filter(|cluster| self.scope.allows_cluster(cluster.name()));
        let state = visible.map(|cluster| {
            cluster.state_for(|namespace| self.scope.allows(cluster.name(), namespace))
        });
        state.collect()
    }

    /// The JSON of the [`model::Delta`] that carries these changes and the number it leads to;
    /// `None` when there are none.
    pub(crate) fn delta_json(
        &self,
        process: &str,
        board: &BoardState,
        changes: &Changes,
        from: u64,
        now: Timestamp,
    ) -> Option<(u64, Bytes)> {
        if !changes.clusters && changes.rows.is_empty() && changes.removed.is_empty() {
            return None;
        }
        let sequence = changes.last?;
        let json = encode(&DeltaJson {
            epoch: &self.epoch(process),
            from,
            sequence,
            now,
            clusters: changes.clusters.then(|| self.clusters(board)),
            rows: changes.rows.iter().map(|entry| &*entry.json).collect(),
            removed: &changes.removed,
        });
        Some((sequence, json))
    }
}

/// JSON of a value that cannot fail to have one.
pub(crate) fn encode(value: &impl Serialize) -> Bytes {
    match serde_json::to_vec(value) {
        Ok(json) => json.into(),
        Err(error) => {
            tracing::error!(%error, "an update cannot be written as JSON");
            Bytes::from_static(b"{}")
        }
    }
}
