//! Reads the configuration again when its file changes.

use crate::StartError;
use crate::auth::{Action, Outcome};
use crate::cli::ConfigSource;
use crate::state::AppState;
use config::{Anonymous, Config};
use std::path::PathBuf;
use std::time::Duration;

/// How often the file is looked at. Its content is compared, not its time, so that the swapped
/// symbolic links of a mounted ConfigMap and every file system are alike.
const INTERVAL: Duration = Duration::from_secs(1);

/// A configuration's file and what was in it when it was looked at last.
pub struct Watched {
    source: ConfigSource,
    known: Option<Vec<u8>>,
}

// === impl Watched ===

impl Watched {
    /// The file as it is now. To be called before the configuration is read, so that a change in
    /// between is not missed.
    pub async fn new(source: ConfigSource) -> Self {
        let known = content(&source.path()).await;
        Self { source, known }
    }

    /// Follows the file for ever.
    pub(crate) async fn follow(self, state: AppState) {
        let path = self.source.path();
        let running = state.live();
        let (mut known, mut last) = (self.known.clone(), self.known);
        loop {
            tokio::time::sleep(INTERVAL).await;
            let now = content(&path).await;
            // Neither a file that is gone for a moment nor one that is just being written is a
            // configuration: it must be the same twice.
            let is_settled = now.is_some() && now == last;
            last = now;
            if is_settled && last != known {
                known.clone_from(&last);
                reload(&state, running.policy.config(), &self.source);
            }
        }
    }
}

async fn content(path: &PathBuf) -> Option<Vec<u8>> {
    tokio::fs::read(path).await.ok()
}

/// Reads the configuration and lets it decide from now on. A bad one is refused, loudly, and the
/// old one goes on deciding. `running` is the one the server was started with.
fn reload(state: &AppState, running: &Config, source: &ConfigSource) {
    let before = state.live();
    let outcome = source.load().and_then(|config| {
        // A file that lost its end may say so by mistake; and the check that only a loopback
        // address goes without `auth` knows the new file's address, not the one listened on.
        let is_open = |config: &Config| config.anonymous() == Anonymous::Everything;
        if is_open(&config) && !is_open(before.policy.config()) {
            let reason = "everybody would see everything without signing in; restart to mean it";
            return Err(StartError::Config(reason.to_owned()));
        }
        let waiting = running.restart_needed(&config);
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

#[cfg(test)]
mod tests {
    use super::*;
    use fleet::{Clock, Fleet, FleetOptions};

    const WHOLE: &str = "auth:\n  allow_anonymous_access: true\n  anonymous_role: viewer\n  \
        roles: { viewer: }\n  permissions: { viewer: { menu_items: [status] } }\n";

    /// A server with the configuration file in a folder of its own.
    struct Running {
        folder: tempfile::TempDir,
        source: ConfigSource,
        state: AppState,
    }

    impl Running {
        fn start(yaml: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("config.yaml");
            let source = ConfigSource {
                config: Some(path.clone()),
                kubeconfig: None,
            };
            std::fs::write(&path, yaml).unwrap();
            let options = FleetOptions {
                clusters: Vec::new(),
                naming: model::NamingRules::default(),
                metrics_interval: INTERVAL,
                epoch: "test".into(),
            };
            let clock = Clock::system();
            let fleet = Fleet::start(options, clock.clone());
            let config = source.load().unwrap();
            let state = AppState::new(config, fleet, clock, Default::default()).unwrap();
            Self {
                folder,
                source,
                state,
            }
        }

        /// Replaces the file.
        fn write(&self, yaml: &str) {
            std::fs::write(self.folder.path().join("config.yaml"), yaml).unwrap();
        }

        /// What was said of changes so far, the oldest first.
        fn told(&self) -> Vec<String> {
            let newest_first = self.state.audit.recent();
            let details = newest_first.iter().rev().map(|event| event.detail.clone());
            details.collect()
        }

        fn title(&self) -> String {
            self.state.live().settings.title.clone()
        }
    }

    fn titled(title: &str) -> String {
        format!("{WHOLE}ui: {{ title: {title} }}\n")
    }

    /// So much later that the file was looked at so many times more.
    async fn looks(times: u32) {
        tokio::time::sleep(INTERVAL * times).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_counts_when_it_was_the_same_twice() {
        let running = Running::start(&titled("one"));
        let watched = Watched::new(running.source.clone()).await;
        tokio::spawn(watched.follow(running.state.clone()));
        // Between the looks from now on.
        tokio::time::sleep(INTERVAL / 2).await;
        looks(3).await;
        running.write(&titled("half"));
        looks(1).await;
        running.write(&titled("two"));
        looks(1).await;
        assert_eq!((running.title().as_str(), running.told().len()), ("one", 0));
        looks(1).await;
        assert_eq!(running.title(), "two");
        assert_eq!(running.told(), ["in force"]);
        // A file that is gone for a while changes nothing.
        std::fs::remove_file(running.folder.path().join("config.yaml")).unwrap();
        looks(3).await;
        running.write(&titled("two"));
        looks(3).await;
        assert_eq!(running.told(), ["in force"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_before_the_first_look_is_not_missed() {
        let running = Running::start(&titled("one"));
        let watched = Watched::new(running.source.clone()).await;
        running.write(&titled("two"));
        tokio::spawn(watched.follow(running.state.clone()));
        tokio::time::sleep(INTERVAL / 2).await;
        looks(2).await;
        assert_eq!(running.title(), "two");
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_for_a_restart_is_told_until_then() {
        let running = Running::start(&titled("one"));
        let watched = Watched::new(running.source.clone()).await;
        tokio::spawn(watched.follow(running.state.clone()));
        tokio::time::sleep(INTERVAL / 2).await;
        let moved = "server: { listen: 127.0.0.1:9 }\n";
        for title in ["two", "three"] {
            running.write(&format!("{}{moved}", titled(title)));
            looks(2).await;
            assert_eq!(running.title(), title);
        }
        running.write(&titled("four"));
        looks(2).await;
        let waiting = "in force, but for server, which need a restart";
        assert_eq!(running.told(), [waiting, waiting, "in force"]);
    }

    #[tokio::test]
    async fn a_file_that_lost_its_end_opens_nothing() {
        let running = Running::start(WHOLE);
        let config = running.source.load().unwrap();
        let sees = || {
            let policy = &running.state.live().policy;
            policy
                .anonymous()
                .is_none_or(|it| it.scope.allows("a", "b"))
        };
        for length in (0..WHOLE.len()).filter(|at| WHOLE.is_char_boundary(*at)) {
            running.write(&WHOLE[..length]);
            reload(&running.state, &config, &running.source);
            assert!(!sees(), "{:?}", &WHOLE[..length]);
        }
        let refused = running.state.audit.recent();
        assert!(
            refused
                .iter()
                .any(|event| event.outcome == Outcome::Failure)
        );
    }
}
