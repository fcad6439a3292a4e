//! The card of one Deployment.

use super::{pips, pod_table, tag, verdict};
use crate::drawer::Opened;
use crate::follow;
use crate::live::{Card, Clock, Shown, Store, Visible};
use crate::ui::erase::Erase;
use leptos::html::{ElementType, Li};
use leptos::prelude::*;
use model::{GroupBy, Row, Verdict};
use wasm_bindgen::JsCast;

/// The card. Each part is drawn anew only when what it shows changes.
pub(super) fn view(store: Store, card: Card) -> AnyView {
    let Card {
        key,
        row,
        shown,
        pods,
    } = card;
    let clock = store.clock;
    let row_title = row.with_untracked(|row| row.title.clone());
    let place = {
        let (cluster, namespace) = (store.cluster_title(&key.cluster), key.namespace.clone());
        format!("{cluster} / {namespace}")
    };
    let title = {
        let (row, place) = (row.clone(), place.clone());
        move || match store.selection.with(|selection| selection.group) {
            GroupBy::Application => place.clone(),
            _ => row.with(|row| row.title.to_string()),
        }
    };
    let below = {
        let row = row.clone();
        move || match store.selection.with(|selection| selection.group) {
            GroupBy::Application => row.with(|row| row.title.to_string()),
            _ => place.clone(),
        }
    };
    let ready = {
        let row = row.clone();
        move || row.with(|row| row.ready)
    };
    let desired = {
        let row = row.clone();
        move || row.with(|row| row.desired)
    };
    let word = {
        let (row, shown) = (row.clone(), shown.clone());
        move || {
            let shown = shown.get();
            let last_seen = shown.last_seen.map(|at| clock.time(at));
            row.with(|row| row.headline(shown.verdict, last_seen.as_deref()))
        }
    };
    let marks = {
        let (row, shown, pods) = (row.clone(), shown.clone(), pods.clone());
        move || {
            let verdict = shown.with(|shown| shown.verdict);
            row.with(|row| pods.with(|pods| pips::view(row, verdict, pods.as_ref())))
        }
    };
    let why = {
        let (row, shown) = (row.clone(), shown.clone());
        move || row.with(|row| why(row, shown.get(), clock))
    };
    let image = {
        let row = row.clone();
        move || row.with(image)
    };
    let table = {
        let (row, shown, pods) = (row.clone(), shown.clone(), pods.clone());
        move || {
            row.with(|row| {
                pods.with(|pods| pod_table::view(row, shown.get(), pods.as_ref(), clock))
            })
        }
    };
    let age = {
        let shown = shown.clone();
        move || row.with(|row| age(row, shown.get(), clock))
    };
    let icon = {
        let shown = shown.clone();
        move || verdict::icon(shown.with(|shown| shown.verdict))
    };
    let open = {
        let opened = Opened::new(key.clone());
        move || store.selection.with(|selection| opened.link(selection))
    };
    let bell = follow::bell(&key, &row_title);
    let node = NodeRef::<Li>::new();
    watch(node);
    view! {
        <li
            class="deploy-card"
            data-key=key.to_string()
            data-verdict=move || shown.with(|shown| shown.verdict.as_str())
            node_ref=node
        >
            <div class="card-head">
                {crate::ui::icon::Icon::changing(icon, "i")}
                <h3>
                    <a class="card-name card-link" href=open title=key.name.to_string()>
                        {title}
                    </a>
                </h3>
                <span class="card-ready">
                    <span class="sr-only">"ready "</span>
                    <span>{ready}</span>
                    <i>"/"</i>
                    <span>{desired}</span>
                </span>
                <span class="card-word">{word}</span>
                <span class="card-pips">{marks}</span>
            </div>
            {why}
            {image}
            {table}
            <p class="card-foot">
                <span>{below}</span>
                <span>{bell}{age}</span>
            </p>
        </li>
    }
    .erase()
}

/// Has the pods asked for of the Deployment that an element stands for, while it is on screen.
pub(super) fn watch<E>(node: NodeRef<E>)
where
    E: ElementType + 'static,
    E::Output: AsRef<web_sys::Element> + JsCast + Clone + 'static,
{
    let visible = expect_context::<Visible>();
    Effect::new(move |_| {
        if let Some(card) = node.get() {
            visible.watch(card.as_ref());
            let card = StoredValue::new_local(card);
            on_cleanup(move || {
                card.try_with_value(|card| visible.forget(card.as_ref()));
            });
        }
    });
}

fn why(row: &Row, shown: Shown, clock: Clock) -> Option<AnyView> {
    let sentence = why_words(row, shown, clock)?;
    Some(view! { <p class="why">{sentence}</p> }.erase())
}

/// Why it is as it is, as it reads at present.
pub(super) fn why_words(row: &Row, shown: Shown, clock: Clock) -> Option<String> {
    let why = row
        .why
        .as_ref()
        .filter(|_| shown.verdict != Verdict::Unknown)?;
    Some(match why.since {
        Some(since) => why.sentence(clock.now_for(since)),
        None => why.sentence(row.created),
    })
}

fn image(row: &Row) -> AnyView {
    let container = row.container.as_ref().map(|container| {
        let others = match row.other_containers {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let title = format!("container {}{others}", container.name);
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
fn age(row: &Row, shown: Shown, clock: Clock) -> String {
    if shown.verdict == Verdict::Unknown {
        return format!("was {}", row.verdict.title());
    }
    let age = clock.age(row.since.unwrap_or(row.created));
    format!("{age} ago")
}
