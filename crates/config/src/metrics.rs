//! The `metrics` section.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How CPU and memory usage is read from the clusters' Metrics Server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Seconds between two lists of pod usage, one a cluster. The Metrics Server itself measures
    /// every 15 seconds, so less brings nothing new.
    #[schemars(range(min = 1, max = 3600))]
    pub interval_seconds: u32,
}

// === impl Metrics ===

impl Default for Metrics {
    fn default() -> Self {
        Self {
            interval_seconds: 15,
        }
    }
}
