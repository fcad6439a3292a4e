//! Where a cluster keeps everything it has: one folder per cluster in the
//! user's cache, so that whatever is left of it can be found by its name.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Doing, Error, Result};

/// The name of a cluster: 1 to 24 of `a-z`, `0-9` and `-`. It becomes part of
/// socket paths and cgroup names, which are short.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClusterName(String);

/// The folder of one cluster.
#[derive(Clone, Debug)]
pub struct Folder {
    name: ClusterName,
    path: PathBuf,
}

/// What a running cluster wrote down about itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The process that keeps the cluster.
    pub guard: u32,
    /// The port of the API server on loopback.
    pub api_server: u16,
    /// etcd's ports for clients and for peers.
    pub etcd: [u16; 2],
    /// The port of metrics-server, when the cluster has one.
    pub metrics_server: Option<u16>,
    /// The nodes with a real kubelet.
    pub kubelets: Vec<NodeRecord>,
    /// How many nodes kwok plays.
    pub kwok_nodes: u32,
}

/// A node with a real kubelet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NodeRecord {
    /// The node's name, e.g. `node1`.
    pub name: String,
    /// Which of the machine's links to nodes is this one's, see [`NodeRecord::interface`].
    pub link: u8,
}

/// The user's cache of Dashboard-Light.
fn cache() -> Result<PathBuf> {
    let given = |variable| env::var_os(variable).filter(|value| !value.is_empty());
    given("DASHBOARD_LIGHT_CACHE")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(given("XDG_CACHE_HOME")?).join("dashboard-light")))
        .or_else(|| Some(PathBuf::from(given("HOME")?).join(".cache/dashboard-light")))
        .map(|cache| cache.join("kubernetes"))
        .ok_or_else(|| Error::Io {
            doing: "finding the cache; set HOME or DASHBOARD_LIGHT_CACHE".to_owned(),
            source: std::io::ErrorKind::NotFound.into(),
        })
}

/// The folder scripts/build-kubernetes writes the programs to.
pub(crate) fn built_programs() -> Result<PathBuf> {
    Ok(cache()?.join("bin"))
}

/// A lock that one guard at a time holds while it chooses ports and links.
pub(crate) fn lock_choices() -> Result<File> {
    let path = cache()?.join("clusters.lock");
    let file = File::create(&path).doing(|| format!("creating {}", path.display()))?;
    file.lock()
        .doing(|| format!("locking {}", path.display()))?;
    Ok(file)
}

// === impl ClusterName ===

impl ClusterName {
    /// Parses a name.
    ///
    /// # Errors
    /// When it is empty, too long or has other characters.
    pub fn parse(name: &str) -> Result<Self> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=24).contains(&name.len()) && name.chars().all(allowed) && !name.starts_with('-') {
            Ok(Self(name.to_owned()))
        } else {
            Err(Error::Name(name.to_owned()))
        }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// === impl Folder ===

impl Folder {
    /// The folder of the cluster of this name, whether it exists or not.
    ///
    /// # Errors
    /// When the user has no cache folder.
    pub fn of(name: &ClusterName) -> Result<Self> {
        Ok(Self {
            name: name.clone(),
            path: cache()?.join("clusters").join(name.as_str()),
        })
    }

    /// The folders of all clusters, running or left over, by name.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub fn all() -> Result<Vec<Self>> {
        let clusters = cache()?.join("clusters");
        let Ok(entries) = fs::read_dir(&clusters) else {
            return Ok(Vec::new());
        };
        let mut names: Vec<ClusterName> = entries
            .filter_map(|entry| ClusterName::parse(entry.ok()?.file_name().to_str()?).ok())
            .collect();
        names.sort();
        names.iter().map(Self::of).collect()
    }

    /// Creates the folder and takes its lock; whoever holds it keeps the cluster.
    pub(crate) fn take(&self) -> Result<File> {
        fs::create_dir_all(self.logs()).doing(|| format!("creating {}", self.logs().display()))?;
        let lock = File::create(self.lock()).doing(|| "creating the cluster's lock".to_owned())?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(Error::Running(self.name.0.clone())),
            Err(TryLockError::Error(source)) => Err(Error::Io {
                doing: "locking the cluster".to_owned(),
                source,
            }),
        }
    }

    /// Whether a process keeps the cluster of this folder now.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        File::open(self.lock())
            .is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// Whether there is anything of this cluster.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// What the cluster wrote down about itself, once it began to start.
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        serde_json::from_slice(&fs::read(self.path.join("cluster.json")).ok()?).ok()
    }

    pub(crate) fn write_record(&self, record: &Record) -> Result<()> {
        let text = serde_json::to_string_pretty(record).unwrap_or_default();
        self.write("cluster.json", &text).map(drop)
    }

    /// Writes a file of the cluster and returns its path.
    pub(crate) fn write(&self, file: &str, content: &str) -> Result<PathBuf> {
        let path = self.path.join(file);
        fs::write(&path, content).doing(|| format!("writing {}", path.display()))?;
        Ok(path)
    }

    /// Removes the folder, the lock last: until then nobody takes it over.
    pub(crate) fn remove(&self) -> Result<()> {
        let lock = self.lock();
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let others = entries
            .map(|entry| entry.path())
            .filter(|path| *path != lock);
        for path in others.chain([lock.clone(), self.path.clone()]) {
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            match removed {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).doing(|| format!("removing {}", path.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The cluster's name.
    #[must_use]
    pub fn name(&self) -> &ClusterName {
        &self.name
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The kubeconfig of the cluster's administrator.
    #[must_use]
    pub fn kubeconfig(&self) -> PathBuf {
        self.path.join("kubeconfig")
    }

    /// The folder of the programs' logs.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// The log of one program.
    pub(crate) fn log(&self, program: &str) -> PathBuf {
        self.logs().join(format!("{program}.log"))
    }

    /// A certificate (`crt`) or key (`key`) of the cluster.
    pub(crate) fn certificate(&self, name: &str, kind: &str) -> PathBuf {
        self.path.join(format!("{name}.{kind}"))
    }

    /// The socket the guard listens on for requests.
    pub(crate) fn control_socket(&self) -> PathBuf {
        self.path.join("control.sock")
    }

    /// The folder of one node.
    pub(crate) fn node(&self, node: &str) -> PathBuf {
        self.path.join(node)
    }

    /// The cgroup all pods of a node are in, below the root of each hierarchy.
    pub(crate) fn cgroup(&self, node: &str) -> String {
        format!("dashboard-light-{}-{node}", self.name.0)
    }

    fn lock(&self) -> PathBuf {
        self.path.join("lock")
    }
}

// === impl NodeRecord ===

impl NodeRecord {
    /// The machine's end of the link to the node.
    #[must_use]
    pub fn interface(&self) -> String {
        format!("dl-node-{}", self.link)
    }

    /// The machine's address on that link.
    #[must_use]
    pub fn machine_address(&self) -> String {
        format!("10.213.{}.1", self.link)
    }

    /// The node's address on that link.
    #[must_use]
    pub fn address(&self) -> String {
        format!("10.213.{}.2", self.link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for good in ["a", "test-123-0", "0"] {
            assert!(ClusterName::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "-a",
            "A",
            "a/b",
            "..",
            "a-name-of-more-than-twenty-four",
        ] {
            assert!(ClusterName::parse(bad).is_err(), "{bad}");
        }
    }
}
