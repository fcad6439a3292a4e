//! What was: its verdicts and what its Pods used, as far back as that is known, roughly.

use super::parts::minute;
use super::{text, usage_chart, verdict_strip};
use crate::Viewer;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{DeploymentKey, Resources, Timestamp, UsageHistory, VerdictHistory};

/// How far back it is shown, in seconds and in words.
const RANGES: [(i64, &str); 3] = [
    (30 * 60, text::LAST_30_MINUTES),
    (6 * 3600, text::LAST_6_HOURS),
    (24 * 3600, text::LAST_24_HOURS),
];

/// What was.
pub(super) struct Past {
    pub(super) verdicts: VerdictHistory,
    pub(super) usage: UsageHistory,
    pub(super) begin: Timestamp,
    pub(super) words: &'static str,
}

// === impl Past ===

impl Past {
    /// Reads what was; `None` where there is no such Deployment or it may not be seen.
    pub(super) fn read(viewer: &Viewer, key: &DeploymentKey) -> Option<Self> {
        let Viewer {
            fleet, scope, now, ..
        } = viewer;
        let ago = |seconds: i64| now.plus_seconds(-seconds);
        let usage = |since| Some(fleet.usage_history(scope, key, since)?.total);
        let verdicts = fleet.verdict_history(scope, key)?;
        let [.., day] = RANGES;
        let known = [verdicts.since(), usage(ago(day.0))?.since()];
        let known = known.into_iter().flatten().min().unwrap_or(*now);
        // A little more than a range holds is no reason for one that is mostly empty.
        let reaches = |range: &(i64, &str)| ago(range.0 * 2) <= known;
        let (seconds, words) = RANGES.into_iter().find(reaches).unwrap_or(day);
        let begin = ago(seconds);
        Some(Self {
            verdicts,
            usage: usage(begin)?,
            begin,
            words,
        })
    }
}

/// The verdicts as a strip, and below it CPU and memory.
pub(super) fn view(past: &Past, limits: Resources, now: Timestamp) -> AnyView {
    let since = past.verdicts.since().filter(|since| past.begin < *since);
    let since =
        since.map(|since| view! { <span class="m">{text::KNOWN_SINCE} {minute(since)}</span> });
    view! {
        <section class="past">
            <h3>{past.words} " " {since}</h3>
            {verdict_strip::view(&past.verdicts, past.begin, now)}
            {usage_chart::view(&past.usage, limits)}
        </section>
    }
    .erase()
}
