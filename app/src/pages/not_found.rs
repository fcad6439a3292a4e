//! There is no such page.

use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;

const PAGE_NOT_FOUND: &str = "Page not found";
const NO_SUCH_PAGE: &str = "There is no such page";
const MISTYPED_OR_CLOSED: &str = "The address may be mistyped, or the page is not open to you: which \
    of the two is not told.";
const BACK_TO_STATUS: &str = "Back to status";

/// The page.
pub(crate) fn view() -> AnyView {
    view! {
        <h1 class="sr-only">{PAGE_NOT_FOUND}</h1>
        <div class="blank">
            {Icon::FileQuestionMark.view()}
            <h2>{NO_SUCH_PAGE}</h2>
            <p>{MISTYPED_OR_CLOSED}</p>
            <div class="acts">
                <a class="btn btn-sm btn-primary" href="/">{BACK_TO_STATUS}</a>
            </div>
        </div>
    }
    .erase()
}
