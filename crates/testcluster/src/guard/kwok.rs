//! Nodes that kwok plays.

use crate::folder::Folder;
use crate::guard::control_plane;

/// What kwok plays, see the file itself.
pub(super) const STAGES: &str = include_str!("../../kubernetes/stages.yaml");

/// The annotation and taint of the nodes that kwok plays.
const FAKE: &str = "kwok.x-k8s.io/node";

/// kwok's arguments; `stages` is the file with [`STAGES`].
///
/// It renews the nodes' leases, so that the controller manager can watch over
/// these nodes as over those with a kubelet.
pub(super) fn arguments(folder: &Folder, stages: &std::path::Path) -> Vec<String> {
    vec![
        control_plane::kubeconfig(folder),
        control_plane::flag("config", stages),
        "--manage-all-nodes=false".to_owned(),
        format!("--manage-nodes-with-annotation-selector={FAKE}=fake"),
        "--node-lease-duration-seconds=40".to_owned(),
    ]
}

/// The nodes as a List to create. Beside real kubelets they are tainted, so
/// that only pods that tolerate it are played.
pub(super) fn nodes(count: u32, tainted: bool) -> String {
    let taints = if tainted {
        serde_json::json!([{"key": FAKE, "value": "fake", "effect": "NoSchedule"}])
    } else {
        serde_json::json!([])
    };
    let node = |number: u32| {
        let name = format!("kwok{number}");
        serde_json::json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": name,
                "annotations": {FAKE: "fake"},
                "labels": {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "type": "kwok"},
            },
            "spec": {"taints": taints},
        })
    };
    let items: Vec<_> = (1..=count).map(node).collect();
    serde_json::json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}
