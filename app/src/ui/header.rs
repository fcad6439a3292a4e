//! The header: what is looked at, the search, the connection, the theme.

use super::icon::Icon;
use super::picker::{self, Choice, Picker};
use super::{account, connection, freshness, search, text, theme};
use crate::live::Store;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{Selection, Text};

/// What follows the menu button.
pub(super) fn view() -> AnyView {
    let store = expect_context::<Store>();
    view! {
        {picker::view(clusters(store))}
        {picker::view(namespaces(store))}
        <span class="header-break"></span>
        {search::view()}
        <span class="header-space"></span>
        {connection::view()}
        {theme::view()}
        {account::view()}
    }
    .erase_frame()
}

fn clusters(store: Store) -> Picker {
    Picker {
        name: "cluster",
        title: text::CLUSTERS,
        all: text::ALL_CLUSTERS,
        find: text::FIND_A_CLUSTER,
        icon: Icon::Server,
        names: Signal::derive(move || {
            let mut names: Vec<Text> = store
                .clusters
                .with(|all| all.iter().map(|one| one.state.name.clone()).collect());
            // What is picked can be taken off here, whether or not it is still open to this person.
            store.selection.with(|selection| {
                let gone = |name: &&Text| !names.contains(name);
                let gone: Vec<Text> = selection.clusters.iter().filter(gone).cloned().collect();
                names.extend(gone);
            });
            names
        }),
        of: |selection| &mut selection.clusters,
        title_of: |store, name| store.cluster_title(name),
        choice: |store, name| {
            let title = store.cluster_title(name);
            let name = name.clone();
            let found = move |all: &Vec<crate::live::ClusterSummary>| {
                all.iter().find(|one| one.state.name == name).cloned()
            };
            let cluster = Memo::new(move |_| store.clusters.with(&found));
            let end = move || {
                cluster.with(|found| {
                    found.as_ref().map(|one| {
                        let chip = freshness::view(&one.state.freshness, store.clock, true);
                        view! {
                            {problems(one.totals.alerts())}
                            {chip}
                        }
                    })
                })
            };
            Choice {
                title,
                end: view! { {end} }.erase(),
            }
        },
    }
}

fn namespaces(store: Store) -> Picker {
    Picker {
        name: "namespace",
        title: text::NAMESPACES,
        all: text::ALL_NAMESPACES,
        find: text::FIND_A_NAMESPACE,
        icon: Icon::Boxes,
        names: Signal::derive(move || {
            store
                .namespaces
                .with(|all| all.iter().map(|one| one.name.clone()).collect())
        }),
        of: |selection: &mut Selection| &mut selection.namespaces,
        title_of: |_, name| name.clone(),
        choice: |store, name| {
            let title = name.clone();
            let name = name.clone();
            let counts = Memo::new(move |_| {
                store.namespaces.with(|all| {
                    let found = all.iter().find(|one| one.name == name);
                    found.map_or((0, 0), |one| (one.deployments, one.problems))
                })
            });
            let end = move || {
                let (deployments, alerts) = counts.get();
                view! {
                    {problems(alerts)}
                    <span class="m text-xs">
                        {deployments}
                        <span class="sr-only">{text::DEPLOYMENTS}</span>
                    </span>
                }
            };
            Choice {
                title,
                end: view! { {end} }.erase(),
            }
        },
    }
}

/// How many of an entry's Deployments need somebody.
fn problems(number: u32) -> Option<AnyView> {
    (number > 0).then(|| {
        view! {
            <span class="count-alert" data-verdict="down" title=text::PROBLEMS>
                {number}
                <span class="sr-only">{text::WITH_PROBLEMS}</span>
            </span>
        }
        .erase()
    })
}
