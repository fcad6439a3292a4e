//! The page itself: its state, its frame, and which page stands in it.

use crate::address::Address;
use crate::follow::{self, Following};
use crate::json::Embedded;
use crate::live::{Order, Session, Store, Visible};
use crate::preferences::{SELECTION_COOKIE, lasting_query};
use crate::shortcuts::Dialogs;
use crate::ui::effect::effect;
use crate::ui::theme::Look;
use crate::ui::{dropdown, frame, tab};
use crate::{Page, PageData, browser, drawer, live, pages, palette, shortcuts, status};
use leptos::prelude::*;
use model::{Density, Selection};

/// Everything inside `<body>`, drawn from the [`PageData`] that the server put into the document.
#[component]
pub fn App() -> impl IntoView {
    let data = SharedValue::<_, Embedded>::new_with_encoding(page_data).into_inner();
    let session = Session::new(&data.settings);
    let settings = StoredValue::new(data.settings);
    let interval = settings.with_value(|settings| settings.refresh_interval_seconds);
    let address = Address::new(&data.path, &data.query);
    let selection = address.selection();
    let store = Store::new(
        data.snapshot,
        data.pods,
        data.usage.into(),
        data.found_pods,
        selection,
    );
    let look = Look::new(&data.preferences);
    let visible = Visible::new();
    let following = Following::new();
    let dialogs = Dialogs::new();
    let problems = tab::problems(store);
    provide_context(address);
    provide_context(settings);
    provide_context(session);
    provide_context(store);
    provide_context(look);
    provide_context(visible);
    provide_context(following);
    provide_context(dialogs);

    effect(move |_| {
        address.follow();
        dropdown::follow();
        shortcuts::follow(address, store, look, dialogs);
        live::start(
            store,
            session,
            visible,
            interval,
            follow::is_anything_followed,
        );
        following.start(store, address);
        tab::follow(problems);
    });
    let (mut sort, mut search) = selection.with_untracked(|it| (it.sort, it.search.clone()));
    effect(move |is_later| {
        let selection = selection.get();
        // A wall is left for what was there before.
        let lasts = selection.density != Some(Density::Wall);
        let is_status = address
            .path
            .with_untracked(|path| Page::at(path) == Page::Status);
        let lasting = match is_status {
            true => selection.lasting(),
            // Other pages have places in common with it, but no arrangement.
            false => Selection {
                clusters: selection.clusters.clone(),
                namespaces: selection.namespaces.clone(),
                ..look.last_selection.get_value()
            },
        };
        if lasts {
            look.last_selection.set_value(lasting.clone());
        }
        // The first run finds what was just drawn.
        if is_later {
            store.refresh(Order::New);
            if sort != selection.sort {
                sort = selection.sort;
                live::ask_for_order(store, session);
            }
            if search != selection.search {
                search = selection.search.clone();
                live::find_pods(store, session);
            }
            if lasts {
                let kept = lasting_query(&lasting);
                browser::set_cookie(
                    SELECTION_COOKIE,
                    &String::from(js_sys::encode_uri_component(&kept)),
                );
            }
        }
    });
    look.follow();

    let page = address.page(data.page, session.menu);
    let opened = address.opened();
    effect(move |_| {
        let title = settings.with_value(|settings| settings.title.clone());
        let page = page.get();
        let opened = opened.get().filter(|_| page == Page::Status);
        let part = opened.map_or_else(|| page.title().to_owned(), |opened| opened.title());
        document().set_title(&tab::title(problems.get(), &part, &title));
    });
    // What is drawn first came with the document.
    let is_first = StoredValue::new(true);
    let content = move || {
        let is_drawn = is_first.get_value();
        is_first.set_value(false);
        match page.get() {
            Page::Status => untrack(|| status::view(store)),
            Page::Versions => untrack(|| pages::versions::view(store, session, interval, is_drawn)),
            Page::Admin => pages::admin::view(),
            Page::NotFound => pages::not_found::view(),
        }
    };
    let drawer =
        move || (page.get() == Page::Status).then(|| drawer::view(store, session, interval));
    view! {
        {frame::view(page, content)}
        {drawer}
        {palette::view(store, session, dialogs)}
        {shortcuts::sheet(dialogs.sheet, session)}
        {follow::message()}
    }
}

/// What to draw first.
#[cfg(feature = "ssr")]
fn page_data() -> PageData {
    expect_context::<crate::Viewer>().page_data()
}

/// Nothing: in the browser the server's data are found in the document.
#[cfg(not(feature = "ssr"))]
fn page_data() -> PageData {
    PageData::default()
}
