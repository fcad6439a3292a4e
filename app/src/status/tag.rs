//! An image tag: what stands before the hash is muted, the hash is not.

use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::Row;

/// The fewest hexadecimal digits that look like a hash.
const SHORTEST_HASH: usize = 7;

/// The tag of the row, with the one it replaces while a rollout is under way.
pub(super) fn view(row: &Row) -> AnyView {
    let Some(image) = &row.image else {
        return ().erase();
    };
    let reference = image.reference.to_string();
    let Some(previous) = row.previous_tag.as_deref() else {
        return tag(&image.tag, reference);
    };
    let from = format!("from {previous}");
    let short = split(previous).1.to_owned();
    view! {
        <span class="tag-roll">
            <s title=from>{short}</s>
            {Icon::ArrowRight.sized("i i-xs m")}
            <span class="sr-only">" to "</span>
            {tag(&image.tag, reference)}
        </span>
    }
    .erase()
}

fn tag(tag: &str, reference: String) -> AnyView {
    let (before, hash) = split(tag);
    view! {
        <code class="tag" title=reference>
            <span>{before.to_owned()}</span>
            {hash.to_owned()}
        </code>
    }
    .erase()
}

/// What stands before the hash, and the hash; without a hash all counts.
fn split(tag: &str) -> (&str, &str) {
    match tag.rfind('-').map(|dash| tag.split_at(dash + 1)) {
        Some((before, hash)) if is_hash(hash) => (before, hash),
        _ => ("", tag),
    }
}

fn is_hash(text: &str) -> bool {
    text.len() >= SHORTEST_HASH && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_is_told_apart() {
        assert_eq!(split("staging-a1dcf6ff"), ("staging-", "a1dcf6ff"));
        assert_eq!(split("v7.4.2-r3"), ("", "v7.4.2-r3"));
        assert_eq!(split("latest"), ("", "latest"));
        assert_eq!(split("feature-x-0123456"), ("feature-x-", "0123456"));
    }
}
