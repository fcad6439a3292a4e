//! What is kept of one cluster beside its rows.

use crate::history::{UsageBook, VerdictBook};
use crate::index::Index;
use crate::link::Link;
use crate::reads::Reads;
use crate::usage::LatestUsage;
use crate::{Clock, ClusterStats};
use model::{NamingRules, Text, Timestamp, Usage};
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
    pub(crate) usage_book: RwLock<UsageBook>,
    pub(crate) verdict_book: RwLock<VerdictBook>,
    pub(crate) tally: Mutex<Tally>,
    pub(crate) metrics_interval: Duration,
    /// The client, for what is asked on demand.
    pub(crate) link: watch::Sender<Link>,
    /// What was read lately because somebody asked for it.
    pub(crate) reads: Reads,
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
            usage_book: RwLock::new(UsageBook::new(metrics_interval)),
            verdict_book: RwLock::default(),
            tally: Mutex::default(),
            metrics_interval,
            link: watch::Sender::new(None),
            reads: Reads::default(),
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

    /// Writes down what was just read of all Pods.
    pub(crate) fn record_usage(&self, now: Timestamp) {
        let usage = self.usage.read();
        let index = self.index.read();
        let at = usage.at(now, self.metrics_interval);
        self.usage_book.write().record(now, index.measured(at));
    }

    /// The figures, but for what stands on the board.
    pub(crate) fn stats(&self) -> ClusterStats {
        let counts = self.index.read().counts();
        let tally = self.tally.lock().clone();
        let usage = self.usage.read();
        let book = self.usage_book.read();
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
            usage_tracks: book.tracks(),
            usage_track_bytes: book.bytes(),
            ..ClusterStats::default()
        }
    }
}
