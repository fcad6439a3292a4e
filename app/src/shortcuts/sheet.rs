//! The sheet that lists the shortcuts.

use super::table::{ALL, GO, Part};
use super::text;
use crate::live::Session;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::modal;
use crate::ui::theme::Look;
use leptos::prelude::*;

/// The sheet.
pub(crate) fn view(is_open: RwSignal<bool>, session: Session) -> AnyView {
    let look = expect_context::<Look>();
    let content = live(move || {
        is_open
            .get()
            .then(|| untrack(|| content(is_open, session, look)))
    });
    modal::view(
        is_open,
        "sheet",
        text::SHORTCUTS,
        view! { {content} }.erase_frame(),
    )
}

fn content(is_open: RwSignal<bool>, session: Session, look: Look) -> AnyView {
    view! {
        <div class="sheet-in">
            <header>
                <h2>{text::SHORTCUTS}</h2>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=text::CLOSE
                    on:click=move |_| is_open.set(false)
                >
                    {Icon::X.sized("i i-sm")}
                </button>
            </header>
            <div class="sheet-parts">{parts(session)}</div>
            <label class="opt">
                <input
                    type="checkbox"
                    class="toggle toggle-xs"
                    role="switch"
                    prop:checked=live(move || look.shortcuts.get())
                    on:change=move |_| look.shortcuts.update(|is_on| *is_on = !*is_on)
                />
                {text::SINGLE_KEYS}
            </label>
            <p class="m text-xs">{text::ABOUT}</p>
        </div>
    }
    .erase_once()
}

fn parts(session: Session) -> Vec<AnyView> {
    let known = ALL.iter().map(|Part { title, shortcuts }| {
        let lines = shortcuts.iter();
        part(title, lines.map(|it| line(it.keys, it.what)).collect())
    });
    let mut letters: Vec<&str> = Vec::new();
    let menu = session.menu.get_untracked();
    let sections = menu.iter().filter_map(|item| {
        // Of two with the same letter it leads to the first.
        let letter = item.id.get(..1).filter(|it| !letters.contains(it))?;
        letters.push(letter);
        Some(line(&[GO, letter], &item.title))
    });
    let sections = part(text::PAGES, sections.collect());
    known.chain([sections]).collect()
}

fn part(title: &'static str, lines: Vec<AnyView>) -> AnyView {
    view! {
        <section>
            <h3>{title}</h3>
            <dl>{lines}</dl>
        </section>
    }
    .erase_once()
}

fn line(keys: &[&str], what: &str) -> AnyView {
    let key = |key: &&str| {
        let key = if *key == "Escape" { text::ESC } else { *key };
        view! { <kbd class="kbd">{key.to_owned()}</kbd> }.erase()
    };
    let keys: Vec<AnyView> = keys.iter().map(key).collect();
    view! {
        <div>
            <dt>{keys}</dt>
            <dd>{what.to_owned()}</dd>
        </div>
    }
    .erase_once()
}
