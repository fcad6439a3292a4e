//! How much one may ask, and have open: `server.limits`.
//!
//! Signing in is counted per address, everything else per session, or per address without one. An
//! address that can't be told has no limit; that happens only without a listener, in tests.

mod asker;
mod limiter;
mod refusal;

use crate::auth::{Action, Origin, Outcome, Presented, Session};
use crate::state::AppState;
use crate::tally::{Counted, Tally};
use asker::Asker;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use limiter::Limiter;
use metrics::counter;
use refusal::Refusal;

/// The paths of signing in, of staying signed in and of signing out.
const AUTH: &str = "/auth/";
/// What is never limited besides the site's files.
const FREE: [&str; 4] = ["/livez", "/readyz", "/assets/colors.css", "/favicon.ico"];
const REFUSED: &str = "dashboard_light_requests_refused_total";

/// Everybody's requests of the last minute, and their streams.
#[derive(Debug)]
pub(crate) struct Limits {
    auth: Option<Limiter>,
    other: Option<Limiter>,
    streams: Tally<Asker>,
    streams_per_session: u32,
    streams_per_address: u32,
    /// What was written into the audit record.
    told: Option<Limiter>,
}

/// A stream's place among the open ones, until it is dropped.
#[derive(Debug)]
pub(super) struct StreamPlace {
    _counted: Option<Counted<Asker>>,
}

/// Answers 429 to those who ask too much.
pub(super) async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match state.limits.count(&state, &mut parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => refusal.into_response(),
    }
}

// === impl Limits ===

impl Limits {
    /// With nothing counted yet.
    pub(crate) fn new(limits: &config::Limits) -> Self {
        for reason in ["requests", "streams"] {
            counter!(REFUSED, "reason" => reason).increment(0);
        }
        Self {
            auth: Limiter::new(limits.auth_per_minute),
            other: Limiter::new(limits.requests_per_minute),
            streams: Tally::default(),
            streams_per_session: limits.streams_per_session,
            streams_per_address: limits.streams_per_address,
            told: Limiter::new(1),
        }
    }

    /// Counts this request.
    fn count(&self, state: &AppState, parts: &mut Parts) -> Result<(), Refusal> {
        let path = parts.uri.path();
        let to_sign_in = path.starts_with(AUTH);
        let limiter = if to_sign_in { &self.auth } else { &self.other };
        let Some(limiter) = limiter else {
            return Ok(());
        };
        if FREE.contains(&path) || state.site.contains(path.trim_start_matches('/')) {
            return Ok(());
        }
        let session = match to_sign_in {
            true => None,
            false => Presented::of(state, parts).0,
        };
        let Some(asker) = Asker::of(session.as_deref(), &parts.extensions) else {
            return Ok(());
        };
        limiter.count(&asker).map_err(|wait| {
            let refusal = Refusal::Requests {
                per_minute: limiter.per_minute,
                to_sign_in,
                wait,
            };
            self.tell(state, parts, (&asker, session.as_deref()), refusal)
        })
    }

    /// Counts the stream that this request opens.
    fn open_stream(&self, state: &AppState, parts: &mut Parts) -> Result<StreamPlace, Refusal> {
        let Presented(session) = Presented::of(state, parts);
        let Some(asker) = Asker::of(session.as_deref(), &parts.extensions) else {
            return Ok(StreamPlace { _counted: None });
        };
        let most = match asker {
            Asker::Session(_) => self.streams_per_session,
            Asker::Network(_) => self.streams_per_address,
        };
        let counted = self.streams.open(asker.clone(), most).ok_or_else(|| {
            let refusal = Refusal::Streams(most);
            self.tell(state, parts, (&asker, session.as_deref()), refusal)
        })?;
        Ok(StreamPlace {
            _counted: Some(counted),
        })
    }

    /// Counts a refusal, and writes it into the audit record, once a minute for everybody.
    fn tell(
        &self,
        state: &AppState,
        parts: &Parts,
        (asker, session): (&Asker, Option<&Session>),
        refusal: Refusal,
    ) -> Refusal {
        counter!(REFUSED, "reason" => refusal.reason()).increment(1);
        let told = self.told.as_ref();
        if told.is_some_and(|told| told.count(asker).is_ok()) {
            let event = state
                .audit
                .event(Action::Refusal, Outcome::Failure, refusal.to_string())
                .from(Origin::of(parts));
            match session {
                Some(session) => event.of(session),
                None => event,
            }
            .record(&state.audit);
        }
        refusal
    }
}

// === impl StreamPlace ===

impl FromRequestParts<AppState> for StreamPlace {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let opened = state.limits.open_stream(state, parts);
        opened.map_err(Refusal::into_response)
    }
}
