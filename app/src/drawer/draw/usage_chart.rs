//! CPU and memory over time: the mean as a line, the highest as what lies behind it, the limit across.

use super::parts::minute;
use super::text;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{Resources, UsageHistory, UsageStep, show_bytes, show_millicores};
use std::fmt::Write;

/// The chart's height in its own units. A step is one wide.
const HEIGHT: f64 = 100.0;

/// One kind of use, in its own unit.
#[derive(Clone, Copy, Debug)]
struct Figures {
    title: &'static str,
    mean: fn(&UsageStep) -> u64,
    max: fn(&UsageStep) -> u64,
    limit: Option<u64>,
    show: fn(u64) -> String,
}

/// CPU and memory up to the present.
pub(super) fn view(usage: &UsageHistory, limits: Resources) -> AnyView {
    let cpu = Figures {
        title: text::CPU,
        mean: |step| step.mean.cpu_millicores,
        max: |step| step.max.cpu_millicores,
        limit: limits.cpu_millicores,
        show: show_millicores,
    };
    let memory = Figures {
        title: text::MEMORY,
        mean: |step| step.mean.memory_bytes,
        max: |step| step.max.memory_bytes,
        limit: limits.memory_bytes,
        show: show_bytes,
    };
    view! {
        <div class="usage-charts">{chart(usage, cpu)} {chart(usage, memory)}</div>
    }
    .erase()
}

/// The chart with its scale and since when it is known.
fn chart(history: &UsageHistory, figures: Figures) -> AnyView {
    let Some(since) = history.since() else {
        return view! {
            <figure class="usage-chart">
                <figcaption>{figures.title} <span class="m">{text::NOTHING_IS_KNOWN}</span></figcaption>
            </figure>
        }
        .erase();
    };
    let steps = history.steps.iter();
    let highest = steps.clone().flatten().map(figures.max).max().unwrap_or(0);
    let top = top(highest, &figures);
    let is_late = since > history.from;
    let since =
        is_late.then(|| view! { <span class="m">{text::KNOWN_SINCE} {minute(since)}</span> });
    let level = |figure: Option<u64>| figure.map(|figure| share(figure, top) * HEIGHT);
    let means: Vec<_> = steps
        .clone()
        .map(|step| level(step.as_ref().map(figures.mean)))
        .collect();
    let maxima: Vec<_> = steps
        .map(|step| level(step.as_ref().map(figures.max)))
        .collect();
    let rule = level(figures.limit.filter(|limit| *limit <= top)).map(|y| {
        let path = format!("M0 {:.1}H{}", HEIGHT - y, means.len());
        view! { <path class="usage-chart-limit" d=path vector-effect="non-scaling-stroke"></path> }
    });
    let words = summary(history, &figures, highest);
    view! {
        <figure class="usage-chart">
            <figcaption>
                {figures.title} {since} <span class="usage-chart-top">{(figures.show)(top)}</span>
            </figcaption>
            <svg
                viewBox=format!("0 0 {} {HEIGHT}", means.len())
                preserveAspectRatio="none"
                role="img"
                aria-label=words
            >
                <path class="usage-chart-max" d=area(&maxima)></path>
                {rule}
                <path
                    class="usage-chart-mean"
                    d=line(&means)
                    vector-effect="non-scaling-stroke"
                ></path>
            </svg>
        </figure>
    }
    .erase()
}

/// What the chart's height stands for: the limit where use comes near it, else somewhat more than
/// the highest.
fn top(highest: u64, figures: &Figures) -> u64 {
    let near = figures
        .limit
        .filter(|limit| *limit <= highest.saturating_mul(4));
    let reached = highest.saturating_add(highest / 10).max(1);
    near.map_or(reached, |limit| {
        limit.saturating_add(limit / 20).max(reached)
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a chart is a hundred units high"
)]
fn share(figure: u64, top: u64) -> f64 {
    figure as f64 / top.max(1) as f64
}

/// A line through what is known, interrupted where nothing is.
fn line(levels: &[Option<f64>]) -> String {
    let mut path = String::new();
    let mut is_drawn = false;
    for (step, level) in levels.iter().enumerate() {
        if let Some(level) = level {
            let y = HEIGHT - level;
            // Each is as long as its step, so that one alone can be seen.
            let move_to = if is_drawn { 'L' } else { 'M' };
            let _ = write!(path, "{move_to}{step} {y:.1}h1");
        }
        is_drawn = level.is_some();
    }
    path
}

/// A column for each step that is known.
fn area(levels: &[Option<f64>]) -> String {
    let mut path = String::new();
    for (step, level) in levels.iter().enumerate() {
        if let Some(level) = level {
            let _ = write!(path, "M{step} {HEIGHT}v-{level:.1}h1v{level:.1}z");
        }
    }
    path
}

/// `CPU: 182m on average, 240m at most, limit 500m`.
fn summary(history: &UsageHistory, figures: &Figures, highest: u64) -> String {
    let known: Vec<u64> = history.steps.iter().flatten().map(figures.mean).collect();
    let count = u64::try_from(known.len()).unwrap_or(1).max(1);
    let mean = known
        .iter()
        .fold(0, |sum: u64, one| sum.saturating_add(*one))
        / count;
    let show = figures.show;
    let limit = text::limit(figures.limit.map(show));
    text::used(figures.title, &show(mean), &show(highest), &limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Timestamp, Usage};

    fn history(figures: &[Option<u64>]) -> UsageHistory {
        let step = |figure: u64| {
            let usage = |cpu_millicores| Usage {
                cpu_millicores,
                memory_bytes: 0,
            };
            UsageStep {
                mean: usage(figure / 2),
                max: usage(figure),
            }
        };
        UsageHistory {
            from: Timestamp::from_seconds(1_893_456_000),
            step_seconds: 60,
            steps: figures.iter().map(|figure| figure.map(step)).collect(),
        }
    }

    fn cpu(limit: Option<u64>) -> Figures {
        Figures {
            title: "CPU",
            mean: |step| step.mean.cpu_millicores,
            max: |step| step.max.cpu_millicores,
            limit,
            show: model::show_millicores,
        }
    }

    #[test]
    fn gaps_are_gaps_and_the_scale_says_what_it_is() {
        let history = history(&[None, Some(100), None, Some(200), Some(40)]);
        let html = chart(&history, cpu(None)).to_html();
        assert!(
            html.contains(r#"d="M1 77.3h1M3 54.5h1L4 90.9h1""#),
            "{html}"
        );
        assert!(html.contains("M1 100v-45.5h1v45.5z"), "{html}");
        assert!(
            html.contains("CPU: 56m on average, 200m at most, no limit"),
            "{html}"
        );
        assert!(html.contains(">220m<"), "{html}");
        assert!(html.contains("known since"), "{html}");
    }

    #[test]
    fn the_limit_is_drawn_where_use_comes_near_it() {
        let history = history(&[Some(300)]);
        let near = chart(&history, cpu(Some(500))).to_html();
        assert!(
            near.contains("usage-chart-limit") && near.contains(">525m<"),
            "{near}"
        );
        let far = chart(&history, cpu(Some(5000))).to_html();
        assert!(
            !far.contains("usage-chart-limit") && far.contains("limit 5.00"),
            "{far}"
        );
    }

    #[test]
    fn of_nothing_there_is_no_chart() {
        let html = chart(&history(&[None]), cpu(None)).to_html();
        assert!(
            html.contains("nothing is known") && !html.contains("<svg"),
            "{html}"
        );
    }
}
