//! The logs of a Deployment's Pods, merged into one stream.
//!
//! ```text
//! API server ─ .../log ─▶ reader (one task a container) ─ bounded ─▶ merge ─▶ one viewer
//! index ─ what the containers do ─▶ follower ─ sights ─▶ readers
//! ```
//!
//! * Nothing is read ahead of the viewer: a reader keeps one batch and two wait for the merge, then
//!   the connection to the API server fills up and the kubelet waits.
//! * Lines of one container are never out of order, and none is told twice: a reader knows its
//!   [`LogPosition`] and skips what was told. What cannot be had any more is told as a gap.
//! * Containers are merged by the time of their lines as far as these are there already, and by
//!   arrival afterwards: a container that has no more lines to give is not waited for.

mod follow;
mod line;
mod merge;
mod position;
mod reader;
mod run;
mod sight;

pub use position::{BadPosition, LogPosition};

pub(crate) use follow::{Follower, Place};
pub(crate) use sight::Watched;

use model::{LogBatch, LogChoice, LogNote, LogSource, Text, Timestamp};

/// What is to be read.
#[derive(Clone, Debug, Default)]
pub struct LogQuery {
    /// Names of Pods; empty: all of the Deployment.
    pub pods: Vec<Text>,
    /// Of which containers.
    pub containers: Containers,
    /// Leaves out what was written before.
    pub since: Option<Timestamp>,
    /// How many of the newest lines are read of each container that is there already; `None`: all.
    pub tail: Option<u32>,
    /// Reads the run before the present one; follows nothing.
    pub previous: bool,
    /// Goes on with what will be written, and with Pods that come.
    pub follow: bool,
    /// Goes on after these positions; for their containers `since` and `tail` do not count.
    pub from: Vec<LogPosition>,
}

/// Which containers of a Pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Containers {
    /// The one that the Deployment's row names; the first where a Pod has none of that name.
    #[default]
    Main,
    /// Every one, init containers too.
    All,
    /// Those of these names.
    Named(Vec<Text>),
}

/// One message of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogEvent {
    /// What there is to pick from, first and whenever it changes.
    Choice(LogChoice),
    /// A container is read from now on; told before anything else of it.
    Source(LogSource),
    /// Lines.
    Lines(LogBatch),
    /// Something that is no line.
    Note(LogNote),
    /// Nothing happened for a while.
    Heartbeat,
}
