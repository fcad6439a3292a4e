use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::builder::Builder;
use crate::control::{Answer, Request, ask};
use crate::error::{Error, Result};
use crate::folder::{ClusterName, Folder};
use crate::keeper::Keeper;
use crate::kubectl::Kubectl;
use crate::programs::Programs;
use crate::wait::wait_until;

/// A running cluster. Dropping it takes it down, unless it was started by
/// somebody else.
#[derive(Debug)]
pub struct TestCluster {
    kubeconfig: PathBuf,
    kubectl: Kubectl,
    /// None for a cluster that is not ours.
    folder: Option<Folder>,
    /// None for a cluster that somebody else started.
    keeper: Option<Keeper>,
}

// === impl TestCluster ===

impl TestCluster {
    /// Begins to describe a cluster: without nodes, with metrics-server.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// A cluster that `testcluster up` started; it runs on after this.
    ///
    /// # Errors
    /// When none of this name runs.
    pub fn attach(name: &str) -> Result<Self> {
        let folder = Folder::of(&ClusterName::parse(name)?)?;
        if !folder.is_kept() {
            return Err(Error::NotRunning(name.to_owned()));
        }
        Self::ours(folder, None)
    }

    pub(crate) fn ours(folder: Folder, keeper: Option<Keeper>) -> Result<Self> {
        let kubeconfig = folder.kubeconfig();
        let cache = Some(folder.path().join("kubectl"));
        let kubectl = Kubectl::new(&Programs::find()?, kubeconfig.clone(), cache)?;
        Ok(Self {
            kubeconfig,
            kubectl,
            folder: Some(folder),
            keeper,
        })
    }

    pub(crate) fn foreign(kubeconfig: PathBuf) -> Result<Self> {
        let kubectl = Kubectl::new(&Programs::find()?, kubeconfig.clone(), None)?;
        Ok(Self {
            kubeconfig,
            kubectl,
            folder: None,
            keeper: None,
        })
    }

    /// Whether this is somebody's own cluster, from `TEST_KUBECONFIG`. Faults
    /// are then answered with [`Error::Foreign`] and nothing is broken.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.folder.is_none()
    }

    /// The folder of the cluster, with its logs, keys and record.
    ///
    /// # Errors
    /// When the cluster is somebody's own.
    pub fn folder(&self) -> Result<&Folder> {
        self.folder
            .as_ref()
            .ok_or(Error::Foreign("looking into its folder"))
    }

    /// The kubeconfig of the cluster's administrator. Its only context has the
    /// cluster's name.
    #[must_use]
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Where the API server is, e.g. `https://127.0.0.1:20000`.
    ///
    /// # Errors
    /// When the kubeconfig does not say.
    pub async fn base_url(&self) -> Result<String> {
        let path = "jsonpath={.clusters[0].cluster.server}";
        self.kubectl(&["config", "view", "--minify", "-o", path])
            .await
    }

    /// The certificate of the cluster's authority, as a PEM file.
    ///
    /// # Errors
    /// When the cluster is somebody's own.
    pub fn certificate_authority(&self) -> Result<PathBuf> {
        Ok(self.folder()?.certificate("ca", "crt"))
    }

    /// The administrator's certificate and key, as PEM files.
    ///
    /// # Errors
    /// When the cluster is somebody's own.
    pub fn client_certificate(&self) -> Result<(PathBuf, PathBuf)> {
        let folder = self.folder()?;
        Ok((
            folder.certificate("admin", "crt"),
            folder.certificate("admin", "key"),
        ))
    }

    /// Runs kubectl as the administrator and returns what it wrote.
    ///
    /// # Errors
    /// When it ends with an error; the message has what it wrote about it.
    pub async fn kubectl(&self, arguments: &[&str]) -> Result<String> {
        self.kubectl.run(arguments, None).await
    }

    /// Runs kubectl with `-o json` and returns the object.
    ///
    /// # Errors
    /// As [`TestCluster::kubectl`], and when the answer is no JSON.
    pub async fn kubectl_json(&self, arguments: &[&str]) -> Result<Value> {
        self.kubectl
            .json(&[arguments, &["-o", "json"]].concat())
            .await
    }

    /// Applies a manifest in YAML or JSON.
    ///
    /// # Errors
    /// As [`TestCluster::kubectl`].
    pub async fn apply(&self, manifest: &str) -> Result<String> {
        self.kubectl
            .run(&["apply", "-f", "-"], Some(manifest))
            .await
    }

    /// What the API server answers for a path, e.g. `/metrics`.
    ///
    /// # Errors
    /// As [`TestCluster::kubectl`].
    pub async fn raw(&self, path: &str) -> Result<String> {
        self.kubectl(&["get", "--raw", path]).await
    }

    /// Looks at the output of a kubectl command until it is as wanted, and
    /// returns it.
    ///
    /// # Errors
    /// [`Error::Timeout`] with the last output.
    pub async fn wait_for_output(
        &self,
        arguments: &[&str],
        within: Duration,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<String> {
        let what = format!("`kubectl {}` being as wanted", arguments.join(" "));
        wait_until(&what, within, async || {
            match self.kubectl(arguments).await {
                Ok(output) if wanted(&output) => Ok(output),
                Ok(output) => Err(output),
                Err(error) => Err(error.to_string()),
            }
        })
        .await
    }

    /// Kills the API server as `kill -9` does; its connections break at once.
    ///
    /// # Errors
    /// [`Error::Foreign`], or when the guard does not answer.
    pub async fn kill_api_server(&self) -> Result<()> {
        self.fault("killing the API server", &Request::KillApiServer)
            .await
            .map(drop)
    }

    /// Starts the API server again on its old port and waits until it is ready.
    ///
    /// # Errors
    /// As [`TestCluster::kill_api_server`], and when it does not become ready.
    pub async fn start_api_server(&self) -> Result<()> {
        self.fault("starting the API server", &Request::StartApiServer)
            .await
            .map(drop)
    }

    /// Stops the controller-manager: objects stay as they are written.
    ///
    /// # Errors
    /// As [`TestCluster::kill_api_server`].
    pub async fn stop_controllers(&self) -> Result<()> {
        self.fault("stopping the controller-manager", &Request::StopControllers)
            .await
            .map(drop)
    }

    /// Stops metrics-server; metrics.k8s.io is then unavailable (503).
    ///
    /// # Errors
    /// As [`TestCluster::kill_api_server`].
    pub async fn stop_metrics_server(&self) -> Result<()> {
        self.fault("stopping metrics-server", &Request::StopMetricsServer)
            .await
            .map(drop)
    }

    /// Starts metrics-server again and waits until it answers.
    ///
    /// # Errors
    /// As [`TestCluster::kill_api_server`], and when it does not answer.
    pub async fn start_metrics_server(&self) -> Result<()> {
        self.fault("starting metrics-server", &Request::StartMetricsServer)
            .await
            .map(drop)
    }

    /// Makes etcd forget its history and returns the revision up to which it
    /// did. A LIST at an older exact version or with an older `continue` token
    /// then gets 410 Gone. A WATCH does after a restart of the API server, which
    /// until then answers from its own memory.
    ///
    /// # Errors
    /// As [`TestCluster::kill_api_server`].
    pub async fn compact_etcd(&self) -> Result<i64> {
        match self.fault("compacting etcd", &Request::CompactEtcd).await? {
            Answer::Compacted(revision) => Ok(revision),
            _ => Ok(0),
        }
    }

    /// Makes the test image available under this reference on every kubelet's
    /// node. What its containers do is said by their `args`, see
    /// tools/kubernetes/testimage; without any they run until they are stopped.
    /// A reference that was not imported gives a real `ErrImagePull`.
    ///
    /// # Errors
    /// As [`TestCluster::kill_api_server`].
    pub async fn import_image(&self, reference: &str) -> Result<()> {
        let request = Request::ImportImage(reference.to_owned());
        self.fault("importing an image", &request).await.map(drop)
    }

    /// Takes the cluster down and waits until nothing is left of it; one that
    /// somebody else started is left alone.
    ///
    /// # Errors
    /// When something of it does not go.
    pub async fn stop(mut self) -> Result<()> {
        match self.keeper.take() {
            Some(keeper) => keeper.stop().await,
            None => Ok(()),
        }
    }

    async fn fault(&self, what: &'static str, request: &Request) -> Result<Answer> {
        let folder = self.folder.as_ref().ok_or(Error::Foreign(what))?;
        ask(folder, request).await
    }
}
