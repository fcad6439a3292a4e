//! How an audit event looks in the log. Alone in its program, because tracing remembers for all
//! threads whether somebody listens to a line.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use fleet::Clock;
use parking_lot::Mutex;
use server::auth::{Action, Audit, Outcome};
use std::sync::Arc;

#[test]
fn the_log_has_a_field_for_everything() {
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_writer(move || writer.clone())
        .finish();
    let audit = Audit::open(&config::Audit::default(), Clock::system()).unwrap();
    let mut event = audit.event(Action::Renewal, Outcome::Failure, "refused\nno");
    event.name = Some("dana.kim".to_owned());
    event.groups = vec!["team/qa".to_owned(), "team/ops".to_owned()];
    tracing::subscriber::with_default(subscriber, || event.record(&audit));
    let line: serde_json::Value = serde_json::from_slice(&lines.0.lock()).unwrap();
    for (field, value) in [
        ("target", "audit"),
        ("message", r"refused\nno"),
        ("action", "renewal"),
        ("outcome", "failure"),
        ("name", "dana.kim"),
        ("groups", "team/qa,team/ops"),
    ] {
        assert_eq!(line[field], value, "{line}");
    }
    assert!(
        line.get("subject").is_none(),
        "what is not known is left out"
    );
}
