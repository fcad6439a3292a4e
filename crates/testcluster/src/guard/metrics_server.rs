//! metrics-server as a process of the machine.

use crate::folder::Folder;
use crate::guard::control_plane::flag;

/// Its arguments. Ten seconds is the finest resolution it accepts.
pub(super) fn arguments(folder: &Folder, port: u16) -> Vec<String> {
    let kubeconfig = folder.kubeconfig();
    vec![
        flag("kubeconfig", &kubeconfig),
        flag("authentication-kubeconfig", &kubeconfig),
        flag("authorization-kubeconfig", &kubeconfig),
        flag("cert-dir", &folder.path().join("metrics-server")),
        format!("--secure-port={port}"),
        "--bind-address=127.0.0.1".to_owned(),
        "--kubelet-preferred-address-types=InternalIP".to_owned(),
        flag(
            "kubelet-certificate-authority",
            &folder.certificate("ca", "crt"),
        ),
        "--kubelet-use-node-status-port".to_owned(),
        "--metric-resolution=10s".to_owned(),
        "--kubelet-request-timeout=5s".to_owned(),
    ]
}

/// How the API server finds it.
pub(super) fn manifest(port: u16) -> String {
    include_str!("../../kubernetes/metrics-server.yaml").replace("PORT", &port.to_string())
}
