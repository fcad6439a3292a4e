//! The API server: one tower service from request to answer.

pub(crate) mod answer;
mod ask;
mod discovery;
mod list;
mod logs;
mod metrics;
mod selector;
mod watch;

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{HeaderValue, Request, StatusCode, header};
use kube::client::Body;
use tokio::sync;

use crate::{
    clock::Clock,
    faults::{Faults, Target, Trouble},
    kind::Kind,
    logs::LogBook,
    requests::Counters,
    store::Store,
    usage::UsageTable,
};
use answer::{Answer, Failure, json_ok, plain};
use ask::Ask;
use list::Form;

/// A cluster's first resource version: a cluster with history has a high one.
const FIRST_REVISION: u64 = 48_210_000;

/// Everything one simulated API server holds.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) counters: Counters,
    /// Tells the newest revision to open watches.
    pub(crate) revisions: sync::watch::Sender<u64>,
    store: Mutex<Store>,
    usage: Mutex<UsageTable>,
    logs: Mutex<LogBook>,
    /// Rings when a log is written by hand.
    pub(crate) written: sync::watch::Sender<()>,
    /// Compactions scheduled up to here have been carried out.
    compacted_until: Mutex<Option<Duration>>,
}

// === impl Server ===

impl Server {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            faults: Faults::new(clock),
            counters: Counters::default(),
            revisions: sync::watch::Sender::new(FIRST_REVISION),
            store: Mutex::new(Store::starting_at(FIRST_REVISION)),
            usage: Mutex::default(),
            logs: Mutex::default(),
            written: sync::watch::Sender::new(()),
            compacted_until: Mutex::new(None),
        }
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn usage(&self) -> MutexGuard<'_, UsageTable> {
        self.usage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn logs(&self) -> MutexGuard<'_, LogBook> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn revision(&self) -> u64 {
        self.store().revision()
    }

    /// Changes the store, then wakes the watches.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Store, Duration) -> T) -> T {
        let at = self.clock.elapsed();
        let mut store = self.store();
        let result = change(&mut store, at);
        let revision = store.revision();
        drop(store);
        self.revisions.send_if_modified(|known| {
            let newer = *known != revision;
            *known = revision;
            newer
        });
        result
    }

    /// Answers a request; the error is a connection that could not be made.
    pub(crate) async fn answer(self: Arc<Self>, request: Request<Body>) -> io::Result<Answer> {
        let ask = Ask::read(request.method(), request.uri());
        let accept = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        let form = Form::accepted(accept.unwrap_or_default());
        self.count(&ask);
        let target = ask.target();
        let troubles = self.wait_out(&target).await;
        if troubles.contains(&Trouble::Unreachable) {
            let why = "tcp connect error: Connection refused (simulated)";
            return Err(io::Error::new(io::ErrorKind::ConnectionRefused, why));
        }
        self.compact_as_scheduled();
        let refusal = troubles.iter().find_map(|trouble| refusal(trouble, &ask));
        Ok(refusal.unwrap_or_else(|| {
            self.serve(ask, form)
                .unwrap_or_else(|failure| failure.answer())
        }))
    }

    /// Waits as long as faults say; returns those that still hit the target then.
    async fn wait_out(&self, target: &Target) -> Vec<Trouble> {
        let mut changes = self.faults.subscribe();
        if let Some(delay) = watch::slowness(&self.faults.hitting(target)) {
            tokio::time::sleep(delay).await;
        }
        loop {
            changes.mark_unchanged();
            let troubles = self.faults.hitting(target);
            if !troubles.contains(&Trouble::Hang) {
                return troubles;
            }
            let until = self.faults.next_change().unwrap_or(Duration::MAX);
            tokio::select! {
                _ = changes.changed() => {}
                () = tokio::time::sleep_until(self.clock.instant_after(until)) => {}
            }
        }
    }

    fn serve(self: &Arc<Self>, ask: Ask, form: Form) -> Result<Answer, Failure> {
        Ok(match ask {
            Ask::Meta(path) => {
                let metrics = !self.faults.is_active(&Trouble::MetricsMissing);
                match discovery::document(&path, metrics) {
                    Some(document) => json_ok(document.to_string()),
                    None if path.ends_with('z') => plain(StatusCode::OK, "ok"),
                    None => not_served(),
                }
            }
            Ask::Get {
                kind: Kind::PodMetrics,
                namespace,
                name,
            } => json_ok(metrics::get(self, &namespace.unwrap_or_default(), &name)?),
            Ask::List {
                kind: Kind::PodMetrics,
                namespace,
                options,
            } => json_ok(metrics::list(self, namespace.as_deref(), &options)?),
            Ask::Watch {
                kind: Kind::PodMetrics,
                ..
            }
            | Ask::Write { .. } => {
                return Err(Failure::method_not_allowed());
            }
            Ask::Get {
                kind,
                namespace,
                name,
            } => {
                let store = self.store();
                let entry = store.get(kind, namespace.as_deref().unwrap_or_default(), &name);
                let Some(entry) = entry else {
                    return Err(Failure::not_found(kind, namespace.as_deref(), &name));
                };
                json_ok(form.object(kind, entry))
            }
            Ask::List {
                kind,
                namespace,
                options,
            } => json_ok(list::list(
                &self.store(),
                kind,
                namespace.as_deref(),
                &options,
                form,
            )?),
            Ask::Watch {
                kind,
                namespace,
                options,
            } => {
                let body = watch::watch(self, kind, namespace, &options, form)?;
                answer::answer(StatusCode::OK, "application/json", body)
            }
            Ask::Log {
                namespace,
                name,
                options,
            } => logs::open(self, &namespace, &name, options)?,
            Ask::UnknownResource => return Err(Failure::no_such_resource()),
            Ask::Unknown => not_served(),
        })
    }

    fn count(&self, ask: &Ask) {
        match ask {
            Ask::Log { .. } => self
                .counters
                .count(Kind::Pod, |requests| requests.logs += 1),
            Ask::Get { kind, .. } => self.counters.count(*kind, |requests| requests.gets += 1),
            Ask::List { kind, .. } => self.counters.count(*kind, |requests| requests.lists += 1),
            Ask::Watch { kind, .. } => {
                self.counters.count(*kind, |requests| requests.watches += 1);
            }
            Ask::Meta(_) | Ask::Write { .. } | Ask::UnknownResource | Ask::Unknown => {}
        }
    }

    fn compact_as_scheduled(&self) {
        let mut done = self
            .compacted_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let everything = Target::default();
        let since = done.unwrap_or_default();
        let due = self
            .faults
            .happened(&Trouble::Compaction, &everything, since);
        if let Some(due) = due.filter(|due| done.is_none_or(|done| *due > done)) {
            self.store().compact(due);
            *done = Some(due);
        }
    }
}

/// The answer a fault gives instead of the server's.
fn refusal(trouble: &Trouble, ask: &Ask) -> Option<Answer> {
    let metrics = ask.target().kind == Some(Kind::PodMetrics);
    match trouble {
        Trouble::Unauthorized => Some(Failure::unauthorized().answer()),
        Trouble::Forbidden => ask.forbidden().map(|failure| failure.answer()),
        Trouble::TooManyRequests { retry_after } => {
            let text = "Too many requests, please try again later.";
            let mut answer = plain(StatusCode::TOO_MANY_REQUESTS, text);
            let seconds = HeaderValue::from(retry_after.as_secs());
            answer.headers_mut().insert(header::RETRY_AFTER, seconds);
            Some(answer)
        }
        Trouble::InternalError => Some(Failure::internal().answer()),
        Trouble::MetricsMissing if metrics => Some(not_served()),
        Trouble::MetricsUnavailable if metrics => Some(plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "service unavailable",
        )),
        _ => None,
    }
}

/// What a real API server says at a path of no group it serves: plain text, no Status object.
fn not_served() -> Answer {
    plain(StatusCode::NOT_FOUND, "404 page not found")
}
