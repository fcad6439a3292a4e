//! What happened to a Deployment and what belongs to it, as its cluster recorded it.

use crate::{Text, Timestamp};
use std::cmp::Reverse;
use std::collections::HashMap;

/// An event of a Deployment, one of its ReplicaSets or one of its Pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// `type == "Warning"`, as against `Normal`.
    pub is_warning: bool,
    /// In one word, such as `BackOff`.
    pub reason: Text,
    /// A sentence for people.
    pub message: Text,
    /// The kind of what it is about: `Deployment`, `ReplicaSet` or `Pod`.
    pub kind: Text,
    /// The name of what it is about.
    pub name: Text,
    /// Who recorded it, such as `kubelet`.
    pub source: Option<Text>,
    /// How often it happened.
    pub count: u32,
    /// When it happened first, where that is recorded.
    pub first: Option<Timestamp>,
    /// When it happened last, where that is recorded.
    pub last: Option<Timestamp>,
}

/// The events of one Deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Newest first, each once.
    pub events: Vec<Event>,
    /// Whether the namespace holds more events than were read.
    pub is_partial: bool,
}

// === impl Event ===

impl Event {
    /// `type` as the API writes it.
    pub const fn type_word(&self) -> &'static str {
        if self.is_warning { "Warning" } else { "Normal" }
    }
}

/// Events newest first. What says the same of the same object is one event that happened as often
/// as all of them.
pub fn merge_events(events: impl IntoIterator<Item = Event>) -> Vec<Event> {
    let mut known: HashMap<(Text, Text, Text, Text, bool), usize> = HashMap::new();
    let mut merged: Vec<Event> = Vec::new();
    for event in events {
        let Event {
            kind,
            name,
            reason,
            message,
            is_warning,
            ..
        } = event.clone();
        let place = *known
            .entry((kind, name, reason, message, is_warning))
            .or_insert(merged.len());
        match merged.get_mut(place) {
            Some(same) => {
                same.count = same.count.saturating_add(event.count);
                same.last = same.last.max(event.last);
                same.first = [same.first, event.first].into_iter().flatten().min();
            }
            None => merged.push(event),
        }
    }
    merged.sort_by(|a, b| {
        let order = |event: &Event| (Reverse(event.last), event.kind.clone(), event.name.clone());
        (order(a), &a.reason, &a.message).cmp(&(order(b), &b.reason, &b.message))
    });
    merged
}
