//! `/version` and the minimum of discovery.

use serde_json::{Value, json};

use crate::kind::Kind;

/// The Kubernetes version the simulator takes as its example.
const GIT_VERSION: &str = "v1.36.3";

/// The document at a path such as `/version` or `/apis/apps/v1`.
pub(crate) fn document(path: &str, metrics: bool) -> Option<Value> {
    let kinds = |group: &str, version: &str| -> Vec<Kind> {
        let served = |kind: &Kind| kind.group() == group && kind.version() == version;
        Kind::ALL
            .into_iter()
            .filter(served)
            .filter(|k| metrics || *k != Kind::PodMetrics)
            .collect()
    };
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["version"] => Some(version()),
        ["api"] => Some(json!({"kind": "APIVersions", "versions": ["v1"]})),
        ["apis"] => {
            let mut groups = vec![group("apps", "v1"), group("batch", "v1")];
            if metrics {
                groups.push(group("metrics.k8s.io", "v1beta1"));
            }
            Some(json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}))
        }
        ["apis", name] => {
            let version = if *name == "metrics.k8s.io" {
                "v1beta1"
            } else {
                "v1"
            };
            let known = !name.is_empty() && !kinds(name, version).is_empty();
            known.then(|| {
                let mut object = group(name, version);
                object["kind"] = "APIGroup".into();
                object["apiVersion"] = "v1".into();
                object
            })
        }
        ["api", version] => resources(version, &kinds("", version)),
        ["apis", group, version] => {
            resources(&format!("{group}/{version}"), &kinds(group, version))
        }
        _ => None,
    }
}

fn version() -> Value {
    json!({
        "major": "1",
        "minor": "36",
        "gitVersion": GIT_VERSION,
        "gitCommit": "0000000000000000000000000000000000000000",
        "gitTreeState": "clean",
        "buildDate": "2026-01-01T00:00:00Z",
        "goVersion": "go1.26",
        "compiler": "gc",
        "platform": "linux/amd64",
    })
}

fn group(name: &str, version: &str) -> Value {
    let version = json!({"groupVersion": format!("{name}/{version}"), "version": version});
    json!({"name": name, "versions": [version], "preferredVersion": version})
}

fn resources(group_version: &str, kinds: &[Kind]) -> Option<Value> {
    let resource = |kind: &Kind| {
        let verbs = match kind {
            Kind::PodMetrics => json!(["get", "list"]),
            _ => json!(["get", "list", "watch"]),
        };
        json!({
            "name": kind.plural(),
            "singularName": "",
            "namespaced": kind.namespaced(),
            "kind": kind.name(),
            "verbs": verbs,
        })
    };
    (!kinds.is_empty()).then(|| {
        json!({
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": group_version,
            "resources": kinds.iter().map(resource).collect::<Vec<_>>(),
        })
    })
}
