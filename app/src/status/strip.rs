//! The summary: totals by verdict, which are filters, and the clusters.

use super::each::each;
use super::{text, verdict};
use crate::address::link;
use crate::live::{ClusterSummary, Store};
use crate::ui::erase::{Erase, live};
use crate::ui::freshness;
use leptos::prelude::*;
use model::{Selection, Text, Verdict};

/// The strip over the cards.
pub(super) fn view(store: Store) -> AnyView {
    let totals = Verdict::ALL
        .map(|verdict| total(store, verdict))
        .into_iter()
        .collect_view();
    let names = move || {
        store.clusters.with(|all| {
            all.iter()
                .map(|one| one.state.name.clone())
                .collect::<Vec<_>>()
        })
    };
    let many = live(move || store.clusters.with(|all| all.len() > 4).then_some(""));
    view! {
        <section aria-labelledby="fleet" class="strip" data-many=many>
            <h2 id="fleet" class="sr-only">
                {text::FLEET_SUMMARY}
            </h2>
            <ul class="strip-verdicts">{totals}</ul>
            <div class="strip-clusters">
                {each(names, move |name| cluster(store, name))}
            </div>
        </section>
    }
    .erase_once()
}

fn total(store: Store, verdict: Verdict) -> AnyView {
    let number = Memo::new(move |_| store.totals.with(|totals| totals.get(verdict)));
    let is_picked = move |selection: &Selection| {
        selection.verdicts.len() == 1 && selection.verdicts.contains(&verdict)
    };
    let href = live(move || {
        store.selection.with(|selection| {
            let mut next = selection.clone();
            next.verdicts.clear();
            if !is_picked(selection) {
                next.verdicts.insert(verdict);
            }
            link(&next)
        })
    });
    let current = live(move || {
        store
            .selection
            .with(|s| s.verdicts.contains(&verdict))
            .then_some("true")
    });
    let breaks = matches!(verdict, Verdict::Unknown | Verdict::Idle).then_some("");
    view! {
        <li data-break=breaks>
            <a
                class="total"
                href=href
                data-verdict=verdict.as_str()
                data-count=live(move || number.get().to_string())
                data-alert=verdict.is_alert().then_some("")
                aria-current=current
            >
                <span>{verdict.title()}</span>
                <b>{number}</b>
                {verdict::icon(verdict).view()}
            </a>
        </li>
    }
    .erase_once()
}

fn cluster(store: Store, name: Text) -> AnyView {
    let found = {
        let name = name.clone();
        Memo::new(move |_| {
            store
                .clusters
                .with(|all| all.iter().find(|one| one.state.name == name).cloned())
        })
    };
    let is_picked = {
        let name = name.clone();
        move |selection: &Selection| {
            selection.clusters.len() == 1 && selection.clusters.contains(&name)
        }
    };
    let current = {
        let is_picked = is_picked.clone();
        live(move || store.selection.with(&is_picked).then_some("true"))
    };
    let href = live(move || {
        store.selection.with(|selection| {
            let mut next = selection.clone();
            next.clusters.clear();
            if !is_picked(selection) {
                next.clusters.insert(name.clone());
            }
            link(&next)
        })
    });
    let parts = live(move || {
        found.with(|found| {
            let ClusterSummary { state, totals } = found.as_ref()?;
            let chip = freshness::view(&state.freshness, store.clock, false);
            let title = state.title.to_string();
            let parts = view! {
                <b title=title.clone()>{title.clone()}</b>
                {chip}
                {verdict::bar(totals)}
                <span>
                    {totals.all()}
                    <span class="sr-only">{text::IN_ALL}</span>
                </span>
            };
            Some(parts.erase())
        })
    });
    view! {
        <a class="cl" href=href aria-current=current>
            {parts}
        </a>
    }
    .erase_once()
}
