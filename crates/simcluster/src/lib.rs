//! A Kubernetes API in this process, behind the unchanged [`kube::Client`].
//!
//! [`SimCluster`] answers what Dashboard-Light asks a cluster: list and watch of Namespaces, Pods,
//! Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and CronJobs with resource versions,
//! selectors, pages, bookmarks and expiry, and the figures of metrics.k8s.io, and logs. No socket is opened: the client's requests end in a tower service.
//! Behind it a [`Scenario`] is played as controller-manager, scheduler and kubelet would show it,
//! or a test applies objects by hand. [`Faults`] breaks things on demand, and [`Clock`] lets tests
//! own the time.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
//! use simcluster::{Clock, Scenario, SimCluster};
//!
//! let scenario = Scenario::by_name("demo").unwrap();
//! let cluster = SimCluster::start("prod-eu", scenario.part("prod-eu"), Clock::system());
//! let version = cluster.client().apiserver_version().await.unwrap();
//! assert_eq!(version.major, "1");
//! # });
//! ```

mod api;
mod clock;
mod cluster;
mod faults;
mod kind;
mod logs;
mod play;
mod requests;
mod scenario;
mod store;
mod usage;

pub use clock::Clock;
pub use cluster::{ApplyError, SimCluster};
pub use faults::{Fault, FaultId, Faults, Reach, Trouble};
pub use kind::Kind;
pub use requests::Requests;
pub use scenario::{Load, Part, Scenario, UnknownScenario};
