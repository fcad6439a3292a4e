//! What is missing, and why: one banner for each trouble of a cluster, and one for our own server.

use super::text;
use crate::address::link;
use crate::live::{ClusterSummary, Connection, Store};
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::words::rows;
use leptos::prelude::*;
use model::{FreshnessState, Selection, Text};

/// How long the server may be silent before a banner says so.
const PATIENCE_SECONDS: i64 = 8;

/// One trouble in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trouble {
    tone: &'static str,
    icon: Icon,
    /// The first sentence: what and since when.
    heading: String,
    /// What that means for the page, and why it is so.
    rest: String,
    /// When the next attempt is made.
    next_attempt: Option<model::Timestamp>,
    /// A link to the cluster's own cards.
    href: Option<String>,
    /// Whether it passes by itself as a rule.
    is_passing: bool,
}

/// The banners. Screen readers hear the first sentences only: the rest ticks.
pub(crate) fn view(store: Store) -> AnyView {
    let troubles = Memo::new(move |_| {
        let selection = store.selection.get();
        store.clusters.with(|clusters| {
            clusters
                .iter()
                .filter(|cluster| selection.has_cluster(&cluster.state.name))
                .flat_map(|cluster| of_cluster(store, cluster))
                .collect::<Vec<Trouble>>()
        })
    });
    // What passes by itself is not said, and that a cluster is back is.
    let away = Memo::new(move |old: Option<&Vec<Text>>| {
        store.clusters.with(|clusters| {
            let was_away = |name: &Text| old.is_some_and(|old| old.contains(name));
            let is_away = |one: &&ClusterSummary| match one.state.freshness.state {
                FreshnessState::Unreachable | FreshnessState::Forbidden => true,
                FreshnessState::Live => false,
                _ => was_away(&one.state.name),
            };
            let away = clusters.iter().filter(is_away);
            away.map(|one| one.state.name.clone()).collect::<Vec<_>>()
        })
    });
    let back = Memo::new(move |old: Option<&(Vec<Text>, String)>| {
        let away = away.get();
        let back = old.iter().flat_map(|(before, _)| before);
        let back = back.filter(|name| !away.contains(name));
        let words = back.map(|name| text::live_again(&store.cluster_title(name)));
        (away.clone(), words.collect::<Vec<_>>().join(" "))
    });
    let spoken = live(move || {
        let lasting = troubles.with(|all| {
            let lasting = all.iter().filter(|one| !one.is_passing);
            lasting.map(|one| one.heading.clone()).collect::<Vec<_>>()
        });
        format!(
            "{} {}",
            lasting.join(" "),
            back.with(|(_, words)| words.clone())
        )
    });
    let banners = live(move || {
        troubles
            .get()
            .into_iter()
            .map(|trouble| banner(store, trouble))
            .collect::<Vec<_>>()
    });
    view! {
        <p class="sr-only" role="status">
            {spoken}
        </p>
        {live(move || of_server(store).map(|trouble| banner(store, trouble)))}
        {banners}
    }
    .erase_once()
}

fn banner(store: Store, trouble: Trouble) -> AnyView {
    let next = trouble.next_attempt.map(|at| {
        move || {
            let left = store.clock.now().seconds_until(at);
            if left > 0 {
                text::next_attempt(left)
            } else {
                String::new()
            }
        }
    });
    view! {
        <div class="banner" data-tone=trouble.tone>
            {trouble.icon.view()}
            <p>
                <b>{trouble.heading}</b>
                " "
                {trouble.rest}
                {next}
            </p>
            {trouble
                .href
                .map(|href| {
                    view! {
                        <a class="lnk" href=href>
                            {text::SHOW}
                        </a>
                    }
                })}
        </div>
    }
    .erase()
}

/// Our own server does not answer.
fn of_server(store: Store) -> Option<Trouble> {
    let Connection::Lost(answered) = store.connection.get() else {
        return None;
    };
    if answered.seconds_until(store.clock.now()) < PATIENCE_SECONDS {
        return None;
    }
    Some(Trouble {
        tone: "error",
        icon: Icon::TriangleAlert,
        heading: text::SERVER_SILENT.to_owned(),
        rest: text::last_answer(&store.clock.time(answered)),
        next_attempt: None,
        href: None,
        is_passing: false,
    })
}

fn of_cluster(store: Store, cluster: &ClusterSummary) -> Vec<Trouble> {
    let ClusterSummary { state, totals } = cluster;
    let (title, freshness) = (&state.title, &state.freshness);
    let since = freshness.last_seen.or(freshness.since);
    let since = since.map_or_else(String::new, |at| text::since(&store.clock.time(at)));
    let detail = freshness.detail.as_deref();
    let its = store
        .selection
        .with(|selection| rows(selection, totals.all()));
    let href = link(&Selection {
        clusters: [state.name.clone()].into(),
        ..Selection::default()
    });
    let mut troubles = Vec::new();
    let mut add = |tone, icon, heading: String, rest: String, next_attempt| {
        troubles.push(Trouble {
            tone,
            icon,
            heading,
            rest,
            next_attempt,
            href: (totals.all() > 0).then(|| href.clone()),
            is_passing: freshness.state == FreshnessState::Stale,
        });
    };
    match freshness.state {
        FreshnessState::Unreachable => {
            let state = match (totals.all(), freshness.last_seen) {
                (0, None) => text::NOTHING_KNOWN_OF_IT.to_owned(),
                // It has nothing that fits the filters.
                (0, Some(_)) => String::new(),
                (number, _) => text::last_known(number, &its),
            };
            add(
                "error",
                Icon::Unplug,
                text::unreachable(title, &since),
                sentences([Some(state.as_str()), detail]),
                freshness.next_attempt,
            );
        }
        FreshnessState::Stale => add(
            "warning",
            Icon::Clock,
            text::stale(title, &since),
            sentences([Some(text::FULL_LIST_COMES), detail]),
            freshness.next_attempt,
        ),
        FreshnessState::Forbidden => add(
            "error",
            Icon::Lock,
            text::forbidden(title, &since),
            sentences([detail, None]),
            freshness.next_attempt,
        ),
        FreshnessState::Connecting | FreshnessState::Syncing | FreshnessState::Live => {}
    }
    if let Some(why) = state
        .metrics_trouble
        .as_deref()
        .filter(|_| totals.all() > 0)
    {
        let rest = sentences([Some(why), Some(text::NO_FIGURES)]);
        add(
            "warning",
            Icon::Gauge,
            text::no_metrics_from(title),
            rest,
            None,
        );
    }
    for note in &state.notes {
        let rest = sentences([Some(note), None]);
        add(
            "warning",
            Icon::CircleAlert,
            text::shown_in_part(title),
            rest,
            None,
        );
    }
    troubles
}

/// Puts sentences together, each with its full stop.
fn sentences(all: [Option<&str>; 2]) -> String {
    let closed = all
        .into_iter()
        .flatten()
        .filter(|one| !one.is_empty())
        .map(|one| {
            let end = if one.ends_with(['.', '!', '?', '…']) {
                ""
            } else {
                "."
            };
            format!("{one}{end}")
        });
    closed.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_with_one_full_stop() {
        assert_eq!(sentences([Some("a"), Some("b.")]), "a. b.");
        assert_eq!(sentences([None, Some("")]), "");
    }
}
