//! The rings against a model that keeps everything and works each step out anew.

use super::*;
use proptest::prelude::*;

const GRIDS: [Grid; 3] = [FINE, MINUTES, FIVE_MINUTES];

fn used(cpu_millicores: u64, memory_bytes: u64) -> Usage {
    Usage {
        cpu_millicores,
        memory_bytes,
    }
}

/// All samples there were, in order, with what counts as a gap.
struct Naive {
    samples: Vec<(Slot, Usage)>,
    hold: i64,
}

impl Naive {
    /// What counts in a slot.
    fn at(&self, slot: Slot) -> Option<Usage> {
        let in_slot = |slot: Slot| {
            let here = self.samples.iter().filter(move |(at, _)| *at == slot);
            here.map(|(_, used)| *used).reduce(|a, b| {
                used(
                    a.cpu_millicores.max(b.cpu_millicores),
                    a.memory_bytes.max(b.memory_bytes),
                )
            })
        };
        let slots = || self.samples.iter().map(|(at, _)| *at);
        in_slot(slot).or_else(|| {
            let before = slots().filter(|at| *at < slot).max()?;
            let after = slots().filter(|at| *at > slot).min()?;
            (after - before <= self.hold).then(|| in_slot(before))?
        })
    }

    /// The mean and the highest of a step, as real numbers, and how many slots are known.
    fn step(&self, grid: Grid, step: i64) -> Option<[f64; 4]> {
        let known: Vec<Usage> = (step * grid.step..(step + 1) * grid.step)
            .filter_map(|slot| self.at(slot))
            .collect();
        let float = |figure: u64| figure as f64;
        let mean = |figure: fn(&Usage) -> u64| {
            known.iter().map(|used| float(figure(used))).sum::<f64>() / known.len() as f64
        };
        Some([
            mean(|used| used.cpu_millicores),
            mean(|used| used.memory_bytes),
            float(known.iter().map(|used| used.cpu_millicores).max()?),
            float(known.iter().map(|used| used.memory_bytes).max()?),
        ])
    }
}

/// Samples with their distances in slots; now and then a long gap.
fn samples() -> impl Strategy<Value = Vec<(i64, Usage)>> {
    let gap = prop_oneof![
        8 => Just(1i64),
        2 => 0i64..4,
        1 => 4i64..200,
        1 => -3i64..0,
    ];
    let usage = (0u64..100_000, 0u64..(1 << 40)).prop_map(|(cpu, memory)| used(cpu, memory));
    prop::collection::vec((gap, usage), 1..300)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_step_has_the_mean_and_the_highest_of_what_was_known(
        start in 0i64..10_000, distances in samples(), hold in 1i64..12,
    ) {
        let mut slot = start;
        let mut naive = Naive { samples: vec![(slot, distances[0].1)], hold };
        let mut track = Track::new(slot, distances[0].1);
        for (distance, usage) in &distances[1..] {
            track.put(slot + distance, *usage, hold);
            if *distance >= 0 {
                slot += distance;
                naive.samples.push((slot, *usage));
            }
        }
        for grid in GRIDS {
            let last = slot / grid.step;
            let kept = i64::try_from(grid.kept).unwrap();
            // The step under way takes no room in the coarse rings.
            let first = last - kept + i64::from(grid == FINE);
            let found = track.read(grid, first - 2..=last + 2);
            for (step, found) in (first - 2..=last + 2).zip(found) {
                if step < first {
                    prop_assert_eq!(found, None, "{:?} {} is too old", grid, step);
                    continue;
                }
                let Some(expected) = naive.step(grid, step) else {
                    prop_assert_eq!(found, None, "{:?} {}", grid, step);
                    continue;
                };
                let found = found.unwrap();
                let found = [
                    found.mean.cpu_millicores,
                    found.mean.memory_bytes,
                    found.max.cpu_millicores,
                    found.max.memory_bytes,
                ];
                for (found, expected) in found.into_iter().zip(expected) {
                    let error = (found as f64 - expected).abs();
                    // Rounded when it came, when it was summed up, and to a whole number.
                    prop_assert!(error <= expected * 0.001 + 0.5, "{grid:?} {step}: {found} for {expected}");
                }
            }
        }
    }
}

#[test]
fn a_full_day_takes_less_than_half_of_what_is_allowed() {
    let mut track = Track::new(0, used(100, 1 << 30));
    for slot in 1..10_000 {
        track.put(slot, used(100, 1 << 30), 2);
    }
    let series_hours = 2 * 24;
    assert!(track.bytes() <= 125 * series_hours, "{}", track.bytes());
}

#[test]
fn what_is_young_takes_little() {
    let mut track = Track::new(0, used(100, 1 << 30));
    for slot in 1..4 {
        track.put(slot, used(100, 1 << 30), 2);
    }
    assert!(track.bytes() < 256, "{}", track.bytes());
}

#[test]
fn a_day_without_a_sample_is_forgotten_at_once() {
    let mut track = Track::new(7, used(1, 1));
    track.put(1_000_000_000, used(2, 2), 2);
    assert_eq!(track.read(FIVE_MINUTES, 0..=0), [None]);
    assert_eq!(track.read(FINE, 1_000_000_000..=1_000_000_000).len(), 1);
    assert_eq!(track.fine.len(), 1);
}
