//! The frame around every page: menu, header, main part.

use super::icon::Icon;
use super::{bars, header, menu, text};
use crate::address::Address;
use crate::live::{Session, Standing, Store};
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use crate::{Page, browser};
use leptos::ev;
use leptos::prelude::*;
use model::Density;

/// The frame around `content`. On small screens the menu is a drawer: with script a button opens
/// it, without it the button is a link to the menu, which shows while it is the target.
pub(crate) fn view(
    page: Memo<Page>,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_open = RwSignal::new(false);
    let standing = expect_context::<Session>().standing;
    let has_ended = move || matches!(standing.get(), Standing::Ended { .. });
    let density = expect_context::<Store>().density;
    let is_wall = move || page.get() == Page::Status && density.get() == Density::Wall;
    let opened = expect_context::<Address>().opened();
    let is_covered = Memo::new(move |_| page.get() == Page::Status && opened.with(Option::is_some));
    let menu_place = NodeRef::<leptos::html::Nav>::new();
    // The drawer is left by Escape and by going somewhere.
    effect(move |_| {
        let key = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                is_open.set(false);
            }
        });
        on_cleanup(move || key.remove());
    });
    let mut was_open = false;
    effect(move |_| {
        let is_open = is_open.get();
        match (was_open, is_open, menu_place.get_untracked()) {
            (false, true, Some(place)) => {
                browser::focus_in(&place, "a[href]");
            }
            (true, false, _) => {
                if let Some(body) = document().body() {
                    browser::focus_in(&body, ".menu-btn");
                }
            }
            _ => {}
        }
        was_open = is_open;
    });
    view! {
        <a class="skip" href="#main">{text::SKIP_TO_CONTENT}</a>
        <div
            class="frame"
            inert=live(move || is_covered.get())
            data-menu=live(move || is_open.get().then_some("open"))
            data-ended=live(move || has_ended().then_some(""))
            data-wall=live(move || is_wall().then_some(""))
        >
            <nav
                class="nav app-side"
                id="menu"
                aria-label=text::MAIN_MENU
                node_ref=menu_place
                on:click=move |event| {
                    if is_link(&event) {
                        is_open.set(false);
                    }
                }
            >
                {menu::view(page)}
            </nav>
            <a
                class="scrim"
                href="#main"
                tabindex="-1"
                aria-hidden="true"
                on:click=move |event| {
                    event.prevent_default();
                    is_open.set(false);
                }
            ></a>
            <div class="app-content" inert=live(move || is_open.get())>
                <header class="app-header">
                    <a
                        class="icon-btn menu-btn"
                        href="#menu"
                        role="button"
                        title=text::MENU
                        aria-controls="menu"
                        aria-expanded=live(move || is_open.get().to_string())
                        on:click=move |event| {
                            event.prevent_default();
                            is_open.set(true);
                        }
                    >
                        {Icon::Menu.view()}
                        <span class="sr-only">{text::OPEN_MENU}</span>
                    </a>
                    {header::view()}
                </header>
                <main class="app-main" id="main" tabindex="-1">
                    {content}
                </main>
                {bars::view()}
            </div>
        </div>
    }
    .erase_frame()
}

fn is_link(event: &web_sys::MouseEvent) -> bool {
    browser::closest(event.target(), "a[href]").is_some()
}
