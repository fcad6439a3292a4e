//! The left menu: words and icons, icons only, or a drawer on small screens.

use super::brand;
use super::icon::Icon;
use super::text;
use super::theme::Look;
use crate::address::{Address, link};
use crate::live::{Session, Store};
use crate::shortcuts::Dialogs;
use crate::ui::erase::{Erase, live};
use crate::{MenuItem, NavWidth, Page, PageSettings};
use leptos::prelude::*;
use model::Selection;

/// The address of a section, with the clusters and namespaces that are picked on `page`, and for
/// Status with the arrangement, there or `last`.
pub(crate) fn section(href: &str, page: Page, selection: &Selection, last: &Selection) -> String {
    let arranged = match page {
        Page::Status => selection,
        Page::Versions | Page::Admin | Page::NotFound => last,
    };
    let place = Selection {
        clusters: selection.clusters.clone(),
        namespaces: selection.namespaces.clone(),
        ..Selection::default()
    };
    match (href, place.to_query().as_str()) {
        ("/", _) => link(&Selection {
            clusters: place.clusters,
            namespaces: place.namespaces,
            ..arranged.lasting()
        }),
        (href, "") => href.to_owned(),
        (href, query) => format!("{href}?{query}"),
    }
}

/// The menu. `page` is where we are.
pub(super) fn view(page: Memo<Page>) -> AnyView {
    let settings = expect_context::<StoredValue<PageSettings>>();
    let look = expect_context::<Look>();
    let dialogs = expect_context::<Dialogs>();
    let selection = expect_context::<Address>().selection();
    let last = look.last_selection;
    let (title, version) = settings.with_value(|s| (s.title.clone(), s.version.clone()));
    let menu = expect_context::<Session>().menu;
    let entries = live(move || {
        let menu = menu.get().into_iter();
        menu.map(|item| entry(item, page, selection, last))
            .collect::<Vec<_>>()
    });
    let is_rail = move || look.nav.get() == NavWidth::Rail;
    let collapse = live(move || {
        if is_rail() {
            text::EXPAND_MENU
        } else {
            text::COLLAPSE_MENU
        }
    });
    let about = format!("{title} {version}");
    view! {
        <a class="brand" href=live(move || {
            selection.with(|s| last.with_value(|last| section("/", page.get(), s, last)))
        })>
            {brand::mark()}
            <span class="t">{title}</span>
        </a>
        <div class="nav-list">
            <ul>{entries}</ul>
        </div>
        <div class="nav-foot">
            {tool(Icon::Search, text::GO_TO, text::GO_TO_KEYS, dialogs.palette)}
            {tool(Icon::Keyboard, text::KEYBOARD_SHORTCUTS, "?", dialogs.sheet)}
            <button
                type="button"
                class="collapse-menu script-only"
                title=collapse
                aria-pressed=live(move || is_rail().to_string())
                on:click=move |_| {
                    look.nav.update(|nav| {
                        *nav = match nav {
                            NavWidth::Full => NavWidth::Rail,
                            NavWidth::Rail => NavWidth::Full,
                        }
                    })
                }
            >
                {Icon::PanelLeftClose.view()}
                <span class="t">{text::COLLAPSE_MENU}</span>
            </button>
            <p class="t m">{about}</p>
        </div>
    }
    .erase_frame()
}

/// A button that opens a dialog, with the keys that do the same.
fn tool(icon: Icon, words: &'static str, keys: &'static str, dialog: RwSignal<bool>) -> AnyView {
    view! {
        <button
            type="button"
            class="nav-tool script-only"
            title=format!("{words} ({keys})")
            on:click=move |_| dialog.set(true)
        >
            {icon.view()}
            <span class="t">{words}</span>
            <kbd class="kbd t" aria-hidden="true">
                {keys}
            </kbd>
        </button>
    }
    .erase()
}

fn entry(
    item: MenuItem,
    page: Memo<Page>,
    selection: Memo<Selection>,
    last: StoredValue<Selection>,
) -> AnyView {
    let MenuItem {
        id,
        title,
        icon,
        href,
    } = item;
    let icon = Icon::named(icon.as_deref().unwrap_or(&id));
    let name = id.clone();
    let is_status = Page::Status.menu_ids().contains(&id.as_str());
    let current = live(move || {
        page.get()
            .menu_ids()
            .contains(&id.as_str())
            .then_some("page")
    });
    view! {
        <li>
            <a
                href=live(move || {
                    selection.with(|s| last.with_value(|last| section(&href, page.get(), s, last)))
                })
                title=title.clone()
                data-section=name
                aria-current=current
            >
                {icon.view()}
                <span class="t">{title.clone()}</span>
                {is_status.then(problems)}
            </a>
        </li>
    }
    .erase_once()
}

/// How many Deployments need somebody.
fn problems() -> AnyView {
    let everything = expect_context::<Store>().everything;
    let badge = live(move || {
        let alerts = everything.with(model::Totals::alerts);
        (alerts > 0).then(|| {
            view! {
                <span class="n count-alert" data-verdict="down">
                    {alerts}
                    <span class="sr-only">{text::NEED_ATTENTION}</span>
                </span>
            }
            .erase()
        })
    });
    view! { {badge} }.erase_once()
}
