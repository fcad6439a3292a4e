//! An image tag: what stands before the hash is muted, the hash is not.

use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{Row, split_tag};

/// The tag of the row, with the one it replaces while a rollout is under way.
pub(super) fn view(row: &Row) -> AnyView {
    let Some(image) = &row.image else {
        return ().erase();
    };
    let reference = image.reference.to_string();
    let Some(previous) = row.previous_tag.as_deref() else {
        return tag(&image.tag, reference);
    };
    let from = text::from_tag(previous);
    let short = split_tag(previous).1.to_owned();
    view! {
        <span class="tag-roll">
            <s title=from>{short}</s>
            {Icon::ArrowRight.sized("i i-xs m")}
            <span class="sr-only">{text::TO}</span>
            {tag(&image.tag, reference)}
        </span>
    }
    .erase()
}

/// The tag of this image reference.
pub(crate) fn tag(tag: &str, reference: String) -> AnyView {
    let (before, hash) = split_tag(tag);
    view! {
        <code class="tag" title=reference>
            <span>{before.to_owned()}</span>
            {hash.to_owned()}
        </code>
    }
    .erase()
}
