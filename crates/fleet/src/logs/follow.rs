//! A viewer's stream: which containers are read, and what comes of them.

use super::merge::{Inlet, Next, poll_next};
use super::position::Mark;
use super::reader::{Reader, WAITING};
use super::run::Runs;
use super::sight::{Sight, Watched};
use super::{Containers, LogEvent, LogPosition, LogQuery};
use crate::Clock;
use crate::board::Board;
use crate::room::Room;
use crate::updates::HEARTBEAT;
use model::{DeploymentKey, LogBatch, LogChoice, LogLine, LogNote, LogSource, NoteKind, Text};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// The most containers that are read at once for one viewer.
const MOST: usize = 50;
/// The least time between two looks at what the containers do.
const GLANCE: Duration = Duration::from_millis(100);

/// Where the Deployment's containers are found.
pub(crate) struct Place {
    pub(crate) key: DeploymentKey,
    pub(crate) room: Arc<Room>,
    pub(crate) board: Arc<Board>,
    pub(crate) clock: Clock,
    /// Closes when the fleet stops.
    pub(crate) life: watch::Receiver<()>,
}

/// A viewer's stream.
pub(crate) struct Follower {
    place: Place,
    query: LogQuery,
    /// The container that counts.
    main: Option<Text>,
    bell: watch::Receiver<u64>,
    containers: Vec<Container>,
    /// In the order of `containers`.
    inlets: Vec<Inlet>,
    readers: JoinSet<()>,
    pending: VecDeque<LogEvent>,
    choice: Option<LogChoice>,
    /// When the containers are looked at next; `None`: when the bell rings.
    look: Option<Instant>,
    is_begun: bool,
    is_told_too_many: bool,
}

/// A container that is read.
struct Container {
    pod: Text,
    pod_uid: Text,
    name: Text,
    sight: watch::Sender<Sight>,
}

// === impl Follower ===

impl Follower {
    pub(crate) fn new(place: Place, mut query: LogQuery, main: Option<Text>) -> Self {
        // A run that is over brings nothing new.
        query.follow &= !query.previous;
        Self {
            bell: place.board.bell(),
            place,
            query,
            main,
            containers: Vec::new(),
            inlets: Vec::new(),
            readers: JoinSet::new(),
            pending: VecDeque::new(),
            choice: None,
            look: Some(Instant::now()),
            is_begun: false,
            is_told_too_many: false,
        }
    }

    /// What comes next; `None` at the end: all is read, the Deployment is gone, or the fleet stops.
    pub(crate) async fn next(&mut self) -> Option<LogEvent> {
        let silence_ends = Instant::now() + HEARTBEAT;
        let follows = self.query.follow;
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            let look = self.look;
            let is_open = !self.inlets.iter().all(Inlet::is_done);
            if !is_open && !follows && look.is_none() {
                return None;
            }
            tokio::select! {
                biased;
                _ = self.place.life.changed() => return None,
                () = sleep_until(look.unwrap_or(silence_ends)), if look.is_some() => {
                    self.bell.mark_unchanged();
                    self.look = None;
                    self.look()?;
                }
                rung = self.bell.changed(), if look.is_none() && follows => {
                    rung.ok()?;
                    self.look = Some(Instant::now() + GLANCE);
                }
                next = poll_fn(|context| poll_next(&mut self.inlets, context)), if is_open => {
                    match next {
                        Next::Lines(lines) => return Some(self.lines(lines)),
                        Next::Note(number, kind, text) => {
                            return Some(self.note(Some(number), kind, text));
                        }
                        // Others may come.
                        Next::Done => {}
                    }
                }
                () = sleep_until(silence_ends) => return Some(LogEvent::Heartbeat),
            }
        }
    }

    /// Looks at what the containers do; `None` when the Deployment is gone.
    fn look(&mut self) -> Option<()> {
        let key = &self.place.key;
        let place = crate::place::Place::of(key);
        let seen = self.place.room.index.read().containers(&place)?;
        for container in &self.containers {
            let is_it = |one: &&Watched| {
                one.pod_uid == container.pod_uid && one.container == container.name
            };
            let sight = seen.iter().find(is_it).map(|one| one.sight.clone());
            container.sight.send_if_modified(|known| {
                let now = sight.unwrap_or_else(|| known.clone().gone());
                let is_other = *known != now;
                *known = now;
                is_other
            });
        }
        let choice = self.choice(&seen);
        if self.choice.as_ref() != Some(&choice) {
            self.choice = Some(choice.clone());
            self.pending.push_back(LogEvent::Choice(choice));
        }
        let wanted: Vec<Watched> = seen.into_iter().filter(|one| self.wants(one)).collect();
        let open = self.inlets.iter().filter(|inlet| !inlet.is_done()).count();
        let room = MOST.saturating_sub(open);
        let left = wanted.len().saturating_sub(room);
        for one in wanted.into_iter().take(room) {
            self.read(one);
        }
        if left > 0 && !std::mem::replace(&mut self.is_told_too_many, true) {
            let text = format!("{left} more containers are not read: at most {MOST} are at once");
            let note = self.note(None, NoteKind::TooMany, text.into());
            self.pending.push_back(note);
        }
        self.is_begun = true;
        Some(())
    }

    fn choice(&self, seen: &[Watched]) -> LogChoice {
        let mut choice = LogChoice {
            main: self.main.clone(),
            ..LogChoice::default()
        };
        for one in seen {
            if choice.pods.last() != Some(&one.pod) {
                choice.pods.push(one.pod.clone());
            }
            if !choice.containers.contains(&one.container) {
                choice.containers.push(one.container.clone());
            }
        }
        choice
    }

    /// Whether this container is to be read and is not yet.
    fn wants(&self, one: &Watched) -> bool {
        let is_picked = |names: &[Text], name: &Text| names.contains(name);
        let pod = self.query.pods.is_empty() || is_picked(&self.query.pods, &one.pod);
        let container = match &self.query.containers {
            Containers::All => true,
            Containers::Named(names) => is_picked(names, &one.container),
            Containers::Main => self
                .main
                .as_ref()
                .map_or(one.is_first, |main| *main == one.container),
        };
        let is_known =
            |known: &Container| known.pod_uid == one.pod_uid && known.name == one.container;
        pod && container && !self.containers.iter().any(is_known)
    }

    fn read(&mut self, one: Watched) {
        let Watched {
            pod,
            pod_uid,
            container,
            sight,
            ..
        } = one;
        let is_this =
            |position: &&LogPosition| position.pod == pod && position.container == container;
        let mark = self.query.from.iter().find(is_this);
        let mark = mark.map_or_else(Mark::default, |position| position.mark.clone());
        let (out, pieces) = mpsc::channel(WAITING);
        let place = &self.place;
        let link = || place.room.link.subscribe();
        let names = (place.key.namespace.clone(), pod.clone(), container.clone());
        let (sight, seen) = watch::channel(sight);
        // Of a Pod that came while we follow nothing is left out.
        let is_new = self.is_begun;
        let follows = self.query.follow;
        let runs = Runs {
            reader: Reader::new(
                names,
                link(),
                place.clock.clone(),
                out,
                mark.clone(),
                follows,
            ),
            sight: seen,
            link: link(),
            follow: follows,
            previous: self.query.previous,
            tail: self.query.tail.filter(|_| !is_new),
            since: self.query.since.filter(|_| !is_new),
        };
        self.readers.spawn(runs.run());
        let source = u32::try_from(self.containers.len()).unwrap_or(u32::MAX);
        self.pending.push_back(LogEvent::Source(LogSource {
            source,
            pod: pod.clone(),
            container: container.clone(),
        }));
        if is_new {
            let number = self.containers.len();
            let note = self.note(Some(number), NoteKind::Started, "this Pod came".into());
            self.pending.push_back(note);
        }
        self.inlets.push(Inlet::new(pieces, mark));
        self.containers.push(Container {
            pod,
            pod_uid,
            name: container,
            sight,
        });
    }

    fn lines(&self, lines: Vec<(usize, super::line::Line)>) -> LogEvent {
        let mut batch = LogBatch::default();
        for (number, line) in lines {
            let source = u32::try_from(number).unwrap_or(u32::MAX);
            batch.positions.entry(source).or_insert_with(|| {
                let container = &self.containers[number];
                let position = LogPosition {
                    pod: container.pod.clone(),
                    container: container.name.clone(),
                    mark: self.inlets[number].mark.clone(),
                };
                position.to_string()
            });
            batch.lines.push(LogLine(source, line.at, line.text));
        }
        LogEvent::Lines(batch)
    }

    fn note(&self, number: Option<usize>, kind: NoteKind, text: Text) -> LogEvent {
        LogEvent::Note(LogNote {
            source: number.and_then(|number| u32::try_from(number).ok()),
            kind,
            text,
            at: self.place.clock.now(),
        })
    }
}
