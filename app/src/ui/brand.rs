//! Our mark.

use crate::ui::erase::Erase;
use leptos::prelude::*;

/// Four tiles, one of them lit.
pub(crate) fn mark() -> AnyView {
    view! {
        <svg viewBox="0 0 22 22" aria-hidden="true" fill="currentColor">
            <rect x="1" y="1" width="9" height="9" rx="2" opacity=".32"></rect>
            <rect x="12" y="12" width="9" height="9" rx="2" opacity=".32"></rect>
            <rect x="1" y="12" width="9" height="9" rx="2" opacity=".32"></rect>
            <rect x="12" y="1" width="9" height="9" rx="2"></rect>
        </svg>
    }
    .erase()
}
