//! `metrics.k8s.io`: the figures metrics-server would give of the running pods.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    api::{Server, answer::Failure, ask::ListOptions, list::in_namespace},
    kind::Kind,
    usage::{ContainerUsage, WINDOW_SECONDS},
};

/// A pod's first figures come once it has run this long: two scrapes.
const FIRST_FIGURES: SignedDuration = SignedDuration::from_secs(WINDOW_SECONDS + 5);

/// `PodMetricsList` of a namespace or of all.
pub(crate) fn list(
    server: &Server,
    namespace: Option<&str>,
    options: &ListOptions,
) -> Result<String, Failure> {
    let selector = options.selector(Kind::Pod)?;
    let quiet = server.faults.namespaces_without_metrics();
    let now = server.clock.now();
    let store = server.store();
    let usage = server.usage();
    let mut items = String::new();
    for (key, entry) in in_namespace(store.objects(Kind::Pod), namespace, "") {
        let known = entry.phase == "Running" && selector.matches(entry);
        let muted = quiet
            .iter()
            .any(|ns| ns.as_ref().is_none_or(|ns| *ns == entry.namespace));
        if !known || muted {
            continue;
        }
        let Some(figures) = usage.of(key) else {
            continue;
        };
        let containers = figures.containers(now);
        if figures.since + FIRST_FIGURES > now || containers.is_empty() {
            continue;
        }
        if !items.is_empty() {
            items.push(',');
        }
        let labels = json!(entry.labels);
        items.push_str(&item(&entry.namespace, &entry.name, labels, now, containers).to_string());
    }
    Ok(format!(
        r#"{{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{{}},"items":[{items}]}}"#
    ) + "\n")
}

/// `PodMetrics` of one pod.
pub(crate) fn get(server: &Server, namespace: &str, name: &str) -> Result<String, Failure> {
    let options = ListOptions {
        field_selector: format!("metadata.name={name}"),
        ..ListOptions::default()
    };
    let list: Value = serde_json::from_str(&list(server, Some(namespace), &options)?)
        .map_err(|_| Failure::internal())?;
    let Some(mut item) = list.pointer("/items/0").cloned() else {
        return Err(Failure::not_found(Kind::PodMetrics, Some(namespace), name));
    };
    if let Some(fields) = item.as_object_mut() {
        fields.insert("kind".into(), Kind::PodMetrics.name().into());
        fields.insert("apiVersion".into(), Kind::PodMetrics.api_version().into());
    }
    Ok(item.to_string())
}

fn item(
    namespace: &str,
    name: &str,
    labels: Value,
    now: Timestamp,
    containers: Vec<ContainerUsage>,
) -> Value {
    let now = SignedDuration::from_secs(now.as_second());
    let scraped = now.as_secs() - now.as_secs().rem_euclid(WINDOW_SECONDS);
    let scraped = Timestamp::from_second(scraped)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_string();
    let containers: Vec<Value> = containers
        .into_iter()
        .map(|container| {
            let cpu = format!("{}n", container.cpu_nanocores);
            let memory = format!("{}Ki", container.memory_bytes / 1024);
            json!({"name": container.name, "usage": {"cpu": cpu, "memory": memory}})
        })
        .collect();
    json!({
        "metadata": {
            "name": name,
            "namespace": namespace,
            "creationTimestamp": Timestamp::from_second(now.as_secs())
                .unwrap_or(Timestamp::UNIX_EPOCH)
                .to_string(),
            "labels": labels,
        },
        "timestamp": scraped,
        "window": format!("{WINDOW_SECONDS}.0{:02}s", scraped.len() % 97),
        "containers": containers,
    })
}
