//! What holds of any facts: no judgement panics, and time alone changes nothing unannounced.

mod arbitrary;
mod build;

use arbitrary::{deployment, moment, pod, replica_set};
use build::at;
use model::{
    DeploymentFacts, Judgement, ObservedPod, PodFacts, PodHistory, PodLevel, ReplicaSetFacts,
    Timestamp, Verdict, assess, judge, pod_columns,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Everything that is judged, watched through some versions.
#[derive(Clone, Debug)]
struct World {
    deployment: DeploymentFacts,
    newest: Option<ReplicaSetFacts>,
    pods: Vec<(PodFacts, PodHistory)>,
}

impl World {
    fn judge(&self, now: Timestamp) -> Judgement {
        let pods: Vec<_> = self
            .pods
            .iter()
            .map(|(facts, history)| ObservedPod { facts, history })
            .collect();
        judge(&self.deployment, self.newest.as_ref(), &pods, now)
    }
}

fn world() -> impl Strategy<Value = World> {
    let versions = vec((moment(), pod()), 1..4);
    (deployment(), replica_set(), vec(versions, 0..4)).prop_map(|(deployment, newest, pods)| {
        let watched = |versions: Vec<(Timestamp, PodFacts)>| {
            let mut history = PodHistory::default();
            let mut last = PodFacts::default();
            for (now, version) in versions {
                history.observe(&version, now);
                last = version;
            }
            (last, history)
        };
        World {
            deployment,
            newest,
            pods: pods.into_iter().map(watched).collect(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_that_a_pod_says_makes_its_columns_panic(pod in pod(), now in moment()) {
        let columns = pod_columns(&pod);
        prop_assert!(!columns.status.is_empty());
        prop_assert!(columns.restarts_column(now).starts_with(&columns.restarts.to_string()));
    }

    #[test]
    fn every_pod_that_fails_has_a_reason(pod in pod(), now in moment()) {
        let found = assess(&pod, now);
        prop_assert_eq!(found.level == PodLevel::Failing, found.reason.is_some() && found.level != PodLevel::Pending);
        prop_assert!(found.recheck.is_none_or(|at| at > now));
    }

    #[test]
    fn the_level_of_a_pod_changes_with_time_only_at_its_recheck(pod in pod()) {
        let mut kept = assess(&pod, at(0));
        for second in 0..700 {
            let now = at(second);
            while let Some(due) = kept.recheck.filter(|due| *due <= now) {
                kept = assess(&pod, due);
            }
            prop_assert_eq!(&kept, &assess(&pod, now), "unannounced at second {}", second);
        }
    }

    #[test]
    fn every_verdict_that_calls_a_person_says_why(world in world(), now in moment()) {
        let judgement = world.judge(now);
        prop_assert!(!judgement.verdict.is_alert() || judgement.why.is_some());
        prop_assert!(judgement.recheck.is_none_or(|at| at > now));
        prop_assert_ne!(judgement.verdict, Verdict::Unknown, "that is the cluster's");
    }

    #[test]
    fn the_order_of_the_pods_does_not_matter(world in world()) {
        let mut turned = world.clone();
        turned.pods.reverse();
        let (a, b) = (world.judge(at(0)), turned.judge(at(0)));
        prop_assert_eq!((a.verdict, a.recheck), (b.verdict, b.recheck));
        if a.verdict != Verdict::Warning {
            prop_assert_eq!((a.why, a.since), (b.why, b.since));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_verdict_changes_with_time_only_at_its_recheck(world in world()) {
        let mut kept = world.judge(at(0));
        for second in 0..1300 {
            let now = at(second);
            while let Some(due) = kept.recheck.filter(|due| *due <= now) {
                kept = world.judge(due);
            }
            let judged = world.judge(now);
            prop_assert_eq!(kept.verdict, judged.verdict, "unannounced at second {}", second);
            prop_assert_eq!(&kept.why, &judged.why, "unannounced at second {}", second);
            prop_assert_eq!(kept.since, judged.since, "unannounced at second {}", second);
        }
    }
}
