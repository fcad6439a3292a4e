//! Taking away what may be left of a cluster, whether its guard ended well or
//! was killed.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::error::{Doing, Result};
use crate::folder::Folder;
use crate::guard::cgroup;

/// How long processes and cgroups may take to vanish.
const PATIENCE: Duration = Duration::from_secs(20);

/// The programs of a cluster. Others that name the cluster's folder, such as a
/// person's editor or kubectl, are left alone.
const PROGRAMS: [&str; 11] = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "metrics-server",
    "kwok",
    "unshare",
    "testcluster",
    "containerd",
    "containerd-shim-runc-v2",
    "kubelet",
];

/// Ends the cluster's processes and removes its links, cgroups and folder.
pub(crate) fn sweep(folder: &Folder) -> Result<()> {
    let name = folder.name().as_str();
    let nodes = folder
        .record()
        .map(|record| record.kubelets)
        .unwrap_or_default();
    patiently(|| {
        let left = processes_of(folder.path());
        for &process in &left {
            let _ = kill(Pid::from_raw(process), Signal::SIGKILL);
        }
        if left.is_empty() {
            Ok(())
        } else {
            Err(io::ErrorKind::ResourceBusy.into())
        }
    })
    .doing(|| format!("ending the processes of {name}"))?;
    for node in &nodes {
        let interface = node.interface();
        if Path::new("/sys/class/net").join(&interface).exists() {
            // The kernel may be removing it at the same time.
            let _ = Command::new("ip")
                .args(["link", "delete", &interface])
                .output();
        }
        let group = folder.cgroup(&node.name);
        patiently(|| cgroup::remove(&group)).doing(|| format!("removing the cgroup {group}"))?;
    }
    folder.remove()
}

fn patiently(mut attempt: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    let begun = Instant::now();
    loop {
        match attempt() {
            Err(_) if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(20)),
            outcome => return outcome,
        }
    }
}

/// The processes of the cluster in this folder, by what their command lines name.
fn processes_of(folder: &Path) -> Vec<i32> {
    let named = format!("{}/", folder.display());
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .filter(|&process| process.unsigned_abs() != std::process::id())
        .filter(|process| {
            let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            let line = String::from_utf8_lossy(&line);
            let program = line.split('\0').next().unwrap_or_default();
            let program = Path::new(program)
                .file_name()
                .and_then(|name| name.to_str());
            program.is_some_and(|program| PROGRAMS.contains(&program)) && line.contains(&named)
        })
        .collect()
}
