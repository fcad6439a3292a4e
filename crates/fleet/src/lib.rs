//! The live state of all clusters, read from their API servers and shown through one door.
//!
//! ```text
//! API server ─ watch ─▶ wire ─ project ─▶ index ─ judge ─▶ board ─▶ view, updates (Scope, Selection)
//! metrics.k8s.io ─────▶ usage ───────────────────────────────────▶ pods
//! API server ─ pods/log, on demand ─▶ logs ──────────────────────▶ lines
//! ```
//!
//! * [`Fleet::start`] spawns one task per cluster; [`Fleet::view`] and its siblings read.
//! * A [`Scope`] says what a principal may see. Nothing is read without one.
//!
//! Architecture invariant: no type of Kubernetes leaves this crate, and whatever is read here is read
//! through a [`Scope`]; only readiness and statistics, which name clusters and nothing in them, are not.

mod backoff;
mod board;
mod clock;
mod cluster_task;
mod connect;
mod cursor;
mod exec;
mod fleet;
mod health;
mod history;
mod index;
mod intern;
mod kind;
mod link;
mod logs;
mod message;
#[cfg(test)]
mod mk;
mod options;
mod place;
mod reads;
mod room;
mod schedule;
mod scope;
mod stats;
mod trouble;
mod updates;
mod usage;
mod view;
mod watch;
mod wire;

pub use clock::Clock;
pub use cursor::{BadCursor, Cursor};
pub use fleet::Fleet;
pub use logs::{BadPosition, Containers, LogEvent, LogPosition, LogQuery};
pub use options::{ClusterSource, Connect, FleetOptions};
pub use reads::{Manifest, ReadError};
pub use scope::{BadScope, PATTERNS_SIZE_LIMIT, Scope};
pub use stats::{ClusterStats, FleetStats, Readiness};
pub use updates::Update;
pub use view::View;
