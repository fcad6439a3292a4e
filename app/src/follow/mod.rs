//! Following Deployments and views: while the page is open, the browser says when one becomes
//! healthy or unhealthy. What is followed stays in this browser.

mod bell;
mod notify;
mod panel;
mod text;

pub(crate) use bell::bell;
pub(crate) use notify::is_anything_followed;
pub(crate) use panel::{message, panel};

use crate::address::{Address, link};
use crate::drawer::Opened;
use crate::live::Store;
use crate::ui::effect::effect;
use leptos::prelude::*;
use model::{DeploymentKey, Health, Notice, Selection, ViewHealth};
use notify::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// At most so much is followed; the oldest is dropped.
const MOST: usize = 100;

/// Something that is followed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Followed {
    /// A Deployment.
    Deployment(DeploymentKey),
    /// A view, by the query of what it shows.
    View(String),
}

/// What this browser follows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Following {
    /// All of it, the newest last.
    pub all: RwSignal<Vec<Followed>>,
    /// Why the browser says nothing, after somebody asked for it.
    pub refusal: RwSignal<Option<Refusal>>,
    health: StoredValue<HashMap<Followed, Option<Health>>>,
}

// === impl Followed ===

impl Followed {
    /// What a selection shows, however it is arranged.
    pub(crate) fn view(selection: &Selection) -> Self {
        let shown = Selection {
            clusters: selection.clusters.clone(),
            namespaces: selection.namespaces.clone(),
            verdicts: selection.verdicts.clone(),
            only_problems: selection.only_problems,
            search: selection.search.clone(),
            ..Selection::default()
        };
        Self::View(shown.to_query())
    }

    /// Its name.
    fn name(&self, store: Store) -> String {
        match self {
            Self::Deployment(key) => {
                let card = store.card(key);
                let title = card.map_or_else(|| key.name.to_string(), |card| card.present_title());
                let cluster = store.cluster_title(&key.cluster);
                text::deployment(&title, &cluster, &key.namespace)
            }
            Self::View(query) => crate::status::words_of(&Selection::from_query(query)),
        }
    }

    /// Where it is seen.
    fn link(&self) -> String {
        match self {
            Self::Deployment(key) => Opened::new(key.clone()).link(&Selection::default()),
            Self::View(query) => link(&Selection::from_query(query)),
        }
    }
}

// === impl Following ===

impl Following {
    /// Nothing yet: what the browser keeps is read when the page has come to life.
    pub(crate) fn new() -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            refusal: RwSignal::new(None),
            health: StoredValue::new(HashMap::new()),
        }
    }

    /// Reads what is followed, and says what becomes of it from now on. Call once, in an effect.
    pub(crate) fn start(self, store: Store, address: Address) {
        self.all.set(notify::kept());
        // Another tab changed it.
        let storage =
            window_event_listener_untyped("storage", move |_| self.all.set(notify::kept()));
        on_cleanup(move || storage.remove());
        effect(move |_| {
            store.version.track();
            self.all.with(|all| {
                self.health.update_value(|known| {
                    known.retain(|one, _| all.contains(one));
                });
                for one in all {
                    self.watch(store, address, one);
                }
            });
        });
    }

    /// Whether it is followed.
    pub(crate) fn has(self, one: &Followed) -> bool {
        self.all.with(|all| all.contains(one))
    }

    /// Follows it, or no longer. The browser is asked for leave at that moment only.
    pub(crate) fn toggle(self, one: &Followed) {
        let was_followed = self.all.with_untracked(|all| all.contains(one));
        self.all.update(|all| {
            all.retain(|other| other != one);
            if !was_followed {
                all.push(one.clone());
                all.drain(..all.len().saturating_sub(MOST));
            }
        });
        self.all.with_untracked(|all| notify::keep(all));
        self.refusal.set(None);
        if !was_followed {
            notify::ask(move |refusal| self.refusal.set(refusal));
        }
    }

    /// Takes in how it is now, and says so if that is news.
    fn watch(self, store: Store, address: Address, one: &Followed) {
        let now = store.clock.moment();
        let tell = |health: Option<Health>, notice: &dyn Fn() -> Notice| {
            let mut news = None;
            self.health.update_value(|known| {
                let known = known.entry(one.clone()).or_default();
                news = Health::observe(known, health);
            });
            if news.is_some() {
                notify::show(&notice(), &one.link(), address);
            }
        };
        match one {
            Followed::Deployment(key) => {
                let Some(card) = store.card(key) else {
                    return;
                };
                let shown = card.shown.with_untracked(|shown| shown.verdict);
                tell(Health::of(shown), &|| {
                    let cluster = store.cluster_title(&key.cluster);
                    card.row
                        .with_untracked(|row| Notice::of_deployment(row, shown, &cluster, now))
                });
            }
            Followed::View(query) => store.with_snapshot(|snapshot| {
                let selection = Selection::from_query(query);
                let here = store.selection.with_untracked(Selection::asked_kinds);
                // Of other kinds nothing is known while they are not picked.
                if selection
                    .asked_kinds()
                    .iter()
                    .any(|kind| !here.contains(kind))
                {
                    return;
                }
                let view = ViewHealth::of(snapshot, &selection);
                tell(view.health(), &|| {
                    Notice::of_view(&one.name(store), &view, now)
                });
            }),
        }
    }
}
