//! Usage over time as it travels.

use model::{TREND_TOP, Timestamp, Usage, UsageHistory, UsageStep, UsageTrend};
use proptest::prelude::*;

fn step(cpu_millicores: u64, memory_bytes: u64) -> UsageStep {
    let usage = Usage {
        cpu_millicores,
        memory_bytes,
    };
    UsageStep {
        mean: Usage::default(),
        max: usage,
    }
}

#[test]
fn a_trend_begins_where_something_is_known_and_shows_its_gaps() {
    let steps = [
        None,
        None,
        Some(step(100, 7)),
        None,
        Some(step(0, 7)),
        Some(step(350, 7)),
    ];
    let trend = UsageTrend::of(&steps).unwrap();
    assert_eq!((trend.cpu.top, &*trend.cpu.line), (350, "a-0z"));
    assert_eq!((trend.memory.top, &*trend.memory.line), (7, "z-zz"));
    let levels: Vec<_> = trend.cpu.levels().collect();
    assert_eq!(levels, [Some(10), None, Some(0), Some(TREND_TOP)]);
    assert_eq!(UsageTrend::of(&[None, None]), None);
}

#[test]
fn what_uses_nothing_is_a_line_at_the_bottom() {
    let trend = UsageTrend::of(&[Some(step(0, 0)), Some(step(0, 0))]).unwrap();
    assert_eq!((trend.cpu.top, &*trend.cpu.line), (0, "00"));
}

#[test]
fn a_history_says_since_when_it_knows() {
    let mut history = UsageHistory {
        from: Timestamp::from_seconds(1000),
        step_seconds: 60,
        steps: vec![None, None, Some(step(1, 1)), None],
    };
    assert_eq!(history.since(), Some(Timestamp::from_seconds(1120)));
    history.steps.truncate(2);
    assert_eq!(history.since(), None);
}

proptest! {
    #[test]
    fn each_level_is_its_figures_share_of_the_highest(
        figures in prop::collection::vec(prop::option::of(any::<u64>()), 1..40)
    ) {
        let steps: Vec<_> = figures.iter().map(|figure| figure.map(|f| step(f, f))).collect();
        let Some(trend) = UsageTrend::of(&steps) else {
            prop_assert!(figures.iter().all(Option::is_none));
            return Ok(());
        };
        let first = figures.iter().position(Option::is_some).unwrap();
        let levels: Vec<_> = trend.cpu.levels().collect();
        prop_assert_eq!(levels.len(), figures.len() - first);
        for (level, figure) in levels.into_iter().zip(&figures[first..]) {
            let share = figure.map(|f| f as f64 / trend.cpu.top.max(1) as f64 * 35.0);
            prop_assert_eq!(level.is_some(), share.is_some());
            if let (Some(level), Some(share)) = (level, share) {
                prop_assert!((f64::from(level) - share).abs() <= 1.0, "{level} {share}");
            }
        }
    }
}
