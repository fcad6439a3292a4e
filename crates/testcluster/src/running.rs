//! Clusters that run without a parent, and those of somebody else.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::guard::sweep;
use crate::wait::wait_until;

/// The kubeconfig of somebody's own cluster that is used instead of starting
/// one, from `TEST_KUBECONFIG`.
#[must_use]
pub fn foreign_kubeconfig() -> Option<PathBuf> {
    env::var_os("TEST_KUBECONFIG")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// Stops a cluster by its folder, whoever started it, and removes what is left
/// of it if its guard was killed.
///
/// # Errors
/// When there is none, or something of it does not go.
pub async fn stop(folder: &Folder) -> Result<()> {
    if !folder.exists() {
        return Err(Error::NotRunning(folder.name().as_str().to_owned()));
    }
    let guard = folder
        .record()
        .and_then(|record| i32::try_from(record.guard).ok());
    if let Some(guard) = guard.filter(|_| folder.is_kept()) {
        let _ = kill(Pid::from_raw(guard), Signal::SIGTERM);
        wait_until("the cluster's end", Duration::from_secs(60), async || {
            if folder.is_kept() {
                Err("it runs".to_owned())
            } else {
                Ok(())
            }
        })
        .await?;
    }
    if folder.exists() {
        sweep::sweep(folder)
    } else {
        Ok(())
    }
}
