//! All configured clusters, and the door through which they are read.

mod history;

use crate::board::Board;
use crate::cluster_task::ClusterTask;
use crate::index::Index;
use crate::logs::{self, Follower, LogEvent, LogQuery};
use crate::place::Place;
use crate::room::Room;
use crate::updates::{StreamCounts, updates};
use crate::view::{Lens, View};
use crate::{Clock, ClusterStats, Cursor, FleetOptions, FleetStats, Readiness, Scope, Update};
use futures::{Stream, stream};
use model::{
    ClusterState, DeploymentDetail, DeploymentKey, DeploymentPods, FoundPods, PodLevel, Row,
    Selection, Usage, UsageTable,
};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// All configured clusters. A clone is another handle of the same; the clusters' tasks end with
/// [`Fleet::shutdown`] or when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct Fleet(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    board: Arc<Board>,
    clock: Clock,
    /// In configured order.
    rooms: Vec<Arc<Room>>,
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
        let naming = Arc::new(options.naming);
        let mut rooms = Vec::new();
        let mut tasks = JoinSet::new();
        for (position, source) in options.clusters.into_iter().enumerate() {
            let name = source.name.clone();
            let room = Room::new(name, naming.clone(), options.metrics_interval);
            let room = Arc::new(room);
            rooms.push(room.clone());
            let (board, clock) = (board.clone(), clock.clone());
            tasks.spawn(ClusterTask::run(source, position, board, room, clock));
        }
        Self(Arc::new(Inner {
            board,
            clock,
            rooms,
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

    /// Everything that is known of one Deployment without asking its cluster; `None` where there
    /// is none or it may not be seen.
    pub fn detail(&self, scope: &Scope, key: &DeploymentKey) -> Option<DeploymentDetail> {
        let (room, place) = self.find(scope, key)?;
        let (row, cluster) = {
            let board = self.0.board.read();
            let cluster = board.cluster(&key.cluster)?.state().clone();
            (board.find(key)?.row.clone(), cluster)
        };
        let now = self.0.clock.now();
        room.with_usage(&self.0.clock, |index, usage| {
            index.detail(&place, (row, cluster), usage, &room.usage_book.read(), now)
        })
    }

    /// The pods of these Deployments, in this order; those that do not exist or may not be seen
    /// are left out.
    pub fn pods(&self, scope: &Scope, keys: &[DeploymentKey]) -> Vec<DeploymentPods> {
        keys.iter()
            .filter_map(|key| self.pods_of(scope, key))
            .collect()
    }

    fn pods_of(&self, scope: &Scope, key: &DeploymentKey) -> Option<DeploymentPods> {
        let (room, place) = self.find(scope, key)?;
        // Where the cluster does not answer, its pods are as unknown as its rows.
        let hides = self.0.board.read().cluster(&key.cluster)?.hides();
        let now = self.0.clock.now();
        let read = |index: &Index, usage: &dyn Fn(&str, &str) -> Option<Usage>| {
            index.pods(&place, usage, &room.usage_book.read(), now)
        };
        let (pods_revision, mut pods) = room.with_usage(&self.0.clock, read)?;
        if hides {
            for pod in &mut pods {
                pod.level = PodLevel::Unknown;
            }
        }
        Some(DeploymentPods {
            key: key.clone(),
            pods_revision,
            usage: Usage::sum(pods.iter().map(|pod| pod.usage)),
            trend: room.usage_book.read().deployment_trend(&place),
            pods,
        })
    }

    /// What the pods of these Deployments use together, one answer for each key; `None` where it
    /// is not known or may not be seen.
    pub fn usage(&self, scope: &Scope, keys: &[DeploymentKey]) -> Vec<Option<Usage>> {
        let usage = |key: &DeploymentKey| {
            let (room, place) = self.find(scope, key)?;
            room.with_usage(&self.0.clock, |index, usage| index.usage(&place, usage))
        };
        keys.iter().map(usage).collect()
    }

    /// What everything that may be seen and was picked uses, as far as it is known.
    pub fn usage_table(&self, scope: &Scope, selection: &Selection) -> UsageTable {
        let view = self.view(scope, selection);
        let keys: Vec<DeploymentKey> = view.rows().map(|row| row.key.clone()).collect();
        let usage = self.usage(scope, &keys);
        let known = keys.into_iter().zip(usage);
        known
            .filter_map(|(key, usage)| Some((key, usage?)))
            .collect()
    }

    /// What a selection's search finds by the names of Pods, among what may be seen and was picked.
    pub fn find_pods(&self, scope: &Scope, selection: &Selection) -> FoundPods {
        if !selection.search.asks_for_pods() {
            return FoundPods::default();
        }
        let lens = Lens { scope, selection };
        let indexes: Vec<_> = self.0.rooms.iter().map(|room| room.index.read()).collect();
        let rooms = self.0.rooms.iter().zip(&indexes);
        let pods = rooms.flat_map(|(room, index)| {
            let pods = index.pod_names().filter(|(place, _)| {
                selection.has_kind(place.kind) && lens.allows(&room.cluster, &place.namespace)
            });
            pods.map(|(place, pod)| (place.key(room.cluster.clone()), pod.clone()))
        });
        selection.search.find_pods(pods)
    }

    /// The same selection with a search that knows that.
    pub fn knowing_pods(&self, scope: &Scope, selection: Selection) -> Selection {
        let found = Arc::new(self.find_pods(scope, &selection));
        Selection {
            search: selection.search.knowing(found),
            ..selection
        }
    }

    /// The logs of a Deployment's Pods in one stream; `None` where there is no such Deployment or it
    /// may not be seen. It ends when all is read, where it does not follow, when the Deployment is
    /// gone, and when the fleet stops. Nothing is read ahead of who takes from it.
    pub fn logs(
        &self,
        scope: &Scope,
        key: &DeploymentKey,
        query: LogQuery,
    ) -> Option<impl Stream<Item = LogEvent> + Send + Unpin + use<>> {
        let (room, _) = self.find(scope, key)?;
        let main = self.0.board.read().find(key)?.row.container.clone();
        let place = logs::Place {
            key: key.clone(),
            room: room.clone(),
            board: self.0.board.clone(),
            clock: self.0.clock.clone(),
            life: self.0.alive.clone(),
        };
        let follower = Follower::new(place, query, main.map(|main| main.name));
        let next = async |mut follower: Follower| Some((follower.next().await?, follower));
        Some(Box::pin(stream::unfold(follower, next)))
    }

    /// Where a Deployment is kept, if it may be seen.
    pub(crate) fn find(&self, scope: &Scope, key: &DeploymentKey) -> Option<(&Arc<Room>, Place)> {
        if !scope.allows(&key.cluster, &key.namespace) {
            return None;
        }
        let room = self
            .0
            .rooms
            .iter()
            .find(|room| room.cluster == key.cluster)?;
        Some((room, Place::of(key)))
    }

    /// Whether there is such a Deployment.
    pub(crate) fn has_row(&self, key: &DeploymentKey) -> bool {
        self.0.board.read().find(key).is_some()
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
        let board = self.0.board.read();
        let each = self.0.rooms.iter().zip(board.clusters());
        each.map(|(room, cluster)| {
            let freshness = cluster.state().freshness.clone();
            let is_listed = room.tally.lock().is_listed;
            Readiness {
                cluster: room.cluster.clone(),
                is_settled: is_listed || freshness.state.hides_the_present(),
                is_listed,
                freshness,
            }
        })
        .collect()
    }

    /// Figures about the data layer.
    pub fn stats(&self) -> FleetStats {
        let streams = &self.0.streams;
        let rooms: Vec<ClusterStats> = self.0.rooms.iter().map(|room| room.stats()).collect();
        let board = self.0.board.read();
        let each = rooms.into_iter().zip(board.clusters());
        let clusters = each.map(|(stats, cluster)| ClusterStats {
            freshness: cluster.state().freshness.clone(),
            rows: cluster.deployments(),
            namespaces: cluster.namespace_count(),
            ..stats
        });
        FleetStats {
            clusters: clusters.collect(),
            changes: board.count(),
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
