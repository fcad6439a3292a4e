//! The drawer: one Deployment in full, over the page.
//!
//! What stands in it is drawn by the server and, while it is open, drawn again and again there;
//! the browser changes what differs ([`drawn::morph`]). So it costs the WebAssembly next to nothing, it is
//! the same without script, and whatever it shows needs no format of its own on the wire.

#[cfg(feature = "ssr")]
mod draw;
mod follow;
mod opened;
mod text;

#[cfg(feature = "ssr")]
pub(crate) use draw::{age, draw};
pub(crate) use opened::Opened;

use crate::address::{Address, link};
use crate::live::{Session, Store};
use crate::ui::drawn;
use crate::ui::effect::effect;
use crate::ui::erase::Erase;
use crate::ui::freshness;
use crate::ui::icon::Icon;
use crate::{browser, logs};
use follow::Follower;
use leptos::html::Dialog;
use leptos::prelude::*;
use model::{DeploymentKey, WorkloadKind};
use opened::Tab;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

/// The inside of the drawer as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// How the Deployment is.
    pub head: String,
    /// The part that is shown.
    pub body: String,
}

/// The drawer, while something is open.
pub(crate) fn view(store: Store, session: Session, interval_seconds: u32) -> AnyView {
    let address = expect_context::<Address>();
    let opened = address.opened();
    let key = Memo::new(move |_| opened.with(|opened| opened.as_ref().map(|it| it.key.clone())));
    // What came with the page is open already.
    let is_drawn = StoredValue::new(key.with_untracked(Option::is_some));
    let panel = move || {
        let first = is_drawn.get_value();
        is_drawn.set_value(false);
        let key = key.get()?;
        let follower = Follower::new(store, session, interval_seconds, opened);
        Some(panel(follower, address, key, first))
    };
    view! { {panel} }.erase()
}

fn panel(follower: Follower, address: Address, key: DeploymentKey, is_drawn: bool) -> AnyView {
    let Follower { store, opened, .. } = follower;
    let dialog = NodeRef::<Dialog>::new();
    let close = move || store.selection.with(link);
    let leave = move || address.go(&store.selection.with_untracked(link));
    let said = RwSignal::new("");
    modal(dialog, key.clone());
    follower.start(dialog, is_drawn);
    let card = store.card(&key);
    let title = card.map_or_else(|| key.name.to_string(), |card| card.present_title());
    let cluster = key.cluster.clone();
    let fresh = move || {
        store.clusters.with(|all| {
            let found = all.iter().find(|one| one.state.name == cluster);
            found.map(|one| freshness::view(&one.state.freshness, store.clock, false))
        })
    };
    let tab =
        Memo::new(move |_| opened.with(|it| it.as_ref().map(|it| it.tab).unwrap_or_default()));
    let part = |(part, title): (Tab, &'static str)| {
        let key = key.clone();
        let href = move || {
            let opened = Opened {
                tab: part,
                ..Opened::new(key.clone())
            };
            store.selection.with(|selection| opened.link(selection))
        };
        let current = move || (tab.get() == part).then_some("true");
        view! {
            <a href=href aria-current=current>
                {title}
            </a>
        }
    };
    // Logs are a stream: the browser draws them itself.
    let body = {
        let key = key.clone();
        let is_logs = Memo::new(move |_| tab.get() == Tab::Logs);
        move || match is_logs.get() {
            true => logs::view(key.clone(), follower.session),
            false => drawn_body(),
        }
    };
    let kind = (key.kind != WorkloadKind::Deployment)
        .then(|| view! { <span class="m">{key.kind.title()}</span> });
    let has_revisions = key.kind.has_revisions();
    let tabs = Tab::ALL.into_iter();
    let tabs = tabs.filter(|(tab, _)| has_revisions || *tab != Tab::History);
    view! {
        <dialog
            class="drawer"
            data-tab=move || tab.get().as_str()
            open=is_drawn
            aria-labelledby="drawer-title"
            node_ref=dialog
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                leave();
            }
            on:click=move |event| {
                drawn::copy(&event, said);
                follower.click(&event);
                // Only what lies beside it belongs to the dialog alone.
                if event.target() == event.current_target() {
                    leave();
                }
            }
        >
            <div class="drawer-top">
                <p class="drawer-place">
                    <span>{store.cluster_title(&key.cluster).to_string()}</span>
                    <span aria-hidden="true">"/"</span>
                    <span>{key.namespace.to_string()}</span>
                    {kind}
                    {fresh}
                </p>
                <button
                    type="button"
                    class="icon-btn script-only"
                    data-copy=""
                    title=text::COPY_LINK
                >
                    {Icon::Link.view()}
                    <span class="sr-only">{text::COPY_LINK}</span>
                </button>
                <a class="icon-btn drawer-close" href=close title=text::CLOSE>
                    {Icon::X.view()}
                    <span class="sr-only">{text::CLOSE_DETAILS}</span>
                </a>
            </div>
            <h2 id="drawer-title" tabindex="-1" autofocus="" title=key.name.to_string()>
                {title}
            </h2>
            <div class="drawer-head" inner_html=first_drawn(|drawn| &drawn.head)></div>
            <nav class="drawer-tabs" aria-label=text::PARTS>
                {tabs.map(part).collect_view()}
            </nav>
            {body}
            <p class="sr-only" role="status">
                {said}
            </p>
        </dialog>
        <a class="drawer-scrim" href=close tabindex="-1" aria-hidden="true"></a>
    }
    .erase()
}

fn drawn_body() -> AnyView {
    view! { <div class="drawer-body" inner_html=first_drawn(|drawn| &drawn.body)></div> }.erase()
}

/// Makes the dialog modal, and gives the focus back when it is gone.
fn modal(dialog: NodeRef<Dialog>, key: DeploymentKey) {
    effect(move |_| {
        let Some(dialog) = dialog.get() else { return };
        let before = document().active_element();
        // Drawn by the server it is open, but not modal; `close` would say that it was closed.
        let _ = dialog.remove_attribute("open");
        let _ = dialog.show_modal();
        let before = StoredValue::new_local(before);
        let key = key.to_string();
        on_cleanup(move || {
            let before = before.try_get_value().flatten();
            // The page behind is inert until the dialog is gone.
            request_animation_frame(move || return_focus(before, &key));
        });
    });
}

/// Gives the focus back to where it was, or else to the card.
fn return_focus(before: Option<web_sys::Element>, key: &str) {
    let body = document().body();
    let is_there = |element: &web_sys::Element| {
        element.is_connected() && Some(element) != body.as_deref().map(AsRef::as_ref)
    };
    let before = before.filter(is_there);
    if let Some(element) = before.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    } else {
        browser::focus_by_key(key);
    }
}

/// What the server drew into this page.
#[cfg(feature = "ssr")]
fn first_drawn(part: fn(&Drawn) -> &String) -> String {
    use_context::<std::sync::Arc<Drawn>>().map_or_else(String::new, |drawn| part(&drawn).clone())
}

/// What the server drew stays; what is opened later waits for it.
#[cfg(not(feature = "ssr"))]
fn first_drawn(_: fn(&Drawn) -> &String) -> &'static str {
    drawn::AWAITED
}
