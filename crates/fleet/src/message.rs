//! What a cluster's watches and its keeper tell the cluster's task.

use crate::kind::{Kind, Object, Reach};
use crate::trouble::Trouble;
use crate::usage::UsageTable;
use model::Text;
use std::time::Duration;

/// One piece of news of a cluster.
#[derive(Debug)]
pub(crate) enum Message {
    /// From the watch of a kind.
    Watch(Kind, Reach, WatchNews),
    /// From the keeper of the link.
    Link(LinkNews),
    /// From the reader of usage: the figures, or `Err` when there were none.
    Usage(Result<(UsageTable, Duration), Trouble>),
}

/// What a watch tells.
#[derive(Debug)]
pub(crate) enum WatchNews {
    /// A list begins.
    Begin,
    /// A part of the list.
    Page(Vec<Object>),
    /// The list is complete; it took this long.
    Done(Duration),
    /// The watch is open.
    Open,
    /// The watch lives, though nothing changed.
    Alive,
    /// An object was added or changed.
    Apply(Object),
    /// An object was deleted.
    Delete(Object),
    /// The list or watch failed; it will be tried again.
    Broken(Trouble),
}

/// What the keeper of the link tells.
#[derive(Debug)]
pub(crate) enum LinkNews {
    /// The API server answered; with its version, if it said it.
    Answered(Option<Text>),
    /// It did not; the next attempt is made after this time.
    Failed(Trouble, Duration),
}
