//! The last known state, in signals as fine as what changes.

mod cards;

use super::order::{Order, kept};
use super::overview::{ClusterSummary, GroupOverview, NamespaceSummary, Overview, density};
use super::{Card, Clock, Connection, Group, GroupHead};
use leptos::prelude::*;
use model::{
    Applied, Delta, Density, DeploymentKey, DeploymentPods, FoundPods, Selection, Snapshot, Text,
    Timestamp, Totals, UsageTable, find,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The last known state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Store {
    snapshot: StoredValue<Snapshot>,
    cards: StoredValue<HashMap<DeploymentKey, Card>>,
    group_cells: StoredValue<HashMap<Text, Group>>,
    /// What everything uses, where the order depends on it.
    usage: StoredValue<UsageTable>,
    /// What the search finds by the names of Pods.
    found_pods: StoredValue<Arc<FoundPods>>,
    /// The cards that a person should look at, when they last stood where they should.
    known_alerts: StoredValue<HashSet<DeploymentKey>>,
    /// How many cards came to need a person since they last stood where they should; `None` while
    /// they stand there. See [`Order::Kept`].
    pub behind: RwSignal<Option<usize>>,
    /// When the pointer last moved over the cards, by the browser's clock; 0 when it left them.
    pointed_at: StoredValue<i64>,
    /// Cards on screen.
    pub visible: StoredValue<HashSet<DeploymentKey>>,
    /// Cards whose pods are to be asked for.
    pub wanted: StoredValue<HashSet<DeploymentKey>>,
    /// Grows when cards come or go.
    known: RwSignal<u32>,
    /// What the viewer picked.
    pub selection: Memo<Selection>,
    /// How densely that is shown. What is proposed does not change while somebody looks.
    pub density: Memo<Density>,
    /// Grows with every change.
    pub version: RwSignal<u32>,
    /// The groups' names, in order.
    pub groups: RwSignal<Vec<Text>>,
    /// How many cards there are.
    pub shown_count: RwSignal<u32>,
    /// All Deployments by verdict, whatever is picked.
    pub everything: RwSignal<Totals>,
    /// The Deployments by verdict, whatever verdict is picked.
    pub totals: RwSignal<Totals>,
    /// The clusters.
    pub clusters: RwSignal<Vec<ClusterSummary>>,
    /// The namespaces of the picked clusters.
    pub namespaces: RwSignal<Vec<NamespaceSummary>>,
    /// How this is kept up to date.
    pub connection: RwSignal<Connection>,
    /// Time.
    pub clock: Clock,
}

// === impl Store ===

impl Store {
    /// A store with a first state.
    pub(crate) fn new(
        snapshot: Snapshot,
        pods: Vec<DeploymentPods>,
        usage: UsageTable,
        found_pods: FoundPods,
        selection: Memo<Selection>,
    ) -> Self {
        let clock = Clock::new(snapshot.now);
        let snapshot = StoredValue::new(snapshot);
        let density = Memo::new(move |_| {
            selection.with(|selection| snapshot.with_value(|all| density(all, selection)))
        });
        let store = Self {
            clock,
            snapshot,
            usage: StoredValue::new(usage),
            found_pods: StoredValue::new(Arc::new(found_pods)),
            cards: StoredValue::new(HashMap::new()),
            group_cells: StoredValue::new(HashMap::new()),
            known_alerts: StoredValue::new(HashSet::new()),
            behind: RwSignal::new(None),
            pointed_at: StoredValue::new(0),
            visible: StoredValue::new(HashSet::new()),
            wanted: StoredValue::new(HashSet::new()),
            known: RwSignal::new(0),
            selection,
            density,
            version: RwSignal::new(0),
            groups: RwSignal::new(Vec::new()),
            shown_count: RwSignal::new(0),
            everything: RwSignal::new(Totals::default()),
            totals: RwSignal::new(Totals::default()),
            clusters: RwSignal::new(Vec::new()),
            namespaces: RwSignal::new(Vec::new()),
            connection: RwSignal::new(Connection::Opening),
        };
        store.refresh_cards();
        store.refresh(Order::New);
        store.put_pods(pods);
        store
    }

    /// Where the stream goes on: epoch and sequence number.
    pub(crate) fn cursor(self) -> (Text, u64) {
        self.snapshot
            .with_value(|snapshot| (snapshot.epoch.clone(), snapshot.sequence))
    }

    /// Replaces everything.
    pub(crate) fn replace(self, snapshot: Snapshot, order: Order) {
        self.clock.set(snapshot.now);
        self.snapshot.set_value(snapshot);
        self.refresh_cards();
        self.refresh(order);
    }

    /// Takes a change in.
    pub(crate) fn apply(self, delta: Delta, order: Order) -> Applied {
        self.clock.set(delta.now);
        let mut applied = Applied::Gap;
        self.snapshot
            .update_value(|snapshot| applied = snapshot.apply(delta));
        if applied == Applied::Yes {
            self.refresh_cards();
            self.refresh(order);
        }
        applied
    }

    /// Nothing changed up to this sequence number.
    pub(crate) fn confirm(self, sequence: u64, now: Timestamp) {
        self.clock.set(now);
        self.snapshot.update_value(|snapshot| {
            snapshot.sequence = snapshot.sequence.max(sequence);
        });
    }

    /// Takes pods in.
    pub(crate) fn put_pods(self, all: Vec<DeploymentPods>) {
        self.cards.with_value(|cards| {
            for pods in all {
                if let Some(card) = cards.get(&pods.key) {
                    put(&card.pods, Some(pods));
                }
            }
        });
    }

    /// Takes in what everything uses.
    pub(crate) fn put_usage(self, usage: UsageTable, order: Order) {
        self.usage.set_value(usage);
        self.refresh(order);
    }

    /// Takes in what the search finds by the names of Pods.
    pub(crate) fn put_found_pods(self, found: FoundPods, order: Order) {
        if self.found_pods.with_value(|old| **old != found) {
            self.found_pods.set_value(Arc::new(found));
            self.refresh(order);
        }
    }

    /// What the page would show of this selection.
    pub(crate) fn overview(self, selection: &Selection) -> Overview {
        let search = selection.search.clone();
        let selection = Selection {
            search: search.knowing(self.found_pods.get_value()),
            ..selection.clone()
        };
        self.snapshot.with_value(|snapshot| {
            self.usage
                .with_value(|usage| Overview::of(snapshot, usage, &selection))
        })
    }

    /// Works out anew what is shown, and tells those parts of the page that change.
    pub(crate) fn refresh(self, order: Order) {
        let selection = self.selection.get_untracked();
        let overview = self.overview(&selection);
        let mut is_behind = false;
        let names: Vec<Text> = overview
            .groups
            .iter()
            .map(|group| group.name.clone())
            .collect();
        let names = match order {
            Order::New => names,
            Order::Kept => self
                .groups
                .with_untracked(|old| kept(old, names, &mut is_behind)),
        };
        let shown = overview.groups.iter().map(|group| group.totals.all()).sum();
        for group in overview.groups {
            let head = GroupHead::of(&group, &overview.clusters, selection.group);
            is_behind |= self.refresh_group(group, head, order);
        }
        let is_known = |known: &HashSet<_>| *known == overview.alerts;
        let has_tiles = self.density.get_untracked() == Density::Tiles;
        is_behind |= order == Order::Kept && has_tiles && !self.known_alerts.with_value(is_known);
        put_copy(self.groups, names);
        put_copy(self.shown_count, shown);
        put_copy(self.everything, overview.everything);
        put_copy(self.totals, overview.totals);
        put_copy(self.clusters, overview.clusters);
        put_copy(self.namespaces, overview.namespaces);
        if is_behind {
            let news = |known: &HashSet<_>| overview.alerts.difference(known).count();
            put_copy(self.behind, Some(self.known_alerts.with_value(news)));
        } else {
            put_copy(self.behind, None);
            self.settle_cards(&overview.alerts);
            self.known_alerts.set_value(overview.alerts);
        }
        self.version
            .update(|version| *version = version.wrapping_add(1));
    }

    /// Reads the last known state.
    pub(crate) fn with_snapshot<T>(self, read: impl FnOnce(&Snapshot) -> T) -> T {
        self.snapshot.with_value(read)
    }

    /// Whether cards do not stand where they should.
    pub(crate) fn is_behind(self) -> bool {
        self.behind.with_untracked(Option::is_some)
    }

    /// When the pointer last moved over the cards; 0 when it left them.
    pub(crate) fn pointed_at(self) -> i64 {
        self.pointed_at.get_value()
    }

    /// The pointer moved over the cards at this moment, or left them (0).
    pub(crate) fn point(self, at: i64) {
        self.pointed_at.set_value(at);
    }

    /// The signals of this card, while there is such a Deployment.
    pub(crate) fn card(self, key: &DeploymentKey) -> Option<Card> {
        self.cards.with_value(|cards| cards.get(key).cloned())
    }

    /// Whether this card says why it is as it is.
    pub(crate) fn has_why(self, key: &DeploymentKey) -> bool {
        self.card(key)
            .is_some_and(|card| untrack(|| card.has_why()))
    }

    /// The signals of this card; whoever asks is told when cards come or go.
    pub(crate) fn find(self, key: &DeploymentKey) -> Option<Card> {
        self.known.track();
        self.card(key)
    }

    /// The signals of this group.
    pub(crate) fn group(self, name: &Text) -> Option<Group> {
        self.group_cells
            .with_value(|groups| groups.get(name).cloned())
    }

    /// The title of this cluster.
    pub(crate) fn cluster_title(self, name: &Text) -> Text {
        self.snapshot.with_value(|snapshot| {
            find(&snapshot.clusters, name).map_or_else(|| name.clone(), |c| c.title.clone())
        })
    }

    /// Where this Deployment is: `cluster / namespace`.
    pub(crate) fn place(self, key: &DeploymentKey) -> String {
        format!("{} / {}", self.cluster_title(&key.cluster), key.namespace)
    }

    /// Tells the group's parts; returns whether its cards do not stand where they should.
    fn refresh_group(self, group: GroupOverview, head: GroupHead, order: Order) -> bool {
        let mut is_behind = false;
        self.group_cells
            .update_value(|groups| match groups.get(&group.name) {
                Some(known) => {
                    put(&known.head, head);
                    let cards = match order {
                        Order::New => group.cards,
                        Order::Kept => known
                            .cards
                            .with_untracked(|old| kept(old, group.cards, &mut is_behind)),
                    };
                    put(&known.cards, cards);
                }
                None => {
                    let cell = Group {
                        head: ArcRwSignal::new(head),
                        cards: ArcRwSignal::new(group.cards),
                    };
                    groups.insert(group.name, cell);
                }
            });
        is_behind
    }
}

/// Sets the signal if that changes anything.
fn put<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// Sets the signal if that changes anything.
fn put_copy<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

#[cfg(test)]
mod tests;
