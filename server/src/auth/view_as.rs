//! Looking at the console as members of other groups do. For administrators, and never more than
//! they may see themselves.

use super::cookies::cookie;
use super::session::Session;
use crate::state::Live;
use axum::http::HeaderMap;
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// The cookie's name.
pub const VIEW_AS_COOKIE: &str = "__Host-dl_view_as";
/// How many groups may be named at once.
pub const MOST_GROUPS: usize = 50;
/// After this time the view is one's own again, in seconds.
pub const LONGEST: i64 = 3600;

const PURPOSE: &str = "view as";

#[derive(Serialize, Deserialize)]
struct Wish {
    /// Of this session only.
    sid: String,
    groups: Vec<String>,
    until: Timestamp,
}

/// The value of the cookie with which this session looks as members of these groups do.
pub fn seal(live: &Live, session: &Session, groups: &[String], now: Timestamp) -> Option<String> {
    let wish = Wish {
        sid: session.id.clone(),
        groups: groups.to_vec(),
        until: now.plus_seconds(LONGEST),
    };
    let keys = live.sign_in.as_ref()?.sessions.keys();
    keys.seal(PURPOSE, &serde_json::to_string(&wish).ok()?)
}

/// The groups this session wants to look as members of.
pub(super) fn groups(
    live: &Live,
    session: &Session,
    headers: &HeaderMap,
    now: Timestamp,
) -> Option<Vec<String>> {
    let sealed = cookie(headers, VIEW_AS_COOKIE)?;
    let keys = live.sign_in.as_ref()?.sessions.keys();
    let wish: Wish = serde_json::from_str(&keys.open(PURPOSE, sealed)?).ok()?;
    (wish.sid == session.id && now < wish.until).then_some(wish.groups)
}
