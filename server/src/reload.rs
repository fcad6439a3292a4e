//! Reads the configuration again when its file changes.

use crate::StartError;
use crate::auth::{Action, Outcome};
use crate::cli::ConfigSource;
use crate::state::AppState;
use std::path::PathBuf;
use std::time::Duration;

/// How often the file is looked at. Its content is compared, not its time, so that the swapped
/// symbolic links of a mounted ConfigMap and every file system are alike.
const INTERVAL: Duration = Duration::from_secs(1);

/// Follows the configuration's file for ever. Returns at once when there is none to follow.
pub(crate) async fn follow(state: AppState, source: ConfigSource) {
    let path = source.path();
    let mut known = content(&path).await;
    loop {
        tokio::time::sleep(INTERVAL).await;
        let now = content(&path).await;
        // A file that is gone for the moment it takes to replace it is no configuration.
        if now.is_none() || now == known {
            continue;
        }
        known = now;
        reload(&state, &source);
    }
}

async fn content(path: &PathBuf) -> Option<Vec<u8>> {
    tokio::fs::read(path).await.ok()
}

/// Reads the configuration and lets it decide from now on. A bad one is refused, loudly, and the
/// old one goes on deciding.
fn reload(state: &AppState, source: &ConfigSource) {
    let before = state.live();
    let outcome = source.load().and_then(|config| {
        // A file that somebody is just writing begins empty; and the check that only a loopback
        // address goes without `auth` knows the new file's address, not the one listened on.
        if config.auth.is_none() && before.policy.config().auth.is_some() {
            let reason = "auth is gone, and everybody would see everything; restart to mean it";
            return Err(StartError::Config(reason.to_owned()));
        }
        let waiting = before.policy.config().restart_needed(&config);
        state.apply(config).map(|()| waiting)
    });
    let (outcome, detail) = match outcome {
        Ok(waiting) if waiting.is_empty() => {
            tracing::info!("the configuration changed and is in force");
            (Outcome::Success, "in force".to_owned())
        }
        Ok(waiting) => {
            let sections = waiting.join(", ");
            tracing::warn!(
                sections,
                "the configuration changed and is in force, but for sections that need a restart"
            );
            (
                Outcome::Success,
                format!("in force, but for {sections}, which need a restart"),
            )
        }
        Err(error) => {
            tracing::error!(%error, "the changed configuration is refused; the old one stays");
            let reasons = error.to_string();
            let reasons: Vec<&str> = reasons.lines().map(str::trim).collect();
            (
                Outcome::Failure,
                format!("refused: {}", reasons.join(" ").trim()),
            )
        }
    };
    state
        .audit
        .event(Action::Configuration, outcome, detail)
        .record(&state.audit);
}
