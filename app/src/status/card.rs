//! The card of one Deployment.

use super::{pips, pod_table, tag, text, verdict};
use crate::drawer::Opened;
use crate::follow;
use crate::live::{Card, Clock, Store, Visible};
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use crate::ui::words::with_kind;
use leptos::html::{ElementType, Li};
use leptos::prelude::*;
use model::{GroupBy, Row, Verdict, WorkloadKind};
use wasm_bindgen::JsCast;

/// The card. Each part is drawn anew only when what it shows changes.
pub(super) fn view(store: Store, card: Card) -> AnyView {
    let clock = store.clock;
    let place = with_kind(card.key.kind, &store.place(&card.key));
    let is_by_place = move || {
        let group = store.selection.with(|selection| selection.group);
        group == GroupBy::Application
    };
    let title = {
        let (card, place) = (card.clone(), place.clone());
        live(move || match is_by_place() {
            true => place.clone(),
            false => card.title(),
        })
    };
    let place_title = place.clone();
    let below = {
        let card = card.clone();
        live(move || match is_by_place() {
            true => card.title(),
            false => place.clone(),
        })
    };
    let ready = {
        let card = card.clone();
        live(move || card.row.with(|row| row.ready.to_string()))
    };
    let desired = {
        let card = card.clone();
        live(move || card.row.with(|row| row.desired.to_string()))
    };
    let counts = (card.key.kind != WorkloadKind::CronJob).then(|| {
        view! {
            <span class="card-ready">
                <span class="sr-only">{text::READY}</span>
                <span>{ready}</span>
                <i>"/"</i>
                <span>{desired}</span>
            </span>
        }
    });
    let word = {
        let card = card.clone();
        live(move || card.headline(clock))
    };
    let marks = {
        let card = card.clone();
        live(move || {
            let verdict = card.verdict();
            let marks = |row: &Row| {
                card.pods
                    .with(|pods| pips::view(row, verdict, pods.as_ref()))
            };
            card.row.with(marks)
        })
    };
    let why = {
        let card = card.clone();
        live(move || {
            let sentence = card.why(clock)?;
            // What a card has no room for is at the end, and does not tick.
            Some(view! { <p class="why" title=card.why_detail()>{sentence}</p> }.erase())
        })
    };
    let image = {
        let card = card.clone();
        live(move || card.row.with(image))
    };
    let table = {
        let card = card.clone();
        live(move || {
            let shown = card.shown.get();
            let table = |row: &Row| {
                card.pods
                    .with(|pods| pod_table::view(row, shown, pods.as_ref(), clock))
            };
            card.row.with(table)
        })
    };
    let age = {
        let card = card.clone();
        live(move || age(&card, clock))
    };
    let icon = {
        let card = card.clone();
        move || verdict::icon(card.verdict())
    };
    let open = {
        let opened = Opened::new(card.key.clone());
        live(move || store.selection.with(|selection| opened.link(selection)))
    };
    let bell = follow::bell(&card.key, &card.present_title());
    let (key, name) = (card.key.to_string(), card.key.name.to_string());
    let node = NodeRef::<Li>::new();
    watch(node);
    view! {
        <li
            class="deploy-card"
            data-key=key
            data-verdict=live(move || card.verdict().as_str())
            node_ref=node
        >
            <div class="card-head">
                {crate::ui::icon::Icon::changing(icon, "i")}
                <h3>
                    <a class="card-name card-link" href=open title=name>
                        {title}
                    </a>
                </h3>
                {counts}
                <span class="card-word">{word}</span>
                <span class="card-pips">{marks}</span>
            </div>
            {why}
            {image}
            {table}
            <p class="card-foot">
                <span title=place_title>{below}</span>
                <span>{bell}{age}</span>
            </p>
        </li>
    }
    .erase_once()
}

/// Has the pods asked for of the Deployment that an element stands for, while it is on screen.
pub(super) fn watch<E>(node: NodeRef<E>)
where
    E: ElementType + 'static,
    E::Output: AsRef<web_sys::Element> + JsCast + Clone + 'static,
{
    let visible = expect_context::<Visible>();
    effect(move |_| {
        if let Some(card) = node.get() {
            visible.watch(card.as_ref());
            let card = StoredValue::new_local(card);
            on_cleanup(move || {
                card.try_with_value(|card| visible.forget(card.as_ref()));
            });
        }
    });
}

fn image(row: &Row) -> AnyView {
    let container = row.container.as_ref().map(|container| {
        let title = text::container(&container.name, row.other_containers);
        view! { <span title=title>{container.title.to_string()}</span> }
    });
    view! {
        <p class="card-image">
            {container}
            {tag::view(row)}
        </p>
    }
    .erase()
}

/// How long it is so, or what it was when it was last seen.
fn age(card: &Card, clock: Clock) -> String {
    match card.verdict() {
        Verdict::Unknown => card.row.with(|row| text::was(row.verdict.title())),
        _ => text::ago(&card.age(clock)),
    }
}
