//! Real Kubernetes clusters on this machine, for tests and for looking at.
//!
//! A [`TestCluster`] is etcd, an API server, a controller manager, a scheduler,
//! metrics-server and nodes: with a real kubelet, containerd and real pods, or
//! played by kwok. Several run side by side. Nothing of a cluster outlives it:
//! a guard process takes it down when it is stopped or dropped, and also when
//! the process that started it panics, is interrupted or is killed.
//!
//! ```no_run
//! # async fn example() -> testcluster::Result<()> {
//! use testcluster::TestCluster;
//!
//! if let Err(reason) = testcluster::kubelet_available() {
//!     eprintln!("skipped: {reason}");
//!     return Ok(());
//! }
//! let cluster = TestCluster::builder().kubelets(1).start().await?;
//! cluster.kubectl(&["create", "namespace", "staging"]).await?;
//! cluster.kill_api_server().await?;
//! cluster.start_api_server().await?;
//! cluster.stop().await
//! # }
//! ```
//!
//! `TEST_KUBECONFIG` names the kubeconfig of somebody's own cluster, which is
//! then used instead and never broken on purpose; `KUBEBUILDER_ASSETS` names a
//! folder with the programs, which scripts/build-kubernetes builds otherwise.

mod builder;
mod certificates;
mod cluster;
mod control;
mod error;
mod folder;
pub mod guard;
mod keeper;
mod kubectl;
mod programs;
mod running;
mod wait;

pub use self::builder::Builder;
pub use self::cluster::TestCluster;
pub use self::control::{Answer, Request, ask};
pub use self::error::{Error, Result};
pub use self::folder::{ClusterName, Folder, NodeRecord, Record};
pub use self::programs::{kubelet_available, missing_programs, skipped_without_kubelet};
pub use self::running::{foreign_kubeconfig, stop};
pub use self::wait::wait_until;
