//! What stands where there are no cards: still loading, nothing there, nothing found, nothing wrong.

use super::text;
use crate::address::link;
use crate::live::{ClusterSummary, Store};
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::words::rows;
use leptos::prelude::*;
use model::{FreshnessState, Selection, Text};

/// What there is instead of cards.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Absence {
    /// There are cards.
    None,
    /// No cluster is configured, or none is open to this person.
    NoClusters,
    /// None of the picked clusters has answered so far.
    NoAnswer,
    /// None of the picked clusters has a Deployment.
    NoDeployments,
    /// Nothing fits the filters.
    NoMatch,
    /// Nothing needs anybody.
    NoProblems {
        /// How many Deployments there are.
        all: u32,
        /// In how many clusters.
        clusters: u32,
    },
}

/// The message; and place holders for the clusters that are being read for the first time.
pub(super) fn view(store: Store) -> AnyView {
    let loading = Memo::new(move |_| {
        let selection = store.selection.get();
        store
            .clusters
            .with(|clusters| loading(clusters, &selection))
    });
    let absence = Memo::new(move |_| {
        let selection = store.selection.get();
        if store.shown_count.get() > 0 || !loading.with(Vec::is_empty) {
            return Absence::None;
        }
        store
            .clusters
            .with(|clusters| absence(clusters, &selection))
    });
    let message = live(move || message(&absence.get(), &store.selection.get()));
    let holders = live(move || loading.get().into_iter().map(holder).collect::<Vec<_>>());
    view! {
        {holders}
        {message}
    }
    .erase_once()
}

/// The picked clusters of which nothing is known yet.
fn loading(clusters: &[ClusterSummary], selection: &Selection) -> Vec<Text> {
    let is_first = |cluster: &&ClusterSummary| {
        let state = cluster.state.freshness.state;
        matches!(state, FreshnessState::Connecting | FreshnessState::Syncing)
            && cluster.totals.all() == 0
            && selection.has_cluster(&cluster.state.name)
    };
    clusters
        .iter()
        .filter(is_first)
        .map(|cluster| cluster.state.title.clone())
        .collect()
}

fn absence(clusters: &[ClusterSummary], selection: &Selection) -> Absence {
    let all = clusters.iter().map(|cluster| cluster.totals.all()).sum();
    let mut picked = clusters
        .iter()
        .filter(|one| selection.has_cluster(&one.state.name))
        .peekable();
    let is_unanswered = picked.peek().is_some()
        && picked.all(|one| one.state.freshness.state.hides_the_present() && one.totals.all() == 0);
    let only_problems = Selection {
        only_problems: true,
        ..selection.widened()
    };
    if clusters.is_empty() {
        Absence::NoClusters
    } else if is_unanswered {
        Absence::NoAnswer
    } else if *selection == only_problems && all > 0 {
        let number = u32::try_from(clusters.len()).unwrap_or(u32::MAX);
        Absence::NoProblems {
            all,
            clusters: number,
        }
    } else if selection.is_narrowed() {
        Absence::NoMatch
    } else {
        Absence::NoDeployments
    }
}

fn message(absence: &Absence, selection: &Selection) -> AnyView {
    let everything = link(&selection.widened());
    match absence {
        Absence::None => ().erase(),
        Absence::NoClusters => blank(
            Icon::Server,
            text::NO_CLUSTERS,
            text::NO_CLUSTERS_WHY.to_owned(),
            None,
        ),
        Absence::NoAnswer => blank(
            Icon::Unplug,
            text::NOTHING_KNOWN,
            text::NOTHING_KNOWN_WHY.to_owned(),
            None,
        ),
        Absence::NoDeployments => {
            let (title, words) = match selection.kinds_query().is_empty() {
                true => (text::NO_DEPLOYMENTS, text::NO_DEPLOYMENTS_WHY),
                false => (text::NO_WORKLOADS, text::NO_WORKLOADS_WHY),
            };
            blank(Icon::Boxes, title, words.to_owned(), None)
        }
        Absence::NoMatch => blank(
            Icon::ListFilter,
            text::NOTHING_MATCHES,
            text::NOTHING_MATCHES_WHY.to_owned(),
            Some((everything, text::CLEAR_ALL_FILTERS.to_owned())),
        ),
        Absence::NoProblems { all, clusters } => blank(
            Icon::CircleCheck,
            text::NO_PROBLEMS,
            text::all_at_rest(*all, &rows(selection, *all), *clusters),
            Some((everything, text::show_all(*all))),
        ),
    }
}

fn blank(
    icon: Icon,
    title: &'static str,
    words: String,
    action: Option<(String, String)>,
) -> AnyView {
    let action = action.map(|(href, words)| {
        view! {
            <div class="acts">
                <a class="btn btn-sm btn-primary" href=href>
                    {words}
                </a>
            </div>
        }
    });
    view! {
        <section class="blank">
            {icon.view()}
            <h2>{title}</h2>
            <p>{words}</p>
            {action}
        </section>
    }
    .erase()
}

/// The place of a cluster's cards while it is read for the first time.
fn holder(title: Text) -> AnyView {
    let card = |_| view! { <div class="card-holder skeleton"></div> }.erase();
    view! {
        <section class="loading" aria-busy="true">
            <h2>
                {title.to_string()}
                <span class="fresh" data-fresh="syncing">
                    {Icon::LoaderCircle.sized("i i-xs spin")}
                    {text::READING}
                </span>
            </h2>
            <div class="deploy-grid" aria-hidden="true">
                {(0..4).map(card).collect::<Vec<_>>()}
            </div>
        </section>
    }
    .erase()
}
