//! The verdicts of the last day as a strip, and in words.

use super::parts::{hour_and_minute, minute};
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{LastingVerdict, Timestamp, Verdict, VerdictHistory};

/// The strip's length in its own units: a minute each.
const MINUTES: f64 = 1440.0;
/// What is shorter is drawn this long, so that it can be seen.
const LEAST: f64 = 5.0;
/// How many changes are told in words.
const MOST_TOLD: usize = 50;

/// The strip with the present at its right end, when it began to be known, and the same as a list.
pub(super) fn view(history: &VerdictHistory, now: Timestamp) -> AnyView {
    let begin = now.plus_seconds(-24 * 3600);
    let spans: Vec<LastingVerdict> = history.lasting(now).collect();
    let since = history.since().filter(|since| begin < *since);
    let since =
        since.map(|since| view! { <span class="m">", known since " {minute(since)}</span> });
    let mut drawn = spans.clone();
    // What is worse is drawn over what is better, however short it was.
    drawn.sort_by_key(|span| std::cmp::Reverse(span.verdict));
    let rects = drawn.into_iter().map(|span| rect(span, begin));
    let told = spans.iter().rev().take(MOST_TOLD).map(|span| line(*span));
    let more = spans.len().saturating_sub(MOST_TOLD);
    let more = (more > 0).then(|| view! { <li>{format!("{more} before that")}</li> });
    view! {
        <section class="past">
            <h3 class="past-title">"Last 24 hours" {since}</h3>
            <svg
                class="verdict-strip"
                viewBox="0 0 1440 16"
                preserveAspectRatio="none"
                role="img"
                aria-label=summary(&spans)
            >
                <rect class="verdict-strip-none" width="1440" height="16"></rect>
                {rects.collect_view()}
            </svg>
            <p class="past-scale" aria-hidden="true">
                <span>"24 h ago"</span>
                <span>"18 h"</span>
                <span>"12 h"</span>
                <span>"6 h"</span>
                <span>"now"</span>
            </p>
            <details class="past-words">
                <summary>"In words"</summary>
                <ol>{told.collect_view()} {more}</ol>
            </details>
        </section>
    }
    .erase()
}

fn rect(span: LastingVerdict, begin: Timestamp) -> AnyView {
    let (x, width) = place(span, begin);
    view! {
        <rect
            data-verdict=span.verdict.as_str()
            data-soft=(span.verdict == Verdict::Healthy).then_some("")
            x=format!("{x:.1}")
            width=format!("{width:.1}")
            height="16"
        >
            <title>{words(span)}</title>
        </rect>
    }
    .erase()
}

/// Where it begins and how long it is, in minutes.
fn place(span: LastingVerdict, begin: Timestamp) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "a day of seconds")]
    let minutes = |at: Timestamp| (begin.seconds_until(at) as f64 / 60.0).min(MINUTES);
    let (from, until) = (minutes(span.from), minutes(span.until));
    let width = (until - from).max(LEAST);
    (from.min(MINUTES - width), width)
}

fn line(span: LastingVerdict) -> AnyView {
    view! {
        <li>
            <b data-verdict=span.verdict.as_str()>{span.verdict.title()}</b>
            " "
            {minute(span.from)}
            "–"
            {minute(span.until)}
            <span class="m">{format!(", {}", span.from.age(span.until))}</span>
        </li>
    }
    .erase()
}

/// `Down 14:02–14:09 UTC, 7 min`.
fn words(span: LastingVerdict) -> String {
    let (from, until) = (hour_and_minute(span.from), hour_and_minute(span.until));
    let lasted = span.from.age(span.until);
    format!("{} {from}–{until} UTC, {lasted}", span.verdict.title())
}

/// How long it had each verdict, worst first: `down 7 min, healthy 23 h`.
fn summary(spans: &[LastingVerdict]) -> String {
    let lasted = |verdict: Verdict| {
        let of_it = spans.iter().filter(|span| span.verdict == verdict);
        of_it
            .map(|span| span.from.seconds_until(span.until))
            .sum::<i64>()
    };
    let told = Verdict::ALL.into_iter().filter_map(|verdict| {
        let seconds = lasted(verdict);
        let is_there = spans.iter().any(|span| span.verdict == verdict);
        let long = Timestamp::default().age(Timestamp::from_seconds(seconds));
        is_there.then(|| format!("{} {long}", verdict.title().to_lowercase()))
    });
    let told: Vec<String> = told.collect();
    match told.is_empty() {
        true => "Nothing is known of the last 24 hours".to_owned(),
        false => format!("In the last 24 hours: {}", told.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::VerdictSpan;

    const NOW: Timestamp = Timestamp::from_seconds(1_893_456_000);

    fn history(spans: &[(i64, Verdict)]) -> VerdictHistory {
        let span = |&(minutes, verdict): &(i64, Verdict)| VerdictSpan {
            from: NOW.plus_seconds(-60 * minutes),
            verdict,
        };
        VerdictHistory {
            spans: spans.iter().map(span).collect(),
        }
    }

    #[test]
    fn what_was_short_and_bad_is_drawn_last_and_long_enough() {
        let history = history(&[
            (1440, Verdict::Healthy),
            (60, Verdict::Down),
            (59, Verdict::Healthy),
        ]);
        let html = view(&history, NOW).to_html();
        let down = html
            .find(r#"<rect data-verdict="down" x="1380.0" width="5.0""#)
            .unwrap();
        assert!(
            html.rfind(r#"<rect data-verdict="healthy""#).unwrap() < down,
            "{html}"
        );
        assert!(html.contains("Down 23:00–23:01 UTC, 1 min"), "{html}");
        assert!(
            html.contains("In the last 24 hours: down 1 min, healthy 23 h"),
            "{html}"
        );
        assert!(!html.contains("known since"), "{html}");
    }

    #[test]
    fn it_says_since_when_it_knows() {
        let html = view(&history(&[(90, Verdict::Healthy)]), NOW).to_html();
        assert!(
            html.contains("known since") && html.contains("22:30"),
            "{html}"
        );
        let html = view(&history(&[]), NOW).to_html();
        assert!(html.contains("Nothing is known"), "{html}");
    }

    #[test]
    fn what_began_just_now_is_within_the_strip() {
        let span = history(&[(0, Verdict::Down)]).lasting(NOW).next().unwrap();
        assert_eq!(place(span, NOW.plus_seconds(-24 * 3600)), (1435.0, 5.0));
    }
}
