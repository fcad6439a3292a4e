//! A group of cards under its heading.

use super::{card, verdict};
use crate::live::{Group, GroupHead, Store};
use crate::ui::erase::Erase;
use crate::ui::freshness;
use crate::ui::icon::Icon;
use crate::ui::words::deployments;
use leptos::prelude::*;
use model::DeploymentKey;

/// The group. It stays open or closed as the viewer left it.
pub(super) fn view(store: Store, group: Group) -> AnyView {
    let Group { head, cards, .. } = group;
    let title = {
        let head = head.clone();
        move || head.with(|head| head.title.to_string())
    };
    let chips = {
        let head = head.clone();
        move || head.with(|head| chips(store, head))
    };
    let summary = move || {
        head.with(|head| {
            view! {
                {deployments(head.totals.all())}
                {verdict::words(&head.totals)}
            }
        })
    };
    view! {
        <details class="group" open="">
            <summary>
                {Icon::ChevronRight.view()}
                <h2>{title}</h2>
                {chips}
                <span class="sum">{summary}</span>
                <span class="rule"></span>
            </summary>
            <ul class="deploy-grid">
                <For each=move || cards.get() key=DeploymentKey::clone let:key>
                    {store.card(&key).map(|cell| card::view(store, cell))}
                </For>
            </ul>
        </details>
    }
    .erase()
}

fn chips(store: Store, head: &GroupHead) -> AnyView {
    let fresh = head
        .freshness
        .as_ref()
        .map(|fresh| freshness::view(fresh, store.clock, true));
    let demo = head
        .is_demo
        .then(|| view! { <span class="demo-mark">"demo"</span> });
    view! {
        {fresh}
        {demo}
    }
    .erase()
}
