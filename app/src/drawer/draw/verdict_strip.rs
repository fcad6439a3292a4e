//! The verdicts of the last day as a strip, and in words.

use super::parts::{hour_and_minute, minute};
use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{LastingVerdict, Timestamp, Verdict, VerdictHistory};

/// The strip's length in its own units.
const LENGTH: f64 = 1440.0;
/// What is shorter is drawn this long, so that it can be seen.
const LEAST: f64 = 5.0;
/// Into how many parts its scale divides it.
const MARKS: i64 = 3;
/// How many changes are told in words.
const MOST_TOLD: usize = 50;

/// The strip from `begin` to the present at its right end, and the same as a list.
pub(super) fn view(history: &VerdictHistory, begin: Timestamp, now: Timestamp) -> AnyView {
    let lasting = history.lasting(now).filter(|span| begin < span.until);
    let spans: Vec<LastingVerdict> = lasting
        .map(|span| LastingVerdict {
            from: span.from.max(begin),
            ..span
        })
        .collect();
    let mut drawn = spans.clone();
    // What is worse is drawn over what is better, however short it was.
    drawn.sort_by_key(|span| std::cmp::Reverse(span.verdict));
    let rects = drawn.into_iter().map(|span| rect(span, begin, now));
    let told = spans.iter().rev().take(MOST_TOLD).map(|span| line(*span));
    let more = spans.len().saturating_sub(MOST_TOLD);
    let more = (more > 0).then(|| view! { <li>{text::more_before(more)}</li> });
    let mark = |mark: i64| match MARKS - mark {
        0 => text::NOW.to_owned(),
        parts => now
            .plus_seconds(-begin.seconds_until(now) * parts / MARKS)
            .age(now),
    };
    let marks = (0..=MARKS).map(|number| view! { <span>{mark(number)}</span> });
    view! {
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
            {marks.collect_view()}
        </p>
        <details class="more past-words">
            <summary>{Icon::ChevronRight.sized("i i-xs")} {text::IN_WORDS}</summary>
            <ol>{told.collect_view()} {more}</ol>
        </details>
    }
    .erase()
}

fn rect(span: LastingVerdict, begin: Timestamp, now: Timestamp) -> AnyView {
    let (x, width) = place(span, begin, now);
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

/// Where it begins and how long it is, in the strip's units.
fn place(span: LastingVerdict, begin: Timestamp, now: Timestamp) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "a day of seconds")]
    let seconds = |at: Timestamp| begin.seconds_until(at) as f64;
    let place = |at: Timestamp| (LENGTH * seconds(at) / seconds(now).max(1.0)).min(LENGTH);
    let (from, until) = (place(span.from), place(span.until));
    let width = (until - from).max(LEAST);
    (from.min(LENGTH - width), width)
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
    text::lasted(span.verdict.title(), &from, &until, &lasted)
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
        true => text::NO_VERDICTS.to_owned(),
        false => text::until_now(&told.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::VerdictSpan;

    const NOW: Timestamp = Timestamp::from_seconds(1_893_456_000);
    const DAY: Timestamp = NOW.plus_seconds(-24 * 3600);

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
        let html = view(&history, DAY, NOW).to_html();
        let down = html
            .find(r#"<rect data-verdict="down" x="1380.0" width="5.0""#)
            .unwrap();
        assert!(
            html.rfind(r#"<rect data-verdict="healthy""#).unwrap() < down,
            "{html}"
        );
        assert!(html.contains("Down 23:00–23:01 UTC, 1 min"), "{html}");
        assert!(
            html.contains("Until now: down 1 min, healthy 23 h"),
            "{html}"
        );
    }

    #[test]
    fn only_what_reaches_into_the_time_is_told() {
        let all = history(&[
            (90, Verdict::Down),
            (31, Verdict::Degraded),
            (20, Verdict::Healthy),
        ]);
        let html = view(&all, NOW.plus_seconds(-30 * 60), NOW).to_html();
        assert!(
            html.contains("Until now: degraded 10 min, healthy 20 min"),
            "{html}"
        );
        assert!(
            html.contains("<span>30 min</span><span>20 min</span>"),
            "{html}"
        );
        let html = view(&history(&[]), NOW.plus_seconds(-1800), NOW).to_html();
        assert!(html.contains("Nothing is known"), "{html}");
    }

    #[test]
    fn what_began_just_now_is_within_the_strip() {
        let span = history(&[(0, Verdict::Down)]).lasting(NOW).next().unwrap();
        assert_eq!(place(span, DAY, NOW), (1435.0, 5.0));
    }
}
