//! What is kept of one cluster beside its rows.

use crate::index::Index;
use crate::link::Link;
use crate::usage::LatestUsage;
use crate::{Clock, ClusterStats};
use model::{NamingRules, Text, Usage};
use parking_lot::{Mutex, RwLock};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What is kept of one cluster beside its rows: written by its task, read by everybody.
pub(crate) struct Room {
    pub(crate) cluster: Text,
    pub(crate) index: RwLock<Index>,
    pub(crate) usage: RwLock<LatestUsage>,
    pub(crate) tally: Mutex<Tally>,
    /// The client, for what is asked on demand.
    pub(crate) link: watch::Sender<Link>,
    pub(crate) metrics_interval: Duration,
}

/// Counts of what happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) is_listed: bool,
    pub(crate) watches_open: usize,
    pub(crate) watches_opened: u64,
    pub(crate) lists: u64,
    pub(crate) last_list: Option<Duration>,
    pub(crate) events: u64,
    pub(crate) failures: u64,
}

// === impl Room ===

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Room({})", self.cluster)
    }
}

impl Room {
    pub(crate) fn new(cluster: Text, naming: Arc<NamingRules>, metrics_interval: Duration) -> Self {
        Self {
            index: RwLock::new(Index::new(cluster.clone(), naming)),
            cluster,
            usage: RwLock::default(),
            tally: Mutex::default(),
            link: watch::Sender::new(None),
            metrics_interval,
        }
    }

    /// Calls `read` with the index and a function from namespace and pod to usage.
    pub(crate) fn with_usage<T>(
        &self,
        clock: &Clock,
        read: impl FnOnce(&Index, &dyn Fn(&str, &str) -> Option<Usage>) -> T,
    ) -> T {
        let usage = self.usage.read();
        let at = usage.at(clock.now(), self.metrics_interval);
        read(&self.index.read(), &at)
    }

    /// The figures, but for what stands on the board.
    pub(crate) fn stats(&self) -> ClusterStats {
        let counts = self.index.read().counts();
        let tally = self.tally.lock().clone();
        let usage = self.usage.read();
        ClusterStats {
            cluster: self.cluster.clone(),
            pods: counts.pods,
            replica_sets: counts.replica_sets,
            strings: counts.strings,
            watches_open: tally.watches_open,
            watches_opened: tally.watches_opened,
            lists: tally.lists,
            last_list: tally.last_list,
            events: tally.events,
            failures: tally.failures,
            pods_with_usage: usage.len(),
            last_usage: usage.took,
            ..ClusterStats::default()
        }
    }
}
