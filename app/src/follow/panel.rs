//! Following the view that is shown, and all that is followed.

use super::{Followed, Following, text};
use crate::live::Store;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// The button with the choice and the list.
pub(crate) fn panel(store: Store) -> AnyView {
    let following = expect_context::<Following>();
    let view = move || store.selection.with(Followed::view);
    let is_followed = move || following.has(&view());
    let icon = move || {
        if is_followed() {
            Icon::BellRing
        } else {
            Icon::Bell
        }
    };
    let entries = move || {
        let all = following.all.get().into_iter().rev();
        all.map(|one| entry(store, following, one))
            .collect::<Vec<_>>()
    };
    let list = live(move || {
        let is_any = following.all.with(|all| !all.is_empty());
        is_any.then(|| {
            view! {
                <hr/>
                <h2 id="lb-followed">{text::FOLLOWED}</h2>
                <ul class="followed" aria-labelledby="lb-followed">
                    {live(entries)}
                </ul>
            }
            .erase()
        })
    });
    view! {
        <details class="dropdown dropdown-end following script-only">
            <summary class="icon-btn" title=text::FOLLOW_THIS_VIEW>
                {Icon::changing(icon, "i i-sm")}
                <span class="sr-only">{text::FOLLOWING}</span>
            </summary>
            <div class="pop dropdown-content">
                <label class="opt">
                    <input
                        type="checkbox"
                        class="toggle toggle-xs"
                        role="switch"
                        prop:checked=is_followed
                        on:change=move |_| following.toggle(&view())
                    />
                    {text::FOLLOW_THIS_VIEW}
                </label>
                <p class="following-about">{text::ABOUT}</p>
                {list}
            </div>
        </details>
    }
    .erase_once()
}

fn entry(store: Store, following: Following, one: Followed) -> AnyView {
    let name = one.name(store);
    let label = text::no_longer_follow(&name);
    view! {
        <li>
            <a href=one.link()>{name}</a>
            <button
                type="button"
                class="icon-btn"
                aria-label=label
                on:click=move |_| following.toggle(&one)
            >
                {Icon::X.sized("i i-xs")}
            </button>
        </li>
    }
    .erase_once()
}

/// Says why the browser does not notify, once somebody wants it to.
pub(crate) fn message() -> AnyView {
    let following = expect_context::<Following>();
    let words = move || following.refusal.get();
    let shown = live(move || {
        words().map(|refusal| {
            view! {
                <div class="msg">
                    {Icon::Bell.view()}
                    <p>{refusal.words()}</p>
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label=text::DISMISS
                        on:click=move |_| following.refusal.set(None)
                    >
                        {Icon::X.sized("i i-sm")}
                    </button>
                </div>
            }
            .erase()
        })
    });
    view! {
        <div class="messages" role="status">
            {shown}
        </div>
    }
    .erase_frame()
}
