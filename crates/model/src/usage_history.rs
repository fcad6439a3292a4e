//! How much was used over time.

use crate::{Text, Timestamp, Usage};
use serde::{Deserialize, Serialize};

/// How many minutes a [`Trend`] reaches back.
pub const TREND_MINUTES: i64 = 30;

/// The greatest level of a [`Trend`].
pub const TREND_TOP: u32 = 35;

/// What something used over time, in steps of equal length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageHistory {
    /// When the first step begins.
    pub from: Timestamp,
    /// How long a step is.
    pub step_seconds: u32,
    /// Oldest first; `None` where nothing is known. The last one is under way.
    pub steps: Vec<Option<UsageStep>>,
}

/// What was used during a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageStep {
    /// On average.
    pub mean: Usage,
    /// The highest figures that were measured.
    pub max: Usage,
}

/// What a Deployment and its Pods used over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentUsage {
    /// All its Pods together, those of the time included that are gone.
    pub total: UsageHistory,
    /// Each Pod there is, by name.
    pub pods: Vec<(Text, UsageHistory)>,
}

/// The last half hour of CPU and memory, small enough to travel with every Pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageTrend {
    /// In millicores.
    pub cpu: Trend,
    /// In bytes.
    pub memory: Trend,
}

/// The highest figure of each of the last [`TREND_MINUTES`] minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// The highest of all.
    pub top: u64,
    /// A character a minute, oldest first and up to the present one: a digit to base 36 for the
    /// share of `top`, or `-` where nothing is known. It begins where something is.
    pub line: Text,
}

// === impl UsageHistory ===

impl UsageHistory {
    /// Since when something is known.
    pub fn since(&self) -> Option<Timestamp> {
        let first = self.steps.iter().position(Option::is_some)?;
        let seconds = i64::from(self.step_seconds) * i64::try_from(first).unwrap_or(0);
        Some(self.from.plus_seconds(seconds))
    }
}

// === impl UsageTrend ===

impl UsageTrend {
    /// Of these steps, each a minute; `None` where nothing is known.
    pub fn of(steps: &[Option<UsageStep>]) -> Option<Self> {
        let first = steps.iter().position(Option::is_some)?;
        let steps = &steps[first..];
        let trend = |figure: fn(&Usage) -> u64| {
            Trend::of(steps.iter().map(|step| Some(figure(&step.as_ref()?.max))))
        };
        Some(Self {
            cpu: trend(|used| used.cpu_millicores),
            memory: trend(|used| used.memory_bytes),
        })
    }
}

// === impl Trend ===

impl Trend {
    fn of(figures: impl Iterator<Item = Option<u64>> + Clone) -> Self {
        let top = figures.clone().flatten().max().unwrap_or(0);
        let level = |figure: u64| {
            let share = u128::from(figure) * u128::from(TREND_TOP) / u128::from(top.max(1));
            u32::try_from(share).unwrap_or(TREND_TOP)
        };
        let digit = |figure: Option<u64>| {
            let digit = figure.and_then(|figure| char::from_digit(level(figure), TREND_TOP + 1));
            digit.unwrap_or('-')
        };
        Self {
            top,
            line: figures.map(digit).collect::<String>().into(),
        }
    }

    /// The minutes' levels, 0 to [`TREND_TOP`], oldest first.
    pub fn levels(&self) -> impl ExactSizeIterator<Item = Option<u32>> + '_ {
        // Each is one byte long.
        self.line
            .as_bytes()
            .iter()
            .map(|&byte| char::from(byte).to_digit(TREND_TOP + 1))
    }
}
