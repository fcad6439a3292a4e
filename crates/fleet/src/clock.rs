//! The clock, passed in so that tests own it.

use model::Timestamp;
use std::{fmt, sync::Arc};

/// Tells the time of day. Timers are tokio's; this is for what is shown and judged.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

// === impl Clock ===

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::from_fn(|| Timestamp(jiff::Timestamp::now().as_millisecond()))
    }

    /// A clock that shows `start` now and goes as tokio's does: it stands still and jumps with
    /// `tokio::time::pause` and `advance`. Needs a tokio runtime.
    pub fn tokio_from(start: Timestamp) -> Self {
        let began = tokio::time::Instant::now();
        Self::from_fn(move || {
            let passed = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
            Timestamp(start.0.saturating_add(passed))
        })
    }

    /// A clock that asks this function.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({:?})", self.now())
    }
}
