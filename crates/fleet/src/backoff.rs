//! Waiting longer after each failure.

use std::time::Duration;

/// Doubling waits with jitter.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    failures: u32,
}

// === impl Backoff ===

impl Backoff {
    pub(crate) const fn from(first: Duration) -> Self {
        Self { first, failures: 0 }
    }

    /// The wait after one more failure: doubled each time up to `cap`, then shortened by up to a
    /// quarter so that many do not come at once.
    pub(crate) fn next(&mut self, cap: Duration) -> Duration {
        let doubled = self.first.saturating_mul(1 << self.failures.min(16));
        self.failures = self.failures.saturating_add(1);
        doubled.min(cap).mul_f64(0.75 + fastrand::f64() / 4.0)
    }

    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_start_anew_after_success() {
        let mut backoff = Backoff::from(Duration::from_millis(500));
        let cap = Duration::from_secs(30);
        let mut expected = Duration::from_millis(500);
        for _ in 0..40 {
            let wait = backoff.next(cap);
            assert!(
                wait <= expected && wait >= expected.mul_f64(0.74),
                "{wait:?} {expected:?}"
            );
            expected = (expected * 2).min(cap);
        }
        backoff.reset();
        assert!(backoff.next(cap) <= Duration::from_millis(500));
    }
}
