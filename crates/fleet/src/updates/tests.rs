#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

use super::*;
use crate::place::Place;
use futures::StreamExt;
use model::{Applied, ClusterState, Delta, DeploymentKey, FreshnessState, Row, Snapshot, Verdict};
use proptest::prelude::*;
use std::collections::BTreeSet;

const CLUSTERS: [&str; 3] = ["prod", "edge", "staging"];
const NAMESPACES: [&str; 4] = ["shop-prod", "shop-staging", "bank-prod", "kube-system"];

fn row(cluster: &str, namespace: &str, name: &str, verdict: Verdict, ready: u32) -> Row {
    Row {
        key: DeploymentKey::new(cluster, namespace, name),
        title: name.into(),
        verdict,
        why: None,
        since: None,
        ready,
        desired: 1,
        updated: 1,
        available: 1,
        pods: 1,
        container: None,
        other_containers: 0,
        image_since: None,
        image: None,
        previous_tag: None,
        restarts: 0,
        created: Timestamp(0),
        pods_revision: 0,
    }
}

fn board() -> Arc<Board> {
    let states = CLUSTERS.map(|name| ClusterState {
        name: name.into(),
        title: name.to_uppercase().into(),
        ..ClusterState::default()
    });
    Arc::new(Board::new("epoch".into(), states.to_vec()))
}

/// Any step of the data layer.
#[derive(Clone, Debug)]
enum Step {
    Put(usize, usize, u8, usize, u32),
    Remove(usize, usize, u8),
    Namespaces(usize, BTreeSet<usize>),
    Freshness(usize, bool),
    /// The viewer of this number gets what there is.
    Take(usize),
    /// The same, after a new connection from where it is.
    Reconnect(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let (cluster, namespace) = (0..CLUSTERS.len(), 0..NAMESPACES.len());
    let place = (cluster.clone(), namespace.clone(), 0..3u8);
    prop_oneof![
        6 => (place.clone(), 0..Verdict::ALL.len(), 0..3u32)
            .prop_map(|((c, n, name), v, ready)| Step::Put(c, n, name, v, ready)),
        2 => place.prop_map(|(c, n, name)| Step::Remove(c, n, name)),
        1 => (cluster.clone(), prop::collection::btree_set(namespace, 0..4))
            .prop_map(|(c, names)| Step::Namespaces(c, names)),
        1 => (cluster, any::<bool>()).prop_map(|(c, up)| Step::Freshness(c, up)),
        3 => (0..3usize).prop_map(Step::Take),
        1 => (0..3usize).prop_map(Step::Reconnect),
    ]
}

fn do_step(board: &Board, step: &Step) {
    board.edit(|board| match step {
        Step::Put(cluster, namespace, name, verdict, ready) => {
            let verdict = Verdict::ALL[*verdict];
            let (name, namespace) = (format!("app-{name}"), NAMESPACES[*namespace]);
            board.put_row(
                *cluster,
                row(CLUSTERS[*cluster], namespace, &name, verdict, *ready),
            );
        }
        Step::Remove(cluster, namespace, name) => {
            let name = format!("app-{name}");
            let place = Place::of(&DeploymentKey::new("", NAMESPACES[*namespace], name));
            board.remove_row(*cluster, &place);
        }
        Step::Namespaces(cluster, names) => {
            let names = names.iter().map(|&name| NAMESPACES[name].into()).collect();
            board.set_namespaces(*cluster, names);
        }
        Step::Freshness(cluster, is_up) => board.set_state(*cluster, |state| {
            state.freshness.state = match is_up {
                true => FreshnessState::Live,
                false => FreshnessState::Unreachable,
            };
        }),
        Step::Take(_) | Step::Reconnect(_) => {}
    });
}

/// What a scope is made of, to know independently what it allows.
type Grants = Vec<(Vec<&'static str>, Vec<&'static str>)>;

fn grants() -> impl Strategy<Value = Grants> {
    let clusters = prop::sample::subsequence(vec!["prod", "e*", "*ag*", "*"], 0..3);
    let patterns = vec!["^shop-.*$", "-prod$", "bank", "^none$", ".*"];
    let patterns = prop::sample::subsequence(patterns, 0..3);
    prop::collection::vec((clusters, patterns), 1..3)
}

fn scope(grants: &Grants) -> Scope {
    let each = grants
        .iter()
        .map(|(clusters, patterns)| Scope::of(clusters, patterns).unwrap());
    Scope::union(each)
}

fn is_granted(grants: &Grants, cluster: &str, namespace: &str) -> bool {
    let names = |glob: &str| match glob {
        "e*" => cluster == "edge",
        "*ag*" => cluster == "staging",
        "*" => true,
        name => name == cluster,
    };
    let matches = |pattern: &str| match pattern {
        "^shop-.*$" => namespace.starts_with("shop-"),
        "-prod$" => namespace.ends_with("-prod"),
        ".*" => true,
        "^none$" => false,
        text => namespace.contains(text),
    };
    grants.iter().any(|(clusters, patterns)| {
        clusters.iter().any(|glob| names(glob)) && patterns.iter().any(|one| matches(one))
    })
}

fn selection() -> impl Strategy<Value = Selection> {
    let queries = vec![
        "",
        "",
        "cluster=prod,edge",
        "namespace=shop-prod",
        "problems=1",
        "verdict=healthy",
        "verdict=unknown,down",
        "q=app-1",
        "q=unknown",
        "cluster=staging&q=app+shop",
    ];
    prop::sample::select(queries).prop_map(Selection::from_query)
}

struct Seat {
    viewer: Viewer,
    grants: Grants,
    /// What the browser has.
    has: Option<Snapshot>,
}

fn viewer(board: &Arc<Board>, lens: (Scope, Selection), since: Option<&Cursor>) -> Viewer {
    let clock = Clock::from_fn(|| Timestamp(7));
    let (_, life) = watch::channel(());
    Viewer::new(board.clone(), clock, lens, since, life, Arc::default())
}

impl Seat {
    /// Takes what there is by its JSON, as a browser does, and compares with the whole view.
    fn take(&mut self, board: &Board) -> Result<(), TestCaseError> {
        let lens = Lens {
            scope: &self.viewer.scope,
            selection: &self.viewer.selection,
        };
        let whole = View::new(&lens, board.epoch(), &board.read(), Timestamp(7)).snapshot();
        let update = self.viewer.take();
        if let Some(update) = &update {
            self.check_subset(std::str::from_utf8(update.json()).unwrap())?;
        }
        match update {
            Some(Update::Snapshot { json, cursor }) => {
                let snapshot: Snapshot = serde_json::from_slice(&json).unwrap();
                prop_assert_eq!(cursor.sequence, snapshot.sequence);
                self.has = Some(snapshot);
            }
            Some(Update::Delta { json, .. }) => {
                let delta: Delta = serde_json::from_slice(&json).unwrap();
                let has = self.has.as_mut().unwrap();
                for key in &delta.removed {
                    prop_assert!(
                        has.rows.iter().any(|row| row.key == *key),
                        "removed unseen {key}"
                    );
                }
                for row in &delta.rows {
                    prop_assert!(!has.rows.contains(row), "sent what is known: {}", row.key);
                }
                prop_assert_eq!(has.apply(delta), Applied::Yes);
            }
            Some(Update::Heartbeat { .. }) => prop_assert!(false, "no time passed"),
            None => {}
        }
        let has = self.has.as_ref().unwrap();
        prop_assert_eq!(&has.rows, &whole.rows);
        prop_assert_eq!(&has.clusters, &whole.clusters);
        Ok(())
    }

    /// No namespace that is granted in no cluster is named anywhere, and each row is granted.
    fn check_subset(&self, json: &str) -> Result<(), TestCaseError> {
        for namespace in NAMESPACES {
            let known = CLUSTERS
                .iter()
                .any(|one| is_granted(&self.grants, one, namespace));
            prop_assert!(known || !json.contains(namespace), "{namespace} in {json}");
        }
        for cluster in CLUSTERS {
            let names = |(clusters, _): &(Vec<&'static str>, _)| {
                let all = [(clusters.clone(), vec![".*"])];
                is_granted(&all.to_vec(), cluster, "any")
            };
            let known = self.grants.iter().any(names);
            prop_assert!(
                known || !json.contains(&format!("\"{cluster}\"")),
                "{cluster} in {json}"
            );
        }
        #[derive(serde::Deserialize)]
        struct Named {
            #[serde(default)]
            rows: Vec<DeploymentKey>,
            #[serde(default)]
            removed: Vec<DeploymentKey>,
            #[serde(default)]
            clusters: Vec<ClusterState>,
        }
        let named: Named = serde_json::from_str(json).unwrap();
        for key in named.rows.iter().chain(&named.removed) {
            prop_assert!(
                is_granted(&self.grants, &key.cluster, &key.namespace),
                "{key}"
            );
        }
        for cluster in &named.clusters {
            for namespace in &cluster.namespaces {
                prop_assert!(is_granted(&self.grants, &cluster.name, namespace));
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_delta_applied_to_the_old_view_is_the_new_view(
        steps in prop::collection::vec(step(), 1..60),
        lenses in prop::collection::vec((grants(), selection()), 3),
        capacity in 1..40usize,
    ) {
        let board = board();
        board.edit(|board| board.set_capacity(capacity));
        let mut seats: Vec<Seat> = lenses
            .into_iter()
            .map(|(grants, selection)| Seat {
                viewer: viewer(&board, (scope(&grants), selection), None),
                grants,
                has: None,
            })
            .collect();
        for step in &steps {
            do_step(&board, step);
            match step {
                Step::Take(number) => seats[*number].take(&board)?,
                Step::Reconnect(number) => {
                    let seat = &mut seats[*number];
                    let since = seat.has.as_ref().map(|has| Cursor {
                        epoch: has.epoch.clone(),
                        sequence: has.sequence,
                    });
                    let lens = (seat.viewer.scope.clone(), seat.viewer.selection.clone());
                    seat.viewer = viewer(&board, lens, since.as_ref());
                    seat.take(&board)?;
                }
                _ => {}
            }
        }
        for seat in &mut seats {
            seat.take(&board)?;
        }
    }
}

fn put(board: &Board, namespace: &str, ready: u32) {
    let row = row("prod", namespace, "web", Verdict::Healthy, ready);
    board.edit(|board| board.put_row(0, row));
}

/// The stream of somebody who may see the namespaces that match.
fn stream_of(
    board: &Arc<Board>,
    pattern: &str,
    life: watch::Receiver<()>,
) -> impl Stream<Item = Update> + Unpin + use<> {
    let scope = Scope::of(["*"], [pattern]).unwrap();
    let clock = Clock::from_fn(|| Timestamp(7));
    let lens = (scope, Selection::default());
    Box::pin(updates(
        board.clone(),
        clock,
        lens,
        None,
        life,
        Arc::default(),
    ))
}

#[tokio::test(start_paused = true)]
async fn the_first_change_after_a_quiet_time_goes_at_once_and_the_next_in_pace() {
    let board = board();
    let (_alive, life) = watch::channel(());
    let mut stream = stream_of(&board, ".*", life);
    assert_eq!(stream.next().await.unwrap().name(), "snapshot");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    put(&board, "shop", 1);
    assert_eq!(stream.next().await.unwrap().name(), "delta");
    assert!(began.elapsed() <= GLANCE, "{:?}", began.elapsed());
    for ready in 2..10 {
        put(&board, "shop", ready);
    }
    let update = stream.next().await.unwrap();
    assert!(began.elapsed() >= PACE);
    let delta: Delta = serde_json::from_slice(update.json()).unwrap();
    assert_eq!((delta.rows.len(), delta.rows[0].ready), (1, 9), "coalesced");
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_seen_sends_nothing() {
    let board = board();
    let (_alive, life) = watch::channel(());
    let mut stream = stream_of(&board, "^bank", life);
    let began = Instant::now();
    stream.next().await.unwrap();
    put(&board, "shop", 1);
    board.edit(|board| board.set_namespaces(0, BTreeSet::from(["shop".into()])));
    board.edit(|board| board.remove_row(0, &Place::of(&DeploymentKey::new("", "shop", "web"))));
    let update = stream.next().await.unwrap();
    assert_eq!(update.name(), "heartbeat");
    assert!(began.elapsed() >= HEARTBEAT);
    // The change numbers of what is invisible are not told either.
    assert_eq!(update.cursor().sequence, 0);
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_seen_moves_no_number_and_outruns_nobody() {
    let board = board();
    board.edit(|board| board.set_capacity(4));
    let lens = || {
        let scope = Scope::of(["*"], ["^bank"]).unwrap();
        (scope, Selection::default())
    };
    put(&board, "bank", 1);
    let first = viewer(&board, lens(), None).take().unwrap();
    for ready in 0..20 {
        put(&board, "shop", ready);
    }
    let again = viewer(&board, lens(), None).take().unwrap();
    assert_eq!(
        (again.cursor(), again.json()),
        (first.cursor(), first.json())
    );
    // The log no longer reaches back to the cursor, and nothing was missed.
    assert_eq!(viewer(&board, lens(), Some(first.cursor())).take(), None);
    // A number between the last visible change and the last of all was never told.
    let guess = Cursor {
        sequence: first.cursor().sequence + 1,
        ..first.cursor().clone()
    };
    let update = viewer(&board, lens(), Some(&guess)).take().unwrap();
    assert_eq!(update.name(), "snapshot");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_of_another_scope_or_selection_is_foreign() {
    let board = board();
    put(&board, "shop", 1);
    let cursor = |pattern: &str| {
        let scope = Scope::of(["*"], [pattern]).unwrap();
        let mut viewer = viewer(&board, (scope, Selection::default()), None);
        viewer.take().unwrap().cursor().clone()
    };
    let (narrow, wide) = (cursor("^bank"), cursor(".*"));
    let lens = || (Scope::of(["*"], [".*"]).unwrap(), Selection::default());
    assert_eq!(viewer(&board, lens(), Some(&wide)).take(), None);
    let update = viewer(&board, lens(), Some(&narrow)).take().unwrap();
    assert_eq!(update.name(), "snapshot");
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_the_fleet() {
    let (alive, life) = watch::channel(());
    let mut stream = stream_of(&board(), ".*", life);
    stream.next().await.unwrap();
    drop(alive);
    assert_eq!(stream.next().await, None);
}
