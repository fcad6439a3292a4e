//! Groups under their headings, and the cards in them.

use super::each::pieces;
use super::list::List;
use super::window::Piece;
use super::{card, text, verdict};
use crate::live::{GroupHead, Store};
use crate::ui::erase::{Erase, live};
use crate::ui::freshness;
use crate::ui::icon::Icon;
use crate::ui::words::rows;
use leptos::prelude::*;
use model::{DeploymentKey, Text, Verdict};

/// The groups with their cards.
pub(super) fn cards(list: List) -> AnyView {
    groups(list, |list, name| {
        let rows = move || list.rows(&name);
        view! {
            <ul class="deploy-grid">
                {pieces(rows, move |piece| card_or_gap(list.store, &piece).erase())}
            </ul>
        }
        .erase_once()
    })
}

fn card_or_gap(store: Store, piece: &Piece<DeploymentKey>) -> Option<AnyView> {
    match piece {
        Piece::One(key) => store.card(key).map(|cell| card::view(store, cell)),
        Piece::Gap(_, height) => Some(
            view! { <li class="gap" aria-hidden="true" style:height=format!("{height}px")></li> }
                .erase(),
        ),
    }
}

/// The groups, each with `content`.
pub(super) fn groups(list: List, content: fn(List, Text) -> AnyView) -> AnyView {
    let groups = move || list.plan.with(|plan| plan.groups.clone());
    let draw = move |piece: Piece<Text>| match piece {
        Piece::One(name) => view(list, &name, content(list, name.clone())),
        Piece::Gap(_, height) => {
            view! { <div aria-hidden="true" style:height=format!("{height}px")></div> }.erase()
        }
    };
    pieces(groups, draw)
}

/// The group. It stays open or closed as the viewer left it.
fn view(list: List, name: &Text, content: AnyView) -> AnyView {
    // The one group of what is not grouped.
    if name.is_empty() {
        return view! { <div class="group">{content}</div> }.erase();
    }
    let heading = heading(list.store, name);
    let is_open = list.is_open(name);
    let name = name.clone();
    view! {
        <details
            class="group"
            open=is_open
            on:toggle:target=move |event| list.toggle(&name, event.target().open())
        >
            <summary>
                {Icon::ChevronRight.view()}
                {heading}
                <span class="rule"></span>
            </summary>
            {content}
        </details>
    }
    .erase_once()
}

/// What stands in a group's heading: its title, chips, and how its Deployments are.
fn heading(store: Store, name: &Text) -> Option<AnyView> {
    let head = store.group(name)?.head;
    let title = {
        let head = head.clone();
        live(move || head.with(|head| head.title.to_string()))
    };
    let found = view! {
        <h2>{title}</h2>
        {summary(store, head)}
    };
    Some(found.erase_once())
}

/// The chips of a group, and how its Deployments are.
pub(super) fn summary(store: Store, head: ArcRwSignal<GroupHead>) -> AnyView {
    let chips = {
        let head = head.clone();
        live(move || head.with(|head| chips(store, head)))
    };
    let words = live(move || {
        head.with(|head| {
            let all = head.totals.all();
            view! {
                {store.selection.with(|selection| rows(selection, all))}
                {verdict::words(&head.totals)}
            }
            .erase()
        })
    });
    view! {
        {chips}
        <span class="sum">{words}</span>
    }
    .erase_once()
}

fn chips(store: Store, head: &GroupHead) -> AnyView {
    let fresh = head
        .freshness
        .as_ref()
        .map(|fresh| freshness::view(fresh, store.clock, true));
    let demo = head
        .is_demo
        .then(|| view! { <span class="demo-mark">{text::DEMO}</span> });
    let clusters: Vec<AnyView> = head.clusters.iter().map(cluster).collect();
    view! {
        {fresh}
        {demo}
        {clusters}
    }
    .erase()
}

/// A cluster of an application, with the worst verdict there.
fn cluster((title, worst): &(Text, Verdict)) -> AnyView {
    view! {
        <span class="cluster-chip" data-verdict=worst.as_str()>
            {verdict::icon(*worst).sized("i i-xs")}
            <span class="cluster-chip-title">{title.to_string()}</span>
            <span class="sr-only">{format!(", {}", worst.title())}</span>
        </span>
    }
    .erase()
}
