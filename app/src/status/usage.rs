//! Use of CPU or memory: a figure, and a bar against the limit with a notch at the request.

use crate::ui::erase::Erase;
use leptos::prelude::*;

/// The bar's width in its own units.
const WIDTH: f64 = 40.0;

/// One kind of use, in its own unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    /// What is used; `None` where it is not known.
    pub used: Option<u64>,
    /// What is requested.
    pub request: Option<u64>,
    /// What is allowed.
    pub limit: Option<u64>,
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
pub(crate) fn view(one: Use) -> AnyView {
    let Some(used) = one.used else {
        return unknown("No metrics");
    };
    let words = |figure: Option<u64>| figure.map_or_else(|| "none".to_owned(), one.show);
    let title = format!(
        "{} used, request {}, limit {}",
        (one.show)(used),
        words(one.request),
        words(one.limit)
    );
    view! {
        <span class="use">
            {bar(used, one.request, one.limit).map(draw)}
            <span title=title>{(one.show)(used)}</span>
        </span>
    }
    .erase()
}

/// The cell's content where there is no figure: never 0.
pub(crate) fn unknown(why: &'static str) -> AnyView {
    view! {
        <span class="use">
            <span title=why>
                "–" <span class="sr-only">" no metrics"</span>
            </span>
        </span>
    }
    .erase()
}

fn draw(bar: Bar) -> AnyView {
    view! {
        <svg
            class="sb"
            viewBox="0 0 40 14"
            preserveAspectRatio="none"
            aria-hidden="true"
            data-level=bar.level
        >
            <rect class="sb-t" y="6" width="40" height="3" rx="1"></rect>
            <rect class="sb-f" y="6" width=format!("{:.1}", bar.fill) height="3" rx="1"></rect>
            {bar.notch.map(|x| view! { <path class="sb-r" d=format!("M{x:.1} 5v5")></path> })}
        </svg>
    }
    .erase()
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
}
