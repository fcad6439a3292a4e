//! There is no such page.

use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// The page.
pub(crate) fn view() -> AnyView {
    view! {
        <h1 class="sr-only">"Page not found"</h1>
        <div class="blank">
            {Icon::FileQuestionMark.view()}
            <h2>"There is no such page"</h2>
            <p>
                "The address may be mistyped, or the page is not open to you: which of the two is not told."
            </p>
            <div class="acts">
                <a class="btn btn-sm btn-primary" href="/">"Back to status"</a>
            </div>
        </div>
    }
    .erase()
}
