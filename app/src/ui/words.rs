//! Words that are counted, words that are found, and kinds in words.

use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{Row, Selection, WorkloadKind};

/// `1 pod`, `3 pods`.
pub(crate) fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What a place or a state reads where the kind has to be told: it is no Deployment.
pub(crate) fn with_kind(kind: WorkloadKind, words: &str) -> String {
    match kind {
        WorkloadKind::Deployment => words.to_owned(),
        kind => format!("{} · {words}", kind.title()),
    }
}

/// `3/5`: ready and wanted Pods. A CronJob wants none, it has some now and then.
pub(crate) fn counts(row: &Row) -> String {
    match row.key.kind {
        WorkloadKind::CronJob => String::new(),
        _ => format!("{}/{}", row.ready, row.desired),
    }
}

/// `1 deployment`, `40 deployments`; workloads where other kinds are picked.
pub(crate) fn rows(selection: &Selection, number: u32) -> String {
    match selection.kinds_query().is_empty() {
        true => counted(number, "deployment", "deployments"),
        false => counted(number, "workload", "workloads"),
    }
}

/// A figure that is not negative, with one decimal place. Leptos draws the same in the browser, and
/// the standard library's way is 20 KB there.
pub(crate) fn tenths(figure: f64) -> String {
    // Measures of what is drawn.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let tenths = (figure * 10.0).round() as u64;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The text with the characters at these places marked.
pub(crate) fn marked(text: &str, places: &[usize]) -> Vec<AnyView> {
    let mut parts: Vec<(bool, String)> = Vec::new();
    for (place, character) in text.chars().enumerate() {
        let is_marked = places.binary_search(&place).is_ok();
        match parts.last_mut().filter(|(last, _)| *last == is_marked) {
            Some((_, part)) => part.push(character),
            None => parts.push((is_marked, character.to_string())),
        }
    }
    let view = |(is_marked, part): (bool, String)| {
        if is_marked {
            view! { <mark>{part}</mark> }.erase()
        } else {
            part.erase()
        }
    };
    parts.into_iter().map(view).collect()
}
