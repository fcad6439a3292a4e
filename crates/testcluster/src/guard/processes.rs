//! The programs of a cluster as child processes of its guard.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::error::{Doing, Result};
use crate::folder::Folder;
use crate::programs::Programs;

/// How much of a log is shown when a start failed.
const SHOWN_LINES: usize = 5;

/// How long a killed program may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// The running programs by name. Dropping it kills them.
#[derive(Debug)]
pub(super) struct Processes {
    folder: Folder,
    search_path: String,
    children: BTreeMap<String, Child>,
}

// === impl Processes ===

impl Processes {
    pub(super) fn new(folder: &Folder, programs: &Programs) -> Self {
        Self {
            folder: folder.clone(),
            search_path: programs.search_path(),
            children: BTreeMap::new(),
        }
    }

    /// A command in the cluster's folder with an environment of its own: no
    /// proxy and no kubeconfig of the user reaches the cluster.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", &self.search_path)
            .env("HOME", self.folder.path())
            .env("KUBECACHEDIR", self.folder.path().join("kubectl"))
            .kill_on_drop(true);
        command
    }

    /// Starts a program that dies with the guard; its output goes to its log.
    pub(super) fn start(&mut self, name: &str, program: &Path, arguments: &[String]) -> Result<()> {
        let path = self.folder.log(name);
        let doing = || format!("starting {}", program.display());
        let log = File::options()
            .create(true)
            .append(true)
            .open(path)
            .doing(doing)?;
        let errors = log.try_clone().doing(doing)?;
        let child = self
            .command("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .doing(doing)?;
        self.children.insert(name.to_owned(), child);
        Ok(())
    }

    /// A started program, to write to it or to know its process.
    pub(super) fn child(&mut self, name: &str) -> Option<&mut Child> {
        self.children.get_mut(name)
    }

    /// Kills a program as `kill -9` does and waits for its end.
    pub(super) async fn kill(&mut self, name: &str) -> Result<()> {
        match self.children.remove(name) {
            Some(mut child) => child.kill().await.doing(|| format!("killing {name}")),
            None => Ok(()),
        }
    }

    /// Waits for the end of a program that is about to end by itself.
    pub(super) async fn wait_for(&mut self, name: &str) {
        if let Some(child) = self.children.get_mut(name) {
            let _ = tokio::time::timeout(PATIENCE, child.wait()).await;
        }
    }

    /// Kills all programs at once and waits for their end.
    pub(super) async fn end(&mut self) {
        for child in self.children.values_mut() {
            let _ = child.start_kill();
        }
        for (_, mut child) in std::mem::take(&mut self.children) {
            let _ = tokio::time::timeout(PATIENCE, child.wait()).await;
        }
    }

    /// Each program that was started and not killed on purpose, and whether it runs.
    pub(super) fn states(&mut self) -> Vec<(String, bool)> {
        self.children
            .iter_mut()
            .map(|(name, child)| (name.clone(), matches!(child.try_wait(), Ok(None))))
            .collect()
    }

    /// The last lines of the programs that ended by themselves, and of those
    /// they had started.
    pub(super) fn complaints(&mut self) -> String {
        let ended = self.states().into_iter().filter(|(_, runs)| !runs);
        ended
            .flat_map(|(name, _)| self.logs_of(&name))
            .map(|log| last_lines(&log))
            .collect()
    }

    /// A node's programs log to `NODE-PROGRAM.log`.
    fn logs_of(&self, name: &str) -> Vec<PathBuf> {
        let theirs = |log: &PathBuf| {
            let stem = log.file_stem().unwrap_or_default().to_string_lossy();
            stem == name || stem.starts_with(&format!("{name}-"))
        };
        let entries = fs::read_dir(self.folder.logs())
            .into_iter()
            .flatten()
            .flatten();
        entries.map(|entry| entry.path()).filter(theirs).collect()
    }
}

fn last_lines(log: &Path) -> String {
    let name = log.file_name().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    format!(
        "\n{name}:\n{}",
        lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
    )
}
