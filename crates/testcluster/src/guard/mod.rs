//! The process that keeps a cluster: it starts the programs, does the faults it
//! is asked for, and takes everything down when it is told to end or when its
//! parent is gone.
//!
//! Everything is made so that the kernel tidies up even if the guard itself is
//! killed: each program has the guard's death as its own (setpriv), and a node
//! lives in namespaces of its own, so that its processes, mounts, interfaces
//! and packet filter rules go with its first process. What then remains, empty
//! cgroups and the folder, is swept by the next `up` or `down`.

mod cgroup;
mod cluster;
mod control_plane;
mod etcd;
mod forward;
mod kwok;
mod lifetime;
mod link;
mod metrics_server;
mod node;
pub mod node_init;
mod ports;
mod processes;
pub(crate) mod sweep;

use std::io::Write;
use std::time::Instant;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use self::cluster::Cluster;
use crate::control::{Answer, Message, Request};
use crate::error::{Doing, Error, Result};
use crate::folder::{ClusterName, Folder};

/// What a cluster is to consist of.
#[derive(Clone, Debug, clap::Args)]
pub struct Plan {
    /// The cluster's name.
    #[arg(long)]
    pub name: String,
    /// How many nodes have a real kubelet.
    #[arg(long, default_value_t = 0)]
    pub kubelets: u8,
    /// How many nodes kwok plays.
    #[arg(long, default_value_t = 0)]
    pub kwok_nodes: u32,
    /// Whether metrics-server runs.
    #[arg(long)]
    pub metrics_server: bool,
}

/// Tells the parent; the parent being gone is no error.
fn tell(message: &Message) {
    let line = serde_json::to_string(message).unwrap_or_default();
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Keeps a cluster until it is to end. Must run on one thread, because the
/// programs die with the thread that started them.
///
/// # Errors
/// What made the start fail; the parent was told, and nothing is left running.
pub async fn run(plan: Plan) -> Result<()> {
    let folder = Folder::of(&ClusterName::parse(&plan.name)?)?;
    let outcome = keep(&plan, &folder).await;
    if let Err(error) = &outcome {
        let message = match error {
            Error::Guard { message, .. } => message.clone(),
            error => error.to_string(),
        };
        tell(&Message::Failed(message));
    }
    outcome
}

async fn keep(plan: &Plan, folder: &Folder) -> Result<()> {
    if folder.exists() && !folder.is_kept() {
        sweep::sweep(folder)?;
    }
    let _lock = folder.take()?;
    let outcome = run_cluster(plan, folder).await;
    // Also of a cluster that could not even be begun the folder is left.
    let swept = sweep::sweep(folder);
    outcome.and(swept)
}

async fn run_cluster(plan: &Plan, folder: &Folder) -> Result<()> {
    let mut cluster = Cluster::new(plan, folder)?;
    let outcome = tokio::select! {
        outcome = start_and_serve(&mut cluster, plan, folder) => outcome,
        () = lifetime::over() => Ok(()),
    };
    cluster.end().await;
    outcome
}

async fn start_and_serve(cluster: &mut Cluster, plan: &Plan, folder: &Folder) -> Result<()> {
    let begun = Instant::now();
    let progress = |what: &str| {
        let elapsed = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tell(&Message::Progress(what.to_owned(), elapsed));
    };
    cluster
        .start(plan, &progress)
        .await
        .map_err(|error| Error::Guard {
            name: plan.name.clone(),
            message: format!("{error}{}", cluster.complaints()),
        })?;
    let listener = UnixListener::bind(folder.control_socket())
        .doing(|| "listening for requests".to_owned())?;
    tell(&Message::Ready);
    loop {
        let (stream, _) = listener
            .accept()
            .await
            .doing(|| "waiting for a request".to_owned())?;
        // A client that went away without its answer is its own matter.
        let _ = answer(cluster, stream).await;
    }
}

async fn answer(cluster: &mut Cluster, stream: UnixStream) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let line = BufReader::new(read)
        .lines()
        .next_line()
        .await?
        .unwrap_or_default();
    let answer = match serde_json::from_str::<Request>(&line) {
        Ok(request) => cluster
            .handle(&request)
            .await
            .unwrap_or_else(|error| Answer::Failed(error.to_string())),
        Err(error) => Answer::Failed(format!("the request cannot be read: {error}")),
    };
    let line = serde_json::to_string(&answer).unwrap_or_default() + "\n";
    write.write_all(line.as_bytes()).await
}
