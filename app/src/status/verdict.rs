//! What a verdict looks like.

use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::words::tenths;
use leptos::prelude::*;
use model::{Totals, Verdict};

/// The verdict's icon.
pub(crate) const fn icon(verdict: Verdict) -> Icon {
    match verdict {
        Verdict::Down => Icon::OctagonX,
        Verdict::Failed => Icon::TimerOff,
        Verdict::Degraded => Icon::CircleAlert,
        Verdict::Warning => Icon::TriangleAlert,
        Verdict::Unknown => Icon::Unplug,
        Verdict::Progressing => Icon::RefreshCw,
        Verdict::Paused => Icon::CirclePause,
        Verdict::Terminating => Icon::CircleMinus,
        Verdict::Idle => Icon::Moon,
        Verdict::Healthy => Icon::CircleCheck,
    }
}

/// The verdict in a word, with its icon.
pub(crate) fn chip(verdict: Verdict) -> AnyView {
    view! {
        <span class="verdict" data-verdict=verdict.as_str()>
            {icon(verdict).sized("i i-sm")}
            {verdict.title()}
        </span>
    }
    .erase()
}

/// `1 down, 2 degraded`: what is worth a word in a group's heading.
pub(super) fn words(totals: &Totals) -> Vec<AnyView> {
    let told = Verdict::ALL
        .into_iter()
        .filter(|verdict| verdict.is_problem() || *verdict == Verdict::Progressing);
    let counted = told
        .map(|verdict| (verdict, totals.get(verdict)))
        .filter(|(_, n)| *n > 0);
    counted
        .enumerate()
        .map(|(place, (verdict, number))| {
            let between = if place == 0 { ": " } else { ", " };
            let words = text::of_verdict(number, verdict.title());
            view! {
                {between}
                <b data-verdict=verdict.as_str()>{words}</b>
            }
            .erase()
        })
        .collect()
}

/// The shares of the verdicts as one bar; each that there is gets at least 3 of 120.
pub(super) fn bar(totals: &Totals) -> AnyView {
    const WIDTH: f64 = 120.0;
    const LEAST: f64 = 3.0;
    let all = f64::from(totals.all().max(1));
    let there = Verdict::ALL
        .into_iter()
        .filter(|verdict| totals.get(*verdict) > 0);
    let mut shares: Vec<(Verdict, f64)> = there
        .map(|verdict| {
            (
                verdict,
                (f64::from(totals.get(verdict)) / all * WIDTH).max(LEAST),
            )
        })
        .collect();
    let surplus = shares.iter().map(|(_, width)| width).sum::<f64>() - WIDTH;
    if let Some(largest) = shares.iter_mut().max_by(|a, b| a.1.total_cmp(&b.1)) {
        largest.1 -= surplus;
    }
    let mut x = 0.0;
    let parts: Vec<AnyView> = shares
        .into_iter()
        .map(|(verdict, width)| {
            let start = tenths(x);
            x += width;
            view! {
                <rect
                    data-verdict=verdict.as_str()
                    data-soft=(verdict == Verdict::Healthy).then_some("")
                    x=start
                    width=tenths((width - 1.0).max(2.0))
                    height="8"
                ></rect>
            }
            .erase()
        })
        .collect();
    view! {
        <svg class="bar" viewBox="0 0 120 8" preserveAspectRatio="none" aria-hidden="true">
            {parts}
        </svg>
    }
    .erase()
}
