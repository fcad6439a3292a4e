//! The `clusters` section.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

/// Which clusters are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Clusters {
    /// In-cluster when in a pod; else every context of `$KUBECONFIG` or `~/.kube/config`; else
    /// the demo fleet.
    #[default]
    Auto,
    /// These, in this order.
    List(Vec<Cluster>),
}

/// One configured cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Unique among the clusters; used in addresses and in `allowed_clusters`.
    pub name: String,
    /// What people read; the name when none is configured.
    pub title: String,
    /// How it is reached.
    pub source: ClusterSource,
    /// The namespaces looked at when they can't be listed cluster-wide. Empty: none known.
    pub namespaces: Vec<String>,
    /// How long an exec credential plugin may take, in seconds.
    pub exec_timeout_seconds: u32,
}

/// How a cluster is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterSource {
    /// By a context of a kubeconfig file.
    Kubeconfig {
        /// The file; `None` is `$KUBECONFIG` or `~/.kube/config`.
        file: Option<PathBuf>,
        /// The context; `None` is the file's current one.
        context: Option<String>,
    },
    /// By the ServiceAccount of the pod we run in.
    InCluster,
    /// By an address and a token.
    Server {
        /// The API server.
        url: Url,
        /// PEM file of the authority that signed its certificate; `None` trusts the system's.
        certificate_authority: Option<PathBuf>,
        /// The file with the bearer token, read anew when it changes.
        token_file: PathBuf,
    },
    /// A simulated cluster that plays this scenario.
    Simulated {
        /// The scenario's name.
        scenario: String,
    },
}

/// The section as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ClustersSection {
    /// Found automatically.
    Keyword(ClustersKeyword),
    /// The clusters, in the order in which they are shown.
    List(Vec<ClusterEntry>),
}

/// How clusters are found when none are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ClustersKeyword {
    /// In-cluster when in a pod; else every context of `$KUBECONFIG` or `~/.kube/config`; else
    /// the demo fleet.
    Auto,
}

/// One cluster. Besides `name` it has exactly one of these forms: `kubeconfig` and/or
/// `context` | `in_cluster: true` | `server` with `token_file` | `simulated`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClusterEntry {
    /// Unique among the clusters; used in addresses and in `allowed_clusters`.
    #[schemars(extend("format" = "cluster-name"))]
    pub(crate) name: String,
    /// What people read. Absent: the name.
    #[serde(default)]
    pub(crate) title: Option<String>,
    /// A kubeconfig file. Absent with `context`: `$KUBECONFIG` or `~/.kube/config`.
    #[serde(default)]
    #[schemars(extend("format" = "path"))]
    pub(crate) kubeconfig: Option<PathBuf>,
    /// The context in the kubeconfig. Absent: its current one.
    #[serde(default)]
    pub(crate) context: Option<String>,
    /// `true`: the cluster this program runs in, by its ServiceAccount.
    #[serde(default)]
    pub(crate) in_cluster: Option<bool>,
    /// The API server's address.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    pub(crate) server: Option<Url>,
    /// PEM file of the authority that signed the API server's certificate.
    #[serde(default)]
    #[schemars(extend("format" = "path"))]
    pub(crate) certificate_authority: Option<PathBuf>,
    /// File with the bearer token for `server`.
    #[serde(default)]
    #[schemars(extend("format" = "path"))]
    pub(crate) token_file: Option<PathBuf>,
    /// A simulated cluster: the scenario's name.
    #[serde(default)]
    pub(crate) simulated: Option<String>,
    /// The namespaces to look at when they can't be listed cluster-wide.
    #[serde(default)]
    pub(crate) namespaces: Vec<String>,
    /// Seconds an exec credential plugin (for example `aws eks get-token`) may take.
    #[serde(default = "default_exec_timeout_seconds")]
    #[schemars(range(min = 1, max = 600))]
    pub(crate) exec_timeout_seconds: u32,
}

fn default_exec_timeout_seconds() -> u32 {
    30
}

// === impl ClustersSection ===

impl Default for ClustersSection {
    fn default() -> Self {
        Self::Keyword(ClustersKeyword::Auto)
    }
}

// === impl ClusterEntry ===

impl ClusterEntry {
    /// The cluster, or what is wrong with the entry, in words.
    pub(crate) fn resolve(self) -> Result<Cluster, String> {
        let in_cluster = self.in_cluster.unwrap_or(false);
        let forms = [
            (
                "kubeconfig/context",
                self.kubeconfig.is_some() || self.context.is_some(),
            ),
            ("in_cluster", in_cluster),
            ("server", self.server.is_some()),
            ("simulated", self.simulated.is_some()),
        ];
        const ALLOWED: &str = "allowed is exactly one of kubeconfig and/or context | in_cluster: true | \
             server with token_file | simulated";
        let given = forms
            .iter()
            .filter(|(_, given)| *given)
            .map(|(form, _)| *form);
        let given = given.collect::<Vec<_>>();
        if given.len() > 1 {
            return Err(format!(
                "has several forms ({}); {ALLOWED}",
                given.join(", ")
            ));
        }
        if self.server.is_none()
            && (self.token_file.is_some() || self.certificate_authority.is_some())
        {
            return Err(format!(
                "certificate_authority and token_file belong to server, which is missing; {ALLOWED}"
            ));
        }
        let source = match (self.server, self.simulated, self.token_file) {
            (Some(url), _, Some(token_file)) => ClusterSource::Server {
                url,
                certificate_authority: self.certificate_authority,
                token_file,
            },
            (Some(_), _, None) => return Err("server needs token_file".to_owned()),
            (None, Some(scenario), _) => ClusterSource::Simulated { scenario },
            _ if in_cluster => ClusterSource::InCluster,
            _ if given.is_empty() => {
                return Err(format!(
                    "does not say how the cluster is reached; {ALLOWED}"
                ));
            }
            _ => ClusterSource::Kubeconfig {
                file: self.kubeconfig,
                context: self.context,
            },
        };
        Ok(Cluster {
            title: self.title.unwrap_or_else(|| self.name.clone()),
            name: self.name,
            source,
            namespaces: self.namespaces,
            exec_timeout_seconds: self.exec_timeout_seconds,
        })
    }
}

/// Whether the text can name a cluster in an address.
pub(crate) fn check_name(text: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:/@".contains(c);
    if text.is_empty() || text.len() > 253 || !text.chars().all(allowed) {
        return Err(format!(
            "\"{text}\" can't name a cluster; allowed are 1 to 253 of the characters \
             a-z A-Z 0-9 - _ . : / @"
        ));
    }
    Ok(())
}
