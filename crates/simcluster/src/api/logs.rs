//! `pods/NAME/log`: what a container wrote, and what it goes on to write.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::stream;
use http::StatusCode;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::{sync::watch, time::sleep_until};

use crate::{
    api::{
        Server,
        answer::{Answer, AnswerBody, Failure, answer},
        watch::slowness,
    },
    faults::{Target, Trouble},
    kind::Kind,
    logs::{Cursor, Key, Run},
    store::Entry,
};

/// How many bytes are sent at once, about.
const CHUNK: usize = 32 * 1024;
/// Lines that come one by one are sent together when they are this close.
const PAUSE: Duration = Duration::from_millis(10);

/// The query of a log; names as in the Kubernetes API.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogOptions {
    pub(crate) container: Option<String>,
    pub(crate) follow: bool,
    pub(crate) previous: bool,
    pub(crate) timestamps: bool,
    pub(crate) tail_lines: Option<i64>,
    pub(crate) since_seconds: Option<i64>,
    pub(crate) since_time: Option<Timestamp>,
}

/// The sending half of one log.
struct Speaker {
    server: Arc<Server>,
    key: Key,
    pod: Arc<Entry>,
    run: Run,
    cursor: Cursor,
    options: LogOptions,
    target: Target,
    opened: Duration,
    revisions: watch::Receiver<u64>,
    written: watch::Receiver<()>,
    fault_changes: watch::Receiver<()>,
}

/// Opens a log, or refuses it.
pub(crate) fn open(
    server: &Arc<Server>,
    namespace: &str,
    name: &str,
    options: LogOptions,
) -> Result<Answer, Failure> {
    let missing = || Failure::not_found(Kind::Pod, Some(namespace), name);
    let pod = server.store().get(Kind::Pod, namespace, name).cloned();
    let pod = pod.ok_or_else(missing)?;
    let value = pod.value();
    let container = container(&value, name, options.container.as_deref())?;
    let (now, before) = Run::of(&value, &container);
    let run = match options.previous {
        true => before.ok_or_else(|| {
            Failure::bad_request(format!(
                "previous terminated container \"{container}\" in pod \"{name}\" not found"
            ))
        })?,
        false => now.ok_or_else(|| waiting(&value, &container, name))?,
    };
    let key = (namespace.to_owned(), name.to_owned(), container);
    let time = server.clock.now();
    let ago = |seconds| time.saturating_sub(SignedDuration::from_secs(seconds)).ok();
    // Without fractions, as the API server passes it on to the kubelet.
    let whole = |time: Timestamp| Timestamp::from_second(time.as_second()).ok();
    let since = options.since_seconds.and_then(ago);
    let since = since.or(options.since_time.and_then(whole));
    let tail = options.tail_lines.and_then(|tail| u64::try_from(tail).ok());
    let cursor = server.logs().begin(&key, &run, (since, tail), time);
    let speaker = Speaker {
        key,
        pod,
        run,
        cursor,
        target: Target {
            kind: Some(Kind::Pod),
            namespace: Some(namespace.to_owned()),
        },
        options,
        opened: server.clock.elapsed(),
        revisions: server.revisions.subscribe(),
        written: server.written.subscribe(),
        fault_changes: server.faults.subscribe(),
        server: server.clone(),
    };
    Ok(answer(StatusCode::OK, "text/plain", speaker.body()))
}

/// The container meant: the one there is, or the one named.
fn container(pod: &Value, name: &str, asked: Option<&str>) -> Result<String, Failure> {
    let names = |list: &str| -> Vec<String> {
        let containers = pod["spec"][list].as_array().into_iter().flatten();
        containers
            .filter_map(|container| container["name"].as_str().map(str::to_owned))
            .collect()
    };
    let (main, init) = (names("containers"), names("initContainers"));
    match asked.filter(|asked| !asked.is_empty()) {
        Some(asked) if main.iter().chain(&init).any(|known| known == asked) => Ok(asked.to_owned()),
        Some(asked) => Err(Failure::bad_request(format!(
            "container {asked} is not valid for pod {name}"
        ))),
        None => match main.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(Failure::bad_request(format!(
                "a container name must be specified for pod {name}, choose one of: [{}]",
                main.join(" ")
            ))),
        },
    }
}

fn waiting(pod: &Value, container: &str, name: &str) -> Failure {
    let lists = ["containerStatuses", "initContainerStatuses"];
    let mut statuses = lists
        .iter()
        .filter_map(|list| pod["status"][list].as_array())
        .flatten();
    let status = statuses.find(|status| status["name"] == container);
    let reason = status.and_then(|status| status["state"]["waiting"]["reason"].as_str());
    let reason = reason.unwrap_or("ContainerCreating");
    let what = match reason {
        "ErrImagePull" | "ImagePullBackOff" => "trying and failing to pull image".to_owned(),
        reason => reason.to_owned(),
    };
    Failure::bad_request(format!(
        "container \"{container}\" in pod \"{name}\" is waiting to start: {what}"
    ))
}

// === impl Speaker ===

impl Speaker {
    fn body(self) -> AnswerBody {
        let frames = stream::unfold(Some(self), |speaker| async move {
            let mut speaker = speaker?;
            match speaker.next().await {
                Ok(Some(bytes)) => Some((Ok(Frame::data(bytes)), Some(speaker))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        });
        StreamBody::new(frames).boxed_unsync()
    }

    /// The next lines; `None` at the end. Nothing is made before it is asked for.
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            let troubles = self.server.faults.hitting(&self.target);
            self.meet_fate(&troubles)?;
            if troubles.contains(&Trouble::Hang) {
                let _ = self.fault_changes.changed().await;
                continue;
            }
            self.written.mark_unchanged();
            self.look();
            let bytes = self.lines();
            if !bytes.is_empty() {
                if let Some(delay) = slowness(&troubles) {
                    tokio::time::sleep(delay).await;
                }
                return Ok(Some(bytes.into()));
            }
            if !self.options.follow || self.options.previous || self.run.end.is_some() {
                return Ok(None);
            }
            self.wait().await;
        }
    }

    fn lines(&mut self) -> Vec<u8> {
        let now = self.server.clock.now();
        let book = self.server.logs();
        let mut bytes = Vec::new();
        while bytes.len() < CHUNK
            && let Some((at, line)) = book.next(&self.key, &self.run, &mut self.cursor, now)
        {
            if self.options.timestamps {
                bytes.extend_from_slice(format!("{at:.9} ").as_bytes());
            }
            bytes.extend_from_slice(&line);
            bytes.push(b'\n');
        }
        bytes
    }

    /// Finds out whether the run ended.
    fn look(&mut self) {
        let (namespace, name, container) = &self.key;
        let pod = self.server.store().get(Kind::Pod, namespace, name).cloned();
        let now = self.server.clock.now();
        let Some(pod) = pod else {
            self.run.end.get_or_insert((now, 0));
            return;
        };
        if Arc::ptr_eq(&pod, &self.pod) {
            return;
        }
        let (present, last) = Run::of(&pod.value(), container);
        self.pod = pod;
        if self.run.end.is_none() {
            let mut runs = present.into_iter().chain(last);
            let same = runs.find(|run| run.from == self.run.from);
            self.run.end = same.map_or(Some((now, 0)), |run| run.end);
        }
    }

    async fn wait(&mut self) {
        let due = self.server.logs().due(&self.key, &self.run, self.cursor);
        let clock = self.server.clock;
        let soon = clock.instant_after(clock.elapsed() + PAUSE);
        let due = due.map(|due| clock.instant(due).max(soon));
        let fault = self.server.faults.next_change().unwrap_or(Duration::MAX);
        let until = due.unwrap_or_else(|| clock.instant_after(Duration::MAX));
        tokio::select! {
            _ = self.revisions.changed() => {}
            _ = self.written.changed() => {}
            _ = self.fault_changes.changed() => {}
            () = sleep_until(until.min(clock.instant_after(fault))) => {}
        }
    }

    fn meet_fate(&self, troubles: &[Trouble]) -> io::Result<()> {
        let broke = self
            .server
            .faults
            .happened(&Trouble::BreakStreams, &self.target, self.opened);
        if troubles.contains(&Trouble::Unreachable) || broke.is_some_and(|at| at > self.opened) {
            let why = "connection reset by the simulated network";
            return Err(io::Error::new(io::ErrorKind::ConnectionReset, why));
        }
        Ok(())
    }
}
