//! Counts by verdict: always numbers, never an average.

use crate::Verdict;
use serde::{Deserialize, Serialize};

/// How many Deployments have each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // The fields are the verdicts.
pub struct Totals {
    pub down: u32,
    pub failed: u32,
    pub degraded: u32,
    pub warning: u32,
    pub unknown: u32,
    pub progressing: u32,
    pub paused: u32,
    pub terminating: u32,
    pub idle: u32,
    pub healthy: u32,
}

// === impl Totals ===

impl Totals {
    /// How many have this verdict.
    pub fn get(&self, verdict: Verdict) -> u32 {
        let mut copy = *self;
        *copy.slot(verdict)
    }

    /// How many there are.
    pub fn all(&self) -> u32 {
        Verdict::ALL
            .into_iter()
            .map(|verdict| self.get(verdict))
            .sum()
    }

    /// How many a person should look at (unknown ones not counted).
    pub fn alerts(&self) -> u32 {
        Verdict::ALL
            .into_iter()
            .filter(|v| v.is_alert())
            .map(|verdict| self.get(verdict))
            .sum()
    }

    /// One more of this verdict.
    pub fn add(&mut self, verdict: Verdict) {
        *self.slot(verdict) += 1;
    }

    fn slot(&mut self, verdict: Verdict) -> &mut u32 {
        match verdict {
            Verdict::Down => &mut self.down,
            Verdict::Failed => &mut self.failed,
            Verdict::Degraded => &mut self.degraded,
            Verdict::Warning => &mut self.warning,
            Verdict::Unknown => &mut self.unknown,
            Verdict::Progressing => &mut self.progressing,
            Verdict::Paused => &mut self.paused,
            Verdict::Terminating => &mut self.terminating,
            Verdict::Idle => &mut self.idle,
            Verdict::Healthy => &mut self.healthy,
        }
    }
}

impl FromIterator<Verdict> for Totals {
    fn from_iter<I: IntoIterator<Item = Verdict>>(verdicts: I) -> Self {
        let mut totals = Self::default();
        for verdict in verdicts {
            totals.add(verdict);
        }
        totals
    }
}
