//! The bell of a Deployment.

use super::{Followed, Following, text};
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::DeploymentKey;

/// A button that follows this Deployment, or no longer. `title` is its name for people.
pub(crate) fn bell(key: &DeploymentKey, title: &str) -> AnyView {
    let following = expect_context::<Following>();
    let one = Followed::Deployment(key.clone());
    let is_followed = {
        let one = one.clone();
        Memo::new(move |_| following.has(&one))
    };
    let icon = move || {
        if is_followed.get() {
            Icon::BellRing
        } else {
            Icon::Bell
        }
    };
    let label = text::follow(title);
    view! {
        <button
            type="button"
            class="bell script-only"
            title=text::NOTIFY_ME
            aria-label=label
            aria-pressed=live(move || is_followed.get().to_string())
            on:click=move |_| following.toggle(&one)
        >
            {Icon::changing(icon, "i i-xs")}
        </button>
    }
    .erase_once()
}
