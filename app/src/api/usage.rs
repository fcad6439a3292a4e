//! What everything in sight uses, for an order by it.

#![allow(missing_docs)] // `#[server]` writes a struct for the arguments.

use super::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{DeploymentKey, Text, Usage, UsageTable};
use serde::{Deserialize, Serialize};

/// A [`UsageTable`] as it travels: the names of clusters and namespaces once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageList(Vec<Place>);

/// One namespace of one cluster: name, CPU in millicores and memory in bytes of its Deployments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place(Text, Text, Vec<(Text, u64, u64)>);

// === impl UsageList ===

impl From<UsageTable> for UsageList {
    fn from(table: UsageTable) -> Self {
        let mut all: Vec<(DeploymentKey, Usage)> = table.into_iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let mut places: Vec<Place> = Vec::new();
        for (key, usage) in all {
            let name = Text::from(key.named_as());
            let figures = (name, usage.cpu_millicores, usage.memory_bytes);
            match places.last_mut() {
                Some(place) if place.0 == key.cluster && place.1 == key.namespace => {
                    place.2.push(figures);
                }
                _ => places.push(Place(key.cluster, key.namespace, vec![figures])),
            }
        }
        Self(places)
    }
}

impl From<UsageList> for UsageTable {
    fn from(list: UsageList) -> Self {
        let places = list.0.into_iter();
        let rows = places.flat_map(|Place(cluster, namespace, rows)| {
            rows.into_iter()
                .filter_map(move |(name, cpu_millicores, memory_bytes)| {
                    let key = DeploymentKey::named(cluster.clone(), namespace.clone(), &name);
                    let usage = Usage {
                        cpu_millicores,
                        memory_bytes,
                    };
                    Some((key.ok()?, usage))
                })
        });
        rows.collect()
    }
}

/// What everything of these kinds (empty: Deployments) that this person may see uses at present,
/// as far as it is known.
///
/// # Errors
/// None of its own.
#[server(prefix = "/api/app", endpoint = "usage", input = Json)]
pub async fn all_usage(#[server(default)] kinds: String) -> Result<UsageList, ApiError> {
    Ok(super::viewer()?.usage(&kinds).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_travels_arrives() {
        let mut table = UsageTable::new();
        for (place, name) in [
            ("a/x", "one"),
            ("a/x", "two"),
            ("a/y", "one"),
            ("b/x", "one"),
        ] {
            let (cluster, namespace) = place.split_once('/').unwrap();
            let usage = Usage {
                cpu_millicores: table.len() as u64,
                memory_bytes: 7,
            };
            table.insert(DeploymentKey::new(cluster, namespace, name), usage);
        }
        let list = UsageList::from(table.clone());
        assert_eq!(list.0.len(), 3);
        let json = serde_json::to_string(&list).unwrap();
        let list: UsageList = serde_json::from_str(&json).unwrap();
        assert_eq!(UsageTable::from(list), table);
    }
}
