//! What we say of a Deployment.

use serde::{Deserialize, Serialize};

/// How a Deployment is, worst first: this is also the order in which the page sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing is available though something should be.
    Down,
    /// The rollout exceeded its deadline.
    Failed,
    /// Part of it does not work.
    Degraded,
    /// It works, but flaps or was killed for memory.
    Warning,
    /// Its cluster does not answer; the rest is the last known state.
    Unknown,
    /// A change is being carried out.
    Progressing,
    /// `spec.paused`.
    Paused,
    /// It is being deleted.
    Terminating,
    /// Scaled to zero.
    Idle,
    /// All is well.
    Healthy,
}

/// A word that is no verdict.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is no verdict: use down, failed, degraded, warning, unknown, progressing, paused, terminating, idle or healthy"
)]
pub struct UnknownVerdict(pub String);

// === impl Verdict ===

impl Verdict {
    /// Every verdict, worst first.
    pub const ALL: [Self; 10] = [
        Self::Down,
        Self::Failed,
        Self::Degraded,
        Self::Warning,
        Self::Unknown,
        Self::Progressing,
        Self::Paused,
        Self::Terminating,
        Self::Idle,
        Self::Healthy,
    ];

    /// The verdict's word in addresses, JSON and `data-verdict`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Failed => "failed",
            Self::Degraded => "degraded",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Progressing => "progressing",
            Self::Paused => "paused",
            Self::Terminating => "terminating",
            Self::Idle => "idle",
            Self::Healthy => "healthy",
        }
    }

    /// The verdict's word on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Down => "Down",
            Self::Failed => "Failed",
            Self::Degraded => "Degraded",
            Self::Warning => "Warning",
            Self::Unknown => "Unknown",
            Self::Progressing => "Progressing",
            Self::Paused => "Paused",
            Self::Terminating => "Terminating",
            Self::Idle => "Idle",
            Self::Healthy => "Healthy",
        }
    }

    /// Whether a person should look: these get a solid head and count as problems.
    pub const fn is_alert(self) -> bool {
        matches!(
            self,
            Self::Down | Self::Failed | Self::Degraded | Self::Warning
        )
    }

    /// Whether "only problems" shows it.
    pub const fn is_problem(self) -> bool {
        self.is_alert() || matches!(self, Self::Unknown)
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Verdict {
    type Err = UnknownVerdict;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.as_str().eq_ignore_ascii_case(word))
            .ok_or_else(|| UnknownVerdict(word.chars().take(40).collect()))
    }
}
