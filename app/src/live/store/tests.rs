use super::*;
use crate::mk::mk_row;
use model::{ClusterState, Freshness, FreshnessState, Verdict};

fn snapshot(rows: &[(&str, Verdict)]) -> Snapshot {
    let rows = rows.iter();
    let rows = rows.map(|(name, verdict)| mk_row(&format!("prod/shop/{name}"), *verdict));
    let cluster = ClusterState {
        name: "prod".into(),
        freshness: Freshness {
            state: FreshnessState::Live,
            ..Freshness::default()
        },
        ..ClusterState::default()
    };
    Snapshot {
        clusters: vec![cluster],
        rows: rows.collect(),
        ..Snapshot::default()
    }
}

/// A store of these rows with what this query picks, in what it is asked for.
fn with_store(query: &str, rows: &[(&str, Verdict)], ask: impl FnOnce(Store)) {
    let owner = Owner::new();
    owner.set();
    let selection = Selection::from_query(query);
    let selection = Memo::new(move |_| selection.clone());
    ask(Store::new(
        snapshot(rows),
        Vec::new(),
        UsageTable::new(),
        FoundPods::default(),
        selection,
    ));
}

impl Store {
    /// These rows come, while somebody works with the cards or not.
    fn becomes(self, rows: &[(&str, Verdict)], order: Order) {
        self.snapshot.set_value(snapshot(rows));
        self.refresh_cards();
        self.refresh(order);
    }

    /// The names of the cards, in order.
    fn names(self) -> Vec<String> {
        let groups = self.groups.get_untracked().into_iter();
        let cards = groups.filter_map(|name| Some(self.group(&name)?.cards.get_untracked()));
        cards.flatten().map(|key| key.name.to_string()).collect()
    }

    fn stands_out(self, name: &str) -> bool {
        self.card(&key(name)).unwrap().stands_out.get_untracked()
    }

    fn is_gone(self, name: &str) -> bool {
        self.card(&key(name)).unwrap().shown.get_untracked().is_gone
    }
}

fn key(name: &str) -> DeploymentKey {
    DeploymentKey::new("prod", "shop", name)
}

const HEALTHY: [(&str, Verdict); 2] = [("a", Verdict::Healthy), ("b", Verdict::Healthy)];
const B_DOWN: [(&str, Verdict); 2] = [("a", Verdict::Healthy), ("b", Verdict::Down)];

#[test]
fn cards_keep_their_order_while_somebody_works_with_them() {
    with_store("", &HEALTHY, |store| {
        assert_eq!(store.names(), ["a", "b"]);
        store.becomes(&B_DOWN, Order::Kept);
        assert_eq!(store.names(), ["a", "b"]);
        assert_eq!(store.behind.get_untracked(), Some(1));
        store.refresh(Order::New);
        assert_eq!(store.names(), ["b", "a"]);
        assert_eq!(store.behind.get_untracked(), None);
    });
}

#[test]
fn what_is_no_longer_picked_or_gone_stays_meanwhile() {
    let down = [("a", Verdict::Down), ("b", Verdict::Down)];
    with_store("problems=1", &down, |store| {
        store.becomes(&B_DOWN, Order::Kept);
        assert_eq!(store.names(), ["a", "b"]);
        store.becomes(&HEALTHY, Order::Kept);
        assert_eq!(store.names(), ["a", "b"], "nor does their group go");
        store.becomes(&HEALTHY[1..], Order::Kept);
        assert_eq!(store.names(), ["a", "b"]);
        assert!(store.is_behind() && store.is_gone("a") && !store.is_gone("b"));
        store.becomes(&HEALTHY, Order::Kept);
        assert!(!store.is_gone("a"), "it is there again");
        store.becomes(&[], Order::Kept);
        store.refresh(Order::New);
        assert!(store.names().is_empty() && !store.is_behind());
        assert!(store.card(&key("a")).is_none());
    });
}

#[test]
fn what_is_gone_goes_when_nobody_works_there() {
    with_store("", &HEALTHY, |store| {
        store.becomes(&HEALTHY[1..], Order::New);
        assert_eq!(store.names(), ["b"]);
        assert!(store.card(&key("a")).is_none());
    });
}

#[test]
fn a_tile_takes_no_room_for_its_name_while_somebody_works_there() {
    with_store("view=tiles", &HEALTHY, |store| {
        store.becomes(&B_DOWN, Order::Kept);
        assert!(!store.stands_out("b") && store.is_behind());
        store.refresh(Order::New);
        assert!(store.stands_out("b"));
        store.becomes(&HEALTHY, Order::Kept);
        assert!(store.stands_out("b") && store.is_behind());
        store.refresh(Order::New);
        assert!(!store.stands_out("b"));
    });
}
