use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::cluster::TestCluster;
use crate::error::{Error, Result};
use crate::folder::{ClusterName, Folder};
use crate::guard::Plan;
use crate::keeper::Keeper;
use crate::programs::kubelet_available;
use crate::running::foreign_kubeconfig;

/// What a cluster is to consist of, see [`TestCluster::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    plan: Plan,
}

// === impl Builder ===

impl Builder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test-{}-{number}", std::process::id());
        Self {
            plan: Plan {
                name,
                kubelets: 0,
                kwok_nodes: 0,
                metrics_server: true,
            },
        }
    }

    /// The cluster's name; without it, one that no other cluster has.
    pub fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.plan.name);
        self
    }

    /// How many nodes have a real kubelet and real pods (none unless said).
    pub fn kubelets(mut self, count: u8) -> Self {
        self.plan.kubelets = count;
        self
    }

    /// How many nodes kwok plays (none unless said). Beside kubelets they are
    /// tainted `kwok.x-k8s.io/node=fake:NoSchedule`.
    pub fn kwok_nodes(mut self, count: u32) -> Self {
        self.plan.kwok_nodes = count;
        self
    }

    /// Whether metrics-server runs (it does unless said).
    pub fn metrics_server(mut self, runs: bool) -> Self {
        self.plan.metrics_server = runs;
        self
    }

    /// Starts the cluster and waits until it can be used: the default namespace
    /// takes pods, all nodes are ready, metrics-server answers (its first
    /// figures come later). It lives as long as what is returned.
    ///
    /// With `TEST_KUBECONFIG` nothing is started, and that cluster is returned.
    ///
    /// # Errors
    /// When a cluster of this name runs, a program is missing, kubelets cannot
    /// run here, or something does not start; then nothing is left running.
    pub async fn start(self) -> Result<TestCluster> {
        if let Some(kubeconfig) = foreign_kubeconfig() {
            return TestCluster::foreign(kubeconfig);
        }
        let (keeper, folder) = self.start_keeper(|_, _| {}).await?;
        TestCluster::ours(folder, Some(keeper))
    }

    /// Starts the cluster and lets it run on without this process, until
    /// [`stop`](crate::stop). `progress` hears what is done, and after how long.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub async fn start_detached(self, progress: impl Fn(&str, Duration)) -> Result<Folder> {
        let (keeper, folder) = self.start_keeper(progress).await?;
        keeper.detach().await?;
        Ok(folder)
    }

    async fn start_keeper(self, progress: impl Fn(&str, Duration)) -> Result<(Keeper, Folder)> {
        let folder = Folder::of(&ClusterName::parse(&self.plan.name)?)?;
        if folder.is_kept() {
            return Err(Error::Running(self.plan.name));
        }
        if self.plan.kubelets > 0 {
            kubelet_available().map_err(Error::NoKubelet)?;
        }
        let mut keeper = Keeper::start(&self.plan, &folder).await?;
        keeper.ready(progress).await?;
        Ok((keeper, folder))
    }
}
