//! How often a simulated API server was asked, so tests can assert "one watch per kind".

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::kind::Kind;

/// Counts of requests per kind since the cluster started; a snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Single objects asked for.
    pub gets: u64,
    /// Lists, each page counted, the refused ones included.
    pub lists: u64,
    /// Watches begun, the refused ones included.
    pub watches: u64,
    /// Logs asked for; counted with Pods.
    pub logs: u64,
    /// Watch streams open at this moment.
    pub open_watches: u64,
}

/// The live counters behind [`Requests`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    by_kind: Arc<Mutex<BTreeMap<Kind, Requests>>>,
}

/// Counts a watch as open while it lives.
#[derive(Debug)]
pub(crate) struct OpenWatch {
    counters: Counters,
    kind: Kind,
}

// === impl Counters ===

impl Counters {
    pub(crate) fn of(&self, kind: Kind) -> Requests {
        self.lock().get(&kind).copied().unwrap_or_default()
    }

    pub(crate) fn total(&self) -> Requests {
        self.lock()
            .values()
            .fold(Requests::default(), |sum, one| Requests {
                gets: sum.gets + one.gets,
                lists: sum.lists + one.lists,
                watches: sum.watches + one.watches,
                logs: sum.logs + one.logs,
                open_watches: sum.open_watches + one.open_watches,
            })
    }

    pub(crate) fn count(&self, kind: Kind, what: impl FnOnce(&mut Requests)) {
        what(self.lock().entry(kind).or_default());
    }

    pub(crate) fn open_watch(&self, kind: Kind) -> OpenWatch {
        self.count(kind, |requests| requests.open_watches += 1);
        OpenWatch {
            counters: self.clone(),
            kind,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Kind, Requests>> {
        self.by_kind.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl OpenWatch ===

impl Drop for OpenWatch {
    fn drop(&mut self) {
        self.counters
            .count(self.kind, |requests| requests.open_watches -= 1);
    }
}
