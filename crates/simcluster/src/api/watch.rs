//! Watch streams: initial events, changes, bookmarks, expiry, and every way they can break.

use std::{collections::VecDeque, io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::stream;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use tokio::{sync::watch, time::sleep_until};

use crate::{
    api::{
        Server,
        answer::{AnswerBody, Failure},
        ask::ListOptions,
        list::{Form, in_namespace},
        selector::Selector,
    },
    faults::{Target, Trouble},
    kind::Kind,
    requests::OpenWatch,
    store::{Change, Entry},
};

/// A real API server sends a bookmark about once a minute.
const BOOKMARK_INTERVAL: Duration = Duration::from_secs(60);

/// Without `timeoutSeconds` a real API server ends a watch after 30 to 60 minutes.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(45 * 60);

/// The sending half of one watch.
struct Watcher {
    server: Arc<Server>,
    kind: Kind,
    namespace: Option<String>,
    selector: Selector,
    form: Form,
    target: Target,
    opened: Duration,
    /// Changes up to this revision have been told.
    told: u64,
    lines: VecDeque<Bytes>,
    ending: Option<Ending>,
    next_bookmark: Option<Duration>,
    deadline: Duration,
    revisions: watch::Receiver<u64>,
    fault_changes: watch::Receiver<()>,
    _open: OpenWatch,
}

/// How a stream goes once its lines are told.
enum Ending {
    /// As agreed: timed out, or after an ERROR event.
    Clean,
    /// The connection is lost.
    Lost(io::ErrorKind, &'static str),
}

/// Opens a watch, or refuses it.
pub(crate) fn watch(
    server: &Arc<Server>,
    kind: Kind,
    namespace: Option<String>,
    options: &ListOptions,
    form: Form,
) -> Result<AnswerBody, Failure> {
    let selector = options.selector(kind)?;
    check_initial_events(options)?;
    let asked = options.revision()?;
    let opened = server.clock.elapsed();
    let timeout = options
        .timeout_seconds
        .map_or(DEFAULT_TIMEOUT, Duration::from_secs);
    let mut watcher = Watcher {
        server: server.clone(),
        kind,
        target: Target {
            kind: Some(kind),
            namespace: namespace.clone(),
        },
        namespace,
        selector,
        form,
        opened,
        told: 0,
        lines: VecDeque::new(),
        ending: None,
        next_bookmark: options.allow_bookmarks.then(|| opened + BOOKMARK_INTERVAL),
        deadline: opened + timeout,
        revisions: server.revisions.subscribe(),
        fault_changes: server.faults.subscribe(),
        _open: server.counters.open_watch(kind),
    };
    let from_any = matches!(asked, None | Some(0)) && options.send_initial_events != Some(false);
    if options.send_initial_events == Some(true) || from_any {
        watcher.tell_everything(options.send_initial_events == Some(true));
    } else {
        watcher.told = asked
            .filter(|asked| *asked > 0)
            .unwrap_or_else(|| server.revision());
    }
    let frames = stream::unfold(watcher, async |mut watcher| {
        let frame = watcher.next().await?;
        Some((frame.map(Frame::data), watcher))
    });
    Ok(StreamBody::new(Box::pin(frames)).boxed_unsync())
}

fn check_initial_events(options: &ListOptions) -> Result<(), Failure> {
    let refuse = |field, message| Err(Failure::invalid_list_options(field, "Forbidden", message));
    match (
        options.send_initial_events,
        options.resource_version_match.as_str(),
    ) {
        (Some(_), "NotOlderThan") | (None, "") => Ok(()),
        (Some(_), _) => refuse(
            "resourceVersionMatch",
            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        ),
        (None, _) => refuse(
            "resourceVersionMatch",
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        ),
    }
}

// === impl Watcher ===

impl Watcher {
    /// The next piece of the stream; `None` at its end.
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                return Some(Ok(line));
            }
            match self.ending.take() {
                Some(Ending::Clean) => return None,
                Some(Ending::Lost(kind, why)) => {
                    self.ending = Some(Ending::Clean);
                    return Some(Err(io::Error::new(kind, why)));
                }
                None => {}
            }
            let troubles = self.server.faults.hitting(&self.target);
            if troubles.contains(&Trouble::Hang) {
                self.wait(None).await;
                continue;
            }
            self.meet_fate(&troubles);
            if self.ending.is_some() {
                continue;
            }
            self.tell_changes();
            if self.lines.is_empty() {
                self.tell_the_time();
            }
            if self.lines.is_empty() && self.ending.is_none() {
                let next_bookmark = self.next_bookmark.unwrap_or(self.deadline);
                self.wait(Some(next_bookmark.min(self.deadline))).await;
            } else if let Some(delay) = slowness(&troubles) {
                tokio::time::sleep(delay).await;
            }
        }
    }

    /// Sleeps until something may have changed.
    async fn wait(&mut self, until: Option<Duration>) {
        let fault_change = self.server.faults.next_change();
        let until = [until, fault_change]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(Duration::MAX);
        let until = self.server.clock.instant_after(until);
        tokio::select! {
            _ = self.revisions.changed() => {}
            _ = self.fault_changes.changed() => {}
            () = sleep_until(until) => {}
        }
    }

    /// Applies faults that end a stream.
    fn meet_fate(&mut self, troubles: &[Trouble]) {
        let faults = &self.server.faults;
        let happened = |trouble| {
            faults
                .happened(&trouble, &self.target, self.opened)
                .is_some_and(|t| t > self.opened)
        };
        if troubles.contains(&Trouble::Unreachable) {
            self.ending = Some(Ending::Lost(
                io::ErrorKind::ConnectionReset,
                "connection reset by the simulated network",
            ));
        } else if happened(Trouble::BreakStreams) {
            let why = "unexpected EOF during chunk size line";
            self.ending = Some(Ending::Lost(io::ErrorKind::UnexpectedEof, why));
        } else if happened(Trouble::TruncateLine) {
            let object = self.bookmark(false);
            self.lines.push_back(object.slice(..object.len() / 2));
            self.ending = Some(Ending::Clean);
        } else if happened(Trouble::Compaction) {
            self.expire(self.server.revision());
        }
    }

    fn tell_changes(&mut self) {
        self.revisions.mark_unchanged();
        let server = self.server.clone();
        let store = server.store();
        let changes = match store.changes_after(self.kind, self.told) {
            Ok(changes) => changes,
            Err(compacted) => return self.expire(compacted.oldest),
        };
        for change in changes {
            if let Some(line) = self.line_of(change) {
                self.lines.push_back(line);
            }
        }
        self.told = self.told.max(store.revision());
    }

    /// The event a change is to this watch: an object may come into its selection, or leave it.
    fn line_of(&self, change: &Change) -> Option<Bytes> {
        let seen = |entry: &Arc<Entry>| self.selects(entry);
        let before = change.before.as_ref().is_some_and(seen);
        let after = !change.deleted && seen(&change.object);
        let word = match (before, after) {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            (false, false) => return None,
        };
        // What leaves the selection is shown as it was in it, at the revision of its leaving.
        let left = (before && !after).then(|| change.before.as_ref()?.as_of(change.revision));
        let object = left.flatten();
        let object = object.as_ref().unwrap_or(&change.object);
        Some(event(word, &self.form.object(self.kind, object)))
    }

    fn selects(&self, entry: &Entry) -> bool {
        let here = self
            .namespace
            .as_ref()
            .is_none_or(|namespace| *namespace == entry.namespace);
        here && self.selector.matches(entry)
    }

    /// The present objects as ADDED events; with `marked`, a bookmark that says where they end.
    fn tell_everything(&mut self, marked: bool) {
        let server = self.server.clone();
        let store = server.store();
        self.told = store.revision();
        for (_, entry) in in_namespace(store.objects(self.kind), self.namespace.as_deref(), "") {
            if self.selector.matches(entry) {
                self.lines
                    .push_back(event("ADDED", &self.form.object(self.kind, entry)));
            }
        }
        if marked && self.next_bookmark.is_some() {
            self.lines.push_back(self.bookmark(true));
        }
    }

    fn tell_the_time(&mut self) {
        let now = self.server.clock.elapsed();
        if now >= self.deadline {
            self.ending = Some(Ending::Clean);
        } else if self.next_bookmark.is_some_and(|due| now >= due) {
            self.lines.push_back(self.bookmark(false));
            self.next_bookmark = Some(now + BOOKMARK_INTERVAL);
        }
    }

    fn expire(&mut self, oldest: u64) {
        let message = format!("too old resource version: {} ({oldest})", self.told);
        self.lines.push_back(event(
            "ERROR",
            Failure::expired(message).status().as_bytes(),
        ));
        self.ending = Some(Ending::Clean);
    }

    fn bookmark(&self, initial_events_end: bool) -> Bytes {
        let (kind, api_version) = match self.form {
            Form::Whole => (self.kind.name(), self.kind.api_version()),
            Form::MetadataOnly => ("PartialObjectMetadata", "meta.k8s.io/v1"),
        };
        let mut notes = Vec::new();
        // The API server puts it into every DaemonSet that it converts, an empty one too.
        if (self.kind, self.form) == (Kind::DaemonSet, Form::Whole) {
            notes.push(r#""deprecated.daemonset.template.generation":"0""#);
        }
        if initial_events_end {
            notes.push(r#""k8s.io/initial-events-end":"true""#);
        }
        let note = match notes.is_empty() {
            true => String::new(),
            false => format!(r#","annotations":{{{}}}"#, notes.join(",")),
        };
        let rest = match self.form {
            Form::Whole => empty_fields(self.kind),
            Form::MetadataOnly => "",
        };
        let told = self.told;
        let object = format!(
            r#"{{"kind":"{kind}","apiVersion":"{api_version}","metadata":{{"resourceVersion":"{told}"{note}}}{rest}}}"#
        );
        event("BOOKMARK", object.as_bytes())
    }
}

/// What Go writes for an object of the kind with nothing set; bookmarks carry it.
fn empty_fields(kind: Kind) -> &'static str {
    match kind {
        Kind::Pod => r#","spec":{"containers":null},"status":{}"#,
        Kind::Deployment => {
            r#","spec":{"replicas":0,"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}"#
        }
        Kind::ReplicaSet => {
            r#","spec":{"replicas":0,"selector":null,"template":{"metadata":{},"spec":{"containers":null}}},"status":{"replicas":0}"#
        }
        Kind::StatefulSet => {
            r#","spec":{"replicas":0,"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"serviceName":"","updateStrategy":{}},"status":{"replicas":0,"availableReplicas":0}"#
        }
        Kind::DaemonSet => {
            r#","spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"updateStrategy":{}},"status":{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}"#
        }
        Kind::Job => {
            r#","spec":{"template":{"metadata":{},"spec":{"containers":null}}},"status":{}"#
        }
        Kind::CronJob => {
            r#","spec":{"schedule":"","jobTemplate":{"metadata":{},"spec":{"template":{"metadata":{},"spec":{"containers":null}}}}},"status":{}"#
        }
        Kind::ControllerRevision => r#","data":null,"revision":0"#,
        Kind::Namespace => r#","spec":{},"status":{}"#,
        Kind::Event => {
            r#","involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,"reportingComponent":"","reportingInstance":"""#
        }
        Kind::PodMetrics => "",
    }
}

fn event(word: &str, object: &[u8]) -> Bytes {
    let mut line = format!(r#"{{"type":"{word}","object":"#).into_bytes();
    line.extend_from_slice(object);
    line.extend_from_slice(b"}\n");
    line.into()
}

/// How much later answers come.
pub(crate) fn slowness(troubles: &[Trouble]) -> Option<Duration> {
    let delays = troubles.iter().filter_map(|trouble| match trouble {
        Trouble::Slow(delay) => Some(*delay),
        _ => None,
    });
    delays.max()
}
