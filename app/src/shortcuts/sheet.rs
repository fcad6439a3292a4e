//! The sheet that lists the shortcuts.

use super::table::{ALL, Part, Shortcut};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::modal;
use crate::ui::theme::Look;
use leptos::prelude::*;

/// The sheet.
pub(crate) fn view(is_open: RwSignal<bool>) -> AnyView {
    let look = expect_context::<Look>();
    let content = move || is_open.get().then(|| content(is_open, look));
    modal::view(
        is_open,
        "sheet",
        "Keyboard shortcuts",
        view! { {content} }.erase(),
    )
}

fn content(is_open: RwSignal<bool>, look: Look) -> AnyView {
    view! {
        <div class="sheet-in">
            <header>
                <h2>"Keyboard shortcuts"</h2>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label="Close"
                    on:click=move |_| is_open.set(false)
                >
                    {Icon::X.sized("i i-sm")}
                </button>
            </header>
            <div class="sheet-parts">{ALL.map(part).into_iter().collect_view()}</div>
            <label class="opt">
                <input
                    type="checkbox"
                    class="toggle toggle-xs"
                    role="switch"
                    prop:checked=move || look.shortcuts.get()
                    on:change=move |_| look.shortcuts.update(|is_on| *is_on = !*is_on)
                />
                "Shortcuts of single keys"
            </label>
            <p class="m text-xs">
                "Nothing is heard while you type. Switched off, Ctrl K and Escape still work."
            </p>
        </div>
    }
    .erase()
}

fn part(Part { title, shortcuts }: Part) -> AnyView {
    let line = |shortcut: &Shortcut| {
        let keys = shortcut.keys.iter().map(|key| {
            let key = if *key == "Escape" { "Esc" } else { *key };
            view! { <kbd class="kbd">{key}</kbd> }
        });
        view! {
            <div>
                <dt>{keys.collect_view()}</dt>
                <dd>{shortcut.what}</dd>
            </div>
        }
    };
    view! {
        <section>
            <h3>{title}</h3>
            <dl>{shortcuts.iter().map(line).collect_view()}</dl>
        </section>
    }
    .erase()
}
