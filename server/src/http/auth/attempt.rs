//! What a browser keeps while its person is at the provider.

use crate::auth::cookies::{cookie, pairs, remove_cookie, set_cookie};
use crate::auth::keys::Keys;
use crate::auth::provider::Attempt;
use axum::http::{HeaderMap, HeaderValue};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// How long one may take to sign in, in seconds.
const PATIENCE: i64 = 600;
/// What the cookies' names begin with.
const NAME: &str = "__Host-dl_sign_in_";
/// So many characters of `state` name the cookie, so that two tabs don't disturb each other.
const NAME_LENGTH: usize = 8;
/// The longest `state` that is looked at.
const STATE_LENGTH: usize = 100;

/// So many earlier attempts stay when another begins, for other tabs. Proxies take headers of
/// 8 KiB or so, and a session may need half of that.
const MOST_EARLIER: usize = 2;
/// And so many bytes of their cookies' values.
const MOST_EARLIER_BYTES: usize = 2048;

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
        let started = Self::open(keys, cookie(headers, &name(state)?)?, now)?;
        let is_same = aws_lc_rs::constant_time::verify_slices_are_equal(
            started.attempt.state().as_bytes(),
            state.as_bytes(),
        );
        is_same.is_ok().then_some(started)
    }

    /// What is in the cookie of this value, if it is not too old.
    fn open(keys: &Keys, sealed: &str, now: Timestamp) -> Option<Self> {
        let started: Self = serde_json::from_str(&keys.open(PURPOSE, sealed)?).ok()?;
        (now < started.at.plus_seconds(PATIENCE)).then_some(started)
    }

    /// Removes the cookie of this `state`.
    pub(super) fn forget(state: &str) -> Option<HeaderValue> {
        remove_cookie(&name(state)?)
    }

    /// Removes this browser's cookies of earlier attempts, but for the newest few, so that they
    /// don't pile up while one more begins.
    pub(super) fn forget_earlier(
        keys: &Keys,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Vec<HeaderValue> {
        let cookies = pairs(headers).filter_map(|pair| pair.split_once('='));
        let mut earlier: Vec<_> = cookies
            .filter(|(name, _)| name.starts_with(NAME))
            .map(|(name, value)| (Self::open(keys, value, now).map(|it| it.at), name, value))
            .collect();
        // The newest first; those that are worth nothing any more last.
        earlier.sort_by_key(|(at, ..)| Reverse(*at));
        let (mut count, mut bytes) = (0, 0);
        earlier.retain(|(at, _, value)| {
            count += 1;
            bytes += value.len();
            at.is_none() || count > MOST_EARLIER || bytes > MOST_EARLIER_BYTES
        });
        let gone = earlier.into_iter().map(|(_, name, _)| name);
        gone.filter_map(remove_cookie).collect()
    }
}

/// The cookie's name; `None` for what is no `state` of ours.
fn name(state: &str) -> Option<String> {
    let is_ours = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_well_formed = state.len() <= STATE_LENGTH && state.chars().all(is_ours);
    let start = state.get(..NAME_LENGTH).filter(|_| is_well_formed)?;
    Some(format!("{NAME}{start}"))
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

    #[test]
    fn attempts_do_not_pile_up() {
        let keys = Keys::generate().unwrap();
        let started = |seconds, next: &str| Started {
            attempt: Attempt::new().unwrap(),
            next: next.to_owned(),
            at: NOW.plus_seconds(seconds),
        };
        let pair = |started: &Started| {
            let cookie = started.cookie(&keys).unwrap();
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            pair.to_owned()
        };
        let gone = |pairs: &[&str]| {
            let line = HeaderValue::from_str(&pairs.join("; ")).unwrap();
            let headers = [(header::COOKIE, line)].into_iter().collect();
            let removed = Started::forget_earlier(&keys, &headers, NOW.plus_seconds(600));
            let mut names: Vec<String> = removed
                .iter()
                .map(|line| {
                    let line = line.to_str().unwrap();
                    assert!(
                        line.contains("=; ") && line.ends_with("Max-Age=0"),
                        "{line}"
                    );
                    line.split('=').next().unwrap().to_owned()
                })
                .collect();
            names.sort();
            names
        };
        let named = |pairs: &[&str]| {
            let names = pairs.iter().map(|pair| pair.split('=').next().unwrap());
            let mut names: Vec<String> = names.map(str::to_owned).collect();
            names.sort();
            names
        };
        let [old, second, third, newest] =
            [0, 100, 200, 300].map(|seconds| pair(&started(seconds, "/")));
        let (session, strange) = ("__Host-dl_session=x", "__Host-dl_sign_in_strange=x");
        // With the one that begins, three stay.
        assert_eq!(gone(&[&second, session, &newest]), [""; 0]);
        let all = [&*second, &newest, session, &third, strange, &old];
        assert_eq!(gone(&all), named(&[&second, strange, &old]));
        // However long the addresses to go back to are, there is room for a session.
        let long = format!("/?q={}", "x".repeat(1020));
        let [long, longer] = [250, 260].map(|seconds| pair(&started(seconds, &long)));
        assert_eq!(gone(&[&long, &longer, &old]), named(&[&long, &old]));
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
