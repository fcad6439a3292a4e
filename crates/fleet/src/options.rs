//! What a fleet is made of.

use model::{NamingRules, Text};
use std::{fmt, path::PathBuf, time::Duration};

/// What a fleet is made of.
#[derive(Clone, Debug)]
pub struct FleetOptions {
    /// The clusters, in the order in which they are shown.
    pub clusters: Vec<ClusterSource>,
    /// How names are shortened.
    pub naming: NamingRules,
    /// How often usage is read from metrics.k8s.io.
    pub metrics_interval: Duration,
    /// Names this process: sequence numbers of another epoch mean nothing.
    pub epoch: Text,
}

/// One cluster and how it is reached.
#[derive(Clone, Debug)]
pub struct ClusterSource {
    /// The configured name, unique in the fleet.
    pub name: Text,
    /// What people read.
    pub title: Text,
    /// Whether its data are invented for demonstration.
    pub is_demo: bool,
    /// The namespaces to look at where listing cluster-wide is not permitted.
    pub namespaces: Vec<Text>,
    /// How it is reached.
    pub connect: Connect,
}

/// How a cluster is reached.
#[derive(Clone)]
pub enum Connect {
    /// By a kubeconfig file.
    Kubeconfig {
        /// The file; `None` is `$KUBECONFIG` or `~/.kube/config`.
        path: Option<PathBuf>,
        /// The context; `None` is the file's current one.
        context: Option<String>,
        /// How long an exec credential plugin may take.
        exec_timeout: Duration,
    },
    /// By the service account of the pod we run in.
    InCluster,
    /// By address and token.
    Server {
        /// The API server's address.
        url: String,
        /// PEM file of the authority that signed its certificate; `None` trusts the system's.
        certificate_authority: Option<PathBuf>,
        /// The file with the bearer token, read anew every minute.
        token_file: PathBuf,
    },
    /// By a client made elsewhere: a simulated cluster, a test.
    Client(kube::Client),
}

impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kubeconfig { path, context, .. } => {
                write!(f, "Kubeconfig({path:?}, {context:?})")
            }
            Self::InCluster => f.write_str("InCluster"),
            Self::Server { url, .. } => write!(f, "Server({url})"),
            Self::Client(_) => f.write_str("Client"),
        }
    }
}
