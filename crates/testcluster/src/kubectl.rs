//! Running kubectl, the built one, as the cluster's administrator.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::error::{Doing, Error, Result};
use crate::programs::Programs;

/// A kubectl that talks to one cluster.
#[derive(Clone, Debug)]
pub(crate) struct Kubectl {
    program: PathBuf,
    kubeconfig: PathBuf,
    cache: Option<PathBuf>,
}

/// Runs a command to its end and returns what it wrote.
pub(crate) async fn output(mut command: Command, input: Option<&str>) -> Result<String> {
    let shown = {
        let command = command.as_std();
        let arguments = command
            .get_args()
            .map(|argument| argument.to_string_lossy());
        let program = Path::new(command.get_program())
            .file_name()
            .unwrap_or_default();
        format!(
            "{} {}",
            program.to_string_lossy(),
            arguments.collect::<Vec<_>>().join(" ")
        )
    };
    let doing = || format!("running {shown}");
    command.stdin(if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    });
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().doing(doing)?;
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
        stdin.write_all(input.as_bytes()).await.doing(doing)?;
    }
    let output = child.wait_with_output().await.doing(doing)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::Command {
            command: shown,
            message,
        })
    }
}

// === impl Kubectl ===

impl Kubectl {
    /// `cache` is where kubectl remembers the API's kinds; without it, where it
    /// does for the user.
    pub(crate) fn new(
        programs: &Programs,
        kubeconfig: PathBuf,
        cache: Option<PathBuf>,
    ) -> Result<Self> {
        Ok(Self {
            program: programs.ours("kubectl")?,
            kubeconfig,
            cache,
        })
    }

    pub(crate) async fn run(&self, arguments: &[&str], input: Option<&str>) -> Result<String> {
        let mut command = Command::new(&self.program);
        command.args(arguments).env("KUBECONFIG", &self.kubeconfig);
        if let Some(cache) = &self.cache {
            command.env("KUBECACHEDIR", cache);
        }
        output(command, input).await
    }

    /// Runs kubectl and reads its answer as JSON.
    pub(crate) async fn json(&self, arguments: &[&str]) -> Result<serde_json::Value> {
        let text = self.run(arguments, None).await?;
        serde_json::from_str(&text).map_err(|error| Error::Command {
            command: format!("kubectl {}", arguments.join(" ")),
            message: format!("its answer is not JSON: {error}"),
        })
    }
}
