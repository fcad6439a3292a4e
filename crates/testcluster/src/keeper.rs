//! The guard, seen from the process that started it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::control::{DETACH, Message};
use crate::error::{Doing, Error, Result};
use crate::folder::Folder;
use crate::guard::Plan;
use crate::kubectl::output;

/// How long a guard may take to take its cluster down.
const PATIENCE: Duration = Duration::from_secs(60);

/// A guard and the pipe by which it knows that its parent lives. Dropping it
/// closes the pipe and waits until the cluster is gone.
#[derive(Debug)]
pub(crate) struct Keeper {
    folder: Folder,
    child: Child,
    pipe: Option<ChildStdin>,
    messages: Lines<BufReader<ChildStdout>>,
}

// === impl Keeper ===

impl Keeper {
    /// Starts the guard of a cluster; [`Keeper::ready`] waits for the cluster.
    pub(crate) async fn start(plan: &Plan, folder: &Folder) -> Result<Self> {
        let program = guard_program().await?;
        let doing = || format!("starting {}", program.display());
        let mut command = Command::new(&program);
        command
            .args(["guard", "--name", &plan.name])
            .args(["--kubelets", &plan.kubelets.to_string()])
            .args(["--kwok-nodes", &plan.kwok_nodes.to_string()])
            .args(plan.metrics_server.then_some("--metrics-server"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // An interrupt on the terminal is for the parent; the guard sees its end.
            .process_group(0);
        let mut child = command.spawn().doing(doing)?;
        let (Some(pipe), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::ErrorKind::BrokenPipe.into()).doing(doing);
        };
        let messages = BufReader::new(stdout).lines();
        Ok(Self {
            folder: folder.clone(),
            child,
            pipe: Some(pipe),
            messages,
        })
    }

    /// Waits until the cluster can be used; `progress` hears what is done, and when.
    pub(crate) async fn ready(&mut self, progress: impl Fn(&str, Duration)) -> Result<()> {
        let name = self.folder.name().as_str();
        let failed = |message| Error::Guard {
            name: name.to_owned(),
            message,
        };
        while let Ok(Some(line)) = self.messages.next_line().await {
            match serde_json::from_str(&line) {
                Ok(Message::Progress(what, after)) => progress(&what, Duration::from_millis(after)),
                Ok(Message::Ready) => return Ok(()),
                Ok(Message::Failed(message)) => return Err(failed(message)),
                Err(_) => {}
            }
        }
        Err(failed("its guard ended while it started".to_owned()))
    }

    /// Lets the cluster run on without this process.
    pub(crate) async fn detach(mut self) -> Result<()> {
        if let Some(mut pipe) = self.pipe.take() {
            let line = format!("{DETACH}\n");
            pipe.write_all(line.as_bytes())
                .await
                .doing(|| "detaching the guard".to_owned())?;
        }
        Ok(())
    }

    /// Takes the cluster down.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let name = self.folder.name().as_str().to_owned();
        drop(self.pipe.take());
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let message = match ended {
            Ok(Ok(status)) if status.success() => return Ok(()),
            Ok(Ok(status)) => format!("its guard ended with {status}"),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "its guard does not end".to_owned(),
        };
        Err(Error::Guard { name, message })
    }
}

impl Drop for Keeper {
    /// A test that panicked leaves a clean machine to the next one.
    fn drop(&mut self) {
        if self.pipe.take().is_some() {
            let begun = Instant::now();
            while matches!(self.child.try_wait(), Ok(None)) && begun.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

/// The program that keeps clusters: this one, or the one cargo built beside the
/// test, or the one cargo builds now.
async fn guard_program() -> Result<PathBuf> {
    let ourselves = env::current_exe().doing(|| "finding this program".to_owned())?;
    if ourselves
        .file_stem()
        .is_some_and(|name| name == "testcluster")
    {
        return Ok(ourselves);
    }
    let beside = ourselves
        .parent()
        .and_then(Path::parent)
        .map(|dir| dir.join("testcluster"));
    match beside {
        Some(program) if is_up_to_date(&program) => Ok(program),
        _ => build().await,
    }
}

/// Whether a program is newer than the sources of this crate.
fn is_up_to_date(program: &Path) -> bool {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let newest = ["src", "kubernetes"]
        .iter()
        .filter_map(|folder| newest_below(&crate_folder.join(folder)))
        .max();
    let built = fs::metadata(program)
        .and_then(|metadata| metadata.modified())
        .ok();
    built.is_some() && built >= newest
}

fn newest_below(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .filter_map(|entry| {
            let metadata = entry.metadata().ok()?;
            if metadata.is_dir() {
                newest_below(&entry.path())
            } else {
                metadata.modified().ok()
            }
        })
        .max()
}

async fn build() -> Result<PathBuf> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([
            "build",
            "--quiet",
            "--package",
            "testcluster",
            "--bin",
            "testcluster",
        ])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let messages = output(command, None).await?;
    let mut built = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message["executable"].as_str()?))
    });
    built.next_back().ok_or_else(|| Error::Command {
        command: "cargo build --package testcluster".to_owned(),
        message: "it built no program".to_owned(),
    })
}
