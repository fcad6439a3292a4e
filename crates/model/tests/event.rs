//! Events, merged and ordered.

mod build;

use build::at;
use model::{Event, merge_events};
use proptest::prelude::*;

fn mk_event(name: &str, reason: &str, count: u32, seconds: i64) -> Event {
    Event {
        reason: reason.into(),
        message: "words".into(),
        kind: "Pod".into(),
        name: name.into(),
        count,
        first: Some(at(seconds - 5)),
        last: Some(at(seconds)),
        ..Event::default()
    }
}

#[test]
fn what_says_the_same_is_one_event_that_happened_more_often() {
    let merged = merge_events([
        mk_event("a", "BackOff", 3, 10),
        mk_event("b", "BackOff", 1, 20),
        mk_event("a", "BackOff", 4, 30),
    ]);
    let told: Vec<_> = merged
        .iter()
        .map(|e| (&*e.name, e.count, e.first, e.last))
        .collect();
    assert_eq!(
        told,
        [
            ("a", 7, Some(at(5)), Some(at(30))),
            ("b", 1, Some(at(15)), Some(at(20))),
        ]
    );
}

#[test]
fn a_warning_is_not_merged_with_what_is_normal_and_undated_ones_come_last() {
    let undated = Event {
        last: None,
        ..mk_event("z", "Old", 1, 0)
    };
    let warning = Event {
        is_warning: true,
        ..mk_event("a", "Failed", 1, 5)
    };
    let merged = merge_events([undated, warning, mk_event("a", "Failed", 1, 5)]);
    assert_eq!(merged.len(), 3);
    assert_eq!(&*merged[2].name, "z");
}

proptest! {
    #[test]
    fn nothing_is_lost_or_counted_twice_whatever_the_order(
        events in prop::collection::vec((0usize..3, 0usize..2, 1u32..5, 0i64..50), 0..20),
        turn in 0usize..20,
    ) {
        let make = |&(name, reason, count, seconds): &(usize, usize, u32, i64)| {
            mk_event(["a", "b", "c"][name], ["Pulled", "BackOff"][reason], count, seconds)
        };
        let all: Vec<Event> = events.iter().map(make).collect();
        let merged = merge_events(all.clone());
        let sum = |events: &[Event]| events.iter().map(|event| event.count).sum::<u32>();
        prop_assert_eq!(sum(&merged), sum(&all));
        prop_assert!(merged.is_sorted_by_key(|event| std::cmp::Reverse(event.last)));
        let mut turned = all.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn % all.len());
        }
        prop_assert_eq!(merge_events(turned), merged);
    }
}
