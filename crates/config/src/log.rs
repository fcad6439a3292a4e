//! The `log` section.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is logged and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// How lines are written.
    pub format: LogFormat,
    /// The least level that is logged: `error`, `warn`, `info`, `debug`, `trace` or `off`; after
    /// a comma more for parts of the program, for example `info,fleet=debug`.
    #[schemars(extend("format" = "log-level"))]
    pub level: String,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// `text` on a terminal, `json` otherwise.
    #[default]
    Auto,
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

// === impl Log ===

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            level: "info".to_owned(),
        }
    }
}

/// Whether the text is a list of levels as `tracing_subscriber::EnvFilter` reads it, without its
/// span filters.
pub(crate) fn check_level(text: &str) -> Result<(), String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    text.split(',')
        .map(|part| {
            part.rsplit_once('=')
                .map_or(part, |(_, level)| level)
                .trim()
        })
        .find(|level| !LEVELS.contains(&level.to_ascii_lowercase().as_str()))
        .map_or(Ok(()), |level| {
            Err(format!(
                "\"{level}\" is not a level; allowed are {}, and for one part of the program \
                 after a comma \"part=level\"",
                LEVELS.join(", ")
            ))
        })
}
