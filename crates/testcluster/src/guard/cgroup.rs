//! The cgroup of a node's pods. The kubelet gets one of its own, because two
//! kubelets below one root take each other's pods for leftovers.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Doing, Result};

const ROOT: &str = "/sys/fs/cgroup";

/// The controllers a kubelet wants to find its cgroup in.
const CONTROLLERS: [&str; 8] = [
    "cpu", "cpuacct", "cpuset", "memory", "pids", "hugetlb", "blkio", "systemd",
];

/// Creates the cgroup: in the one hierarchy of version 2, or in each of version 1.
pub(super) fn create(name: &str) -> Result<()> {
    for hierarchy in hierarchies() {
        let path = hierarchy.join(name);
        fs::create_dir_all(&path).doing(|| format!("creating the cgroup {}", path.display()))?;
        // A cpuset of version 1 accepts no process before it has these.
        for file in ["cpuset.cpus", "cpuset.mems"] {
            if hierarchy.join("cpuset.cpus").exists()
                && let Ok(value) = fs::read(hierarchy.join(file))
            {
                let _ = fs::write(path.join(file), value);
            }
        }
    }
    Ok(())
}

/// Removes the cgroup and those below it, once their processes have ended.
pub(super) fn remove(name: &str) -> io::Result<()> {
    let everywhere = fs::read_dir(ROOT)?.flatten().map(|entry| entry.path());
    for hierarchy in everywhere.chain([PathBuf::from(ROOT)]) {
        let path = hierarchy.join(name);
        if path.is_dir() {
            remove_tree(&path)?;
        }
    }
    Ok(())
}

fn hierarchies() -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    if root.join("cgroup.controllers").exists() {
        return vec![root.to_owned()];
    }
    CONTROLLERS
        .iter()
        .map(|name| root.join(name))
        .filter(|path| path.is_dir())
        .collect()
}

/// The files of a cgroup cannot be removed and need not be.
fn remove_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)?.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_tree(&entry.path())?;
        }
    }
    fs::remove_dir(path)
}
