//! A node with a real kubelet, seen from the guard.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::AsyncWriteExt;

use crate::error::{Doing, Result};
use crate::folder::{Folder, NodeRecord, Record};
use crate::guard::control_plane::write_kubeconfig;
use crate::guard::forward::Forward;
use crate::guard::processes::Processes;
use crate::guard::{cgroup, link};
use crate::kubectl::output;
use crate::programs::Programs;
use crate::wait::wait_until;

/// The image of pod sandboxes.
pub(super) const PAUSE: &str = "registry.local/pause:1.0";

/// The images a node has from the start. All are the test image.
const IMAGES: [&str; 3] = [
    PAUSE,
    "registry.local/testimage:1.0",
    "registry-minor:5000/wl/backend:staging-a1dcf6ff",
];

/// A node with a kubelet. Dropping it ends everything it has.
#[derive(Debug)]
pub(super) struct Node {
    record: NodeRecord,
    folder: PathBuf,
    first_process: u32,
    _forward: Forward,
}

// === impl Node ===

impl Node {
    /// Makes the node's namespaces, its link and its containerd; the kubelet
    /// waits for [`Node::start_kubelet`].
    pub(super) async fn start(
        cluster: &Folder,
        record: &Record,
        node: &NodeRecord,
        programs: &Programs,
        processes: &mut Processes,
    ) -> Result<Self> {
        let folder = cluster.node(&node.name);
        fs::create_dir_all(&folder).doing(|| format!("creating {}", folder.display()))?;
        let server = format!("https://{}:{}", node.machine_address(), record.api_server);
        let kubeconfig = format!("{}/kubeconfig", node.name);
        write_kubeconfig(cluster, &kubeconfig, &server, &node.name)?;
        let cgroup = cluster.cgroup(&node.name);
        cgroup::create(&cgroup)?;

        let ourselves = std::env::current_exe().doing(|| "finding this program".to_owned())?;
        let arguments = [
            "--mount",
            "--pid",
            "--net",
            "--ipc",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "--",
            &ourselves.display().to_string(),
            "node-init",
            "--folder",
            &folder.display().to_string(),
            "--programs",
            &programs.folder().display().to_string(),
            "--runc",
            &programs.ours_or_the_systems("runc")?.display().to_string(),
            "--name",
            &node.name,
            "--address",
            &node.address(),
            "--cgroup",
            &cgroup,
        ];
        let unshare = programs.ours_or_the_systems("unshare")?;
        processes.start(&node.name, &unshare, &arguments.map(str::to_owned))?;
        let first_process = first_process(processes, &node.name).await?;
        link::create(node, first_process).await?;
        let forward = Forward::start(&node.machine_address(), record.api_server).await?;
        Ok(Self {
            record: node.clone(),
            folder,
            first_process,
            _forward: forward,
        })
    }

    /// Waits for containerd and gives the node the images it has from the start.
    pub(super) async fn import_first(
        &self,
        programs: &Programs,
        processes: &Processes,
    ) -> Result<()> {
        let what = format!("containerd of {} answering", self.record.name);
        wait_until(&what, Duration::from_secs(30), async || {
            self.ctr(programs, processes, &["version"])
                .await
                .map_err(|error| error.to_string())
        })
        .await?;
        for reference in IMAGES {
            self.import(programs, processes, reference).await?;
        }
        Ok(())
    }

    /// Imports the test image under this reference.
    pub(super) async fn import(
        &self,
        programs: &Programs,
        processes: &Processes,
        reference: &str,
    ) -> Result<()> {
        let archive = self.folder.join("image.tar");
        let mut pack = processes.command(programs.ours("testimage")?);
        pack.arg("pack").arg(&archive).arg(reference);
        output(pack, None).await?;
        let path = archive.display().to_string();
        self.ctr(
            programs,
            processes,
            &["--namespace=k8s.io", "images", "import", &path],
        )
        .await?;
        fs::remove_file(&archive).doing(|| format!("removing {path}"))
    }

    /// Lets the kubelet start, now that there is an API server.
    pub(super) async fn start_kubelet(&self, processes: &mut Processes) -> Result<()> {
        let stdin = processes
            .child(&self.record.name)
            .and_then(|child| child.stdin.as_mut());
        match stdin {
            Some(stdin) => stdin
                .write_all(b"kubelet\n")
                .await
                .doing(|| format!("starting the kubelet of {}", self.record.name)),
            None => Ok(()),
        }
    }

    /// Ends the node and returns the name its process has among the others.
    pub(super) fn end(self) -> String {
        self.record.name.clone()
    }

    async fn ctr(
        &self,
        programs: &Programs,
        processes: &Processes,
        arguments: &[&str],
    ) -> Result<()> {
        let mut command = processes.command(programs.ours("ctr")?);
        command
            .arg("--address")
            .arg(self.folder.join("c.sock"))
            .args(arguments);
        output(command, None).await.map(drop)
    }
}

impl Drop for Node {
    /// Kills the first process of the node's namespace; the kernel then kills
    /// all others in it before that process's end is reported.
    fn drop(&mut self) {
        if let Ok(process) = i32::try_from(self.first_process) {
            let _ = kill(Pid::from_raw(process), Signal::SIGKILL);
        }
    }
}

/// The process `unshare` forked, by its number on the machine.
async fn first_process(processes: &mut Processes, name: &str) -> Result<u32> {
    let unshare = processes
        .child(name)
        .and_then(|child| child.id())
        .unwrap_or_default();
    let children = format!("/proc/{unshare}/task/{unshare}/children");
    wait_until(
        "the node's first process",
        Duration::from_secs(10),
        async || {
            let text = fs::read_to_string(&children).map_err(|error| error.to_string())?;
            text.split_whitespace()
                .next()
                .and_then(|process| process.parse().ok())
                .ok_or_else(|| "none".to_owned())
        },
    )
    .await
}
