//! What is kept of one object.

use super::Round;
use crate::place::Place;
use crate::schedule::Schedule;
use model::{
    CronJobFacts, DaemonSetFacts, DeploymentFacts, JobFacts, PodFacts, PodHistory, PodLevel,
    ReplicaSetFacts, Shortage, StatefulSetFacts, Text, Timestamp, Verdict, WorkloadKind,
};

/// What stands on the board as a row.
#[derive(Debug)]
pub(super) struct WorkloadEntry {
    pub(super) workload: Workload,
    pub(super) seen: Round,
    /// The latest verdict.
    pub(super) verdict: Option<Verdict>,
    /// When we saw the verdict change; `None` while it is the first.
    pub(super) changed: Option<Timestamp>,
    /// When time alone may change it.
    pub(super) recheck: Option<Timestamp>,
    pub(super) pods_revision: u64,
}

/// A workload as it was reported, with what watching it told. Deployments are most of them.
#[derive(Debug)]
pub(super) enum Workload {
    Deployment(DeploymentFacts),
    StatefulSet(Box<(StatefulSetFacts, Shortage)>),
    DaemonSet(Box<(DaemonSetFacts, Shortage)>),
    /// One that belongs to no CronJob.
    Job(Box<JobFacts>),
    CronJob(Box<Cron>),
    /// A Pod that belongs to none of these: namespace and name. The rest is with the Pods.
    Pod(Text, Text),
}

/// A CronJob with its schedule.
#[derive(Debug)]
pub(super) struct Cron {
    pub(super) facts: CronJobFacts,
    /// `None` where it cannot be read.
    pub(super) schedule: Option<Schedule>,
    /// When the schedule, or whether it is suspended, was seen to change.
    pub(super) changed: Option<Timestamp>,
}

#[derive(Debug)]
pub(super) struct ReplicaSetEntry {
    pub(super) facts: ReplicaSetFacts,
    pub(super) seen: Round,
}

/// A Job of a CronJob.
#[derive(Debug)]
pub(super) struct RunEntry {
    pub(super) facts: JobFacts,
    pub(super) seen: Round,
}

#[derive(Debug)]
pub(super) struct PodEntry {
    pub(super) facts: PodFacts,
    pub(super) seen: Round,
    pub(super) history: PodHistory,
    /// What was last said of it, which the passing of time may change.
    pub(super) said: Option<(PodLevel, Option<Text>)>,
}

// === impl Workload ===

impl Workload {
    pub(super) fn kind(&self) -> WorkloadKind {
        match self {
            Self::Deployment(_) => WorkloadKind::Deployment,
            Self::StatefulSet(_) => WorkloadKind::StatefulSet,
            Self::DaemonSet(_) => WorkloadKind::DaemonSet,
            Self::Job(_) => WorkloadKind::Job,
            Self::CronJob(_) => WorkloadKind::CronJob,
            Self::Pod(..) => WorkloadKind::Pod,
        }
    }

    pub(super) fn namespace(&self) -> &Text {
        match self {
            Self::Deployment(facts) => &facts.namespace,
            Self::StatefulSet(set) => &set.0.namespace,
            Self::DaemonSet(set) => &set.0.namespace,
            Self::Job(facts) => &facts.namespace,
            Self::CronJob(cron) => &cron.facts.namespace,
            Self::Pod(namespace, _) => namespace,
        }
    }

    pub(super) fn place(&self) -> Place {
        let name = match self {
            Self::Deployment(facts) => &facts.name,
            Self::StatefulSet(set) => &set.0.name,
            Self::DaemonSet(set) => &set.0.name,
            Self::Job(facts) => &facts.name,
            Self::CronJob(cron) => &cron.facts.name,
            Self::Pod(_, name) => name,
        };
        Place {
            namespace: self.namespace().clone(),
            name: name.clone(),
            kind: self.kind(),
        }
    }

    /// Takes over what watching `former` told, and `now`; whether anything is new.
    pub(super) fn follow(&mut self, former: Option<&Self>, now: Timestamp) -> bool {
        match (self, former) {
            (Self::Deployment(facts), Some(Self::Deployment(former))) => facts != former,
            (Self::StatefulSet(set), former) => {
                let former = match former {
                    Some(Self::StatefulSet(former)) => Some(&**former),
                    _ => None,
                };
                set.1 = former.map_or_else(Shortage::default, |former| former.1);
                set.1.observe(set.0.ready < set.0.desired(), now);
                former.is_none_or(|former| *former != **set)
            }
            (Self::DaemonSet(set), former) => {
                let former = match former {
                    Some(Self::DaemonSet(former)) => Some(&**former),
                    _ => None,
                };
                set.1 = former.map_or_else(Shortage::default, |former| former.1);
                set.1.observe(set.0.ready < set.0.desired, now);
                former.is_none_or(|former| *former != **set)
            }
            (Self::Job(facts), Some(Self::Job(former))) => facts != former,
            (Self::CronJob(cron), Some(Self::CronJob(former))) => cron.follow(former, now),
            (Self::Pod(..), Some(Self::Pod(..))) => false,
            _ => true,
        }
    }
}

// === impl Cron ===

impl Cron {
    pub(super) fn new(facts: CronJobFacts) -> Self {
        Self {
            schedule: Schedule::parse(&facts.schedule, facts.time_zone.as_deref()),
            facts,
            changed: None,
        }
    }

    fn follow(&mut self, former: &Self, now: Timestamp) -> bool {
        let settings = |cron: &CronJobFacts| {
            let CronJobFacts {
                schedule,
                time_zone,
                ..
            } = cron;
            (schedule.clone(), time_zone.clone(), cron.is_suspended())
        };
        let is_same = settings(&self.facts) == settings(&former.facts);
        self.changed = if is_same { former.changed } else { Some(now) };
        self.facts != former.facts
    }
}

// === impl WorkloadEntry ===

impl WorkloadEntry {
    pub(super) fn new(workload: Workload, seen: Round, pods_revision: u64) -> Self {
        Self {
            workload,
            seen,
            verdict: None,
            changed: None,
            recheck: None,
            pods_revision,
        }
    }
}

// === impl PodEntry ===

impl PodEntry {
    pub(super) fn new(facts: PodFacts, seen: Round, now: Timestamp) -> Self {
        let mut history = PodHistory::default();
        history.observe(&facts, now);
        Self {
            facts,
            seen,
            history,
            said: None,
        }
    }
}
