//! What a cluster's guard can be asked while the cluster runs: one JSON line
//! each way on its socket.

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

use crate::error::{Doing, Error, Result};
use crate::folder::Folder;

/// A request to the guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Kill the API server as `kill -9` does.
    KillApiServer,
    /// Start the API server again and wait until it is ready.
    StartApiServer,
    /// Stop the controller-manager.
    StopControllers,
    /// Stop metrics-server.
    StopMetricsServer,
    /// Start metrics-server again and wait until it answers.
    StartMetricsServer,
    /// Forget etcd's history up to now.
    CompactEtcd,
    /// Import the test image under this reference on every node with a kubelet.
    ImportImage(String),
    /// Tell which programs run.
    Programs,
}

/// The guard's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is done.
    Done,
    /// It is done up to this revision of etcd.
    Compacted(i64),
    /// The programs and whether each runs.
    Programs(Vec<(String, bool)>),
    /// It could not be done, and why.
    Failed(String),
}

/// What the guard tells its parent while it starts, a JSON line each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Message {
    /// Something is done; milliseconds since the start.
    Progress(String, u64),
    /// The cluster can be used.
    Ready,
    /// The cluster could not be started, and why.
    Failed(String),
}

/// The line by which a parent tells the guard to go on without it.
pub(crate) const DETACH: &str = "detach";

/// Asks the guard of a cluster and waits for its answer.
///
/// # Errors
/// When the cluster does not run, or the guard could not do it.
pub async fn ask(folder: &Folder, request: &Request) -> Result<Answer> {
    let name = folder.name().as_str();
    let stream = UnixStream::connect(folder.control_socket())
        .await
        .map_err(|_| Error::NotRunning(name.to_owned()))?;
    let (read, mut write) = stream.into_split();
    let line = serde_json::to_string(request).unwrap_or_default() + "\n";
    let doing = || format!("asking the guard of {name}");
    write.write_all(line.as_bytes()).await.doing(doing)?;
    let answer = BufReader::new(read)
        .lines()
        .next_line()
        .await
        .doing(doing)?;
    match serde_json::from_str(&answer.unwrap_or_default()) {
        Ok(Answer::Failed(message)) => Err(Error::Guard {
            name: name.to_owned(),
            message,
        }),
        Ok(answer) => Ok(answer),
        Err(_) => Err(Error::NotRunning(name.to_owned())),
    }
}
