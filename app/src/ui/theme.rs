//! Light or dark, full menu or icons: chosen here, kept in cookies, drawn by the server.

use super::icon::Icon;
use super::text;
use crate::preferences::{COLUMNS_COOKIE, NAV_COOKIE, SHORTCUTS_COOKIE, THEME_COOKIE};
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use crate::{Column, NavWidth, Preferences, Theme, browser};
use leptos::prelude::*;
use model::{Selection, SortedSet};

/// How the page looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// The left menu's width on large screens.
    pub nav: RwSignal<NavWidth>,
    /// The table's columns that are left out.
    pub hidden_columns: RwSignal<SortedSet<Column>>,
    /// What was picked last, and how it was arranged, before this page was opened.
    pub last_selection: StoredValue<Selection>,
    /// Whether shortcuts of single keys are heard.
    pub shortcuts: RwSignal<bool>,
}

// === impl Look ===

impl Look {
    pub(crate) fn new(preferences: &Preferences) -> Self {
        Self {
            theme: RwSignal::new(preferences.theme),
            nav: RwSignal::new(preferences.nav),
            hidden_columns: RwSignal::new(preferences.hidden_columns.clone()),
            last_selection: StoredValue::new(Selection::from_query(&preferences.last_selection)),
            shortcuts: RwSignal::new(!preferences.no_shortcuts),
        }
    }

    /// Carries every change over to the document and the cookies.
    pub(crate) fn follow(self) {
        effect(move |is_later| {
            let theme = self.theme.get();
            if is_later {
                browser::set_root_attribute("data-theme", theme.attribute());
                browser::set_cookie(THEME_COOKIE, theme.as_str());
            }
        });
        effect(move |is_later| {
            let is_on = self.shortcuts.get();
            if is_later {
                browser::set_cookie(SHORTCUTS_COOKIE, if is_on { "on" } else { "off" });
            }
        });
        effect(move |is_later| {
            let nav = self.nav.get();
            if is_later {
                browser::set_root_attribute("data-nav", nav.attribute());
                browser::set_cookie(NAV_COOKIE, nav.as_str());
            }
        });
        effect(move |is_later| {
            let words = self.hidden_columns.with(|hidden| {
                let words: Vec<&str> = hidden.iter().map(|column| column.as_str()).collect();
                words.join(".")
            });
            if is_later {
                browser::set_cookie(COLUMNS_COOKIE, &words);
            }
        });
    }
}

fn icon(theme: Theme) -> Icon {
    match theme {
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
        Theme::System => Icon::Monitor,
    }
}

/// The button with the choice.
pub(super) fn view() -> AnyView {
    let look = expect_context::<Look>();
    let choice = |(theme, title): (Theme, &'static str)| {
        view! {
            <label class="opt">
                <input
                    type="radio"
                    name="theme"
                    class="radio radio-xs"
                    value=theme.as_str()
                    checked=look.theme.get_untracked() == theme
                    prop:checked=live(move || look.theme.get() == theme)
                    on:change=move |_| look.theme.set(theme)
                />
                {icon(theme).sized("i i-sm m")}
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <details class="dropdown dropdown-end script-only">
            <summary class="icon-btn" title=text::THEME>
                {Icon::changing(move || icon(look.theme.get()), "i")}
                <span class="sr-only">{text::THEME}</span>
            </summary>
            <div class="pop dropdown-content">
                <fieldset>
                    <legend>{text::THEME}</legend>
                    {Theme::ALL.map(choice).into_iter().collect_view()}
                </fieldset>
            </div>
        </details>
    }
    .erase_frame()
}
