//! Use of CPU or memory: a figure, its last half hour as a line, and a bar against the limit with a
//! notch at the request.

use super::text;
use crate::ui::erase::Erase;
use crate::ui::words::tenths;
use leptos::prelude::*;
use model::{TREND_MINUTES, Trend};
use std::fmt::Write;

/// The bar's width in its own units.
const WIDTH: f64 = 40.0;

/// One kind of use, in its own unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use<'a> {
    /// What is used; `None` where it is not known.
    pub used: Option<u64>,
    /// What is requested.
    pub request: Option<u64>,
    /// What is allowed.
    pub limit: Option<u64>,
    /// The last half hour, as far as it is known.
    pub trend: Option<&'a Trend>,
    /// The words for a figure.
    pub show: fn(u64) -> String,
}

/// A bar's measures in its own units.
#[derive(Clone, Debug, PartialEq)]
struct Bar {
    fill: f64,
    notch: Option<f64>,
    /// Above 80 % of the limit `high`, above 94 % `full`.
    level: Option<&'static str>,
}

/// The cell's content.
pub(crate) fn view(one: Use<'_>) -> AnyView {
    let Some(used) = one.used else {
        return unknown(text::NO_METRICS);
    };
    let words = |figure: Option<u64>| figure.map_or_else(|| text::NONE.to_owned(), one.show);
    let title = text::used(&(one.show)(used), &words(one.request), &words(one.limit));
    view! {
        <span class="use">
            {draw(one, used)} <span title=title>{(one.show)(used)}</span>
        </span>
    }
    .erase()
}

/// The cell's content where there is no figure: never 0.
pub(crate) fn unknown(why: &'static str) -> AnyView {
    view! {
        <span class="use">
            <span title=why>
                "–" <span class="sr-only">{text::DASH_NO_FIGURE}</span>
            </span>
        </span>
    }
    .erase()
}

/// The line above, the bar below; nothing where there is neither.
fn draw(one: Use<'_>, used: u64) -> Option<AnyView> {
    let bar = bar(used, one.request, one.limit);
    if bar.is_none() && one.trend.is_none() {
        return None;
    }
    let level = bar.as_ref().and_then(|bar| bar.level);
    let words = [
        one.limit.map(|limit| share_in_words(used, limit)),
        one.trend.map(|trend| trend_in_words(trend, one.show)),
    ];
    let label = words.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let has_label = !label.is_empty();
    let line = one.trend.map(|trend| {
        view! {
            <path
                class="sb-l"
                d=path(trend)
                transform=LINE_PLACE
                vector-effect="non-scaling-stroke"
            ></path>
        }
    });
    Some(
        view! {
            <svg
                class="sb"
                viewBox="0 0 40 14"
                preserveAspectRatio="none"
                role=has_label.then_some("img")
                aria-label=has_label.then_some(label)
                aria-hidden=(!has_label).then_some("true")
                data-level=level
            >
                {line}
                {bar.map(draw_bar)}
            </svg>
        }
        .erase(),
    )
}

fn draw_bar(bar: Bar) -> AnyView {
    view! {
        <rect class="sb-t" y="11" width="40" height="3" rx="1"></rect>
        <rect class="sb-f" y="11" width=tenths(bar.fill) height="3" rx="1"></rect>
        {bar.notch.map(|x| view! { <path class="sb-r" d=format!("M{} 10v4", tenths(x))></path> })}
    }
    .erase()
}

/// Minutes and levels to the bar's units: 29 minutes are 40 wide, 35 levels 8 high, up is up.
const LINE_PLACE: &str = "matrix(1.379 0 0 -.229 0 9)";

/// The line through what is known: a point a minute, and nothing where nothing is known.
fn path(trend: &Trend) -> String {
    let minutes = usize::try_from(TREND_MINUTES).unwrap_or(usize::MAX);
    let first = minutes.saturating_sub(trend.levels().len());
    let mut path = String::new();
    let mut is_drawn = false;
    for (minute, level) in (first..).zip(trend.levels()) {
        if let Some(level) = level {
            // A minute between two gaps is a dot.
            let _ = match is_drawn {
                true => write!(path, "L{minute} {level}"),
                false => write!(path, "M{minute} {level}h0"),
            };
        }
        is_drawn = level.is_some();
    }
    path
}

/// `62 % of the limit`.
fn share_in_words(used: u64, limit: u64) -> String {
    text::of_the_limit(used.saturating_mul(100) / limit.max(1))
}

/// `at most 240m in 12 min`.
fn trend_in_words(trend: &Trend, show: fn(u64) -> String) -> String {
    text::at_most(&show(trend.top), trend.levels().len())
}

/// Against the limit; without one against twice the request; without either there is no bar.
fn bar(used: u64, request: Option<u64>, limit: Option<u64>) -> Option<Bar> {
    #[allow(clippy::cast_precision_loss)] // A bar is 40 units wide.
    let float = |figure: u64| figure as f64;
    let limit = limit.filter(|limit| *limit > 0);
    let whole = limit.or_else(|| request.map(|request| request.saturating_mul(2)))?;
    let share = |figure: u64| (float(figure) / float(whole.max(1))).min(1.0);
    let notch = request
        .map(share)
        .filter(|share| *share > 0.0 && *share < 1.0);
    let level = limit.and_then(|_| match share(used) {
        share if share > 0.94 => Some("full"),
        share if share > 0.8 => Some("high"),
        _ => None,
    });
    Some(Bar {
        fill: (share(used) * WIDTH).max(1.5),
        notch: notch.map(|share| share * WIDTH),
        level,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_stands_against_the_limit() {
        let found = bar(497, Some(256), Some(512)).unwrap();
        assert_eq!(found.level, Some("full"));
        assert_eq!(found.notch, Some(20.0));
        assert_eq!(bar(450, None, Some(512)).unwrap().level, Some("high"));
    }

    #[test]
    fn without_a_limit_nothing_is_high_and_without_a_request_nothing_is_drawn() {
        let found = bar(900, Some(100), None).unwrap();
        assert_eq!(
            (found.level, found.fill, found.notch),
            (None, WIDTH, Some(20.0))
        );
        assert_eq!(bar(900, None, None), None);
    }

    #[test]
    fn a_line_ends_at_the_present_and_breaks_where_nothing_is_known() {
        let trend = Trend {
            top: 240,
            line: "a-0z".into(),
        };
        assert_eq!(path(&trend), "M26 10h0M28 0h0L29 35");
        let words = trend_in_words(&trend, model::show_millicores);
        assert_eq!(words, "at most 240m in 4 min");
        assert_eq!(share_in_words(31, 50), "62 % of the limit");
    }
}
