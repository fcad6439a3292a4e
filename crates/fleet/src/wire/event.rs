//! An Event of the core API.

use super::{Meta, null_as_default, time};
use model::{Text, Timestamp};
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Event {
    metadata: Meta,
    #[serde(rename = "type")]
    kind: Option<String>,
    reason: Option<Text>,
    message: Option<Text>,
    count: Option<u32>,
    #[serde(deserialize_with = "time::read")]
    first_timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "time::read")]
    last_timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "time::read")]
    event_time: Option<Timestamp>,
    #[serde(deserialize_with = "null_as_default")]
    series: Series,
    #[serde(deserialize_with = "null_as_default")]
    involved_object: Involved,
    #[serde(deserialize_with = "null_as_default")]
    source: Source,
    reporting_component: Option<Text>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Series {
    count: Option<u32>,
    #[serde(deserialize_with = "time::read")]
    last_observed_time: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Involved {
    kind: Option<Text>,
    name: Option<Text>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Source {
    component: Option<Text>,
}

// === impl Event ===

impl Event {
    /// The event as it is shown. Who records by the newer events API fills other fields than who
    /// records by the older one.
    pub(crate) fn project(self) -> model::Event {
        let filled = |text: Option<Text>| text.filter(|text| !text.is_empty());
        let first = self.first_timestamp.or(self.event_time);
        let last = self.series.last_observed_time.or(self.last_timestamp);
        let created = self.metadata.creation_timestamp;
        model::Event {
            is_warning: self.kind.as_deref() == Some("Warning"),
            reason: self.reason.unwrap_or_default(),
            message: self.message.unwrap_or_default(),
            kind: self.involved_object.kind.unwrap_or_default(),
            name: self.involved_object.name.unwrap_or_default(),
            source: filled(self.source.component).or(filled(self.reporting_component)),
            count: self.series.count.or(self.count).unwrap_or(1).max(1),
            first: first.or(created),
            last: last.or(first).or(created),
        }
    }
}
