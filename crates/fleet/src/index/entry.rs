//! What is kept of one object.

use super::Round;
use model::{
    DeploymentFacts, PodFacts, PodHistory, PodLevel, ReplicaSetFacts, Text, Timestamp, Verdict,
};

#[derive(Debug)]
pub(super) struct DeploymentEntry {
    pub(super) facts: DeploymentFacts,
    pub(super) seen: Round,
    /// The latest verdict.
    pub(super) verdict: Option<Verdict>,
    /// When we saw the verdict change; `None` while it is the first.
    pub(super) changed: Option<Timestamp>,
    /// When time alone may change it.
    pub(super) recheck: Option<Timestamp>,
    pub(super) pods_revision: u64,
}

#[derive(Debug)]
pub(super) struct ReplicaSetEntry {
    pub(super) facts: ReplicaSetFacts,
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

// === impl DeploymentEntry ===

impl DeploymentEntry {
    pub(super) fn new(facts: DeploymentFacts, seen: Round, pods_revision: u64) -> Self {
        Self {
            facts,
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
