//! The events of one workload, of its ReplicaSets or Jobs, and of their Pods.

use super::ask_for;
use crate::place::Place;
use crate::trouble::Trouble;
use crate::wire::{Event, List};
use futures::future::try_join_all;
use kube::Client;
use model::{Events, Text, WorkloadKind, merge_events};

/// Events in one page.
const PAGE: u32 = 500;
/// The most pages that are read of a kind: a namespace may hold very many events.
const PAGES: usize = 4;

/// Reads them. The API server picks events by kind and, for the workload, by name; of the
/// namespace's ReplicaSets (or Jobs) and Pods those count that belong to one of `groups`, also when
/// they are gone.
pub(super) async fn read(
    client: &Client,
    place: &Place,
    groups: &[Text],
) -> Result<Events, Trouble> {
    let Place {
        namespace,
        name,
        kind,
    } = place;
    let mut fields = vec![format!(
        "involvedObject.kind={},involvedObject.name={name}",
        kind.title()
    )];
    let parts = [
        group_kind(*kind),
        (*kind != WorkloadKind::Pod).then_some("Pod"),
    ];
    let parts = parts.into_iter().flatten();
    fields.extend(parts.map(|kind| format!("involvedObject.kind={kind}")));
    let reads = fields
        .into_iter()
        .map(|fields| list(client, namespace, fields));
    let lists = try_join_all(reads).await?;
    let is_partial = lists.iter().any(|(_, is_partial)| *is_partial);
    let events = lists.into_iter().flat_map(|(events, _)| events);
    let events = events.filter(|event| belongs(event, place, groups));
    Ok(Events {
        events: merge_events(events),
        is_partial,
    })
}

async fn list(
    client: &Client,
    namespace: &str,
    fields: String,
) -> Result<(Vec<model::Event>, bool), Trouble> {
    let mut events = Vec::new();
    let mut token = String::new();
    for _ in 0..PAGES {
        let query = form(&[
            ("fieldSelector", &fields),
            ("limit", &PAGE.to_string()),
            ("continue", &token),
        ]);
        let path = format!("/api/v1/namespaces/{namespace}/events?{query}");
        let page: List<Event> = ask_for(client, path).await?;
        events.extend(page.items.into_iter().map(Event::project));
        token = page.metadata.continue_token.unwrap_or_default();
        if token.is_empty() {
            return Ok((events, false));
        }
    }
    Ok((events, true))
}

/// A query string of the pairs that have a value.
pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    query.finish()
}

/// The kind that stands between a workload of this kind and its Pods.
fn group_kind(kind: WorkloadKind) -> Option<&'static str> {
    match kind {
        WorkloadKind::Deployment => Some("ReplicaSet"),
        WorkloadKind::CronJob => Some("Job"),
        _ => None,
    }
}

fn belongs(event: &model::Event, place: &Place, groups: &[Text]) -> bool {
    let group_kind = group_kind(place.kind);
    let is_of = |owner: &Text| {
        let rest = event.name.strip_prefix(&**owner);
        rest.is_some_and(|rest| rest.starts_with('-') && !rest[1..].contains('-'))
    };
    match &*event.kind {
        kind if kind == place.kind.title() => event.name == place.name,
        kind if Some(kind) == group_kind => groups.contains(&event.name),
        "Pod" if group_kind.is_some() => groups.iter().any(is_of),
        "Pod" => is_of(&place.name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_to_the_deployment_counts() {
        let sets: [Text; 1] = ["web-5d9c".into()];
        let web = Place {
            namespace: "shop".into(),
            name: "web".into(),
            kind: WorkloadKind::Deployment,
        };
        let belongs = |kind: &str, name: &str| {
            let event = model::Event {
                kind: kind.into(),
                name: name.into(),
                ..model::Event::default()
            };
            super::belongs(&event, &web, &sets)
        };
        assert!(belongs("Deployment", "web"));
        assert!(belongs("ReplicaSet", "web-5d9c"));
        assert!(belongs("Pod", "web-5d9c-x2x4z"));
        assert!(!belongs("Deployment", "web-5d9c"));
        assert!(!belongs("ReplicaSet", "web-api-77f"));
        assert!(!belongs("Pod", "web-5d9c"));
        assert!(!belongs("Pod", "web-5d9c-api-77f-x2x4z"));
        assert!(!belongs("Node", "web"));
    }
}
