//! What a browser keeps while its person is at the provider.

use crate::auth::cookies::{cookie, remove_cookie, set_cookie};
use crate::auth::keys::Keys;
use crate::auth::provider::Attempt;
use axum::http::{HeaderMap, HeaderValue};
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// How long one may take to sign in, in seconds.
const PATIENCE: i64 = 600;
/// So many characters of `state` name the cookie, so that two tabs don't disturb each other.
const NAME_LENGTH: usize = 8;
/// The longest `state` that is looked at.
const STATE_LENGTH: usize = 100;

const PURPOSE: &str = "sign-in";

/// An attempt to sign in, with where to go afterwards.
#[derive(Serialize, Deserialize)]
pub(super) struct Started {
    pub(super) attempt: Attempt,
    pub(super) next: String,
    pub(super) at: Timestamp,
}

// === impl Started ===

impl Started {
    /// The cookie that keeps it.
    pub(super) fn cookie(&self, keys: &Keys) -> Option<HeaderValue> {
        let name = name(self.attempt.state())?;
        let sealed = keys.seal(PURPOSE, &serde_json::to_string(self).ok()?)?;
        set_cookie(&name, &sealed, PATIENCE)
    }

    /// The attempt that this `state` belongs to, if this browser made it and not too long ago.
    pub(super) fn find(
        keys: &Keys,
        headers: &HeaderMap,
        state: &str,
        now: Timestamp,
    ) -> Option<Self> {
        let sealed = cookie(headers, &name(state)?)?;
        let started: Self = serde_json::from_str(&keys.open(PURPOSE, sealed)?).ok()?;
        let is_same = aws_lc_rs::constant_time::verify_slices_are_equal(
            started.attempt.state().as_bytes(),
            state.as_bytes(),
        );
        let is_young = now < started.at.plus_seconds(PATIENCE);
        (is_same.is_ok() && is_young).then_some(started)
    }

    /// Removes the cookie of this `state`.
    pub(super) fn forget(state: &str) -> Option<HeaderValue> {
        remove_cookie(&name(state)?)
    }
}

/// The cookie's name; `None` for what is no `state` of ours.
fn name(state: &str) -> Option<String> {
    let is_ours = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_well_formed = state.len() <= STATE_LENGTH && state.chars().all(is_ours);
    let start = state.get(..NAME_LENGTH).filter(|_| is_well_formed)?;
    Some(format!("__Host-dl_sign_in_{start}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn browser(set_cookie: &HeaderValue) -> HeaderMap {
        let line = set_cookie.to_str().unwrap();
        let pair = line.split(';').next().unwrap();
        [(header::COOKIE, HeaderValue::from_str(pair).unwrap())]
            .into_iter()
            .collect()
    }

    #[test]
    fn only_the_browser_that_began_goes_on_and_not_for_ever() {
        let keys = Keys::generate().unwrap();
        let started = Started {
            attempt: Attempt::new().unwrap(),
            next: "/?q=x".into(),
            at: NOW,
        };
        let state = started.attempt.state().to_owned();
        let headers = browser(&started.cookie(&keys).unwrap());
        let find = |keys: &Keys, headers: &HeaderMap, state: &str, seconds| {
            Started::find(keys, headers, state, NOW.plus_seconds(seconds)).map(|found| found.next)
        };
        assert_eq!(find(&keys, &headers, &state, 599).as_deref(), Some("/?q=x"));
        assert_eq!(find(&keys, &headers, &state, 600), None);
        assert_eq!(find(&Keys::generate().unwrap(), &headers, &state, 0), None);
        assert_eq!(find(&keys, &HeaderMap::new(), &state, 0), None);
        let same_cookie = format!("{}x", &state[..state.len() - 1]);
        assert_ne!(same_cookie, state);
        assert_eq!(find(&keys, &headers, &same_cookie, 0), None);
    }

    proptest! {
        #[test]
        fn any_state_may_come(state in any::<String>()) {
            let keys = Keys::generate().unwrap();
            prop_assert!(Started::find(&keys, &HeaderMap::new(), &state, NOW).is_none());
            let _ = Started::forget(&state);
        }
    }
}
