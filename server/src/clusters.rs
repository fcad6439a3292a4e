//! From the configured clusters to what the data layer connects to.

use crate::StartError;
use config::{Cluster, ClusterSource as Configured, Clusters, Config, Ui};
use fleet::{ClusterSource, Connect};
use kube::config::Kubeconfig;
use model::{NamingRules, Text};
use simcluster::SimCluster;
use std::path::Path;
use std::time::Duration;

/// What the data layer connects to.
pub struct ClusterSources {
    /// The clusters, in the order in which they are shown.
    pub clusters: Vec<ClusterSource>,
    /// Simulated clusters live as long as this.
    pub simulated: Vec<SimCluster>,
}

/// The seed of the demo fleet: the same one every time.
const DEMO_SEED: u64 = 20;

/// Works out which clusters to show: `--kubeconfig`, else the configuration, else what is found.
pub fn cluster_sources(
    config: &Config,
    kubeconfig: Option<&Path>,
) -> Result<ClusterSources, StartError> {
    if let Some(file) = kubeconfig {
        return Ok(ClusterSources {
            clusters: contexts_of(file)?,
            simulated: Vec::new(),
        });
    }
    match &config.clusters {
        Clusters::Auto => found(),
        Clusters::List(clusters) => listed(clusters),
    }
}

/// The rules that shorten names.
pub(crate) fn naming_rules(ui: &Ui) -> NamingRules {
    NamingRules {
        deployment_suffixes: ui.strip_suffixes.deployment.clone(),
        container_suffixes: ui.strip_suffixes.container.clone(),
        sidecars: ui.sidecars.clone(),
    }
}

/// `clusters: auto`: the cluster we run in; else every context of the kubeconfig; else the demo.
fn found() -> Result<ClusterSources, StartError> {
    const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    if std::env::var_os("KUBERNETES_SERVICE_HOST").is_some() && Path::new(TOKEN).exists() {
        let cluster = ClusterSource {
            name: "in-cluster".into(),
            title: "This cluster".into(),
            is_demo: false,
            namespaces: Vec::new(),
            connect: Connect::InCluster,
        };
        return Ok(ClusterSources {
            clusters: vec![cluster],
            simulated: Vec::new(),
        });
    }
    let is_there = std::env::var_os("KUBECONFIG").is_some_and(|value| !value.is_empty())
        || std::env::home_dir().is_some_and(|home| home.join(".kube/config").is_file());
    let clusters = if is_there {
        let kubeconfig = Kubeconfig::read().map_err(|error| StartError::Kubeconfig {
            file: "of $KUBECONFIG or ~/.kube/config".to_owned(),
            reason: error.to_string(),
        })?;
        contexts(&kubeconfig, None)
    } else {
        Vec::new()
    };
    if clusters.is_empty() {
        tracing::info!("no cluster is configured and none was found: showing the demo fleet");
        return demo();
    }
    Ok(ClusterSources {
        clusters,
        simulated: Vec::new(),
    })
}

fn demo() -> Result<ClusterSources, StartError> {
    let scenario = simcluster::Scenario::demo(DEMO_SEED);
    let mut sources = ClusterSources {
        clusters: Vec::new(),
        simulated: Vec::new(),
    };
    for name in ["prod-eu", "prod-us", "staging-cluster"] {
        sources.add_simulated(name, name, Vec::new(), &scenario);
    }
    Ok(sources)
}

fn listed(clusters: &[Cluster]) -> Result<ClusterSources, StartError> {
    let mut sources = ClusterSources {
        clusters: Vec::new(),
        simulated: Vec::new(),
    };
    for cluster in clusters {
        let connect = match &cluster.source {
            Configured::Simulated { scenario } => {
                let scenario = simcluster::Scenario::by_name(scenario).map_err(|error| {
                    StartError::Scenario {
                        cluster: cluster.name.clone(),
                        reason: error.to_string(),
                    }
                })?;
                let namespaces = texts(&cluster.namespaces);
                sources.add_simulated(&cluster.name, &cluster.title, namespaces, &scenario);
                continue;
            }
            Configured::Kubeconfig { file, context } => Connect::Kubeconfig {
                path: file.clone(),
                context: context.clone(),
                exec_timeout: Duration::from_secs(cluster.exec_timeout_seconds.into()),
            },
            Configured::InCluster => Connect::InCluster,
            Configured::Server {
                url,
                certificate_authority,
                token_file,
            } => Connect::Server {
                url: url.to_string(),
                certificate_authority: certificate_authority.clone(),
                token_file: token_file.clone(),
            },
        };
        sources.clusters.push(ClusterSource {
            name: cluster.name.as_str().into(),
            title: cluster.title.as_str().into(),
            is_demo: false,
            namespaces: texts(&cluster.namespaces),
            connect,
        });
    }
    Ok(sources)
}

fn texts(names: &[String]) -> Vec<Text> {
    names.iter().map(|name| name.as_str().into()).collect()
}

/// Every context of this file.
fn contexts_of(file: &Path) -> Result<Vec<ClusterSource>, StartError> {
    let wrong = |reason: String| StartError::Kubeconfig {
        file: file.display().to_string(),
        reason,
    };
    let kubeconfig = Kubeconfig::read_from(file).map_err(|error| wrong(error.to_string()))?;
    let clusters = contexts(&kubeconfig, Some(file));
    if clusters.is_empty() {
        return Err(wrong("it has no contexts".to_owned()));
    }
    Ok(clusters)
}

fn contexts(kubeconfig: &Kubeconfig, file: Option<&Path>) -> Vec<ClusterSource> {
    let source = |context: &kube::config::NamedContext| ClusterSource {
        name: context.name.as_str().into(),
        title: short_title(&context.name).into(),
        is_demo: false,
        namespaces: namespace_of(context).into_iter().map(Text::from).collect(),
        connect: Connect::Kubeconfig {
            path: file.map(Path::to_owned),
            context: Some(context.name.clone()),
            exec_timeout: Duration::from_secs(30),
        },
    };
    kubeconfig.contexts.iter().map(source).collect()
}

/// `arn:aws:eks:eu-west-1:123456789012:cluster/shop` is called `shop`.
fn short_title(context: &str) -> &str {
    match context.rsplit_once("cluster/") {
        Some((arn, name)) if arn.starts_with("arn:") && !name.is_empty() => name,
        _ => context,
    }
}

fn namespace_of(context: &kube::config::NamedContext) -> Option<String> {
    context.context.as_ref()?.namespace.clone()
}

// === impl ClusterSources ===

impl ClusterSources {
    fn add_simulated(
        &mut self,
        name: &str,
        title: &str,
        namespaces: Vec<Text>,
        scenario: &simcluster::Scenario,
    ) {
        let cluster = SimCluster::start(name, scenario.part(name), simcluster::Clock::system());
        self.clusters.push(ClusterSource {
            name: name.into(),
            title: title.into(),
            is_demo: true,
            namespaces,
            connect: Connect::Client(cluster.client()),
        });
        self.simulated.push(cluster);
    }
}
