//! What is told of the logs of a Deployment's Pods, in the server's own words and on the wire.

use crate::{Text, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What there is to pick from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogChoice {
    /// The Deployment's Pods, the oldest first.
    pub pods: Vec<Text>,
    /// The names of their containers, in the Pods' order.
    pub containers: Vec<Text>,
    /// The container that counts.
    pub main: Option<Text>,
}

/// A container whose log is read. Its number is its place in the order of appearance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSource {
    /// By this number lines and notes name it.
    pub source: u32,
    /// The Pod.
    pub pod: Text,
    /// The container.
    pub container: Text,
}

/// One line: the number of its source; when it was written, RFC 3339 in UTC with nine digits, so that
/// moments compare as texts do, empty where the kubelet does not say; and the text, without control
/// characters and colour sequences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine(pub u32, pub String, pub String);

/// Some lines, in the order to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogBatch {
    /// The lines. Those of one source are in the order in which they were written.
    pub lines: Vec<LogLine>,
    /// Where each source of these lines stands after them: to be given back to go on from there.
    pub positions: BTreeMap<u32, String>,
}

/// Something about a log that is no line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogNote {
    /// Of which source; `None`: of all.
    pub source: Option<u32>,
    /// What sort.
    pub kind: NoteKind,
    /// In words.
    pub text: Text,
    /// When it was found out.
    pub at: Timestamp,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// The container has not started, or there is nothing to read.
    Waiting,
    /// It started: a Pod came, or a container starts anew.
    Started,
    /// It ended, or its Pod is gone.
    Ended,
    /// Lines are missing or may be.
    Gap,
    /// Lines are read later than they are written.
    Behind,
    /// The connection to the cluster is lost; it is tried again.
    Lost,
    /// The API server refuses.
    Refused,
    /// More containers than are read at once.
    TooMany,
}
