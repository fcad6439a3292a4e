//! What was: the last day of verdicts and of usage, drawn in the server.

mod usage_chart;
mod verdict_strip;

use crate::Viewer;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{DeploymentKey, Resources, Timestamp, UsageHistory, show_bytes, show_millicores};
use usage_chart::Figures;

/// How far back usage is shown, in seconds and in words: as far as it is known, roughly.
const RANGES: [(i64, &str); 3] = [
    (30 * 60, "30 minutes"),
    (6 * 3600, "6 hours"),
    (24 * 3600, "24 hours"),
];

/// The verdicts of the last day, and what its Pods used together against these limits; `None`
/// where there is no such Deployment or it may not be seen.
pub(crate) fn view(viewer: &Viewer, key: &DeploymentKey, limits: Resources) -> Option<AnyView> {
    let now = viewer.now;
    let verdicts = viewer.fleet.verdict_history(&viewer.scope, key)?;
    let read = |seconds: i64| {
        let since = now.plus_seconds(-seconds);
        let usage = viewer.fleet.usage_history(&viewer.scope, key, since);
        usage.map(|usage| usage.total)
    };
    let [.., (day, _)] = RANGES;
    let known = read(day)?
        .since()
        .map_or(0, |since| since.seconds_until(now));
    let [half_an_hour, six_hours, day] = RANGES;
    let (seconds, words) = match known {
        known if known <= half_an_hour.0 => half_an_hour,
        known if known <= six_hours.0 => six_hours,
        _ => day,
    };
    let usage = read(seconds)?;
    Some(
        view! {
            {verdict_strip::view(&verdicts, now)}
            <section class="past">
                <h3>{format!("Usage in the last {words}")}</h3>
                {charts(&usage, limits)}
            </section>
        }
        .erase(),
    )
}

fn charts(usage: &UsageHistory, limits: Resources) -> AnyView {
    let cpu = Figures {
        title: "CPU",
        mean: |step| step.mean.cpu_millicores,
        max: |step| step.max.cpu_millicores,
        limit: limits.cpu_millicores,
        show: show_millicores,
    };
    let memory = Figures {
        title: "Memory",
        mean: |step| step.mean.memory_bytes,
        max: |step| step.max.memory_bytes,
        limit: limits.memory_bytes,
        show: show_bytes,
    };
    view! {
        <div class="usage-charts">
            {usage_chart::view(usage, cpu)} {usage_chart::view(usage, memory)}
        </div>
    }
    .erase()
}

/// The time of day; the browser makes it the viewer's own.
fn minute(at: Timestamp) -> AnyView {
    view! { <time data-minute=at.0.to_string()>{format!("{} UTC", utc(at))}</time> }.erase()
}

/// `14:02`, in UTC.
fn utc(at: Timestamp) -> String {
    let minutes = at.0.div_euclid(60_000).rem_euclid(1440);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
