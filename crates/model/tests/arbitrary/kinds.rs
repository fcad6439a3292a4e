//! Facts of the other kinds.

use super::{conditions, count, moment, word};
use model::{
    Concurrency, CronJobFacts, DaemonSetFacts, JobFacts, Shortage, StatefulSetFacts, Timestamp,
    UpdateStrategy,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn strategy() -> impl Strategy<Value = UpdateStrategy> {
    select(vec![UpdateStrategy::Rolling, UpdateStrategy::OnDelete])
}

fn generations() -> impl Strategy<Value = (i64, i64)> {
    prop_oneof![9 => Just((1, 1)), 1 => any::<(i64, i64)>()]
}

fn deleted() -> impl Strategy<Value = Option<Timestamp>> {
    option::weighted(0.03, moment())
}

/// As watching two reports told it.
pub(crate) fn shortage() -> impl Strategy<Value = Shortage> {
    (any::<(bool, bool)>(), moment()).prop_map(|((first, second), now)| {
        let mut shortage = Shortage::default();
        shortage.observe(first, now);
        shortage.observe(second, now);
        shortage
    })
}

pub(crate) fn stateful_set() -> impl Strategy<Value = StatefulSetFacts> {
    let revision = || word(&["", "1", "2"]);
    let counts = (count(), count(), count(), count(), option::of(count()));
    let spec = (strategy(), count(), count());
    (
        (moment(), deleted(), generations()),
        counts,
        spec,
        (revision(), revision()),
    )
        .prop_map(
            |((created, deleted, generations), counts, spec, revisions)| StatefulSetFacts {
                created,
                deleted,
                generation: generations.0,
                observed_generation: generations.1,
                replicas: counts.0,
                ready: counts.1,
                available: counts.2,
                updated: counts.3,
                replicas_wanted: counts.4,
                strategy: spec.0,
                partition: spec.1,
                first_ordinal: spec.2,
                current_revision: revisions.0,
                update_revision: revisions.1,
                ..StatefulSetFacts::default()
            },
        )
}

pub(crate) fn daemon_set() -> impl Strategy<Value = DaemonSetFacts> {
    let counts = (count(), count(), count(), count(), count(), count());
    (
        (moment(), deleted(), generations()),
        counts,
        strategy(),
        word(&["", "1", "2"]),
    )
        .prop_map(
            |((created, deleted, generations), counts, strategy, template_generation)| {
                DaemonSetFacts {
                    created,
                    deleted,
                    generation: generations.0,
                    observed_generation: generations.1,
                    desired: counts.0,
                    current: counts.1,
                    ready: counts.2,
                    available: counts.3,
                    updated: counts.4,
                    misscheduled: counts.5,
                    strategy,
                    template_generation,
                    ..DaemonSetFacts::default()
                }
            },
        )
}

pub(crate) fn job() -> impl Strategy<Value = JobFacts> {
    let spec = (
        option::of(count()),
        option::of(count()),
        option::of(count()),
        option::of(any::<i64>()),
        option::weighted(0.1, Just(())),
    );
    let counts = (count(), count(), count(), count());
    let conditions = conditions(
        &[
            "Suspended",
            "SuccessCriteriaMet",
            "FailureTarget",
            "Failed",
            "Complete",
        ],
        &[
            "",
            "BackoffLimitExceeded",
            "DeadlineExceeded",
            "FailedIndexes",
        ],
    );
    (
        (
            moment(),
            deleted(),
            option::of(moment()),
            option::of(moment()),
        ),
        spec,
        counts,
        word(&["", "1", "1,3-5"]),
        prop_oneof![2 => Just(Vec::new()), 1 => conditions],
    )
        .prop_map(
            |(times, spec, counts, failed_indexes, conditions)| JobFacts {
                created: times.0,
                deleted: times.1,
                started: times.2,
                completed: times.3,
                parallelism: spec.0,
                completions: spec.1,
                backoff_limit: spec.2,
                deadline_seconds: spec.3,
                suspended: spec.4.is_some(),
                active: counts.0,
                succeeded: counts.1,
                failed: counts.2,
                terminating: counts.3,
                failed_indexes,
                conditions,
                ..JobFacts::default()
            },
        )
}

pub(crate) fn cron_job() -> impl Strategy<Value = CronJobFacts> {
    let concurrency = select(vec![
        Concurrency::Allow,
        Concurrency::Forbid,
        Concurrency::Replace,
    ]);
    let deadline = option::of(prop_oneof![0..900i64, any::<i64>()]);
    (
        (
            moment(),
            deleted(),
            option::of(moment()),
            option::of(moment()),
        ),
        (concurrency, deadline, option::weighted(0.1, any::<bool>())),
        count(),
    )
        .prop_map(|(times, spec, active)| CronJobFacts {
            created: times.0,
            deleted: times.1,
            last_scheduled: times.2,
            last_successful: times.3,
            concurrency: spec.0,
            starting_deadline_seconds: spec.1,
            suspend: spec.2,
            active,
            ..CronJobFacts::default()
        })
}
