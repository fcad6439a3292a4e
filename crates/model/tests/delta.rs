//! A delta leads from one snapshot to the next.

mod arbitrary;
mod build;

use arbitrary::{cluster, row};
use build::at;
use model::{Applied, ClusterState, Delta, DeploymentKey, Row, Snapshot};
use proptest::collection::vec;
use proptest::prelude::*;

fn snapshot(sequence: u64, mut rows: Vec<Row>, clusters: Vec<ClusterState>) -> Snapshot {
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    rows.dedup_by(|a, b| a.key == b.key);
    Snapshot {
        epoch: "e1".into(),
        sequence,
        now: at(i64::try_from(sequence).unwrap_or(0)),
        clusters,
        rows,
    }
}

/// What a server would send a viewer who has `from`.
fn delta(from: &Snapshot, to: &Snapshot) -> Delta {
    let has = |rows: &[Row], key: &DeploymentKey| rows.iter().any(|row| row.key == *key);
    Delta {
        epoch: to.epoch.clone(),
        from: from.sequence,
        sequence: to.sequence,
        now: to.now,
        clusters: (from.clusters != to.clusters).then(|| to.clusters.clone()),
        rows: to
            .rows
            .iter()
            .filter(|row| !from.rows.contains(row))
            .cloned()
            .collect(),
        removed: from
            .rows
            .iter()
            .filter(|row| !has(&to.rows, &row.key))
            .map(|row| row.key.clone())
            .collect(),
    }
}

fn empty(sequence: u64) -> Snapshot {
    snapshot(sequence, Vec::new(), Vec::new())
}

#[test]
fn a_delta_of_another_process_is_a_gap() {
    let mut known = empty(5);
    let other = Delta {
        epoch: "e2".into(),
        ..delta(&empty(5), &empty(6))
    };
    assert_eq!(known.apply(other), Applied::Gap);
    assert_eq!(known, empty(5));
}

#[test]
fn a_delta_that_starts_later_is_a_gap() {
    let mut known = empty(5);
    assert_eq!(known.apply(delta(&empty(6), &empty(7))), Applied::Gap);
    assert_eq!(known, empty(5));
}

#[test]
fn a_delta_that_ends_earlier_is_in_already() {
    let mut known = empty(5);
    assert_eq!(known.apply(delta(&empty(3), &empty(4))), Applied::Already);
    assert_eq!(known, empty(5));
}

#[test]
fn a_delta_without_changes_moves_the_clock() {
    let mut known = empty(5);
    let beat = Delta {
        now: at(77),
        ..delta(&empty(5), &empty(5))
    };
    assert_eq!(known.apply(beat), Applied::Yes);
    assert_eq!(known.now, at(77));
}

#[test]
fn a_row_that_is_gone_and_back_is_there() {
    let row = || proptest::strategy::Strategy::new_tree(&row(), &mut Default::default());
    let row = row().map(|tree| proptest::strategy::ValueTree::current(&tree));
    let row = row.unwrap();
    let mut known = snapshot(1, vec![row.clone()], Vec::new());
    let back = Delta {
        removed: vec![row.key.clone()],
        rows: vec![row.clone()],
        ..delta(&empty(1), &empty(2))
    };
    assert_eq!(known.apply(back), Applied::Yes);
    assert_eq!(known.rows, [row]);
}

proptest! {
    #[test]
    fn a_computed_delta_leads_to_its_target(
        before in vec(row(), 0..12),
        after in vec(row(), 0..12),
        clusters in (vec(cluster(), 0..3), vec(cluster(), 0..3)),
    ) {
        let from = snapshot(4, before, clusters.0);
        let to = snapshot(9, after, clusters.1);
        let mut known = from.clone();
        prop_assert_eq!(known.apply(delta(&from, &to)), Applied::Yes);
        prop_assert_eq!(&known, &to);
        prop_assert_eq!(known.apply(delta(&from, &to)), Applied::Yes, "again is harmless");
        prop_assert_eq!(&known, &to);
    }

    #[test]
    fn a_delta_that_begins_before_what_is_known_leads_to_its_target_too(
        versions in vec(vec(row(), 0..8), 3),
    ) {
        let [a, b, c] = [0, 1, 2].map(|i| snapshot(i as u64, versions[i].clone(), Vec::new()));
        // As a change log gives it: everything that changed after `a`, as it is in `c`.
        let touched = |row: &&Row| !a.rows.contains(row) || !b.rows.contains(row);
        let mut long = delta(&a, &c);
        long.rows = c.rows.iter().filter(touched).cloned().collect();
        long.removed.extend(delta(&b, &c).removed);
        let mut known = b.clone();
        prop_assert_eq!(known.apply(long), Applied::Yes);
        prop_assert_eq!(known, c);
    }

    #[test]
    fn what_is_sent_reads_back(before in vec(row(), 0..6), after in vec(row(), 0..6), clusters in vec(cluster(), 0..3)) {
        let from = snapshot(4, before, Vec::new());
        let to = snapshot(9, after, clusters);
        let delta = delta(&from, &to);
        let json = serde_json::to_string(&delta).unwrap();
        prop_assert_eq!(serde_json::from_str::<Delta>(&json).unwrap(), delta);
        let json = serde_json::to_string(&to).unwrap();
        prop_assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), to);
    }
}
