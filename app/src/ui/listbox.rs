//! The keys of a list whose options are pointed at while the focus stays in a text field, as the
//! WAI-ARIA combobox pattern has it.

use leptos::prelude::document;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// The option that an arrow key leads to, of so many; `None` where the key leads nowhere. The ends
/// are joined.
pub(crate) fn step(key: &str, active: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match (key, active) {
        ("ArrowDown", Some(at)) if at < last => Some(at + 1),
        ("ArrowDown", _) => Some(0),
        ("ArrowUp", Some(at)) if at > 0 => Some(at.min(last + 1) - 1),
        ("ArrowUp", _) => Some(last),
        ("PageDown", at) => Some(at.map_or(0, |at| at + PAGE).min(last)),
        ("PageUp", at) => Some(at.map_or(0, |at| at.saturating_sub(PAGE)).min(last)),
        _ => None,
    }
}

/// How far Page Down leads.
const PAGE: usize = 8;

/// Scrolls the list, and nothing else if that is enough, until the option is seen.
pub(crate) fn reveal(id: &str) {
    if let Some(option) = document().get_element_by_id(id) {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_go_round() {
        for (key, active, count, expected) in [
            ("ArrowDown", None, 3, Some(0)),
            ("ArrowDown", Some(0), 3, Some(1)),
            ("ArrowDown", Some(2), 3, Some(0)),
            ("ArrowUp", None, 3, Some(2)),
            ("ArrowUp", Some(2), 3, Some(1)),
            ("ArrowUp", Some(0), 3, Some(2)),
            // The list became shorter meanwhile.
            ("ArrowDown", Some(7), 3, Some(0)),
            ("ArrowUp", Some(7), 3, Some(2)),
            ("PageDown", Some(0), 30, Some(8)),
            ("PageDown", Some(29), 30, Some(29)),
            ("PageUp", Some(3), 30, Some(0)),
            ("PageUp", None, 0, None),
            ("ArrowDown", None, 0, None),
            ("Enter", Some(1), 3, None),
        ] {
            assert_eq!(
                step(key, active, count),
                expected,
                "{key} {active:?} {count}"
            );
        }
    }
}
