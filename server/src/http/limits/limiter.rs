//! Requests a minute.

use super::Asker;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// After so many requests those are forgotten who asked nothing lately.
const TIDY_EVERY: u32 = 1000;

/// Counts requests up to a limit.
#[derive(Debug)]
pub(super) struct Limiter {
    pub(super) per_minute: NonZeroU32,
    clock: TokioClock,
    counts: RateLimiter<Asker, DashMapStateStore<Asker>, TokioClock, NoOpMiddleware<Duration>>,
    counted: AtomicU32,
}

/// Time that never goes back, and that tests can stop.
#[derive(Clone, Copy, Debug)]
struct TokioClock(Instant);

// === impl Limiter ===

impl Limiter {
    /// `None` for 0, which is no limit.
    pub(super) fn new(per_minute: u32) -> Option<Self> {
        let per_minute = NonZeroU32::new(per_minute)?;
        let clock = TokioClock(Instant::now());
        let quota = Quota::per_minute(per_minute);
        Some(Self {
            per_minute,
            clock,
            counts: RateLimiter::new(quota, DashMapStateStore::default(), clock),
            counted: AtomicU32::new(0),
        })
    }

    /// Counts one request, or says how long to wait for it.
    pub(super) fn count(&self, asker: &Asker) -> Result<(), Duration> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.counts.retain_recent();
            self.counts.shrink_to_fit();
        }
        let counted = self.counts.check_key(asker);
        counted.map_err(|until| until.wait_time_from(self.clock.now()))
    }
}

// === impl TokioClock ===

impl Clock for TokioClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use tokio::time::advance;

    fn asker(address: &str) -> Asker {
        Asker::at(address.parse().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn so_many_a_minute_and_one_more_after_a_part_of_it() {
        let limiter = Limiter::new(3).unwrap();
        let (one, other) = (asker("192.0.2.1"), asker("192.0.2.2"));
        for _ in 0..3 {
            limiter.count(&one).unwrap();
        }
        assert_eq!(limiter.count(&one), Err(Duration::from_secs(20)));
        limiter.count(&other).unwrap();
        advance(Duration::from_millis(19_500)).await;
        assert_eq!(limiter.count(&one), Err(Duration::from_millis(500)));
        advance(Duration::from_millis(500)).await;
        limiter.count(&one).unwrap();
        limiter.count(&one).unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn who_stopped_asking_is_forgotten() {
        let limiter = Limiter::new(60).unwrap();
        for number in 0..20 * TIDY_EVERY {
            limiter.count(&Asker::Session(number.to_string())).unwrap();
            advance(Duration::from_millis(10)).await;
        }
        assert!(
            limiter.counts.len() <= 2 * TIDY_EVERY as usize,
            "{}",
            limiter.counts.len()
        );
    }

    #[test]
    fn zero_is_no_limit() {
        assert!(Limiter::new(0).is_none());
    }
}
