//! The English of the parts any page uses.

use super::words::counted;
use crate::api::ApiError;

pub(super) const ACCOUNT: &str = "Account";
pub(super) const SIGN_OUT: &str = "Sign out";
pub(super) const NOT_SIGNED_IN: &str = "Not signed in";
pub(super) const ACCOUNT_NOT_SIGNED_IN: &str = "Account: not signed in";
pub(super) const SIGN_IN: &str = "Sign in";

pub(super) const ABOUT_THIS_SESSION: &str = "About this session";
pub(super) const YOU_SEE_WHAT_MEMBERS_OF: &str = "You see what members of ";
pub(super) const MEMBERS_SEE: &str = " see. Read only.";
pub(super) const STOP: &str = "Stop";
pub(super) const SESSION_ENDED: &str = "Your session ended.";
pub(super) const SIGN_IN_AGAIN: &str = "Sign in again";
pub(super) const ASKED_TO_SIGN_IN: &str = "This console asks you to sign in now.";

pub(super) const LIVE: &str = "Live";
pub(super) const POLLING: &str = "Polling";
pub(super) const CONNECTING: &str = "Connecting…";
pub(super) const RECONNECTING: &str = "Reconnecting…";
pub(super) const NOT_LIVE: &str = "Not live";
pub(super) const RELOAD_FOR_NEWER: &str = "Reload for newer data";

/// Stands in for what is being drawn.
pub(crate) const AWAITED: &str = "<p class=\"awaited\"><span class=\"sr-only\">Being asked for</span>\
    <span class=\"skeleton\"></span><span class=\"skeleton\"></span><span class=\"skeleton\"></span></p>";
pub(super) const TRY_AGAIN: &str = "Try again";
pub(super) const COPIED: &str = "Copied";
pub(super) const NOT_COPIED: &str = "The browser does not let this page copy";

pub(super) const SKIP_TO_CONTENT: &str = "Skip to content";
pub(super) const MAIN_MENU: &str = "Main";
pub(super) const MENU: &str = "Menu";
pub(super) const OPEN_MENU: &str = "Open menu";

pub(super) const CLUSTERS: &str = "Clusters";
pub(super) const ALL_CLUSTERS: &str = "All clusters";
pub(super) const FIND_A_CLUSTER: &str = "Find a cluster";
pub(super) const NAMESPACES: &str = "Namespaces";
pub(super) const ALL_NAMESPACES: &str = "All namespaces";
pub(super) const FIND_A_NAMESPACE: &str = "Find a namespace";
pub(super) const DEPLOYMENTS: &str = " deployments";
pub(super) const PROBLEMS: &str = "Problems";
pub(super) const WITH_PROBLEMS: &str = " with problems,";

pub(super) const EXPAND_MENU: &str = "Expand menu";
pub(super) const COLLAPSE_MENU: &str = "Collapse menu";
pub(super) const GO_TO: &str = "Go to …";
pub(super) const GO_TO_KEYS: &str = "Ctrl K";
pub(super) const KEYBOARD_SHORTCUTS: &str = "Keyboard shortcuts";
pub(super) const NEED_ATTENTION: &str = " need attention";

pub(super) const ALL_SELECTED: &str = "All selected";
pub(super) const SELECT_ALL: &str = "Select all";
pub(super) const APPLY: &str = "Apply";

pub(super) const ENTER: &str = "Enter";
pub(super) const PICKS: &str = " picks, ";
pub(super) const SHIFT: &str = "Shift";
pub(super) const PICKS_ONLY_THIS: &str = " picks only this";
pub(super) const ONLY_THIS: &str = "only this";

pub(super) const SEARCH: &str = "Search";
pub(super) const SEARCH_WHAT: &str = "Search deployments, images, tags, namespaces";
/// What may be typed, in short.
pub(super) const SEARCH_HELP: &str = "Every word must be found. ns: cluster: tag: image: container: \
    verdict: look in one place, -word leaves out, \"two words\" stay together.";

pub(super) const SUGGESTIONS: &str = "Suggestions";

pub(super) const THEME: &str = "Theme";

pub(super) fn account(name: &str) -> String {
    format!("Account: {name}")
}

pub(super) fn not_signed_in(roles: &str) -> String {
    format!("{NOT_SIGNED_IN} · {roles}")
}

/// What follows `Sign in`.
pub(super) fn with(provider: &str) -> String {
    format!(" with {provider}")
}

pub(super) fn fading(until: &str) -> String {
    format!("The sign-in provider does not answer; you stay signed in until {until}.")
}

pub(super) fn session_ended(roles: &str) -> String {
    format!("Your session ended; you see what the {roles} may see.")
}

pub(super) fn as_it_was(at: &str) -> String {
    format!(" What you see is as it was at {at}.")
}

/// What follows `Polling`.
pub(super) fn every(seconds: u32) -> String {
    format!(" every {seconds} s")
}

/// `what` is as a sentence begins: `This part`.
pub(super) fn not_drawn(what: &str, error: &ApiError) -> String {
    format!("{what} could not be drawn: {error}.")
}

pub(super) fn since(state: &str, time: &str) -> String {
    format!("{state} since {time}")
}

/// `3 clusters`, where the title is `Clusters`.
pub(super) fn several(number: usize, title: &str) -> String {
    format!("{number} {}", title.to_ascii_lowercase())
}

pub(super) fn selected(some: usize, all: usize) -> String {
    format!("{some} of {all} selected")
}

/// `2 of 9 clusters match`, where the title is `Clusters`.
pub(super) fn matching(some: usize, all: usize, title: &str) -> String {
    let title = title.to_ascii_lowercase();
    format!("{some} of {all} {title} match")
}

pub(super) fn suggestions(number: u32) -> String {
    counted(number, "suggestion", "suggestions")
}
