//! etcd, the API server, the controller manager and the scheduler.

use std::path::Path;

use crate::error::Result;
use crate::folder::{Folder, Record};

/// The arguments of each program, in the order they are started.
pub(super) fn etcd(folder: &Folder, record: &Record) -> Vec<String> {
    let [clients, peers] = record.etcd.map(|port| format!("http://127.0.0.1:{port}"));
    vec![
        format!("--data-dir={}", folder.path().join("etcd").display()),
        format!("--listen-client-urls={clients}"),
        format!("--advertise-client-urls={clients}"),
        format!("--listen-peer-urls={peers}"),
        format!("--initial-advertise-peer-urls={peers}"),
        format!("--initial-cluster=default={peers}"),
        // The data need not outlive the machine.
        "--unsafe-no-fsync".to_owned(),
    ]
}

/// See [`etcd`].
pub(super) fn api_server(folder: &Folder, record: &Record) -> Vec<String> {
    let file = |name: &str, kind: &str| folder.certificate(name, kind).display().to_string();
    vec![
        format!("--etcd-servers=http://127.0.0.1:{}", record.etcd[0]),
        format!("--secure-port={}", record.api_server),
        "--bind-address=127.0.0.1".to_owned(),
        "--advertise-address=127.0.0.1".to_owned(),
        // Loopback is no address an endpoint may have; nothing looks for it.
        "--endpoint-reconciler-type=none".to_owned(),
        format!("--client-ca-file={}", file("ca", "crt")),
        format!("--tls-cert-file={}", file("apiserver", "crt")),
        format!("--tls-private-key-file={}", file("apiserver", "key")),
        format!(
            "--service-account-key-file={}",
            file("service-account", "pub")
        ),
        format!(
            "--service-account-signing-key-file={}",
            file("service-account", "key")
        ),
        "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
        "--authorization-mode=Node,RBAC".to_owned(),
        "--service-cluster-ip-range=10.96.0.0/16".to_owned(),
        "--allow-privileged=true".to_owned(),
        format!(
            "--kubelet-client-certificate={}",
            file("kubelet-client", "crt")
        ),
        format!("--kubelet-client-key={}", file("kubelet-client", "key")),
        format!("--kubelet-certificate-authority={}", file("ca", "crt")),
        "--kubelet-preferred-address-types=InternalIP".to_owned(),
        format!(
            "--requestheader-client-ca-file={}",
            file("front-proxy-ca", "crt")
        ),
        "--requestheader-allowed-names=front-proxy-client".to_owned(),
        "--requestheader-extra-headers-prefix=X-Remote-Extra-".to_owned(),
        "--requestheader-group-headers=X-Remote-Group".to_owned(),
        "--requestheader-username-headers=X-Remote-User".to_owned(),
        format!(
            "--proxy-client-cert-file={}",
            file("front-proxy-client", "crt")
        ),
        format!(
            "--proxy-client-key-file={}",
            file("front-proxy-client", "key")
        ),
    ]
}

/// See [`etcd`].
pub(super) fn controller_manager(folder: &Folder) -> Vec<String> {
    let file = |name: &str, kind: &str| folder.certificate(name, kind).display().to_string();
    vec![
        kubeconfig(folder),
        "--leader-elect=false".to_owned(),
        "--secure-port=0".to_owned(),
        format!("--root-ca-file={}", file("ca", "crt")),
        format!(
            "--service-account-private-key-file={}",
            file("service-account", "key")
        ),
        format!("--cluster-signing-cert-file={}", file("ca", "crt")),
        format!("--cluster-signing-key-file={}", file("ca", "key")),
        // Enough for tests that create thousands of pods.
        "--kube-api-qps=200".to_owned(),
        "--kube-api-burst=400".to_owned(),
    ]
}

/// See [`etcd`].
pub(super) fn scheduler(folder: &Folder) -> Vec<String> {
    vec![
        kubeconfig(folder),
        "--leader-elect=false".to_owned(),
        "--secure-port=0".to_owned(),
        "--kube-api-qps=200".to_owned(),
        "--kube-api-burst=400".to_owned(),
    ]
}

/// Writes a kubeconfig (as JSON, which is YAML) for the owner of a certificate.
pub(super) fn write_kubeconfig(
    folder: &Folder,
    file: &str,
    server: &str,
    user: &str,
) -> Result<()> {
    let path = |name: &str, kind: &str| folder.certificate(name, kind).display().to_string();
    let name = folder.name().as_str();
    let config = serde_json::json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": {
            "server": server,
            "certificate-authority": path("ca", "crt"),
        }}],
        "users": [{"name": user, "user": {
            "client-certificate": path(user, "crt"),
            "client-key": path(user, "key"),
        }}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user}}],
    });
    folder.write(file, &format!("{config:#}\n")).map(drop)
}

/// The flag by which a program finds the API server as its administrator.
pub(super) fn kubeconfig(folder: &Folder) -> String {
    flag("kubeconfig", &folder.kubeconfig())
}

/// A flag whose value is a path.
pub(super) fn flag(name: &str, path: &Path) -> String {
    format!("--{name}={}", path.display())
}
