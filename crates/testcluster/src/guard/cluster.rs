//! The running cluster of a guard.

use std::time::Duration;

use serde_json::Value;

use crate::certificates;
use crate::control::{Answer, Request};
use crate::error::{Error, Result};
use crate::folder::{Folder, Record};
use crate::guard::control_plane::{self, write_kubeconfig};
use crate::guard::node::Node;
use crate::guard::processes::Processes;
use crate::guard::{Plan, etcd, kwok, metrics_server, ports};
use crate::kubectl::Kubectl;
use crate::programs::{Programs, kubelet_available};
use crate::wait::wait_until;

/// How long the API server may take on a busy machine.
const API_SERVER: Duration = Duration::from_secs(120);

/// How long nodes and default objects may take.
const SETTLING: Duration = Duration::from_secs(120);

/// A cluster's processes and nodes. Dropping it kills them.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: Folder,
    record: Record,
    programs: Programs,
    kubectl: Kubectl,
    nodes: Vec<Node>,
    processes: Processes,
}

// === impl Cluster ===

impl Cluster {
    /// Chooses ports and links; nothing is started yet.
    pub(super) fn new(plan: &Plan, folder: &Folder) -> Result<Self> {
        let programs = Programs::find()?;
        if plan.kubelets > 0 {
            kubelet_available().map_err(Error::NoKubelet)?;
        }
        Ok(Self {
            record: ports::choose(plan, folder)?,
            kubectl: Kubectl::new(
                &programs,
                folder.kubeconfig(),
                Some(folder.path().join("kubectl")),
            )?,
            nodes: Vec::new(),
            processes: Processes::new(folder, &programs),
            folder: folder.clone(),
            programs,
        })
    }

    /// Starts everything and returns when the cluster can be used: namespaces
    /// get their service accounts, all nodes are ready, metrics-server answers.
    pub(super) async fn start(&mut self, plan: &Plan, progress: &impl Fn(&str)) -> Result<()> {
        certificates::write_all(&self.folder, &self.record.kubelets)?;
        let server = format!("https://127.0.0.1:{}", self.record.api_server);
        write_kubeconfig(&self.folder, "kubeconfig", &server, "admin")?;

        let etcd = self.programs.ours_or_the_systems("etcd")?;
        self.processes.start(
            "etcd",
            &etcd,
            &control_plane::etcd(&self.folder, &self.record),
        )?;
        self.spawn_api_server()?;
        for node in self.record.kubelets.clone() {
            let processes = &mut self.processes;
            let node =
                Node::start(&self.folder, &self.record, &node, &self.programs, processes).await?;
            node.import_first(&self.programs, &self.processes).await?;
            self.nodes.push(node);
        }
        if !self.nodes.is_empty() {
            progress("containerd runs and has its images");
        }
        self.api_server_ready().await?;
        progress("the API server is ready");

        let arguments = control_plane::controller_manager(&self.folder);
        self.start_ours("kube-controller-manager", &arguments)?;
        self.start_ours("kube-scheduler", &control_plane::scheduler(&self.folder))?;
        for node in &self.nodes {
            node.start_kubelet(&mut self.processes).await?;
        }
        if let Some(port) = self.record.metrics_server {
            self.spawn_metrics_server(port)?;
            let manifest = metrics_server::manifest(port);
            self.kubectl
                .run(&["create", "-f", "-"], Some(&manifest))
                .await?;
        }
        if plan.kwok_nodes > 0 {
            let stages = self.folder.write("stages.yaml", kwok::STAGES)?;
            self.start_ours("kwok", &kwok::arguments(&self.folder, &stages))?;
            let nodes = kwok::nodes(plan.kwok_nodes, plan.kubelets > 0);
            self.kubectl
                .run(&["create", "-f", "-"], Some(&nodes))
                .await?;
        }
        self.default_objects().await?;
        progress("service accounts are made");
        let nodes = plan.kwok_nodes as usize + usize::from(plan.kubelets);
        self.nodes_ready(nodes).await?;
        progress(&format!("{nodes} nodes are ready"));
        if self.record.metrics_server.is_some() {
            self.metrics_server_ready().await?;
            progress("metrics-server answers");
        }
        Ok(())
    }

    /// Does what a client asks for.
    pub(super) async fn handle(&mut self, request: &Request) -> Result<Answer> {
        match request {
            Request::KillApiServer => self.processes.kill("kube-apiserver").await?,
            Request::StartApiServer => {
                if self.processes.child("kube-apiserver").is_none() {
                    self.spawn_api_server()?;
                }
                self.api_server_ready().await?;
            }
            Request::StopControllers => self.processes.kill("kube-controller-manager").await?,
            Request::StopMetricsServer => self.processes.kill("metrics-server").await?,
            Request::StartMetricsServer => {
                let Some(port) = self.record.metrics_server else {
                    return Ok(Answer::Failed(
                        "the cluster was started without metrics-server".to_owned(),
                    ));
                };
                if self.processes.child("metrics-server").is_none() {
                    self.spawn_metrics_server(port)?;
                }
                self.metrics_server_ready().await?;
            }
            Request::CompactEtcd => {
                return Ok(Answer::Compacted(etcd::compact(self.record.etcd[0]).await?));
            }
            Request::ImportImage(reference) => {
                for node in &self.nodes {
                    node.import(&self.programs, &self.processes, reference)
                        .await?;
                }
            }
            Request::Programs => return Ok(Answer::Programs(self.processes.states())),
        }
        Ok(Answer::Done)
    }

    /// Ends everything and collects what has ended.
    pub(super) async fn end(mut self) {
        let nodes: Vec<String> = self.nodes.drain(..).map(Node::end).collect();
        // What a node's first process leaves is for unshare to collect.
        for node in nodes {
            self.processes.wait_for(&node).await;
        }
        self.processes.end().await;
    }

    /// What the programs that ended by themselves wrote last.
    pub(super) fn complaints(&mut self) -> String {
        self.processes.complaints()
    }

    fn start_ours(&mut self, program: &str, arguments: &[String]) -> Result<()> {
        self.processes
            .start(program, &self.programs.ours(program)?, arguments)
    }

    fn spawn_api_server(&mut self) -> Result<()> {
        let arguments = control_plane::api_server(&self.folder, &self.record);
        self.start_ours("kube-apiserver", &arguments)
    }

    fn spawn_metrics_server(&mut self, port: u16) -> Result<()> {
        self.start_ours(
            "metrics-server",
            &metrics_server::arguments(&self.folder, port),
        )
    }

    async fn api_server_ready(&mut self) -> Result<()> {
        let (kubectl, processes) = (&self.kubectl, &mut self.processes);
        wait_until("the API server being ready", API_SERVER, async || {
            if let Err(ended) = no_program_ended(processes) {
                return Ok(Err(ended));
            }
            let answer = kubectl.run(&["get", "--raw", "/readyz"], None).await;
            answer.map(|_| Ok(())).map_err(|error| error.to_string())
        })
        .await?
    }

    async fn metrics_server_ready(&self) -> Result<()> {
        wait_until("metrics-server answering", SETTLING, async || {
            let path = "/apis/metrics.k8s.io/v1beta1/pods";
            let answer = self.kubectl.run(&["get", "--raw", path], None).await;
            answer.map(drop).map_err(|error| error.to_string())
        })
        .await
    }

    /// Pods are refused before their namespace has its service account, and
    /// not started before it has the authority's certificate.
    async fn default_objects(&self) -> Result<()> {
        wait_until("the default namespace being usable", SETTLING, async || {
            for object in ["serviceaccount/default", "configmap/kube-root-ca.crt"] {
                let answer = self
                    .kubectl
                    .run(&["get", object, "-n", "default"], None)
                    .await;
                answer.map_err(|error| error.to_string())?;
            }
            Ok(())
        })
        .await
    }

    async fn nodes_ready(&mut self, wanted: usize) -> Result<()> {
        let (kubectl, processes) = (&self.kubectl, &mut self.processes);
        wait_until(
            &format!("{wanted} nodes being ready"),
            SETTLING,
            async || {
                if let Err(ended) = no_program_ended(processes) {
                    return Ok(Err(ended));
                }
                let nodes = kubectl.json(&["get", "nodes", "-o", "json"]).await;
                let nodes = nodes.map_err(|error| error.to_string())?;
                let ready = nodes["items"].as_array().map_or(0, |nodes| {
                    nodes.iter().filter(|node| takes_pods(node)).count()
                });
                if ready == wanted {
                    Ok(Ok(()))
                } else {
                    Err(format!("{ready} ready nodes"))
                }
            },
        )
        .await?
    }
}

/// Whether a node is ready and the controller manager has seen it.
fn takes_pods(node: &Value) -> bool {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let ready = items(&node["status"]["conditions"])
        .iter()
        .any(|condition| condition["type"] == "Ready" && condition["status"] == "True");
    let unseen = items(&node["spec"]["taints"])
        .iter()
        .any(|taint| taint["key"] == "node.kubernetes.io/not-ready");
    ready && !unseen
}

/// There is no use in waiting when a program has given up.
fn no_program_ended(processes: &mut Processes) -> Result<()> {
    match processes.states().into_iter().find(|(_, runs)| !runs) {
        Some((command, _)) => Err(Error::Command {
            command,
            message: "it ended".to_owned(),
        }),
        None => Ok(()),
    }
}
