//! What a workload of the play is: its containers, and how its pods fare.

use jiff::Timestamp;

use crate::usage::Level;

/// What stays the same of a workload through all its rollouts.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) namespace: String,
    /// The Deployment's name, such as `checkout-deploy`.
    pub(crate) name: String,
    /// The `app` label, such as `checkout`.
    pub(crate) label: String,
    /// The main container's name, such as `apf-checkout-pod`.
    pub(crate) container: String,
    /// The main container's image without its tag.
    pub(crate) image: String,
    pub(crate) size: Size,
    pub(crate) sidecar: Sidecar,
    /// Names of the init containers.
    pub(crate) init: Vec<String>,
}

/// Requests, limits and usual usage of a main container; millicores and MiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) cpu_request: u64,
    pub(crate) cpu_limit: u64,
    pub(crate) memory_request: u64,
    pub(crate) memory_limit: u64,
    pub(crate) cpu_used: u64,
    pub(crate) memory_used: u64,
}

/// A second container beside the main one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sidecar {
    None,
    /// An ordinary container `istio-proxy`.
    Plain,
    /// An init container `istio-proxy` with `restartPolicy: Always`.
    Native,
}

/// A pod template: a new one is a new ReplicaSet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Template {
    pub(crate) tag: String,
    /// `kubectl rollout restart` writes this annotation.
    pub(crate) restarted_at: Option<Timestamp>,
    pub(crate) fate: Fate,
}

/// How the pods of a template fare.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    /// They start and become ready.
    Well,
    /// The image cannot be pulled.
    PullFails(PullError),
    /// A secret or config map is missing.
    ConfigMissing(&'static str),
    /// The scheduler finds no node; its message.
    Unschedulable(&'static str),
    /// Every container run ends this many seconds after its start.
    Crashes { after: i64, exit: Exit },
    /// The first pod becomes ready, serves for so many seconds, ends, and is back soon: its node
    /// caps the restart back-off at five seconds (`crashLoopBackOff.maxContainerRestartPeriod`).
    Flaps { every: i64, exit: Exit },
    /// The readiness probe never succeeds.
    NeverReady,
}

/// Why a registry does not give an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PullError {
    NotFound,
    Unauthorized,
}

/// How a container run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Exit {
    Code(i32),
    OutOfMemory,
}

// === impl App ===

impl App {
    pub(crate) fn image(&self, template: &Template) -> String {
        format!("{}:{}", self.image, template.tag)
    }

    /// What the containers of a running pod use.
    pub(crate) fn levels(&self) -> Vec<Level> {
        let level = |name: &str, cpu_millicores, mebibytes: u64| Level {
            name: name.to_owned(),
            cpu_millicores,
            memory_bytes: mebibytes << 20,
        };
        let mut levels = vec![level(
            &self.container,
            self.size.cpu_used,
            self.size.memory_used,
        )];
        if self.sidecar != Sidecar::None {
            levels.push(level(SIDECAR, 9, 54));
        }
        levels
    }
}

/// The sidecar's name.
pub(crate) const SIDECAR: &str = "istio-proxy";

// === impl Exit ===

impl Exit {
    pub(crate) fn code(self) -> i32 {
        match self {
            Exit::Code(code) => code,
            Exit::OutOfMemory => 137,
        }
    }

    pub(crate) fn reason(self) -> &'static str {
        match self {
            Exit::Code(0) => "Completed",
            Exit::Code(_) => "Error",
            Exit::OutOfMemory => "OOMKilled",
        }
    }
}

// === impl PullError ===

impl PullError {
    /// What containerd says.
    pub(crate) fn message(self, image: &str) -> String {
        let pull = format!(
            "failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\""
        );
        match self {
            PullError::NotFound => {
                format!("rpc error: code = NotFound desc = {pull}: {image}: not found")
            }
            PullError::Unauthorized => {
                let host = image.split('/').next().unwrap_or_default();
                format!(
                    "{pull}: failed to authorize: failed to fetch anonymous token: unexpected \
                     status from GET request to https://{host}/token: 401 Unauthorized"
                )
            }
        }
    }
}

/// Letters of generated names: no vowels and nothing that looks like another, as in Kubernetes.
const SAFE: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// A generated name's ending of `length` letters.
pub(crate) fn safe_letters(random: &mut fastrand::Rng, length: usize) -> String {
    (0..length)
        .map(|_| char::from(SAFE[random.usize(..SAFE.len())]))
        .collect()
}
