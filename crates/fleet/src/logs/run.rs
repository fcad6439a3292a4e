//! The life of one container's log: its runs, and the connections that break.

use super::reader::{Ask, End, PATIENCE, Reader, Stopped};
use super::sight::{Sight, State, ended};
use crate::backoff::Backoff;
use crate::link::Link;
use crate::trouble::Trouble;
use model::{NoteKind, Timestamp};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How long the news that a container ended may come after its log's end.
const NEWS: Duration = Duration::from_secs(3);
/// The longest wait before a connection is tried again.
const CAP: Duration = Duration::from_secs(10);
/// The wait after a refusal: somebody must change a role.
const REFUSED: Duration = Duration::from_secs(30);
/// How often a log is tried that is read once.
const ATTEMPTS: u32 = 3;

/// Reads one container from now on, or once.
pub(super) struct Runs {
    pub(super) reader: Reader,
    pub(super) sight: watch::Receiver<Sight>,
    pub(super) link: watch::Receiver<Link>,
    pub(super) follow: bool,
    pub(super) previous: bool,
    pub(super) tail: Option<u32>,
    pub(super) since: Option<Timestamp>,
}

/// What was read so far.
#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    /// The run that was tried last.
    run: Option<u32>,
    /// Whether it was read to its end.
    is_complete: bool,
    /// The run that the last line is of, where that is known.
    run_of_mark: Option<u32>,
}

// === impl Runs ===

impl Runs {
    pub(super) async fn run(mut self) {
        // Nobody listens any more: that is the end of it.
        let _ = match self.follow {
            true => self.follow().await,
            false => self.once().await,
        };
    }

    /// Reads what is there.
    async fn once(&mut self) -> Result<(), Stopped> {
        let ask = Ask {
            previous: self.previous,
            tail: self.tail,
            since: self.since,
            expects_mark: true,
            ..Ask::default()
        };
        let mut backoff = Backoff::from(Duration::from_millis(500));
        let mut attempt = 1;
        loop {
            match self.reader.read(&ask).await {
                End::Closed => return Ok(()),
                End::Stopped => return Err(Stopped),
                End::Nothing => {
                    let text = match self.previous {
                        true => "there is no log of a run before".to_owned(),
                        false => self.nothing(),
                    };
                    return self.reader.note(NoteKind::Waiting, text).await;
                }
                End::Refused => return self.refused().await,
                End::Lost(trouble) if attempt == ATTEMPTS => {
                    let text = format!("the log could not be read to its end: {trouble}");
                    return self.reader.note(NoteKind::Gap, text).await;
                }
                End::Lost(_) => {
                    attempt += 1;
                    sleep(backoff.next(CAP)).await;
                }
            }
        }
    }

    async fn follow(&mut self) -> Result<(), Stopped> {
        let mut progress = Progress::default();
        let mut backoff = Backoff::from(Duration::from_millis(250));
        let mut is_lost = false;
        while let Some(sight) = self.until_readable(progress).await? {
            let run = sight.run;
            self.catch_up_on(&mut progress, run).await?;
            let ask = Ask {
                follow: true,
                tail: self.tail,
                since: self.since,
                expects_mark: progress.run_of_mark == Some(run),
                ..Ask::default()
            };
            let before = self.reader.mark.clone();
            let end = self.reader.read(&ask).await;
            self.reader.catch_up().await?;
            (progress.run, progress.is_complete) = (Some(run), false);
            if self.reader.mark != before {
                progress.run_of_mark = Some(run);
                backoff.reset();
                is_lost = false;
            }
            match end {
                End::Stopped => return Err(Stopped),
                End::Closed => {
                    self.tail = None;
                    is_lost = false;
                    progress.is_complete = self.has_ended(run).await?;
                    if !progress.is_complete {
                        sleep(backoff.next(CAP)).await;
                    }
                }
                End::Nothing => self.wait(backoff.next(CAP)).await,
                End::Refused => {
                    self.refused().await?;
                    sleep(REFUSED).await;
                }
                End::Lost(trouble) => {
                    if !std::mem::replace(&mut is_lost, true) {
                        self.lost(&trouble).await?;
                    }
                    // A link that is down says when it is up again.
                    sleep(backoff.next(CAP)).await;
                    self.until_up().await?;
                }
            }
        }
        Ok(())
    }

    /// Waits for a run that was not read to its end; `None` when there will be none.
    async fn until_readable(&mut self, progress: Progress) -> Result<Option<Sight>, Stopped> {
        let mut told = None;
        loop {
            let sight = self.sight.borrow_and_update().clone();
            let is_news = !progress.is_complete || progress.run != Some(sight.run);
            match &sight.state {
                State::Running | State::Ended(_) if is_news => return Ok(Some(sight)),
                State::Gone => {
                    let is_missed = progress.run.is_some() && !progress.is_complete;
                    let text = match is_missed {
                        false => "the Pod is gone",
                        true => "the Pod is gone; its last lines may be missing",
                    };
                    self.reader.note(NoteKind::Ended, text).await?;
                    return Ok(None);
                }
                State::NotStarted(why) if told.as_ref() != Some(why) => {
                    self.reader.note(NoteKind::Waiting, self.nothing()).await?;
                    told = Some(why.clone());
                }
                _ => {}
            }
            self.reader.catch_up().await?;
            if self.sight.changed().await.is_err() {
                return Err(Stopped);
            }
        }
    }

    /// Reads what is still to be had of the run before this one, where it was not read to its end.
    async fn catch_up_on(&mut self, progress: &mut Progress, run: u32) -> Result<(), Stopped> {
        let is_resumed = progress.run.is_none() && self.reader.mark.is_set();
        let later = progress.run.map_or(0, |known| run.saturating_sub(known));
        let is_missed = later > 1 || (later == 1 && !progress.is_complete);
        if run > 0 && (is_resumed || is_missed) {
            let ask = Ask {
                previous: true,
                expects_mark: is_resumed || later == 1,
                ..Ask::default()
            };
            let end = self.reader.read(&ask).await;
            if let End::Stopped = end {
                return Err(Stopped);
            }
            if later > 2 || (is_missed && !matches!(end, End::Closed)) {
                let text = "lines of earlier runs are missing: the container restarted before they were read";
                self.reader.note(NoteKind::Gap, text).await?;
            }
        }
        if is_resumed && !self.reader.has_met_mark {
            progress.run_of_mark = Some(run);
        }
        if later > 0 {
            let text = format!("the container started again, restart {run}");
            self.reader.note(NoteKind::Started, text).await?;
        }
        Ok(())
    }

    /// The log came to its end: whether because the container did, which news will tell.
    async fn has_ended(&mut self, run: u32) -> Result<bool, Stopped> {
        let is_told = |sight: &Sight| sight.run != run || sight.state != State::Running;
        let told = async {
            let sight = self.sight.wait_for(is_told).await;
            sight.map(|sight| sight.clone())
        };
        let sight = match timeout(NEWS, told).await {
            Err(_) => return Ok(false),
            Ok(Err(_)) => return Err(Stopped),
            Ok(Ok(sight)) => sight,
        };
        if let State::Ended(how) = &sight.state
            && sight.run == run
        {
            self.reader.note(NoteKind::Ended, ended(how)).await?;
        }
        Ok(true)
    }

    async fn until_up(&mut self) -> Result<(), Stopped> {
        let up = self.link.wait_for(Option::is_some).await;
        up.map(drop).map_err(|_| Stopped)
    }

    /// Waits for news of the container, but not for long.
    async fn wait(&mut self, wait: Duration) {
        let _ = timeout(wait.max(PATIENCE), self.sight.changed()).await;
    }

    async fn refused(&mut self) -> Result<(), Stopped> {
        let text = "the API server refuses to give this log (403): the role of Dashboard-Light there needs `get` on `pods/log`";
        self.reader.note(NoteKind::Refused, text).await
    }

    async fn lost(&mut self, trouble: &Trouble) -> Result<(), Stopped> {
        let text = format!("{trouble}; it is tried again");
        self.reader.note(NoteKind::Lost, text).await
    }

    /// Why there is nothing to read.
    fn nothing(&self) -> String {
        match &self.sight.borrow().state {
            State::NotStarted(Some(why)) => {
                format!("no log: the container has not started ({why})")
            }
            State::NotStarted(None) => "no log: the container has not started".to_owned(),
            State::Gone => "no log: the Pod is gone".to_owned(),
            State::Running | State::Ended(_) => "there is no log to read yet".to_owned(),
        }
    }
}
