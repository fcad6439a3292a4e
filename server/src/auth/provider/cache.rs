//! What a provider said, kept for a while.

use super::error::ProviderError;
use fleet::Clock;
use model::Timestamp;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer is good for.
const LIFETIME_MS: i64 = 3_600_000;

/// The least time from the end of one question to the next.
const PAUSE_MS: i64 = 1000;

/// An answer that is fetched when it is needed, by one at a time, and not more than once a second.
pub(super) struct Cache<T> {
    what: &'static str,
    clock: Clock,
    state: Mutex<State<T>>,
    /// Held by whoever fetches.
    flight: tokio::sync::Mutex<()>,
}

struct State<T> {
    /// The last good answer and when it came.
    kept: Option<(Arc<T>, Timestamp)>,
    /// When the last question ended.
    asked_at: Option<Timestamp>,
    /// Why the last question had no good answer.
    failure: Option<ProviderError>,
}

// === impl Cache ===

impl<T> Cache<T> {
    pub(super) fn new(what: &'static str, clock: Clock) -> Self {
        Self {
            what,
            clock,
            state: Mutex::new(State {
                kept: None,
                asked_at: None,
                failure: None,
            }),
            flight: tokio::sync::Mutex::new(()),
        }
    }

    /// The last good answer, however old.
    pub(super) fn kept(&self) -> Option<Arc<T>> {
        let state = self.state.lock();
        state.kept.as_ref().map(|(answer, _)| Arc::clone(answer))
    }

    /// The last good answer, if it is not too old.
    pub(super) fn fresh(&self) -> Option<Arc<T>> {
        let now = self.clock.now();
        let state = self.state.lock();
        let (answer, came_at) = state.kept.as_ref()?;
        is_within(*came_at, now, LIFETIME_MS).then(|| Arc::clone(answer))
    }

    /// A fresh answer; where there is none to be had, an old one.
    pub(super) async fn get(
        &self,
        fetch: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<Arc<T>, ProviderError> {
        let _flight = self.flight.lock().await;
        if let Some(answer) = self.fresh() {
            return Ok(answer);
        }
        let failed_just_now = self.pause().and_then(|_| self.state.lock().failure.clone());
        let failure = match failed_just_now {
            Some(failure) => failure,
            None => match self.ask(fetch).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => {
                    if self.kept().is_some() {
                        tracing::warn!(error = %failure, "keeping the old {}", self.what);
                    }
                    failure
                }
            },
        };
        self.kept().ok_or(failure)
    }

    /// An answer that came after this one, which turned out to be too old.
    pub(super) async fn newer_than(
        &self,
        used: &Arc<T>,
        fetch: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<Arc<T>, ProviderError> {
        let _flight = self.flight.lock().await;
        if let Some(answer) = self.kept().filter(|kept| !Arc::ptr_eq(kept, used)) {
            return Ok(answer);
        }
        if let Some(pause) = self.pause() {
            tokio::time::sleep(pause).await;
        }
        self.ask(fetch).await
    }

    async fn ask(
        &self,
        fetch: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<Arc<T>, ProviderError> {
        let answer = fetch.await.map(Arc::new);
        let now = self.clock.now();
        let mut state = self.state.lock();
        state.asked_at = Some(now);
        state.failure = answer.as_ref().err().cloned();
        if let Ok(answer) = &answer {
            state.kept = Some((Arc::clone(answer), now));
        }
        answer
    }

    /// Lets the next question be asked at once.
    #[cfg(test)]
    pub(super) fn forget_pause(&self) {
        self.state.lock().asked_at = None;
    }

    /// How long to wait before asking again.
    fn pause(&self) -> Option<Duration> {
        let now = self.clock.now();
        let asked_at = self.state.lock().asked_at?;
        if !is_within(asked_at, now, PAUSE_MS) {
            return None;
        }
        let rest = PAUSE_MS.saturating_sub(now.0.saturating_sub(asked_at.0));
        u64::try_from(rest).ok().map(Duration::from_millis)
    }
}

/// Whether less than `ms` passed from `then` to `now`. A clock that was turned back says no.
fn is_within(then: Timestamp, now: Timestamp, ms: i64) -> bool {
    (0..ms).contains(&now.0.saturating_sub(then.0))
}
