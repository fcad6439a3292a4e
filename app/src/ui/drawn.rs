//! Parts of the page that the server alone draws, and the browser keeps up to date by changing what
//! differs.

mod copy;
mod morph;
mod times;

pub(crate) use super::text::AWAITED;
pub(crate) use copy::click as copy;
pub(crate) use morph::morph;
pub(crate) use times::tell as tell_times;

use super::text;
use crate::api::ApiError;
use crate::browser;

/// Says that what is named here (`This part`) could not be drawn, and offers to try again.
pub(crate) fn failed(what: &str, error: &ApiError) -> String {
    format!(
        "<div class=\"blank\" role=\"alert\"><p>{}</p>\
         <p class=\"acts\"><a class=\"btn btn-sm btn-line\" href=\"\" data-again>{}</a></p></div>",
        text::not_drawn(what, error),
        text::TRY_AGAIN
    )
}

/// Whether this click is on "try again"; then nothing else is done about it.
pub(crate) fn is_again(event: &web_sys::MouseEvent) -> bool {
    let is_it = browser::closest(event.target(), "[data-again]").is_some();
    if is_it {
        event.prevent_default();
    }
    is_it
}
