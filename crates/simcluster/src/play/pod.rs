//! One pod as scheduler and kubelet move it along.

use jiff::{SignedDuration, Timestamp};

use crate::play::app::{App, Exit, Fate, PullError, Template};

/// The kubelet's first back-off, doubled with each further failure.
const FIRST_BACKOFF: i64 = 10;
/// The kubelet's longest back-off.
const LONGEST_BACKOFF: i64 = 300;
/// A back-off is forgotten when nothing failed for twice the longest one.
const BACKOFF_FORGOTTEN: i64 = 600;
/// `terminationGracePeriodSeconds` of all pods of the play.
pub(crate) const GRACE: i64 = 30;

/// A pod of the play.
#[derive(Clone, Debug)]
pub(crate) struct PodPlay {
    pub(crate) name: String,
    pub(crate) uid: String,
    pub(crate) template: Template,
    fate: Fate,
    pub(crate) created: Timestamp,
    pub(crate) node: usize,
    pub(crate) address: u32,
    pub(crate) stage: Stage,
    pub(crate) scheduled: Option<Timestamp>,
    /// When the kubelet took the pod on.
    pub(crate) accepted: Option<Timestamp>,
    /// When each init container that is done began and ended.
    pub(crate) init_runs: Vec<(Timestamp, Timestamp)>,
    /// When the containers beside the main one started.
    pub(crate) sidecars_since: Option<Timestamp>,
    pub(crate) main: Main,
    pub(crate) deletion: Option<Deletion>,
    random: fastrand::Rng,
    /// When something happens next by itself.
    next: Option<Timestamp>,
}

/// How far a pod has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Created,
    Unschedulable,
    Scheduled,
    /// The kubelet makes the sandbox and pulls images.
    Creating,
    /// An init container runs since then.
    Initializing(Timestamp),
    /// The main container is the kubelet's business from here on.
    Serving,
}

/// The main container.
#[derive(Clone, Debug)]
pub(crate) struct Main {
    pub(crate) state: MainState,
    pub(crate) ready: bool,
    /// When readiness last changed.
    pub(crate) ready_changed: Timestamp,
    pub(crate) restarts: u32,
    pub(crate) last: Option<Run>,
    backoff: i64,
    failed_before: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MainState {
    /// `ContainerCreating` or `PodInitializing`, by the pod's stage.
    NotYet,
    ErrImagePull(PullError),
    ImagePullBackOff(PullError),
    ConfigError(&'static str),
    Running(Timestamp),
    Terminated(Run),
    /// Seconds of back-off.
    CrashLoopBackOff(i64),
}

/// A container run that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) exit: Exit,
}

/// A pod being deleted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deletion {
    /// `metadata.deletionTimestamp`: when the grace period ends.
    pub(crate) deadline: Timestamp,
    gone: Timestamp,
}

// === impl PodPlay ===

impl PodPlay {
    pub(crate) fn created(
        name: String,
        template: Template,
        fate: Fate,
        now: Timestamp,
        random: &mut fastrand::Rng,
        nodes: usize,
    ) -> Self {
        let mut random = random.fork();
        Self {
            name,
            uid: crate::cluster::uid(&mut random),
            template,
            fate,
            created: now,
            node: random.usize(..nodes.max(1)),
            address: random.u32(..),
            stage: Stage::Created,
            scheduled: None,
            accepted: None,
            init_runs: Vec::new(),
            sidecars_since: None,
            main: Main {
                state: MainState::NotYet,
                ready: false,
                ready_changed: now,
                restarts: 0,
                last: None,
                backoff: 0,
                failed_before: None,
            },
            deletion: None,
            next: Some(now + milliseconds(random.i64(50..200))),
            random,
        }
    }

    /// When something happens next by itself.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.deletion
            .map_or(self.next, |deletion| Some(deletion.gone))
    }

    pub(crate) fn deleted(&self) -> bool {
        self.deletion.is_some()
    }

    pub(crate) fn gone(&self, now: Timestamp) -> bool {
        self.deletion.is_some_and(|deletion| deletion.gone <= now)
    }

    /// Ready, and not on its way out: what Deployments count.
    pub(crate) fn available(&self) -> bool {
        self.main.ready && !self.deleted()
    }

    /// Since when the main container has run, if it runs.
    pub(crate) fn running_since(&self) -> Option<Timestamp> {
        match self.main.state {
            MainState::Running(since) => Some(since),
            _ => None,
        }
    }

    /// Asks the pod to go: it does when its containers have ended.
    pub(crate) fn delete(&mut self, now: Timestamp) {
        if self.deletion.is_none() {
            let idle = self.running_since().is_none();
            let slow = self.random.u8(..) < 30;
            let lingers = match (idle, slow) {
                (true, _) => self.random.i64(600..1500),
                (_, true) => self.random.i64(12_000..28_000),
                _ => self.random.i64(2_000..7_000),
            };
            let deadline = now + seconds(GRACE);
            self.deletion = Some(Deletion {
                deadline,
                gone: now + milliseconds(lingers),
            });
        }
    }

    /// Fares otherwise from now on.
    pub(crate) fn afflict(&mut self, fate: &Fate, now: Timestamp) {
        self.fate = fate.clone();
        self.template.fate = fate.clone();
        if self.running_since().is_some() {
            let soon = milliseconds(self.random.i64(200..4000));
            self.next = Some(now + soon);
        }
    }

    /// Does what is due. Returns whether anything was.
    pub(crate) fn step(&mut self, app: &App, now: Timestamp) -> bool {
        if self.deleted() || self.next.is_none_or(|next| next > now) {
            return false;
        }
        self.next = match self.stage {
            Stage::Created => self.schedule(now),
            Stage::Unschedulable => None,
            Stage::Scheduled => {
                (self.stage, self.accepted) = (Stage::Creating, Some(now));
                self.after(now, 900..2600)
            }
            Stage::Creating => self.initialize(app, now),
            Stage::Initializing(since) => {
                self.init_runs.push((since, now));
                self.initialize(app, now)
            }
            Stage::Serving => self.serve(now),
        };
        true
    }

    fn schedule(&mut self, now: Timestamp) -> Option<Timestamp> {
        if let Fate::Unschedulable(_) = self.fate {
            self.stage = Stage::Unschedulable;
            return None;
        }
        (self.stage, self.scheduled) = (Stage::Scheduled, Some(now));
        self.after(now, 100..500)
    }

    /// Begins the next init container, or the main one.
    fn initialize(&mut self, app: &App, now: Timestamp) -> Option<Timestamp> {
        if self.init_runs.len() < app.init.len() {
            self.stage = Stage::Initializing(now);
            return self.after(now, 1500..6000);
        }
        (self.stage, self.sidecars_since) = (Stage::Serving, Some(now));
        self.serve(now)
    }

    /// One transition of the main container.
    fn serve(&mut self, now: Timestamp) -> Option<Timestamp> {
        match (self.main.state.clone(), self.fate.clone()) {
            (MainState::NotYet | MainState::ImagePullBackOff(_), Fate::PullFails(error)) => {
                self.main.state = MainState::ErrImagePull(error);
                self.after(now, 900..2500)
            }
            (MainState::ErrImagePull(error), _) => {
                self.main.state = MainState::ImagePullBackOff(error);
                Some(now + seconds(self.main.longer_backoff()))
            }
            (_, Fate::ConfigMissing(what)) => {
                self.main.state = MainState::ConfigError(what);
                None
            }
            (MainState::Running(since), fate) => self.run_on(since, &fate, now),
            (MainState::Terminated(run), fate) => self.restart(run, &fate, now),
            (MainState::CrashLoopBackOff(_), _) => {
                self.main.restarts += 1;
                self.run(now)
            }
            _ => self.run(now),
        }
    }

    /// Starts the main container.
    fn run(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.main.state = MainState::Running(now);
        match &self.fate {
            Fate::NeverReady => None,
            Fate::Crashes { after, .. } => Some(now + seconds(*after)),
            _ => self.after(now, 2500..8000),
        }
    }

    /// The main container runs: it becomes ready, or ends.
    fn run_on(&mut self, since: Timestamp, fate: &Fate, now: Timestamp) -> Option<Timestamp> {
        let exit = match *fate {
            Fate::Crashes { exit, .. } => exit,
            Fate::Flaps { every, exit } => {
                let end = since + seconds(every);
                if now < end {
                    self.main.set_ready(true, now);
                    return Some(end);
                }
                exit
            }
            _ => {
                self.main.set_ready(true, now);
                return None;
            }
        };
        self.main.set_ready(false, now);
        self.main.state = MainState::Terminated(Run {
            from: since,
            to: now,
            exit,
        });
        self.after(now, 700..1500)
    }

    /// The main container has ended: it starts again at once, or after a back-off.
    fn restart(&mut self, run: Run, fate: &Fate, now: Timestamp) -> Option<Timestamp> {
        self.main.last = Some(run);
        let recent = |before: Timestamp| now.duration_since(before).as_secs() < BACKOFF_FORGOTTEN;
        let backing_off = self.main.failed_before.is_some_and(recent);
        self.main.failed_before = Some(now);
        if !backing_off {
            self.main.backoff = 0;
            self.main.restarts += 1;
            return self.run(now);
        }
        let backoff = match fate {
            Fate::Flaps { .. } => 5,
            _ => self.main.longer_backoff(),
        };
        self.main.state = MainState::CrashLoopBackOff(backoff);
        Some(now + seconds(backoff))
    }

    fn after(&mut self, now: Timestamp, range: std::ops::Range<i64>) -> Option<Timestamp> {
        Some(now + milliseconds(self.random.i64(range)))
    }

    /// The scheduler's message for a pod it finds no node for.
    pub(crate) fn unschedulable(&self) -> Option<&'static str> {
        match (self.stage, &self.fate) {
            (Stage::Unschedulable, Fate::Unschedulable(message)) => Some(message),
            _ => None,
        }
    }
}

// === impl Main ===

impl Main {
    fn longer_backoff(&mut self) -> i64 {
        self.backoff = (self.backoff * 2).clamp(FIRST_BACKOFF, LONGEST_BACKOFF);
        self.backoff
    }

    fn set_ready(&mut self, ready: bool, now: Timestamp) {
        if self.ready != ready {
            (self.ready, self.ready_changed) = (ready, now);
        }
    }
}

pub(crate) fn seconds(number: i64) -> SignedDuration {
    SignedDuration::from_secs(number)
}

pub(crate) fn milliseconds(number: i64) -> SignedDuration {
    SignedDuration::from_millis(number)
}
