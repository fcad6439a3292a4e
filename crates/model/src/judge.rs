//! The verdict on a workload of each kind: the first rule that matches.

mod blame;
mod case;
mod cron_job;
mod daemon_set;
mod deployment;
mod job;
mod pod;
mod rules;
mod seen;
mod stateful_set;

use crate::{PodFacts, PodHistory, Timestamp, Verdict, Why};

pub use cron_job::{ObservedJob, Settings, judge_cron_job};
pub use daemon_set::judge_daemon_set;
pub use deployment::judge;
pub use job::judge_job;
pub use pod::judge_pod;
pub use stateful_set::judge_stateful_set;

/// What we say of a workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, where there is something to say.
    pub why: Option<Why>,
    /// Since when, where the objects tell.
    pub since: Option<Timestamp>,
    /// When the passing of time alone may change the verdict: judge again then.
    pub recheck: Option<Timestamp>,
}

/// A Pod with what watching it told.
#[derive(Clone, Copy, Debug)]
pub struct ObservedPod<'a> {
    /// The Pod.
    pub facts: &'a PodFacts,
    /// Its history.
    pub history: &'a PodHistory,
}

fn verdict(verdict: Verdict, why: Option<Why>, since: Option<Timestamp>) -> Judgement {
    Judgement {
        verdict,
        why,
        since,
        recheck: None,
    }
}
