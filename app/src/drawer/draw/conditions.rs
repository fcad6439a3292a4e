//! The conditions of the Deployment, in kubectl's words.

use super::parts::{age, table, unknown};
use super::text;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{Condition, Timestamp, WorkloadKind};

const HEADS: [&str; 6] = [
    text::TYPE,
    text::STATUS,
    text::REASON,
    text::MESSAGE,
    text::CHANGED,
    text::UPDATED,
];

pub(super) fn view(kind: WorkloadKind, conditions: &[Condition], now: Timestamp) -> AnyView {
    if conditions.is_empty() {
        // Other kinds report none, or few.
        if kind != WorkloadKind::Deployment {
            return ().erase();
        }
        return view! {
            <section class="part">
                <h3>{text::CONDITIONS}</h3>
                <p class="note">{text::NO_CONDITIONS}</p>
            </section>
        }
        .erase();
    }
    let ago = |at: Option<Timestamp>| match at {
        Some(at) => age(at, now),
        None => unknown(text::NOT_REPORTED),
    };
    let words = |words: &Option<model::Text>| match words {
        Some(words) => words.to_string().erase(),
        None => unknown(text::NONE),
    };
    let rows = conditions.iter().map(|condition| {
        let status = condition.status();
        let cells = vec![
            condition.kind.to_string().erase(),
            view! { <span class="condition" data-pod=colour(condition)>{status}</span> }.erase(),
            words(&condition.reason),
            view! { <span class="prose">{words(&condition.message)}</span> }.erase(),
            ago(condition.changed),
            ago(condition.updated),
        ];
        (condition.kind.to_string(), cells)
    });
    view! {
        <section class="part">
            <h3>{text::CONDITIONS}</h3>
            {table(text::CONDITIONS, &HEADS, rows.collect())}
        </section>
    }
    .erase()
}

/// Whether it is good that it is so.
fn colour(condition: &Condition) -> &'static str {
    let is_trouble = matches!(
        &*condition.kind,
        "ReplicaFailure" | "Failed" | "FailureTarget"
    );
    match condition.is_unknown {
        true => "pending",
        false if condition.is_true == is_trouble => "failed",
        false => "running",
    }
}
