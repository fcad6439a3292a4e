//! The English of the logs.

use super::words::count;

pub(super) const SEARCH: &str = "Search in these lines";
pub(super) const ONLY_MATCHING: &str = "Only matching";
pub(super) const TIMES: &str = "Times";
pub(super) const WRAP: &str = "Wrap";
pub(super) const FOLLOW: &str = "Follow";
pub(super) const LINES: &str = "Log lines";
pub(super) const WITHOUT_SCRIPT: &str =
    "Lines appear here by script. Without it, download the logs as text.";

pub(super) const PODS: &str = "Pods";
pub(super) const CONTAINER: &str = "Container";
pub(super) const MAIN_CONTAINER: &str = "Main container";
pub(super) const ALL_CONTAINERS: &str = "All containers";
pub(super) const HOW_FAR_BACK: &str = "How far back";
pub(super) const PREVIOUS_RUN: &str = "Previous run";
pub(super) const DOWNLOAD: &str = "Download";

pub(super) const LAST_500_LINES: &str = "Last 500 lines";
pub(super) const LAST_5_MINUTES: &str = "Last 5 min";
pub(super) const LAST_15_MINUTES: &str = "Last 15 min";
pub(super) const LAST_HOUR: &str = "Last hour";
pub(super) const LAST_6_HOURS: &str = "Last 6 hours";
pub(super) const EVERYTHING: &str = "Everything";

pub(super) const OPENING: &str = "Asking for the logs…";
pub(super) const LOST: &str = "The connection is lost; it is tried again and goes on where it was.";
pub(super) const REFUSED: &str = "The server gives no logs of this deployment; it is tried again.";
pub(super) const COMPLETE: &str = "Complete: nothing more will come.";
pub(super) const FOLLOWING: &str = "Following.";
pub(super) const PAUSED: &str = "Paused.";

pub(super) const NO_LINES_YET: &str = "No lines so far.";
pub(super) const NO_LINES: &str = "No lines.";
pub(super) const NO_MATCH: &str = "No line matches.";

pub(super) fn all_pods(number: usize) -> String {
    format!("All pods ({number})")
}

pub(super) fn go_on(waiting: usize, is_more: bool) -> String {
    match (waiting, is_more) {
        (0, _) => "Go on following".to_owned(),
        (_, true) => format!(
            "Go on following: more than {} new lines",
            count(waiting as u64)
        ),
        (_, false) => format!("Go on following: {} new lines", count(waiting as u64)),
    }
}

/// How many lines there are, and how many are no longer kept.
pub(super) fn lines(lines: usize, containers: usize, dropped: u64) -> String {
    let of = match containers {
        1 => "1 container".to_owned(),
        more => format!("{more} containers"),
    };
    let lines = count(lines as u64);
    match dropped {
        0 => format!("{lines} lines of {of}"),
        _ => {
            let dropped = count(dropped);
            format!("{lines} lines of {of}, the {dropped} before them were dropped here")
        }
    }
}

pub(super) fn matches(number: usize) -> String {
    match number {
        1 => "1 match".to_owned(),
        more => format!("{} matches", count(more as u64)),
    }
}
