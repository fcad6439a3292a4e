//! The verdict does not flip while a container crashes, backs off and runs again; and looking only
//! at reports and at `recheck` misses nothing (see `World::play`).

mod build;
mod life;

use life::{Behaviour, CRASHING, FOREVER, WELL, World, stretches};
use model::Verdict::{self, Degraded, Down, Failed, Healthy, Progressing, Warning};

const fn runs(runs: &'static [i64], probe: Option<i64>) -> Behaviour {
    Behaviour {
        runs,
        probe,
        ..CRASHING
    }
}

/// Well for a minute, then crashing after 2 s each time.
const NO_PROBE: Behaviour = runs(&[60, 2], None);
/// The same, ready for a second each time.
const PROBE: Behaviour = runs(&[60, 2], Some(1));
/// The same, never ready again.
const NEVER_READY: Behaviour = runs(&[60, 2], Some(9));
const SLOW: Behaviour = Behaviour {
    probe: Some(90),
    ..WELL
};
const BAD_IMAGE: Behaviour = Behaviour {
    bad_image: true,
    ..WELL
};

/// The verdicts that held for longer than it takes the kubelet and the controller to report a
/// crash, in order.
fn verdicts(world: World) -> Vec<Verdict> {
    const TRANSIENT: usize = 3;
    let mut verdicts: Vec<_> = stretches(&world.play(2400))
        .into_iter()
        .filter(|(_, seconds)| *seconds > TRANSIENT)
        .map(|(verdict, _)| verdict)
        .collect();
    verdicts.dedup();
    verdicts
}

/// How often the verdict changes.
fn changes(world: World) -> usize {
    stretches(&world.play(2400)).len() - 1
}

#[test]
fn a_crash_loop_after_a_well_run_is_down_once_and_for_all() {
    for behaviour in [
        NO_PROBE,
        PROBE,
        NEVER_READY,
        Behaviour {
            exit_code: 0,
            ..NO_PROBE
        },
    ] {
        assert_eq!(
            verdicts(World::settled(&[behaviour])),
            [Healthy, Down],
            "{behaviour:?}"
        );
        assert!(changes(World::settled(&[behaviour])) <= 4, "{behaviour:?}");
    }
}

#[test]
fn one_of_three_crashing_is_degraded_once_and_for_all() {
    for behaviour in [NO_PROBE, PROBE, NEVER_READY] {
        let world = || World::settled(&[behaviour, WELL, WELL]);
        assert_eq!(verdicts(world()), [Healthy, Degraded], "{behaviour:?}");
        assert!(changes(world()) <= 4, "{behaviour:?}");
    }
}

#[test]
fn three_of_three_crashing_in_turns_are_down_once_and_for_all() {
    for [a, b, c] in [
        [NO_PROBE, runs(&[61, 2], None), runs(&[70, 2], None)],
        [PROBE, runs(&[61, 2], Some(1)), runs(&[70, 2], Some(1))],
    ] {
        let world = || World::settled(&[a, b, c]);
        assert_eq!(verdicts(world()), [Healthy, Degraded, Down], "{a:?}");
        assert!(changes(world()) <= 6, "{a:?}");
    }
}

#[test]
fn a_single_crash_is_forgiven_after_five_minutes_or_by_a_readiness_probe() {
    let no_probe = World::settled(&[runs(&[60, FOREVER], None)]);
    assert_eq!(verdicts(no_probe), [Healthy, Warning, Healthy]);
    let probe = World::settled(&[runs(&[60, FOREVER], Some(5))]);
    assert_eq!(verdicts(probe), [Healthy, Down, Healthy]);
}

#[test]
fn a_second_crash_is_forgiven_in_steps() {
    let world = World::settled(&[runs(&[60, 2, FOREVER], None)]);
    assert_eq!(verdicts(world), [Healthy, Down, Warning, Healthy]);
}

#[test]
fn between_long_runs_it_is_at_best_a_warning() {
    for behaviour in [
        runs(&[90], None),
        runs(&[90], Some(5)),
        runs(&[65], Some(5)),
    ] {
        let said = World::settled(&[behaviour]).play(3000);
        let second_crash = 200;
        for (second, judgement) in said.iter().enumerate().skip(second_crash) {
            let verdict = judgement.verdict;
            assert!(
                matches!(verdict, Down | Warning),
                "{verdict} at {second}: {behaviour:?}"
            );
        }
        assert!(
            stretches(&said)
                .iter()
                .skip(4)
                .all(|(_, seconds)| *seconds >= 5)
        );
    }
}

#[test]
fn a_slow_start_is_progressing_until_it_is_healthy() {
    for behaviours in [&[SLOW][..], &[SLOW; 3]] {
        for world in [World::rolling(behaviours), World::created(behaviours)] {
            let said: Vec<_> = stretches(&world.play(600))
                .into_iter()
                .map(|s| s.0)
                .collect();
            assert_eq!(said, [Progressing, Healthy]);
        }
    }
    for others in [&[WELL][..], &[WELL; 3]] {
        let world = World::settled(others).replace(10, 0, SLOW);
        let said: Vec<_> = stretches(&world.play(600))
            .into_iter()
            .map(|s| s.0)
            .collect();
        assert_eq!(said, [Healthy, Progressing, Healthy]);
    }
}

#[test]
fn a_rollout_with_a_bad_image_is_stuck_after_30_seconds_and_failed_at_the_deadline() {
    for behaviours in [&[BAD_IMAGE][..], &[BAD_IMAGE; 3]] {
        for world in [World::rolling(behaviours), World::created(behaviours)] {
            let said = stretches(&world.play(1500));
            let verdicts: Vec<_> = said.iter().map(|s| s.0).collect();
            assert_eq!(verdicts, [Progressing, Degraded, Failed]);
            assert_eq!(said[0].1, 32, "2 s to the first error and 30 s of it");
        }
    }
}

#[test]
fn the_pause_of_the_kubelet_between_two_pulls_does_not_change_the_words() {
    let said = World::rolling(&[BAD_IMAGE]).play(500);
    let mut whys: Vec<_> = said
        .iter()
        .filter_map(|j| j.why.clone())
        .map(|why| why.what)
        .collect();
    whys.dedup();
    assert_eq!(
        whys.last().map(|what| &**what),
        Some("Rollout stuck: ImagePullBackOff on the only new pod")
    );
    assert_eq!(whys.len(), 3, "{whys:?}");
}

#[test]
fn a_slow_pull_is_not_counted_as_failing() {
    let behaviour = Behaviour {
        pull: 180,
        probe: Some(9),
        ..CRASHING
    };
    let said = stretches(&World::rolling(&[behaviour; 3]).play(500));
    assert_eq!(said[0], (Progressing, 180 + 2 + 30));
    assert_eq!(said[1].0, Degraded);
}

#[test]
fn a_rollout_of_crashing_pods_is_stuck_and_stays_so() {
    for probe in [None, Some(1), Some(9)] {
        let behaviour = Behaviour { probe, ..CRASHING };
        for world in [
            World::rolling(&[behaviour; 3]),
            World::created(&[behaviour; 3]),
        ] {
            let said: Vec<_> = stretches(&world.play(2400))
                .into_iter()
                .map(|s| s.0)
                .collect();
            assert_eq!(said[..2], [Progressing, Degraded], "{probe:?}");
            assert!(said[2..].is_empty() || said[2..] == [Failed], "{said:?}");
        }
    }
}

#[test]
fn a_rollout_that_finished_with_a_crashing_pod_is_down() {
    let world = World::rolling(&[CRASHING]);
    assert_eq!(verdicts(world), [Progressing, Down]);
}

#[test]
fn one_crash_at_the_start_does_not_stop_a_rollout() {
    let behaviour = runs(&[5, FOREVER], Some(20));
    for behaviours in [&[behaviour][..], &[behaviour; 3]] {
        let said: Vec<_> = stretches(&World::rolling(behaviours).play(600))
            .into_iter()
            .map(|s| s.0)
            .collect();
        assert_eq!(said, [Progressing, Healthy]);
    }
}
