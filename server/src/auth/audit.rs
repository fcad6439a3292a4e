//! What happened around access, for those who must be able to tell later.
//!
//! Every event goes to three places: the log, always and with fields of its own; the files of
//! `audit.folder`, where one is configured; and a list of the last [`KEPT`] events of this process
//! for the admin page.

mod event;
mod files;

pub use event::{Event, Origin};
pub use files::AuditFolderError;

use files::Files;
use fleet::Clock;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Timestamp;
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Arc;

/// How many events are kept for the admin page.
pub const KEPT: usize = 1000;

/// The record of what happened around access. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Audit(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    since: Timestamp,
    events: Mutex<VecDeque<Arc<Event>>>,
    files: Option<Files>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Somebody signed in, or tried to.
    SignIn,
    /// Somebody signed out.
    SignOut,
    /// Somebody was kept from something.
    Refusal,
    /// A session was renewed, or could not be.
    Renewal,
    /// An administrator took on the view of other groups, or gave it back.
    ViewAs,
    /// The configuration changed, or a change was refused.
    Configuration,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As asked for.
    Success,
    /// Not as asked for.
    Failure,
}

/// Which events are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind; `None`: of any.
    pub action: Option<Action>,
    /// That went so; `None`: anyhow.
    pub outcome: Option<Outcome>,
    /// With these words in a name, group, role, address, id or detail, whatever their letter case.
    pub text: String,
}

// === impl Audit ===

impl Audit {
    /// An empty record, written to files where `settings` name a folder.
    ///
    /// # Errors
    /// When the folder can't be written to.
    pub fn open(settings: &config::Audit, clock: Clock) -> Result<Self, AuditFolderError> {
        let since = clock.now();
        let folder = settings.folder.as_deref();
        let files = folder.map(|folder| Files::open(folder, settings.keep_days, day(since)));
        Ok(Self(Arc::new(Inner {
            files: files.transpose()?,
            events: Mutex::default(),
            since,
            clock,
        })))
    }

    /// An event that is still to be told more of; see [`Event::record`].
    pub fn event(&self, action: Action, outcome: Outcome, detail: impl Into<String>) -> Event {
        Event {
            at: self.0.clock.now(),
            action,
            outcome,
            subject: None,
            name: None,
            groups: Vec::new(),
            roles: Vec::new(),
            origin: Origin::default(),
            detail: detail.into(),
        }
    }

    /// Since when events are recorded.
    pub fn since(&self) -> Timestamp {
        self.0.since
    }

    /// The last events, newest first.
    pub fn recent(&self) -> Vec<Arc<Event>> {
        self.0.events.lock().iter().rev().cloned().collect()
    }

    /// Those of the last events that are wanted, newest first.
    pub fn find(&self, filter: &Filter) -> Vec<Arc<Event>> {
        let mut events = self.recent();
        events.retain(|event| filter.wants(event));
        events
    }

    fn keep(&self, event: Event) {
        let event = event.made_plain();
        log(&event);
        if let Some(files) = &self.0.files {
            match serde_json::to_string(&event) {
                Ok(json) => files.write(day(event.at), json),
                Err(error) => tracing::error!(%error, "an audit event is no JSON"),
            }
        }
        let mut events = self.0.events.lock();
        if events.len() == KEPT {
            events.pop_front();
        }
        events.push_back(Arc::new(event));
    }
}

// === impl Action ===

impl Action {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::SignIn,
        Self::SignOut,
        Self::Refusal,
        Self::Renewal,
        Self::ViewAs,
        Self::Configuration,
    ];

    /// As it is written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::Refusal => "refusal",
            Self::Renewal => "renewal",
            Self::ViewAs => "view_as",
            Self::Configuration => "configuration",
        }
    }
}

// === impl Outcome ===

impl Outcome {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Success, Self::Failure];

    /// As it is written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

// === impl Filter ===

impl Filter {
    fn wants(&self, event: &Event) -> bool {
        let text = self.text.trim().to_lowercase();
        self.action.is_none_or(|action| action == event.action)
            && self.outcome.is_none_or(|outcome| outcome == event.outcome)
            && (text.is_empty()
                || event
                    .words()
                    .any(|words| words.to_lowercase().contains(&text)))
    }
}

/// The log's lines have no lists, so groups and roles stand in one field each.
fn log(event: &Event) {
    tracing::info!(
        target: "audit",
        action = event.action.as_str(),
        outcome = event.outcome.as_str(),
        subject = event.subject,
        name = event.name,
        groups = event.groups.join(","),
        roles = event.roles.join(","),
        address = event.origin.address,
        request_id = event.origin.request_id,
        "{}",
        event.detail
    );
}

/// The day of this moment, in UTC.
fn day(at: Timestamp) -> Date {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    TimeZone::UTC.to_datetime(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    fn audit() -> Audit {
        let settings = config::Audit::default();
        Audit::open(&settings, Clock::from_fn(|| Timestamp(0))).unwrap()
    }

    #[test]
    fn the_last_thousand_events_are_kept() {
        let audit = audit();
        for number in 0..KEPT + 5 {
            let event = audit.event(Action::SignIn, Outcome::Success, number.to_string());
            event.record(&audit);
        }
        let events = audit.recent();
        assert_eq!(events.len(), KEPT);
        assert_eq!(
            (events[0].detail.as_str(), events[KEPT - 1].detail.as_str()),
            ("1004", "5")
        );
    }

    #[test]
    fn events_are_found_by_action_outcome_and_words() {
        let audit = audit();
        let mut event = audit.event(Action::SignIn, Outcome::Success, "signed in");
        event.name = Some("Dana.Kim".to_owned());
        event.groups = vec!["team/qa".to_owned()];
        event.record(&audit);
        let mut event = audit.event(Action::SignIn, Outcome::Failure, "unknown state");
        event.origin.address = Some("192.0.2.7".to_owned());
        event.record(&audit);
        let found = |action, outcome, text: &str| {
            let text = text.to_owned();
            let found = audit.find(&Filter {
                action,
                outcome,
                text,
            });
            found
                .iter()
                .map(|event| event.detail.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(found(None, None, ""), ["unknown state", "signed in"]);
        assert_eq!(found(None, Some(Outcome::Failure), ""), ["unknown state"]);
        assert!(found(Some(Action::SignOut), None, "").is_empty());
        assert_eq!(found(Some(Action::SignIn), None, " dana "), ["signed in"]);
        assert_eq!(found(None, None, "TEAM/"), ["signed in"]);
        assert_eq!(found(None, None, "192.0.2.7"), ["unknown state"]);
    }

    #[test]
    fn nobody_can_forge_a_line() {
        let audit = audit();
        let mut event = audit.event(
            Action::SignIn,
            Outcome::Failure,
            "a\nb\u{2028}c\u{202e}d\u{1b}[2J",
        );
        event.name = Some("x\r\n{\"action\":\"sign_in\"}".to_owned());
        event.groups = vec!["g\u{7}".to_owned(); 60];
        event.subject = Some("s".repeat(5000));
        event.record(&audit);
        let event = &audit.recent()[0];
        assert_eq!(event.detail, r"a\nb\u{2028}c\u{202e}d\u{1b}[2J");
        assert_eq!(event.name.as_deref(), Some(r#"x\r\n{"action":"sign_in"}"#));
        assert_eq!(
            (event.groups.len(), event.groups[0].as_str()),
            (50, r"g\u{7}")
        );
        assert_eq!(
            event.subject.as_ref().map(|text| text.chars().count()),
            Some(1001)
        );
    }

    #[test]
    fn a_line_is_one_json_object() {
        let folder = tempfile::tempdir().unwrap();
        let settings = config::Audit {
            folder: Some(folder.path().join("audit")),
            keep_days: 2,
        };
        let now = Arc::new(AtomicI64::new(86_400_000 - 1));
        let clock = Clock::from_fn({
            let now = Arc::clone(&now);
            move || Timestamp(now.load(Ordering::Relaxed))
        });
        let audit = Audit::open(&settings, clock).unwrap();
        let mut event = audit.event(Action::ViewAs, Outcome::Success, "views as \"team/qa\"");
        event.groups = vec!["team/ops".to_owned()];
        event.origin.address = Some("192.0.2.7".to_owned());
        event.record(&audit);
        now.store(86_400_000, Ordering::Relaxed);
        audit
            .event(Action::Configuration, Outcome::Success, "in force")
            .record(&audit);
        drop(audit);
        let read = |name: &str| {
            let text = std::fs::read_to_string(folder.path().join("audit").join(name)).unwrap();
            serde_json::from_str::<serde_json::Value>(&text).unwrap()
        };
        assert_eq!(
            read("audit-1970-01-01.jsonl"),
            serde_json::json!({
                "time": "1970-01-01T23:59:59.999Z", "action": "view_as", "outcome": "success",
                "subject": null, "name": null, "groups": ["team/ops"], "roles": [],
                "address": "192.0.2.7", "request_id": null, "detail": "views as \"team/qa\""
            })
        );
        assert_eq!(read("audit-1970-01-02.jsonl")["detail"], "in force");
    }

    #[test]
    fn words_in_json_and_in_the_address_are_the_same() {
        for action in Action::ALL {
            assert_eq!(serde_json::json!(action), action.as_str());
        }
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::json!(outcome), outcome.as_str());
        }
    }
}
