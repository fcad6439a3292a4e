//! The state of the fleet as viewers may get it: rows, clusters, and what changed lately.

use crate::Scope;
use crate::place::Place;
use crate::view::Lens;
use model::{ClusterState, DeploymentKey, Row, Text, WorkloadKind};
use parking_lot::{RwLock, RwLockReadGuard};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;

/// How many changes are remembered. A viewer further behind gets a snapshot.
const LOG_CAPACITY: usize = 8192;

/// The state of the fleet, shared by the clusters' tasks, which write, and everybody who reads.
#[derive(Debug)]
pub(crate) struct Board {
    epoch: Text,
    state: RwLock<BoardState>,
    /// Rings with the latest sequence number.
    bell: watch::Sender<u64>,
}

#[derive(Debug)]
pub(crate) struct BoardState {
    /// Sequence numbers are the microseconds since then, so that the difference of two says how
    /// much time passed and not how much happened that one may not see.
    began: Instant,
    /// The number of the latest change.
    sequence: u64,
    /// How many changes there were.
    count: u64,
    /// In configured order.
    clusters: Vec<ClusterBoard>,
    /// The positions of the clusters in the order of their names, which is the order of rows.
    by_name: Vec<usize>,
    /// The latest changes with their ascending numbers.
    log: VecDeque<(u64, Change)>,
    /// The number of the last change that is no longer in the log.
    forgotten: u64,
    capacity: usize,
}

#[derive(Debug)]
pub(crate) struct ClusterBoard {
    /// Without namespaces: those are kept beside it.
    state: ClusterState,
    namespaces: BTreeSet<Text>,
    rows: BTreeMap<Place, Arc<Entry>>,
    /// The number of the last change of the state.
    state_changed: u64,
    /// The number of the last change in each namespace that ever had one.
    changed: BTreeMap<Text, u64>,
}

/// A row with its JSON, encoded once however many viewers get it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) row: Row,
    pub(crate) json: Box<RawValue>,
}

/// One step of the sequence, with what is needed to know how it was before.
#[derive(Debug)]
enum Change {
    Row {
        cluster: usize,
        place: Place,
        before: Option<Arc<Entry>>,
    },
    Namespace {
        cluster: usize,
        name: Text,
    },
    State {
        cluster: usize,
        /// Whether the cluster's verdicts were shown as unknown before.
        hid: bool,
    },
}

/// What changed for one viewer.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// The number of the last of them; `None` when there was none.
    pub(crate) last: Option<u64>,
    pub(crate) clusters: bool,
    pub(crate) rows: Vec<Arc<Entry>>,
    pub(crate) removed: Vec<DeploymentKey>,
}

// === impl Board ===

impl Board {
    pub(crate) fn new(epoch: Text, clusters: Vec<ClusterState>) -> Self {
        let mut by_name: Vec<usize> = (0..clusters.len()).collect();
        by_name.sort_by(|&a, &b| clusters[a].name.cmp(&clusters[b].name));
        let clusters = clusters.into_iter().map(ClusterBoard::new).collect();
        let state = BoardState {
            began: Instant::now(),
            sequence: 0,
            count: 0,
            clusters,
            by_name,
            log: VecDeque::new(),
            forgotten: 0,
            capacity: LOG_CAPACITY,
        };
        Self {
            epoch,
            state: RwLock::new(state),
            bell: watch::Sender::new(0),
        }
    }

    /// The process that counts.
    pub(crate) fn epoch(&self) -> &Text {
        &self.epoch
    }

    /// Rings on every change.
    pub(crate) fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, BoardState> {
        self.state.read()
    }

    /// Changes the board; all that `edit` does becomes visible at once.
    pub(crate) fn edit(&self, edit: impl FnOnce(&mut BoardState)) {
        let mut state = self.state.write();
        let before = state.sequence;
        edit(&mut state);
        let sequence = state.sequence;
        drop(state);
        if sequence != before {
            self.bell.send_replace(sequence);
        }
    }
}

// === impl BoardState ===

impl BoardState {
    /// The number of the latest change, whoever may see it.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// How many changes there were.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The number of the latest change in what a scope shows.
    pub(crate) fn sequence_in(&self, scope: &Scope) -> u64 {
        let clusters = self.clusters.iter();
        let visible = clusters.filter(|cluster| scope.allows_cluster(cluster.name()));
        let numbers = visible.flat_map(|cluster| {
            let changed = cluster.changed.iter();
            let in_namespaces = changed.filter(|(name, _)| scope.allows(cluster.name(), name));
            in_namespaces
                .map(|(_, &number)| number)
                .chain([cluster.state_changed])
        });
        numbers.max().unwrap_or_default()
    }

    pub(crate) fn clusters(&self) -> &[ClusterBoard] {
        &self.clusters
    }

    /// The clusters in the order of their names.
    pub(crate) fn clusters_by_name(&self) -> impl Iterator<Item = &ClusterBoard> {
        self.by_name.iter().map(|&index| &self.clusters[index])
    }

    pub(crate) fn cluster(&self, name: &str) -> Option<&ClusterBoard> {
        self.clusters
            .iter()
            .find(|cluster| *cluster.state.name == *name)
    }

    pub(crate) fn find(&self, key: &DeploymentKey) -> Option<&Arc<Entry>> {
        let cluster = self.cluster(&key.cluster)?;
        cluster.rows.get(&Place::of(key))
    }

    /// Puts a row; one that says nothing new is no change.
    pub(crate) fn put_row(&mut self, cluster: usize, row: Row) {
        let place = Place::of(&row.key);
        let rows = &mut self.clusters[cluster].rows;
        if rows.get(&place).is_some_and(|known| known.row == row) {
            return;
        }
        let json = match serde_json::value::to_raw_value(&row) {
            Ok(json) => json,
            Err(error) => {
                tracing::error!(row = %row.key, %error, "a row cannot be written as JSON");
                return;
            }
        };
        let before = rows.insert(place.clone(), Arc::new(Entry { row, json }));
        self.log(Change::Row {
            cluster,
            place,
            before,
        });
    }

    /// Removes a row, if it is there.
    pub(crate) fn remove_row(&mut self, cluster: usize, place: &Place) {
        if let Some(before) = self.clusters[cluster].rows.remove(place) {
            self.log(Change::Row {
                cluster,
                place: place.clone(),
                before: Some(before),
            });
        }
    }

    /// Makes these the cluster's namespaces.
    pub(crate) fn set_namespaces(&mut self, cluster: usize, namespaces: BTreeSet<Text>) {
        let known = &mut self.clusters[cluster].namespaces;
        let changed: Vec<Text> = known.symmetric_difference(&namespaces).cloned().collect();
        *known = namespaces;
        for name in changed {
            self.log(Change::Namespace { cluster, name });
        }
    }

    /// Changes what is said of a cluster as a whole.
    pub(crate) fn set_state(&mut self, cluster: usize, edit: impl FnOnce(&mut ClusterState)) {
        let known = &mut self.clusters[cluster].state;
        let before = known.clone();
        edit(known);
        if *known != before {
            let hid = before.freshness.state.hides_the_present();
            self.log(Change::State { cluster, hid });
        }
    }

    /// Remembers fewer changes, so that tests outrun the log.
    #[cfg(test)]
    pub(crate) fn set_capacity(&mut self, capacity: usize) {
        self.capacity = capacity;
    }

    fn log(&mut self, change: Change) {
        let elapsed = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.sequence = elapsed.max(self.sequence + 1);
        self.count += 1;
        let number = self.sequence;
        match &change {
            Change::Row { cluster, place, .. } => {
                self.clusters[*cluster].note(&place.namespace, number);
            }
            Change::Namespace { cluster, name } => self.clusters[*cluster].note(name, number),
            Change::State { cluster, .. } => self.clusters[*cluster].state_changed = number,
        }
        if self.log.len() >= self.capacity {
            self.forgotten = self
                .log
                .pop_front()
                .map_or(self.forgotten, |(number, _)| number);
        }
        self.log.push_back((number, change));
    }

    /// What changed for a viewer after `from`; `None` when that is too long ago.
    pub(crate) fn changes(&self, lens: &Lens<'_>, from: u64) -> Option<Changes> {
        let mut changes = Changes::default();
        if from < self.forgotten {
            // Whatever was forgotten, it does not matter to who may not see it.
            return (self.sequence_in(lens.scope) <= from).then_some(changes);
        }
        let first = self.log.partition_point(|(number, _)| *number <= from);
        let mut touched: BTreeMap<(usize, &Place), Option<&Arc<Entry>>> = BTreeMap::new();
        let mut hid_before: HashMap<usize, bool> = HashMap::new();
        for (number, change) in self.log.range(first..) {
            let is_visible = match change {
                Change::Row {
                    cluster,
                    place,
                    before,
                } => {
                    let allows = lens.allows(&self.clusters[*cluster].state.name, &place.namespace);
                    if allows {
                        let touched = touched.entry((*cluster, place));
                        touched.or_insert(before.as_ref());
                    }
                    allows
                }
                Change::Namespace { cluster, name } => {
                    let allows = lens.scope.allows(&self.clusters[*cluster].state.name, name);
                    changes.clusters |= allows;
                    allows
                }
                Change::State { cluster, hid } => {
                    let allows = lens
                        .scope
                        .allows_cluster(&self.clusters[*cluster].state.name);
                    changes.clusters |= allows;
                    hid_before.entry(*cluster).or_insert(*hid);
                    allows
                }
            };
            if is_visible {
                changes.last = Some(*number);
            }
        }
        if lens.depends_on_verdicts() {
            // Verdicts that came to be shown as unknown, or known again, without a row's change.
            for (&index, &hid) in &hid_before {
                let cluster = &self.clusters[index];
                if hid == cluster.hides() {
                    continue;
                }
                for (place, entry) in &cluster.rows {
                    if lens.allows(&cluster.state.name, &place.namespace) {
                        touched.entry((index, place)).or_insert(Some(entry));
                    }
                }
            }
        }
        for ((index, place), before) in touched {
            let cluster = &self.clusters[index];
            let hid = hid_before.get(&index).copied();
            let was_shown = before.is_some_and(|entry| {
                let hid = hid.unwrap_or_else(|| cluster.hides());
                lens.shows(&entry.row, cluster.title(), hid)
            });
            let now = cluster.rows.get(place);
            match now.filter(|entry| lens.shows(&entry.row, cluster.title(), cluster.hides())) {
                Some(entry) => {
                    let is_same = was_shown && before.is_some_and(|old| old.row == entry.row);
                    if !is_same {
                        changes.rows.push(entry.clone());
                    }
                }
                None if was_shown => {
                    changes.removed.push(place.key(cluster.state.name.clone()));
                }
                None => {}
            }
        }
        Some(changes)
    }
}

// === impl ClusterBoard ===

impl ClusterBoard {
    fn new(state: ClusterState) -> Self {
        let namespaces = state.namespaces.iter().cloned().collect();
        Self {
            state: ClusterState {
                namespaces: Vec::new(),
                ..state
            },
            namespaces,
            rows: BTreeMap::new(),
            state_changed: 0,
            changed: BTreeMap::new(),
        }
    }

    fn note(&mut self, namespace: &Text, number: u64) {
        match self.changed.get_mut(namespace) {
            Some(known) => *known = number,
            None => {
                self.changed.insert(namespace.clone(), number);
            }
        }
    }

    pub(crate) fn name(&self) -> &Text {
        &self.state.name
    }

    pub(crate) fn title(&self) -> &str {
        &self.state.title
    }

    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &Arc<Entry>> {
        self.rows.values()
    }

    /// How many of the rows are Deployments.
    pub(crate) fn deployments(&self) -> usize {
        let rows = self.rows.keys();
        rows.filter(|place| place.kind == WorkloadKind::Deployment)
            .count()
    }

    /// Whether its verdicts are shown as unknown.
    pub(crate) fn hides(&self) -> bool {
        self.state.freshness.state.hides_the_present()
    }

    /// The state without the namespaces.
    pub(crate) fn state(&self) -> &ClusterState {
        &self.state
    }

    /// The state as it is seen by somebody to whom these namespaces exist.
    pub(crate) fn state_for(&self, allows: impl Fn(&str) -> bool) -> ClusterState {
        let namespaces = self.namespaces.iter().filter(|name| allows(name));
        ClusterState {
            namespaces: namespaces.cloned().collect(),
            ..self.state.clone()
        }
    }

    pub(crate) fn namespace_count(&self) -> usize {
        self.namespaces.len()
    }
}
