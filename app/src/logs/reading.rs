//! Reading: from the stream into the rows, a frame at a time.

use super::buffer::{Buffer, Entry, Look};
use super::screen::{Screen, Source, zone};
use super::source::{Connection, Message};
use super::wish::Wish;
use super::words::short;
use crate::browser::{self, Slot};
use crate::live::Session;
use leptos::prelude::*;
use model::{DeploymentKey, LogBatch, LogChoice, LogNote};
use std::time::Duration;

/// So many lines may wait while nothing is shown of them; then the stream is closed, and opened
/// again where it was when they are wanted.
const HELD: usize = 5000;
/// The server says something every 5 s; after three times nothing the stream counts as silent.
const SILENCE_MS: i64 = 15_000;
/// The longest pause between two attempts.
const LONGEST_PAUSE: u32 = 8;

/// How reading goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Status {
    #[default]
    Opening,
    Following,
    /// Broken off; tried again.
    Lost,
    /// Not opened; tried again.
    Refused,
    /// Nothing more will come.
    Complete,
}

/// Figures about what is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) lines: usize,
    pub(super) dropped: u64,
    pub(super) matches: usize,
    /// Lines that wait while it is paused.
    pub(super) waiting: usize,
    /// Whether more than those wait at the server.
    pub(super) is_held: bool,
    pub(super) sources: usize,
}

/// Reads one Deployment's logs for as long as its view is there.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) key: StoredValue<DeploymentKey>,
    pub(super) wish: RwSignal<Wish>,
    pub(super) follows: RwSignal<bool>,
    pub(super) status: RwSignal<Status>,
    pub(super) figures: RwSignal<Figures>,
    pub(super) choice: RwSignal<LogChoice>,
    session: Session,
    state: Slot<State>,
}

#[derive(Default)]
struct State {
    buffer: Buffer,
    screen: Option<Screen>,
    connection: Option<Connection>,
    /// Counts connections, so that what an old one says is not heard.
    turn: u32,
    sources: Vec<Source>,
    /// Our number of each source of this connection.
    numbers: Vec<usize>,
    /// Where each source stands, by our number.
    positions: Vec<String>,
    /// What waits while it is paused.
    waiting: Vec<Entry>,
    is_held: bool,
    failures: u32,
    heard: i64,
    is_frame_asked_for: bool,
}

// === impl Reading ===

impl Reading {
    pub(super) fn new(key: DeploymentKey, session: Session) -> Self {
        Self {
            key: StoredValue::new(key),
            wish: RwSignal::new(Wish::default()),
            follows: RwSignal::new(true),
            status: RwSignal::new(Status::Opening),
            figures: RwSignal::new(Figures::default()),
            choice: RwSignal::new(LogChoice::default()),
            session,
            state: Slot::new(),
        }
    }

    /// To be called first, in an effect.
    pub(super) fn begin(self) {
        self.state.put(State::default());
    }

    /// Draws into this frame.
    pub(super) fn attach(self, frame: web_sys::HtmlElement) {
        self.change(|state| state.screen = Screen::of(frame));
    }

    /// Begins anew, with what is wanted now.
    pub(super) fn restart(self) {
        self.change(|state| {
            state.buffer.clear();
            state.sources.clear();
            state.positions.clear();
            state.waiting.clear();
            state.is_held = false;
            state.failures = 0;
            if let Some(screen) = &mut state.screen {
                screen.forget();
            }
        });
        self.follows.set(true);
        self.status.set(Status::Opening);
        self.connect();
        self.draw_soon();
    }

    /// Looks at the lines in another way; `wraps` folds them.
    pub(super) fn look(self, words: String, only_matches: bool, wraps: bool) {
        self.change(|state| {
            let screen = state.screen.as_mut();
            let columns = screen.filter(|_| wraps).and_then(Screen::columns);
            state.buffer.set_look(Look {
                columns,
                words,
                only_matches,
            });
            if let Some(screen) = &mut state.screen {
                screen.forget();
            }
        });
        self.draw_soon();
    }

    /// Goes on following, or stops to.
    pub(super) fn follow(self, follows: bool) {
        self.follows.set(follows);
        if follows {
            let is_held = self.change(|state| {
                for entry in std::mem::take(&mut state.waiting) {
                    state.buffer.push(entry);
                }
                std::mem::take(&mut state.is_held)
            });
            if is_held == Some(true) {
                self.connect();
            }
        }
        self.draw_soon();
    }

    /// The person scrolled, or we did.
    pub(super) fn scrolled(self) {
        let scrolled = self.change(|state| state.screen.as_mut().and_then(Screen::scrolled));
        match scrolled.flatten() {
            Some(to_end) if to_end != self.follows.get_untracked() => self.follow(to_end),
            _ => self.draw_soon(),
        }
    }

    /// Notices silence. To be called every second.
    pub(super) fn tick(self) {
        let now = browser::now_ms();
        let is_silent =
            self.change(|state| state.connection.is_some() && now - state.heard > SILENCE_MS);
        if is_silent == Some(true) {
            self.broken(true);
        }
    }

    /// Draws in the next frame.
    pub(super) fn draw_soon(self) {
        let is_asked = self.change(|state| std::mem::replace(&mut state.is_frame_asked_for, true));
        if is_asked == Some(false) {
            request_animation_frame(move || self.draw());
        }
    }

    fn draw(self) {
        let follows = self.follows.try_get_untracked().unwrap_or_default();
        let figures = self.change(|state| {
            state.is_frame_asked_for = false;
            if let Some(screen) = &mut state.screen {
                screen.draw(&state.buffer, &state.sources, zone(), follows);
            }
            Figures {
                lines: state.buffer.len(),
                dropped: state.buffer.dropped(),
                matches: state.buffer.matches(),
                waiting: state.waiting.len(),
                is_held: state.is_held,
                sources: state.sources.len(),
            }
        });
        if let Some(figures) = figures
            && self
                .figures
                .try_get_untracked()
                .is_some_and(|known| known != figures)
        {
            self.figures.set(figures);
        }
    }

    fn connect(self) {
        let key = self.key.get_value();
        let opened = self.change(|state| {
            state.turn += 1;
            state.connection = None;
            state.numbers.clear();
            state.heard = browser::now_ms();
            let told: Vec<String> = state
                .positions
                .iter()
                .filter(|it| !it.is_empty())
                .cloned()
                .collect();
            let url = self.wish.with_untracked(|wish| wish.stream(&key, &told));
            let turn = state.turn;
            state.connection = Connection::open(&url, move |message| self.take(turn, message));
            state.connection.is_some()
        });
        if opened == Some(false) {
            self.broken(true);
        }
    }

    fn take(self, turn: u32, message: Message) {
        let is_present = self.change(|state| {
            state.heard = browser::now_ms();
            state.turn == turn
        });
        if is_present != Some(true) {
            return;
        }
        if !matches!(message, Message::Broken(_) | Message::End(_)) {
            self.change(|state| state.failures = 0);
            if self.status.get_untracked() != Status::Following {
                self.status.set(Status::Following);
            }
        }
        match message {
            Message::Choice(choice) => {
                if self.choice.with_untracked(|known| *known != choice) {
                    self.choice.set(choice);
                }
            }
            Message::Source(source) => self.learn(source),
            Message::Lines(batch) => self.put(batch),
            Message::Note(note) => self.note(note),
            Message::Heartbeat => {}
            Message::End(reason) if reason == "complete" => {
                self.change(|state| state.connection = None);
                self.status.set(Status::Complete);
            }
            // The session is over or another one holds: the page finds out.
            Message::End(_) => self.broken(false),
            Message::Broken(was_open) => self.broken(was_open),
        }
    }

    fn learn(self, source: model::LogSource) {
        self.change(|state| {
            let is_it =
                |known: &Source| *known.pod == *source.pod && *known.container == *source.container;
            let known = state.sources.iter().position(is_it);
            let number = known.unwrap_or(state.sources.len());
            if known.is_none() {
                let (pod, container) = (source.pod.to_string(), source.container.to_string());
                let is_alone = self.wish.with_untracked(|wish| wish.container != "*");
                let label = match is_alone {
                    true => short(&pod).to_owned(),
                    false => format!("{}/{container}", short(&pod)),
                };
                state.positions.push(String::new());
                state.sources.push(Source {
                    pod,
                    container,
                    label,
                });
            }
            state.numbers.push(number);
        });
    }

    fn put(self, batch: LogBatch) {
        self.add(|state, entries| {
            let number = |source: u32| state.numbers.get(usize::try_from(source).ok()?).copied();
            entries.extend(batch.lines.into_iter().map(|line| Entry {
                source: number(line.0),
                at: line.1,
                // A row is of one height and a letter of one width.
                text: line.2.replace('\t', "    "),
                note: None,
            }));
            for (source, position) in batch.positions {
                if let Some(number) = number(source) {
                    state.positions[number] = position;
                }
            }
        });
    }

    fn note(self, note: LogNote) {
        self.add(|state, entries| {
            let number = |source: u32| state.numbers.get(usize::try_from(source).ok()?).copied();
            entries.push(Entry {
                source: note.source.and_then(number),
                at: moment(note.at),
                text: note.text.to_string(),
                note: Some(note.kind),
            });
        });
    }

    /// Puts entries where they belong: among the others, or with those that wait.
    fn add(self, read: impl FnOnce(&mut State, &mut Vec<Entry>)) {
        let follows = self.follows.get_untracked();
        self.change(|state| {
            let mut entries = Vec::new();
            read(state, &mut entries);
            if follows {
                for entry in entries {
                    state.buffer.push(entry);
                }
            } else {
                state.waiting.append(&mut entries);
                if state.waiting.len() >= HELD {
                    state.is_held = true;
                    state.connection = None;
                }
            }
        });
        self.draw_soon();
    }

    /// The stream broke off: it is opened again where it was.
    fn broken(self, was_open: bool) {
        let failures = self.change(|state| {
            state.connection = None;
            state.turn += 1;
            state.failures += 1;
            (state.turn, state.failures)
        });
        let Some((turn, failures)) = failures else {
            return;
        };
        self.status.set(if was_open {
            Status::Lost
        } else {
            Status::Refused
        });
        if !was_open {
            // Maybe nobody is signed in any more.
            self.session.doubt();
        }
        let pause = (1 << (failures - 1).min(3)).min(LONGEST_PAUSE);
        let again = move || {
            if self.change(|state| state.turn == turn) == Some(true) {
                self.connect();
            }
        };
        set_timeout(again, Duration::from_secs(pause.into()));
    }

    /// Changes the state, unless the view is gone.
    fn change<T>(self, change: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.state.change(change)
    }
}

/// A moment as lines have it.
fn moment(at: model::Timestamp) -> String {
    #[allow(clippy::cast_precision_loss)]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.0 as f64));
    date.to_iso_string().into()
}
