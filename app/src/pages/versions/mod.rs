//! The Versions page: which version of every application runs where.
//!
//! As in the drawer, the server alone draws it, with the page and, while it is open, again when
//! something changed; the browser changes what differs. The address says all that is picked.

#[cfg(feature = "ssr")]
mod cell;
#[cfg(feature = "ssr")]
mod draw;
mod follow;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod text;

#[cfg(feature = "ssr")]
pub(crate) use draw::draw;

use crate::address::Address;
use crate::browser;
use crate::live::{Session, Store};
use crate::status::banners;
use crate::ui::drawn;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use follow::Follower;
use leptos::html::Div;
use leptos::prelude::*;

/// The page as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrawnVersions(pub String);

/// The element that nothing is moved in while somebody works there.
const MATRIX_ID: &str = "matrix";

/// The page; `is_drawn` says that it came with the document.
pub(crate) fn view(
    store: Store,
    session: Session,
    interval_seconds: u32,
    is_drawn: bool,
) -> AnyView {
    let address = expect_context::<Address>();
    let place = NodeRef::<Div>::new();
    let said = RwSignal::new("");
    let follower = Follower::new(store, session, address, interval_seconds, place);
    follower.start(is_drawn);
    let pill = move || {
        follower.is_held.get().then(|| {
            view! {
                <button type="button" class="pill" on:click=move |_| follower.release()>
                    {Icon::RefreshCw.sized("i i-sm")}
                    {text::NEW_LIST}
                </button>
            }
        })
    };
    view! {
        {banners::view(store)}
        <div class="pill-place">{pill}</div>
        <div
            class="versions"
            node_ref=place
            on:pointermove=move |event| {
                let at = if follow::is_in_matrix(event.target()) { browser::now_ms() } else { 0 };
                store.point(at);
            }
            on:pointerleave=move |_| store.point(0)
            on:click=move |event| {
                drawn::copy(&event, said);
                follower.click(&event);
            }
            inner_html=first_drawn()
        ></div>
        <p class="sr-only" role="status">
            {said}
        </p>
    }
    .erase()
}

/// What the server drew into this page.
#[cfg(feature = "ssr")]
fn first_drawn() -> String {
    let drawn = use_context::<std::sync::Arc<DrawnVersions>>();
    drawn.map_or_else(String::new, |drawn| drawn.0.clone())
}

/// What the server drew stays; what is opened later waits for it.
#[cfg(not(feature = "ssr"))]
fn first_drawn() -> &'static str {
    drawn::AWAITED
}
