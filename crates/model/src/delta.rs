//! What the stream carries: everything once, then only what changed.

use crate::{ClusterState, DeploymentKey, Row, Text, Timestamp};
use serde::{Deserialize, Serialize};

/// Everything a viewer may see, at one sequence number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Which server process counted the sequence number.
    pub epoch: Text,
    /// The number of the last change that is in it.
    pub sequence: u64,
    /// The server's clock.
    pub now: Timestamp,
    /// The clusters, in configured order.
    pub clusters: Vec<ClusterState>,
    /// The rows, ordered by key.
    pub rows: Vec<Row>,
}

/// What changed after one sequence number up to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// Which server process counted the sequence numbers.
    pub epoch: Text,
    /// The sequence number it starts from.
    pub from: u64,
    /// The sequence number it leads to.
    pub sequence: u64,
    /// The server's clock.
    pub now: Timestamp,
    /// All clusters, when any of them changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Vec<ClusterState>>,
    /// Rows that are new or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Rows that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<DeploymentKey>,
}

/// What became of a delta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is in.
    Yes,
    /// It was in already.
    Already,
    /// Something before it is missing: ask for a snapshot.
    Gap,
}

// === impl Snapshot ===

impl Snapshot {
    /// Takes a delta in. A delta that does not follow on changes nothing.
    pub fn apply(&mut self, delta: Delta) -> Applied {
        if delta.epoch != self.epoch || delta.from > self.sequence {
            return Applied::Gap;
        }
        if delta.sequence < self.sequence {
            return Applied::Already;
        }
        self.sequence = delta.sequence;
        self.now = delta.now;
        if let Some(clusters) = delta.clusters {
            self.clusters = clusters;
        }
        for key in delta.removed {
            if let Ok(place) = self.rows.binary_search_by(|row| row.key.cmp(&key)) {
                self.rows.remove(place);
            }
        }
        for row in delta.rows {
            match self.rows.binary_search_by(|known| known.key.cmp(&row.key)) {
                Ok(place) => self.rows[place] = row,
                Err(place) => self.rows.insert(place, row),
            }
        }
        Applied::Yes
    }
}
