//! `testcluster`: real Kubernetes clusters on this machine, from the command line.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::str::FromStr;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use testcluster::guard::{self, node_init};
use testcluster::{Answer, ClusterName, Error, Folder, Request, Result, TestCluster, ask};

/// Starts real Kubernetes clusters on this machine: a control plane,
/// metrics-server, and nodes with a real kubelet or played by kwok.
#[derive(Debug, Parser)]
#[command(name = "testcluster", disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Start a cluster, print its kubeconfig and let it run.
    ///
    /// With TEST_KUBECONFIG set, nothing is started and that is printed. With
    /// KUBEBUILDER_ASSETS set, that folder's programs are used.
    Up {
        /// The cluster's name.
        #[arg(long, default_value = "default")]
        name: String,
        /// Nodes of a kind, e.g. kubelet:1 or kwok:50; can be repeated.
        #[arg(long, value_name = "KIND:COUNT", default_value = "kubelet:1")]
        nodes: Vec<Nodes>,
        /// Leave metrics-server out.
        #[arg(long)]
        no_metrics_server: bool,
    },
    /// Stop a cluster and remove everything of it.
    Down {
        /// The cluster's name.
        #[arg(long, default_value = "default", conflicts_with = "all")]
        name: String,
        /// Stop all clusters, also those of tests.
        #[arg(long)]
        all: bool,
    },
    /// Show the clusters, their kubeconfigs and their programs.
    Status,
    /// Break or repair something in a running cluster.
    Fault {
        /// The cluster's name.
        #[arg(long, default_value = "default")]
        name: String,
        /// What to do.
        fault: Fault,
    },
    /// Import the test image under a reference on every node with a kubelet.
    Import {
        /// The cluster's name.
        #[arg(long, default_value = "default")]
        name: String,
        /// The reference, e.g. registry-minor:5000/wl/backend:staging-1.
        reference: String,
    },
    /// Keep a cluster (started by the others).
    #[command(hide = true)]
    Guard(guard::Plan),
    /// Be the first process of a node (started by the guard).
    #[command(hide = true)]
    NodeInit(node_init::Arguments),
}

/// So many nodes of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nodes {
    Kubelet(u8),
    Kwok(u32),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Fault {
    KillApiServer,
    StartApiServer,
    StopControllers,
    StopMetricsServer,
    StartMetricsServer,
    CompactEtcd,
}

// Programs die with the thread that started them, so there is just one.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(CommandLine::parse().verb).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("testcluster: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Up {
            name,
            nodes,
            no_metrics_server,
        } => up(&name, &nodes, !no_metrics_server).await,
        Verb::Down { all: true, .. } => {
            for folder in Folder::all()? {
                down(&folder).await?;
            }
            Ok(())
        }
        Verb::Down { name, .. } => down(&folder_of(&name)?).await,
        Verb::Status => status().await,
        Verb::Fault { name, fault } => {
            let answer = ask(&folder_of(&name)?, &fault.request()).await?;
            if let Answer::Compacted(revision) = answer {
                println!("compacted up to revision {revision}");
            }
            Ok(())
        }
        Verb::Import { name, reference } => {
            ask(&folder_of(&name)?, &Request::ImportImage(reference))
                .await
                .map(drop)
        }
        Verb::Guard(plan) => guard::run(plan).await,
        Verb::NodeInit(arguments) => node_init::run(&arguments),
    }
}

async fn up(name: &str, nodes: &[Nodes], metrics_server: bool) -> Result<()> {
    if let Some(kubeconfig) = testcluster::foreign_kubeconfig() {
        eprintln!("TEST_KUBECONFIG is set, so nothing is started");
        println!("{}", kubeconfig.display());
        return Ok(());
    }
    build_missing_programs()?;
    let mut builder = TestCluster::builder()
        .name(name)
        .metrics_server(metrics_server);
    for kind in nodes {
        builder = match *kind {
            Nodes::Kubelet(count) => builder.kubelets(count),
            Nodes::Kwok(count) => builder.kwok_nodes(count),
        };
    }
    let progress = |what: &str, after: Duration| {
        eprintln!("{name}: {:5.1} s  {what}", after.as_secs_f64());
    };
    let folder = builder.start_detached(progress).await?;
    println!("{}", folder.kubeconfig().display());
    Ok(())
}

/// Makes `up` work on a machine where nothing was built before.
fn build_missing_programs() -> Result<()> {
    let missing = testcluster::missing_programs()?;
    if missing.is_empty() || std::env::var_os("KUBEBUILDER_ASSETS").is_some() {
        return Ok(());
    }
    eprintln!("building {}", missing.join(", "));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/build-kubernetes");
    let command = || script.display().to_string();
    let built = Command::new(&script).status();
    match built.map_err(|source| Error::Io {
        doing: format!("running {}", command()),
        source,
    })? {
        status if status.success() => Ok(()),
        status => Err(Error::Command {
            command: command(),
            message: status.to_string(),
        }),
    }
}

async fn down(folder: &Folder) -> Result<()> {
    testcluster::stop(folder).await?;
    eprintln!("{}: stopped", folder.name().as_str());
    Ok(())
}

async fn status() -> Result<()> {
    let folders = Folder::all()?;
    if folders.is_empty() {
        eprintln!("no clusters");
    }
    for folder in folders {
        let name = folder.name().as_str();
        let Some(record) = folder.record().filter(|_| folder.is_kept()) else {
            println!("{name}: left over; `testcluster down --name {name}` removes it");
            continue;
        };
        println!("{name}: https://127.0.0.1:{}", record.api_server);
        println!("  kubeconfig  {}", folder.kubeconfig().display());
        println!("  logs        {}", folder.logs().display());
        println!(
            "  nodes       kubelet:{} kwok:{}",
            record.kubelets.len(),
            record.kwok_nodes
        );
        match ask(&folder, &Request::Programs).await {
            Ok(Answer::Programs(programs)) => {
                for (program, runs) in programs {
                    println!("  {:<11} {program}", if runs { "runs" } else { "ended" });
                }
            }
            _ => println!("  it is starting"),
        }
    }
    Ok(())
}

fn folder_of(name: &str) -> Result<Folder> {
    Folder::of(&ClusterName::parse(name)?)
}

// === impl Nodes ===

impl FromStr for Nodes {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let expected = || format!("{text:?} is not like kubelet:1 or kwok:50");
        let (kind, count) = text.split_once(':').ok_or_else(expected)?;
        match kind {
            "kubelet" => count.parse().map(Self::Kubelet).map_err(|_| expected()),
            "kwok" => count.parse().map(Self::Kwok).map_err(|_| expected()),
            _ => Err(expected()),
        }
    }
}

// === impl Fault ===

impl Fault {
    fn request(self) -> Request {
        match self {
            Self::KillApiServer => Request::KillApiServer,
            Self::StartApiServer => Request::StartApiServer,
            Self::StopControllers => Request::StopControllers,
            Self::StopMetricsServer => Request::StopMetricsServer,
            Self::StartMetricsServer => Request::StartMetricsServer,
            Self::CompactEtcd => Request::CompactEtcd,
        }
    }
}
