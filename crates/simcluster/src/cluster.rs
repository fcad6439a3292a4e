//! One simulated cluster: its client, its script, its faults.

use std::sync::Arc;

use k8s_openapi::jiff::Timestamp;
use kube::Client;
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;

use crate::{
    api::Server,
    clock::Clock,
    faults::Faults,
    kind::Kind,
    play::Play,
    requests::Requests,
    scenario::Part,
    usage::{Level, PodUsage},
};

/// A Kubernetes API in this process, with a cluster's life played behind it.
///
/// The play runs as a tokio task until this value is dropped; clients made before go on to be
/// answered from what is stored then.
#[derive(Debug)]
pub struct SimCluster {
    name: String,
    server: Arc<Server>,
    play: Option<JoinHandle<()>>,
}

/// An object the simulated API server cannot store.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Neither of the kinds in [`Kind::STORED`].
    #[error("the simulated API server does not store {api_version} {kind}")]
    UnknownKind {
        /// `apiVersion` of the object.
        api_version: String,
        /// `kind` of the object.
        kind: String,
    },
    /// `metadata.name` is absent, or `metadata.namespace` of a kind that needs one.
    #[error("a {0:?} needs metadata.name, and metadata.namespace where the kind has namespaces")]
    Unnamed(Kind),
    /// The object is no JSON object.
    #[error("the object cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

// === impl SimCluster ===

impl SimCluster {
    /// Starts a cluster that plays `part`. Needs a tokio runtime.
    pub fn start(name: impl Into<String>, part: Part, clock: Clock) -> Self {
        let server = Arc::new(Server::new(clock));
        {
            let mut logs = server.logs();
            (logs.is_lively, logs.rate) = (part.is_played(), part.log_rate());
        }
        for fault in part.faults() {
            server.faults.schedule(fault.clone());
        }
        let play = Play::begin(part, clock.start()).map(|mut play| {
            play.perform(&server, clock.start());
            let server = server.clone();
            tokio::spawn(async move {
                while let Some(next) = play.next_scene() {
                    tokio::time::sleep_until(server.clock.instant(next)).await;
                    play.perform(&server, server.clock.now());
                }
            })
        });
        Self {
            name: name.into(),
            server,
            play,
        }
    }

    /// The name it was started with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A client of this cluster; each call makes a new one.
    pub fn client(&self) -> Client {
        let server = self.server.clone();
        let service = tower::service_fn(move |request| server.clone().answer(request));
        Client::new(service, "default")
    }

    /// The handle that makes things go wrong.
    pub fn faults(&self) -> Faults {
        self.server.faults.clone()
    }

    /// The clock the cluster lives by.
    pub fn clock(&self) -> Clock {
        self.server.clock
    }

    /// What was asked for one kind so far.
    pub fn requests(&self, kind: Kind) -> Requests {
        self.server.counters.of(kind)
    }

    /// What was asked for all kinds so far.
    pub fn all_requests(&self) -> Requests {
        self.server.counters.total()
    }

    /// The newest resource version.
    pub fn resource_version(&self) -> String {
        self.server.revision().to_string()
    }

    /// Creates or replaces an object of any stored kind. What an API server fills in is filled in
    /// where it is absent: uid, creationTimestamp, generation (raised when the spec changed),
    /// status; what it finds in the stored object's metadata it keeps.
    ///
    /// # Errors
    /// When the kind is not served, or the object has no name.
    pub fn apply(&self, object: &impl Serialize) -> Result<(), ApplyError> {
        let mut object = serde_json::to_value(object)?;
        let kind = kind_of(&object)?;
        let text = |at: &str| {
            object
                .pointer(at)
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned()
        };
        let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
        if name.is_empty() || namespace.is_empty() == kind.namespaced() {
            return Err(ApplyError::Unnamed(kind));
        }
        let created = self.server.clock.now();
        self.server.change(|store, at| {
            let known = store
                .get(kind, &namespace, &name)
                .map(|entry| entry.value());
            complete(kind, &mut object, known.as_ref(), created);
            store.put(kind, object, at);
        });
        Ok(())
    }

    /// Deletes an object at once. Returns whether it was there. A Deployment's ReplicaSets and
    /// pods, or a namespace's contents, are the script's own to delete.
    pub fn delete(&self, kind: Kind, namespace: &str, name: &str) -> bool {
        if kind == Kind::Pod {
            self.server.usage().forget(&format!("{namespace}/{name}"));
        }
        self.server
            .change(|store, at| kind.shelf().is_some() && store.remove(kind, namespace, name, at))
    }

    /// Sets what a pod's containers use from now on: name, millicores, bytes each.
    pub fn set_usage(&self, namespace: &str, pod: &str, containers: &[(&str, u64, u64)]) {
        let level = |&(name, cpu_millicores, memory_bytes): &(&str, u64, u64)| Level {
            name: name.to_owned(),
            cpu_millicores,
            memory_bytes,
        };
        let levels = containers.iter().map(level).collect();
        // Figures set by hand are known at once.
        let usage = PodUsage {
            since: Timestamp::UNIX_EPOCH,
            levels,
            seed: None,
        };
        self.server.usage().set(format!("{namespace}/{pod}"), usage);
    }

    /// Lets a container write a line of any bytes, now. It belongs to the run that its Pod's status
    /// tells for this time.
    pub fn write_log(&self, namespace: &str, pod: &str, container: &str, line: impl AsRef<[u8]>) {
        let (key, now) = (log_key(namespace, pod, container), self.server.clock.now());
        self.server.logs().write(key, now, line.as_ref());
        self.server.written.send_replace(());
    }

    /// Lets a container write numbered lines, so many a second since its start: `line=0`, `line=1`.
    pub fn pace_log(&self, namespace: &str, pod: &str, container: &str, lines_per_second: u32) {
        let key = log_key(namespace, pod, container);
        self.server.logs().pace(key, lines_per_second);
        self.server.written.send_replace(());
    }

    /// Forgets what a container wrote by hand so far, as when the kubelet rotates its log.
    pub fn rotate_log(&self, namespace: &str, pod: &str, container: &str) {
        self.server
            .logs()
            .rotate(&log_key(namespace, pod, container));
    }

    /// Forgets a pod's usage: metrics-server does not list it any more.
    pub fn clear_usage(&self, namespace: &str, pod: &str) {
        self.server.usage().forget(&format!("{namespace}/{pod}"));
    }
}

impl Drop for SimCluster {
    fn drop(&mut self) {
        if let Some(play) = &self.play {
            play.abort();
        }
    }
}

fn log_key(namespace: &str, pod: &str, container: &str) -> crate::logs::Key {
    (namespace.to_owned(), pod.to_owned(), container.to_owned())
}

fn kind_of(object: &Value) -> Result<Kind, ApplyError> {
    let text = |field: &str| {
        object
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    Kind::named(api_version, kind).ok_or_else(|| ApplyError::UnknownKind {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
    })
}

/// Fills in what the API server does.
fn complete(kind: Kind, object: &mut Value, known: Option<&Value>, now: Timestamp) {
    let now = Timestamp::from_second(now.as_second())
        .unwrap_or(now)
        .to_string();
    let known_field = |at: &str| known.and_then(|known| known.pointer(at)).cloned();
    let changed = known.is_some_and(|known| known.get("spec") != object.get("spec"));
    let generation = known_field("/metadata/generation").and_then(|g| g.as_i64());
    let generation = generation.map_or(1, |generation| generation + i64::from(changed));
    let uid = known_field("/metadata/uid").unwrap_or_else(|| uid(&mut fastrand::Rng::new()).into());
    let created = known_field("/metadata/creationTimestamp").unwrap_or_else(|| now.into());
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    let has_status = !matches!(kind, Kind::Event | Kind::ControllerRevision);
    if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
        fill(metadata, "uid", uid);
        fill(metadata, "creationTimestamp", created);
        if has_status {
            fill(metadata, "generation", generation.into());
        }
    }
    if !has_status {
        return;
    }
    let status = known_field("/status").unwrap_or_else(|| match kind {
        Kind::Namespace => json!({"phase": "Active"}),
        Kind::Pod => json!({"phase": "Pending", "qosClass": "BestEffort"}),
        Kind::ReplicaSet => json!({"replicas": 0}),
        Kind::StatefulSet => json!({"replicas": 0, "availableReplicas": 0}),
        Kind::DaemonSet => json!({
            "currentNumberScheduled": 0, "numberMisscheduled": 0,
            "desiredNumberScheduled": 0, "numberReady": 0,
        }),
        Kind::Deployment
        | Kind::ControllerRevision
        | Kind::Job
        | Kind::CronJob
        | Kind::Event
        | Kind::PodMetrics => json!({}),
    });
    fill(fields, "status", status);
}

fn fill(fields: &mut Map<String, Value>, name: &str, value: Value) {
    let field = fields.entry(name).or_insert(Value::Null);
    if field.is_null() {
        *field = value;
    }
}

/// A random UUID, version 4.
pub(crate) fn uid(random: &mut fastrand::Rng) -> String {
    let bits = random.u128(..);
    let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let (a, b, c, d, e) = (
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    );
    format!("{a}-{b}-{c}-{d}-{e}")
}
