//! The time a simulated cluster lives in.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// A wall clock derived from tokio's time: it starts at a moment of the caller's choice and runs
/// as tokio's clock does, so a test with paused time owns it. Cloning shares the same time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Timestamp,
    origin: Instant,
}

impl Clock {
    /// A clock that shows `start` now.
    pub fn starting_at(start: Timestamp) -> Self {
        Self {
            start,
            origin: Instant::now(),
        }
    }

    /// A clock that shows the machine's time.
    pub fn system() -> Self {
        Self::starting_at(Timestamp::now())
    }

    /// What the clock showed when it was made.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        self.at(self.elapsed())
    }

    /// Time passed since the clock was made.
    pub fn elapsed(&self) -> Duration {
        self.origin.elapsed()
    }

    /// What the clock shows when `elapsed` has passed since it was made.
    pub fn at(&self, elapsed: Duration) -> Timestamp {
        let elapsed = SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX);
        self.start.saturating_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    /// The tokio instant at which the clock will show `time`; its origin when that is past.
    pub fn instant(&self, time: Timestamp) -> Instant {
        let ahead = Duration::try_from(time.duration_since(self.start)).unwrap_or_default();
        self.instant_after(ahead)
    }

    /// The tokio instant at which `elapsed` will have passed since the clock was made.
    pub fn instant_after(&self, elapsed: Duration) -> Instant {
        // Far enough for "never", near enough not to overflow the platform's instant.
        const NEVER: Duration = Duration::from_secs(86_400 * 365 * 30);
        self.origin + elapsed.min(NEVER)
    }
}
