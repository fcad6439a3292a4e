//! The small sorted set.

use model::SortedSet;
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #[test]
    fn it_does_what_a_b_tree_does(steps in prop::collection::vec((0..3u8, 0..12u8), 0..60)) {
        let (mut set, mut other) = (SortedSet::new(), BTreeSet::new());
        for (step, one) in steps {
            match step {
                0 => prop_assert_eq!(set.insert(one), other.insert(one)),
                1 => prop_assert_eq!(set.remove(&one), other.remove(&one)),
                _ => prop_assert_eq!(set.contains(&one), other.contains(&one)),
            }
            prop_assert!(set.iter().eq(&other));
        }
        let read: SortedSet<u8> = set.iter().rev().chain(&set).copied().collect();
        prop_assert_eq!(read, set);
    }
}

#[test]
fn what_is_read_is_put_in_order() {
    let set: SortedSet<u8> = serde_json::from_str("[3, 1, 3, 2]").expect("a list");
    assert_eq!(&*set, [1, 2, 3]);
    assert_eq!(serde_json::to_string(&set).expect("JSON"), "[1,2,3]");
}
