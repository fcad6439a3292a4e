//! Sessions that were ended before their time.

use model::Timestamp;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::watch;

/// The sessions somebody signed out of, in this process: a copy of the cookie is worth nothing
/// here any more, and streams end. Other replicas learn of it when the session expires. Cheap to
/// clone.
#[derive(Clone, Debug)]
pub struct EndedSessions(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Session → when it would have ended anyway.
    ended: Mutex<HashMap<String, Timestamp>>,
    changed: watch::Sender<()>,
}

// === impl EndedSessions ===

impl EndedSessions {
    /// Ends the session, which would otherwise last until `longest`.
    pub fn end(&self, session: &str, longest: Timestamp, now: Timestamp) {
        let mut ended = self.0.ended.lock();
        ended.retain(|_, until| now < *until);
        ended.insert(session.to_owned(), longest);
        drop(ended);
        self.0.changed.send_replace(());
    }

    /// Whether the session was ended.
    pub fn contains(&self, session: &str) -> bool {
        self.0.ended.lock().contains_key(session)
    }

    /// Tells when any session was ended.
    pub fn watch(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }
}

impl Default for EndedSessions {
    fn default() -> Self {
        Self(Arc::new(Inner {
            ended: Mutex::default(),
            changed: watch::Sender::new(()),
        }))
    }
}
