//! How much one may ask: `server.limits`.
//!
//! Signing in is counted per address, everything else per session, or per address without one. An
//! address that can't be told has no limit; that happens only without a listener, in tests.

use super::{ClientAddress, Problem};
use crate::auth::caller::session_of;
use crate::auth::{Action, Origin, Outcome, Session};
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// The paths of signing in, of staying signed in and of signing out.
const AUTH: &str = "/auth/";
/// What is never limited besides the site's files.
const FREE: [&str; 4] = ["/livez", "/readyz", "/assets/colors.css", "/favicon.ico"];
/// After so many requests those are forgotten who asked nothing lately.
const TIDY_EVERY: u32 = 1000;

/// Everybody's requests of the last minute.
#[derive(Debug)]
pub(super) struct RateLimits {
    auth: Option<Limiter>,
    other: Option<Limiter>,
    /// What was written into the audit record.
    told: Option<Limiter>,
}

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Asker {
    /// The session with this id.
    Session(String),
    /// This address, or the network of this IPv6 address: who has one of these has all of it.
    Network(IpAddr),
}

/// Counts requests up to a limit.
#[derive(Debug)]
struct Limiter {
    per_minute: NonZeroU32,
    clock: TokioClock,
    counts: RateLimiter<Asker, DashMapStateStore<Asker>, TokioClock, NoOpMiddleware<Duration>>,
    counted: AtomicU32,
}

/// Time that never goes back, and that tests can stop.
#[derive(Clone, Copy, Debug)]
struct TokioClock(Instant);

/// Too many requests.
#[derive(Debug)]
struct Refusal {
    per_minute: NonZeroU32,
    wait: Duration,
}

/// Answers 429 to those who ask too much.
pub(super) async fn limit(
    State((state, limits)): State<(AppState, Arc<RateLimits>)>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    match limits.check(&state, &parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => refusal.into_response(),
    }
}

// === impl RateLimits ===

impl RateLimits {
    /// With nothing counted yet.
    pub(super) fn new(limits: &config::Limits) -> Self {
        Self {
            auth: Limiter::new(limits.auth_per_minute),
            other: Limiter::new(limits.requests_per_minute),
            told: Limiter::new(1),
        }
    }

    /// Counts this request.
    fn check(&self, state: &AppState, parts: &Parts) -> Result<(), Refusal> {
        let path = parts.uri.path();
        let limiter = if path.starts_with(AUTH) {
            &self.auth
        } else {
            &self.other
        };
        let Some(limiter) = limiter else {
            return Ok(());
        };
        if FREE.contains(&path) || state.site.contains(path.trim_start_matches('/')) {
            return Ok(());
        }
        let session = match path.starts_with(AUTH) {
            true => None,
            false => session_of(state, &state.live(), &parts.headers),
        };
        let address = || ClientAddress::of(&parts.extensions).map(Asker::at);
        let asker = match &session {
            Some(session) => Some(Asker::Session(session.id.clone())),
            None => address(),
        };
        let Some(asker) = asker else {
            return Ok(());
        };
        limiter.count(&asker).inspect_err(|refusal| {
            let is_first = self
                .told
                .as_ref()
                .is_some_and(|told| told.count(&asker).is_ok());
            if is_first {
                tell(state, parts, session.as_deref(), refusal);
            }
        })
    }
}

/// Writes a refusal into the audit record.
fn tell(state: &AppState, parts: &Parts, session: Option<&Session>, refusal: &Refusal) {
    let what = match parts.uri.path().starts_with(AUTH) {
        true => "requests to sign in",
        false => "requests",
    };
    let detail = format!("more than {} {what} a minute", refusal.per_minute);
    let event = state
        .audit
        .event(Action::Refusal, Outcome::Failure, detail)
        .from(Origin::of(parts));
    match session {
        Some(session) => event.of(session),
        None => event,
    }
    .record(&state.audit);
}

// === impl Asker ===

impl Asker {
    fn at(address: IpAddr) -> Self {
        Self::Network(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => {
                Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
            }
        })
    }
}

// === impl Limiter ===

impl Limiter {
    /// `None` for 0, which is no limit.
    fn new(per_minute: u32) -> Option<Self> {
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
    fn count(&self, asker: &Asker) -> Result<(), Refusal> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.counts.retain_recent();
            self.counts.shrink_to_fit();
        }
        self.counts.check_key(asker).map_err(|until| Refusal {
            per_minute: self.per_minute,
            wait: until.wait_time_from(self.clock.now()),
        })
    }
}

// === impl TokioClock ===

impl Clock for TokioClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

// === impl Refusal ===

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let wait = self.wait;
        let seconds = (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1);
        let problem = Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "more than {} requests a minute came from you; try again in {seconds} s",
                self.per_minute
            ),
        );
        ([(header::RETRY_AFTER, seconds.to_string())], problem).into_response()
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
        assert_eq!(
            limiter.count(&one).unwrap_err().wait,
            Duration::from_secs(20)
        );
        limiter.count(&other).unwrap();
        advance(Duration::from_millis(19_500)).await;
        let refusal = limiter.count(&one).unwrap_err();
        let answer = refusal.into_response();
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
        assert_eq!(
            answer.headers()[header::CONTENT_TYPE],
            "application/problem+json"
        );
        advance(Duration::from_millis(500)).await;
        limiter.count(&one).unwrap();
        limiter.count(&one).unwrap_err();
    }

    #[test]
    fn a_network_of_ipv6_is_one_asker() {
        assert_eq!(asker("2001:db8:0:1::1"), asker("2001:db8:0:1:ffff::2"));
        assert_ne!(asker("2001:db8:0:1::1"), asker("2001:db8:0:2::1"));
        assert_ne!(asker("192.0.2.1"), asker("192.0.2.2"));
        assert_ne!(Asker::Session("::".to_owned()), asker("::"));
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
