//! Reading the log of one container over one connection.

use super::line::{Line, Lines};
use super::position::{Fate, Mark, Skip};
use crate::Clock;
use crate::link::Link;
use crate::trouble::{Cause, Trouble};
use futures::{AsyncBufRead, AsyncBufReadExt};
use kube::Client;
use kube::core::Request;
use model::{NoteKind, Text, Timestamp};
use std::pin::pin;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

/// How long lines may wait for others to be told with.
const LINGER: Duration = Duration::from_millis(100);
/// How many bytes of lines are told at once, about.
const BATCH: usize = 32 * 1024;
/// How many batches may wait for the merge.
pub(super) const WAITING: usize = 2;
/// How long nothing comes until all that was there is taken to be read.
const QUIET: Duration = Duration::from_millis(300);
/// How long the others wait for a container that does not begin.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);
/// How long a log that is not followed may bring nothing.
const IDLE_SECONDS: u64 = 60;
/// How long the API server may take to begin.
const OPEN_TIMEOUT_SECONDS: u64 = 15;
/// Lines that are read this much later than they were written are worth a note, in seconds.
const BEHIND: i64 = 30;
/// Less than this is no delay worth the name, in seconds.
const CLOSE: i64 = 5;

/// What a reader tells the merge.
#[derive(Debug)]
pub(super) enum Piece {
    Lines(Vec<Line>),
    Note(NoteKind, Text),
    /// What was there already is read; from now on it is not waited for.
    CaughtUp,
}

/// What is asked of the API server.
#[derive(Clone, Debug, Default)]
pub(super) struct Ask {
    pub(super) previous: bool,
    pub(super) follow: bool,
    pub(super) tail: Option<u32>,
    pub(super) since: Option<Timestamp>,
    /// Whether what was told last must still be there, unless it was rotated away.
    pub(super) expects_mark: bool,
}

/// How a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// The API server closed it as agreed.
    Closed,
    /// It broke, or could not be made.
    Lost(Trouble),
    /// There is no log to read.
    Nothing,
    /// The API server does not let us.
    Refused,
    /// Nobody listens any more.
    Stopped,
}

/// Reads the log of one container.
pub(super) struct Reader {
    pub(super) namespace: Text,
    pub(super) pod: Text,
    pub(super) container: Text,
    pub(super) link: watch::Receiver<Link>,
    pub(super) clock: Clock,
    pub(super) out: mpsc::Sender<Piece>,
    /// What was told.
    pub(super) mark: Mark,
    /// Whether the line that was told last was met again.
    pub(super) has_met_mark: bool,
    /// Whether the merge was told not to wait, or is to wait to the end.
    is_caught_up: bool,
    lag: Lag,
}

/// How far reading is behind writing.
#[derive(Debug, Default)]
struct Lag {
    was_close: bool,
    is_told: bool,
}

/// Lines that are not told yet.
#[derive(Debug, Default)]
struct Batch {
    lines: Vec<Line>,
    bytes: usize,
    /// Whether lines are missing before these.
    is_after_gap: bool,
    /// When they must be told.
    due: Option<Instant>,
}

/// The merge does not listen any more.
pub(super) struct Stopped;

// === impl Reader ===

impl Reader {
    pub(super) fn new(
        (namespace, pod, container): (Text, Text, Text),
        link: watch::Receiver<Link>,
        clock: Clock,
        out: mpsc::Sender<Piece>,
        mark: Mark,
        follow: bool,
    ) -> Self {
        Self {
            namespace,
            pod,
            container,
            link,
            clock,
            out,
            mark,
            has_met_mark: false,
            // What is not followed has an end, to which the merge waits.
            is_caught_up: !follow,
            lag: Lag::default(),
        }
    }

    /// Reads until the log ends or the connection does.
    pub(super) async fn read(&mut self, ask: &Ask) -> End {
        let Some(client) = self.link.borrow_and_update().clone() else {
            return End::Lost(Trouble::new(Cause::NoAnswer, "The cluster does not answer"));
        };
        match self.read_from(&client, ask).await {
            Ok(end) => end,
            Err(Stopped) => End::Stopped,
        }
    }

    async fn read_from(&mut self, client: &Client, ask: &Ask) -> Result<End, Stopped> {
        let request = match self.request(ask) {
            Ok(request) => request,
            Err(error) => return Ok(End::Lost(Trouble::of(&error))),
        };
        let mut opening = pin!(client.request_stream(request));
        let mut opened = timeout(PATIENCE, &mut opening).await;
        if opened.is_err() {
            self.catch_up().await?;
            opened = timeout(Duration::from_secs(OPEN_TIMEOUT_SECONDS), opening).await;
        }
        let stream = match opened {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Ok(refusal(&error)),
            Err(_) => return Ok(End::Lost(Trouble::timeout(OPEN_TIMEOUT_SECONDS))),
        };
        let mut stream = pin!(stream);
        let mut link = self.link.clone();
        let (mut lines, mut batch) = (Lines::default(), Batch::default());
        let mut skip = Skip::to(&self.mark);
        loop {
            let now = Instant::now();
            let (due, is_waited_for) = (batch.due, !self.is_caught_up && batch.lines.is_empty());
            let end = tokio::select! {
                biased;
                // All that is there already comes before anything that must wait.
                read = fill(&mut stream, &mut lines, |line| match skip.judge(&line.at) {
                    Fate::Known => {}
                    Fate::New => batch.push(line),
                    Fate::NewAfterGap => {
                        batch.is_after_gap = ask.expects_mark;
                        batch.push(line);
                    }
                }) => match read {
                    Ok(true) => None,
                    Ok(false) => Some(End::Closed),
                    Err(error) => Some(End::Lost(Trouble::of_connection(&error))),
                },
                () = at(due) => {
                    self.tell(&mut batch).await?;
                    None
                }
                () = sleep_until(now + QUIET), if is_waited_for => {
                    self.catch_up().await?;
                    None
                }
                () = sleep_until(now + Duration::from_secs(IDLE_SECONDS)), if !ask.follow => {
                    Some(End::Lost(Trouble::timeout(IDLE_SECONDS)))
                }
                // Without a link, what the connection would still say is not to be waited for.
                () = until_down(&mut link) => {
                    Some(End::Lost(Trouble::new(Cause::NoAnswer, "The cluster does not answer")))
                }
            };
            if matches!(end, Some(End::Closed))
                && let Some(line) = lines.rest()
            {
                batch.push(line);
            }
            if batch.bytes >= BATCH || end.is_some() {
                self.tell(&mut batch).await?;
            }
            self.has_met_mark |= skip.has_met_mark();
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }

    fn request(&self, ask: &Ask) -> Result<http::Request<Vec<u8>>, kube::Error> {
        let path = format!("/api/v1/namespaces/{}/pods", self.namespace);
        let is_resumed = self.mark.is_set();
        let since = match self.mark.second() {
            Some(second) => second.parse().ok(),
            None => ask
                .since
                .and_then(|since| jiff::Timestamp::from_millisecond(since.0).ok()),
        };
        let params = kube::api::LogParams {
            container: Some(self.container.to_string()),
            follow: ask.follow,
            previous: ask.previous,
            since_time: since,
            tail_lines: ask.tail.filter(|_| !is_resumed).map(i64::from),
            timestamps: true,
            ..kube::api::LogParams::default()
        };
        let request = Request::new(path).logs(&self.pod, &params);
        request.map_err(kube::Error::BuildRequest)
    }

    async fn tell(&mut self, batch: &mut Batch) -> Result<(), Stopped> {
        let Batch {
            lines,
            is_after_gap,
            ..
        } = std::mem::take(batch);
        if is_after_gap {
            let text = "lines are missing here: the node rotated them away before they were read";
            self.note(NoteKind::Gap, text).await?;
        }
        let Some(last) = lines.iter().rev().find(|line| !line.at.is_empty()) else {
            return match lines.is_empty() {
                true => Ok(()),
                false => self.send(Piece::Lines(lines)).await,
            };
        };
        let behind = self.behind(&last.at);
        for line in &lines {
            self.mark.pass(&line.at);
        }
        let is_present = behind.is_some_and(|behind| behind < 1);
        self.send(Piece::Lines(lines)).await?;
        if let Some(text) = behind.and_then(|behind| self.lag.note(behind)) {
            self.note(NoteKind::Behind, text).await?;
        }
        if is_present {
            self.catch_up().await?;
        }
        Ok(())
    }

    /// How many seconds ago this was.
    fn behind(&self, at: &str) -> Option<i64> {
        let at: jiff::Timestamp = at.parse().ok()?;
        Some((self.clock.now().0 - at.as_millisecond()) / 1000)
    }

    pub(super) async fn catch_up(&mut self) -> Result<(), Stopped> {
        if std::mem::replace(&mut self.is_caught_up, true) {
            return Ok(());
        }
        self.send(Piece::CaughtUp).await
    }

    pub(super) async fn note(&self, kind: NoteKind, text: impl Into<Text>) -> Result<(), Stopped> {
        self.send(Piece::Note(kind, text.into())).await
    }

    async fn send(&self, piece: Piece) -> Result<(), Stopped> {
        self.out.send(piece).await.map_err(|_| Stopped)
    }
}

// === impl Batch ===

impl Batch {
    fn push(&mut self, line: Line) {
        self.bytes += line.size();
        self.due.get_or_insert_with(|| Instant::now() + LINGER);
        self.lines.push(line);
    }
}

// === impl Lag ===

impl Lag {
    /// The words for a delay that has become remarkable.
    fn note(&mut self, behind: i64) -> Option<String> {
        if behind < CLOSE {
            (self.was_close, self.is_told) = (true, false);
        }
        let is_news = self.was_close && behind >= BEHIND && !self.is_told;
        self.is_told |= is_news;
        is_news.then(|| {
            format!(
                "lines are read {behind} s after they were written: more is written than can be \
                 sent, and the node may rotate lines away before they are read"
            )
        })
    }
}

/// Takes in what has come. `false` at the end.
async fn fill(
    stream: &mut (impl AsyncBufRead + Unpin),
    lines: &mut Lines,
    take: impl FnMut(Line),
) -> std::io::Result<bool> {
    let bytes = stream.fill_buf().await?;
    let length = bytes.len();
    lines.feed(bytes, take);
    stream.consume_unpin(length);
    Ok(length > 0)
}

async fn until_down(link: &mut watch::Receiver<Link>) {
    // An error means that the cluster's task ended, and the connection with it.
    let _ = link.wait_for(Option::is_none).await;
}

async fn at(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// What it means that the API server does not give the log.
fn refusal(error: &kube::Error) -> End {
    let code = match error {
        kube::Error::Api(status) => status.code,
        _ => 0,
    };
    match code {
        // "is waiting to start", "previous terminated container … not found", no such Pod.
        400 | 404 => End::Nothing,
        403 => End::Refused,
        _ => End::Lost(Trouble::of(error)),
    }
}
