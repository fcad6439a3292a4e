//! What holds of any facts of any kind: no judgement panics, and time alone changes nothing
//! unannounced.

mod arbitrary;
mod build;

use arbitrary::kinds::{cron_job, daemon_set, job, shortage, stateful_set};
use arbitrary::{moment, pod};
use build::at;
use model::{
    CronJobFacts, DaemonSetFacts, JobFacts, Judgement, ObservedJob, ObservedPod, PodFacts,
    PodHistory, Settings, Shortage, StatefulSetFacts, Timestamp, Verdict, cron_job_columns,
    daemon_set_columns, job_columns, judge_cron_job, judge_daemon_set, judge_job, judge_pod,
    judge_stateful_set, lone_pod_columns, stateful_set_columns,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

type Watched = (PodFacts, PodHistory);

/// A workload of any kind with what belongs to it.
#[derive(Clone, Debug)]
enum Workload {
    StatefulSet(StatefulSetFacts, Shortage, Vec<Watched>),
    DaemonSet(DaemonSetFacts, Shortage, Vec<Watched>),
    Job(JobFacts, Vec<Watched>),
    CronJob(
        CronJobFacts,
        Option<Timestamp>,
        Vec<(JobFacts, Vec<Watched>)>,
    ),
    Pod(Watched),
}

fn observe(pods: &[Watched]) -> Vec<ObservedPod<'_>> {
    let pods = pods.iter();
    pods.map(|(facts, history)| ObservedPod { facts, history })
        .collect()
}

/// Every ten minutes as far as numbers go.
fn every_ten_minutes(after: Timestamp) -> Option<Timestamp> {
    let next = after.0.div_euclid(600_000).checked_add(1)?;
    next.checked_mul(600_000).map(Timestamp)
}

impl Workload {
    fn judge(&self, now: Timestamp) -> Judgement {
        match self {
            Self::StatefulSet(set, shortage, pods) => {
                judge_stateful_set(set, shortage, &observe(pods), now)
            }
            Self::DaemonSet(set, shortage, pods) => {
                judge_daemon_set(set, shortage, &observe(pods), now)
            }
            Self::Job(job, pods) => judge_job(job, &observe(pods), now),
            Self::CronJob(cron, changed, runs) => {
                let pods: Vec<_> = runs.iter().map(|(_, pods)| observe(pods)).collect();
                let runs = runs.iter().zip(&pods);
                let runs: Vec<_> = runs
                    .map(|((facts, _), pods)| ObservedJob { facts, pods })
                    .collect();
                let settings = Settings {
                    next_after: Some(&every_ten_minutes),
                    changed: *changed,
                };
                judge_cron_job(cron, settings, &runs, now)
            }
            Self::Pod((facts, history)) => judge_pod(ObservedPod { facts, history }, now),
        }
    }

    /// The same, its Pods in another order.
    fn turned(&self) -> Self {
        let mut turned = self.clone();
        match &mut turned {
            Self::StatefulSet(_, _, pods) | Self::DaemonSet(_, _, pods) | Self::Job(_, pods) => {
                pods.reverse();
            }
            Self::CronJob(_, _, runs) => runs.iter_mut().for_each(|(_, pods)| pods.reverse()),
            Self::Pod(_) => {}
        }
        turned
    }

    fn columns(&self, now: Timestamp) -> usize {
        match self {
            Self::StatefulSet(set, ..) => stateful_set_columns(set, now).len(),
            Self::DaemonSet(set, ..) => daemon_set_columns(set, now).len(),
            Self::Job(job, _) => job_columns(job, now).len(),
            Self::CronJob(cron, ..) => cron_job_columns(cron, now).len(),
            Self::Pod((pod, _)) => lone_pod_columns(pod, now).len(),
        }
    }
}

/// Boxed, as everything large here: the test's stack would not hold all of it.
fn watched() -> BoxedStrategy<Watched> {
    let versions = vec((moment(), pod().boxed()), 1..4);
    let watched = versions.prop_map(|versions| {
        let mut history = PodHistory::default();
        let mut last = PodFacts::default();
        for (now, version) in versions {
            history.observe(&version, now);
            last = version;
        }
        (last, history)
    });
    watched.boxed()
}

fn workload() -> impl Strategy<Value = Workload> {
    let pods = || vec(watched(), 0..4);
    let runs = vec((job().boxed(), vec(watched(), 0..3)), 0..4);
    prop_oneof![
        (stateful_set(), shortage(), pods())
            .prop_map(|(set, shortage, pods)| Workload::StatefulSet(set, shortage, pods))
            .boxed(),
        (daemon_set(), shortage(), pods())
            .prop_map(|(set, shortage, pods)| Workload::DaemonSet(set, shortage, pods))
            .boxed(),
        (job(), pods())
            .prop_map(|(job, pods)| Workload::Job(job, pods))
            .boxed(),
        (cron_job(), option::of(moment()), runs)
            .prop_map(|(cron, changed, runs)| Workload::CronJob(cron, changed, runs))
            .boxed(),
        watched().prop_map(Workload::Pod),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn every_verdict_that_calls_a_person_says_why(workload in workload(), now in moment()) {
        let judgement = workload.judge(now);
        prop_assert!(!judgement.verdict.is_alert() || judgement.why.is_some());
        prop_assert!(judgement.recheck.is_none_or(|at| at > now));
        prop_assert_ne!(judgement.verdict, Verdict::Unknown, "that is the cluster's");
        prop_assert!(workload.columns(now) > 0);
    }

    #[test]
    fn the_order_of_the_pods_does_not_matter(workload in workload()) {
        let (a, b) = (workload.judge(at(0)), workload.turned().judge(at(0)));
        prop_assert_eq!((a.verdict, a.recheck), (b.verdict, b.recheck));
        if a.verdict != Verdict::Warning {
            prop_assert_eq!((a.why, a.since), (b.why, b.since));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_verdict_changes_with_time_only_at_its_recheck(workload in workload()) {
        let mut kept = workload.judge(at(0));
        for second in 0..1300 {
            let now = at(second);
            while let Some(due) = kept.recheck.filter(|due| *due <= now) {
                kept = workload.judge(due);
            }
            let judged = workload.judge(now);
            prop_assert_eq!(kept.verdict, judged.verdict, "unannounced at second {}", second);
            prop_assert_eq!(&kept.why, &judged.why, "unannounced at second {}", second);
            prop_assert_eq!(kept.since, judged.since, "unannounced at second {}", second);
        }
    }
}
