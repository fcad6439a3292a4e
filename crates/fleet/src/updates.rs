//! A viewer's stream: a snapshot or nothing first, then what changes, never more often than
//! people can read.

#[cfg(test)]
mod tests;

use crate::board::Board;
use crate::view::{Lens, View, encode};
use crate::{Clock, Cursor, Scope};
use bytes::Bytes;
use futures::{Stream, stream};
use model::{Selection, Text, Timestamp};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// The least time between two updates: at most eight a second.
const PACE: Duration = Duration::from_millis(125);
/// The least time between two looks at changes that turn out to be invisible to the viewer.
const GLANCE: Duration = Duration::from_millis(20);
/// How long a stream may be silent, of updates or of logs.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(5);

/// One message of a viewer's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// Everything: the JSON of a [`model::Snapshot`].
    Snapshot {
        /// Where the viewer is after it.
        cursor: Cursor,
        /// The JSON.
        json: Bytes,
    },
    /// What changed: the JSON of a [`model::Delta`].
    Delta {
        /// Where the viewer is after it.
        cursor: Cursor,
        /// The JSON.
        json: Bytes,
    },
    /// Nothing changed for a while: `{"epoch", "sequence", "now"}`.
    Heartbeat {
        /// Where the viewer is.
        cursor: Cursor,
        /// The JSON.
        json: Bytes,
    },
}

/// Counts about all streams.
#[derive(Debug, Default)]
pub(crate) struct StreamCounts {
    pub(crate) open: AtomicUsize,
    pub(crate) snapshots: AtomicU64,
    pub(crate) deltas: AtomicU64,
}

/// All that is kept for a viewer.
struct Viewer {
    board: Arc<Board>,
    clock: Clock,
    scope: Scope,
    selection: Selection,
    epoch: Text,
    /// The last change the viewer was told of; `None` asks for a snapshot.
    told: Option<u64>,
    /// The last change looked at; those after `told` are invisible to the viewer.
    seen: u64,
    bell: watch::Receiver<u64>,
    /// Closes when the fleet stops.
    life: watch::Receiver<()>,
    not_before: Instant,
    counts: Arc<StreamCounts>,
}

#[derive(Serialize)]
struct HeartbeatJson<'a> {
    epoch: &'a str,
    sequence: u64,
    now: Timestamp,
}

// === impl Update ===

impl Update {
    /// The event's name: `snapshot`, `delta` or `heartbeat`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } => "snapshot",
            Self::Delta { .. } => "delta",
            Self::Heartbeat { .. } => "heartbeat",
        }
    }

    /// Where the viewer is after it; the event's id.
    pub fn cursor(&self) -> &Cursor {
        let (Self::Snapshot { cursor, .. }
        | Self::Delta { cursor, .. }
        | Self::Heartbeat { cursor, .. }) = self;
        cursor
    }

    /// The event's data.
    pub fn json(&self) -> &Bytes {
        let (Self::Snapshot { json, .. } | Self::Delta { json, .. } | Self::Heartbeat { json, .. }) =
            self;
        json
    }
}

/// The stream of a viewer who is at `since`. It ends when the fleet stops.
pub(crate) fn updates(
    board: Arc<Board>,
    clock: Clock,
    (scope, selection): (Scope, Selection),
    since: Option<&Cursor>,
    life: watch::Receiver<()>,
    counts: Arc<StreamCounts>,
) -> impl Stream<Item = Update> + Send + use<> {
    let viewer = Viewer::new(board, clock, (scope, selection), since, life, counts);
    stream::unfold(viewer, |mut viewer| async move {
        let update = viewer.next().await?;
        Some((update, viewer))
    })
}

// === impl Viewer ===

impl Viewer {
    fn new(
        board: Arc<Board>,
        clock: Clock,
        (scope, selection): (Scope, Selection),
        since: Option<&Cursor>,
        life: watch::Receiver<()>,
        counts: Arc<StreamCounts>,
    ) -> Self {
        let lens = Lens {
            scope: &scope,
            selection: &selection,
        };
        let epoch = lens.epoch(board.epoch());
        // A number that was never told to this viewer is foreign, whatever happened elsewhere.
        let latest = board.read().sequence_in(&scope);
        let known = since.filter(|cursor| cursor.epoch == epoch && cursor.sequence <= latest);
        let told = known.map(|cursor| cursor.sequence);
        counts.open.fetch_add(1, Ordering::Relaxed);
        Self {
            told,
            seen: told.unwrap_or_default(),
            bell: board.bell(),
            board,
            clock,
            scope,
            selection,
            epoch,
            life,
            not_before: Instant::now(),
            counts,
        }
    }

    async fn next(&mut self) -> Option<Update> {
        let silence_ends = Instant::now() + HEARTBEAT;
        loop {
            tokio::select! {
                () = sleep_until(self.not_before) => {}
                _ = self.life.changed() => return None,
            }
            self.bell.mark_unchanged();
            if let Some(update) = self.take() {
                self.not_before = Instant::now() + PACE;
                return Some(update);
            }
            self.not_before = Instant::now() + GLANCE;
            tokio::select! {
                rung = self.bell.changed() => rung.ok()?,
                _ = self.life.changed() => return None,
                () = sleep_until(silence_ends) => return Some(self.heartbeat()),
            }
        }
    }

    /// What there is to send now, if anything.
    fn take(&mut self) -> Option<Update> {
        let lens = Lens {
            scope: &self.scope,
            selection: &self.selection,
        };
        let now = self.clock.now();
        let board = self.board.read();
        let changes = self
            .told
            .and_then(|told| Some((told, board.changes(&lens, self.seen)?)));
        self.seen = board.sequence();
        if let Some((told, changes)) = changes {
            let (sequence, json) =
                lens.delta_json(self.board.epoch(), &board, &changes, told, now)?;
            drop(board);
            self.counts.deltas.fetch_add(1, Ordering::Relaxed);
            self.told = Some(sequence);
            let cursor = self.cursor();
            return Some(Update::Delta { cursor, json });
        }
        let view = View::new(&lens, self.board.epoch(), &board, now);
        drop(board);
        self.counts.snapshots.fetch_add(1, Ordering::Relaxed);
        self.told = Some(view.sequence());
        let cursor = self.cursor();
        let json = view.snapshot_json();
        Some(Update::Snapshot { cursor, json })
    }

    /// Where the viewer is.
    fn cursor(&self) -> Cursor {
        Cursor {
            epoch: self.epoch.clone(),
            sequence: self.told.unwrap_or_default(),
        }
    }

    fn heartbeat(&self) -> Update {
        let cursor = self.cursor();
        let json = encode(&HeartbeatJson {
            epoch: &cursor.epoch,
            sequence: cursor.sequence,
            now: self.clock.now(),
        });
        Update::Heartbeat { cursor, json }
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.counts.open.fetch_sub(1, Ordering::Relaxed);
    }
}
