//! A part that is read from the cluster: as long as it cannot be, that stands there.

use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use fleet::ReadError;
use leptos::prelude::*;

/// What was read, drawn; or why it could not be, with a way to try again.
pub(super) fn view<T>(read: Result<T, ReadError>, draw: impl FnOnce(T) -> AnyView) -> AnyView {
    let error = match read {
        Ok(read) => return draw(read),
        Err(ReadError::NoSuch) => return super::missing(),
        Err(error) => error,
    };
    let (icon, heading) = match error {
        ReadError::Refused { .. } => (Icon::Lock, text::NOT_PERMITTED),
        _ => (Icon::Unplug, text::NOT_READABLE),
    };
    let words = error.to_string();
    // The link is the address itself: without script it loads the page anew.
    view! {
        <div class="blank" role="alert">
            {icon.view()}
            <h3>{heading}</h3>
            <p>{format!("{}.", capitalised(&words))}</p>
            <p class="acts">
                <a class="btn btn-sm btn-line" href="" data-again="">
                    {text::TRY_AGAIN}
                </a>
            </p>
        </div>
    }
    .erase()
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
