//! Figures about the data layer itself. They name clusters, but nothing in them.

use model::{Freshness, Text};
use std::time::Duration;

/// Whether a cluster has been looked at, for `/readyz`.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// The cluster's name.
    pub cluster: Text,
    /// Listed once, or given up on for now.
    pub is_settled: bool,
    /// Whether everything of it was listed at least once.
    pub is_listed: bool,
    /// Its freshness, with the reason when it was given up on.
    pub freshness: Freshness,
}

/// Figures of the whole fleet, for `/metrics`.
#[derive(Clone, Debug, Default)]
pub struct FleetStats {
    /// Each cluster, in configured order.
    pub clusters: Vec<ClusterStats>,
    /// How many changes of rows, namespaces and clusters there were.
    pub changes: u64,
    /// Streams of updates that are open.
    pub streams: usize,
    /// Snapshots sent on streams.
    pub snapshots_sent: u64,
    /// Deltas sent on streams.
    pub deltas_sent: u64,
}

/// Figures of one cluster.
#[derive(Clone, Debug, Default)]
pub struct ClusterStats {
    /// The cluster's name.
    pub cluster: Text,
    /// Its freshness.
    pub freshness: Freshness,
    /// Deployments.
    pub rows: usize,
    /// Pods of Deployments.
    pub pods: usize,
    /// ReplicaSets of Deployments.
    pub replica_sets: usize,
    /// Namespaces.
    pub namespaces: usize,
    /// Different strings kept.
    pub strings: usize,
    /// Watches open now.
    pub watches_open: usize,
    /// Watches opened since the start.
    pub watches_opened: u64,
    /// Complete lists taken since the start.
    pub lists: u64,
    /// How long the latest complete list took.
    pub last_list: Option<Duration>,
    /// Watch events received.
    pub events: u64,
    /// Failed attempts to reach the API server.
    pub failures: u64,
    /// How many pods have usage figures.
    pub pods_with_usage: usize,
    /// How long the latest LIST of usage took.
    pub last_usage: Option<Duration>,
}
