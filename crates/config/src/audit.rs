//! The `audit` section.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where it is written, besides the log, who signed in, was refused, or changed the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// A folder for one file of JSON lines a day. Absent: only the log.
    #[schemars(extend("format" = "path"))]
    pub folder: Option<PathBuf>,
    /// How many of those files are kept.
    #[schemars(range(min = 1, max = 3650))]
    pub keep_days: u32,
}

// === impl Audit ===

impl Default for Audit {
    fn default() -> Self {
        Self {
            folder: None,
            keep_days: 30,
        }
    }
}
