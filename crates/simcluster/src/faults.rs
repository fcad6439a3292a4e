//! Trouble on demand: what a simulated API server does wrong, where and when.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::{clock::Clock, kind::Kind};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// 401: the credentials are not accepted.
    Unauthorized,
    /// 403 for what [`Reach`] says. Streams that are open already go on, as RBAC lets them.
    Forbidden,
    /// 429 with this `Retry-After`.
    TooManyRequests {
        /// Whole seconds are sent.
        retry_after: Duration,
    },
    /// 500 as when etcd does not answer.
    InternalError,
    /// No connection is made and the open ones are reset.
    Unreachable,
    /// Requests never get an answer and streams carry nothing, as through a dead tunnel.
    Hang,
    /// Every answer, and every batch of events of a stream, comes this much later.
    Slow(Duration),
    /// The metrics API is not registered: 404.
    MetricsMissing,
    /// metrics-server is registered and does not answer: 503.
    MetricsUnavailable,
    /// metrics-server answers, but knows no figures of the pods in reach (kubelet not scraped).
    NoMetrics,
    /// Happens once, at the fault's start: streams open then end in the middle of a chunk.
    BreakStreams,
    /// Happens once, at the fault's start: streams open then end in the middle of a JSON line.
    TruncateLine,
    /// Happens once, at the fault's start: history is compacted. Open watches get 410 `Expired`,
    /// older resource versions and continue tokens too.
    Compaction,
}

/// What is hit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// Everything.
    #[default]
    Cluster,
    /// All requests for one kind.
    Kind(Kind),
    /// Requests for one kind across all namespaces; those within a namespace work.
    ClusterWide(Kind),
    /// Requests within one namespace (for `NoMetrics`: its pods).
    Namespace(String),
}

/// Trouble with its place and time. Times count from the start of the cluster's [`Clock`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    trouble: Trouble,
    reach: Reach,
    from: Duration,
    until: Option<Duration>,
    period: Option<Duration>,
}

/// Names an injected fault, to lift it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultId(u64);

/// The handle by which a cluster's faults are set. Clones act on the same cluster.
#[derive(Clone, Debug)]
pub struct Faults {
    shared: Arc<Shared>,
    clock: Clock,
}

#[derive(Debug)]
struct Shared {
    rules: Mutex<Rules>,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Rules {
    last_id: u64,
    faults: Vec<(FaultId, Fault)>,
}

/// What a request or stream is about, for deciding which faults hit it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Target {
    pub(crate) kind: Option<Kind>,
    pub(crate) namespace: Option<String>,
}

// === impl Fault ===

impl Fault {
    /// Trouble everywhere, from the clock's start on, for ever.
    pub fn new(trouble: Trouble) -> Self {
        Self {
            trouble,
            reach: Reach::Cluster,
            from: Duration::ZERO,
            until: None,
            period: None,
        }
    }

    /// Limits what is hit.
    pub fn on(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// Begins when the clock has run this long.
    pub fn from(self, from: Duration) -> Self {
        Self { from, ..self }
    }

    /// Ends this long after its begin; call after [`from`](Self::from).
    pub fn lasting(self, length: Duration) -> Self {
        Self {
            until: Some(self.from + length),
            ..self
        }
    }

    /// Begins anew each time this long has passed since its last begin.
    pub fn repeating(self, period: Duration) -> Self {
        Self {
            period: Some(period.max(Duration::from_millis(1))),
            ..self
        }
    }

    /// The begin of the latest turn that has begun by `now`.
    fn latest_begin(&self, now: Duration) -> Option<Duration> {
        let passed = now.checked_sub(self.from)?;
        let turns = self
            .period
            .map_or(0, |period| passed.as_nanos() / period.as_nanos());
        let turns = u32::try_from(turns).unwrap_or(u32::MAX);
        Some(self.from + self.period.unwrap_or_default().saturating_mul(turns))
    }

    fn active(&self, now: Duration) -> bool {
        let length = self.until.map(|until| until.saturating_sub(self.from));
        self.latest_begin(now)
            .is_some_and(|begin| length.is_none_or(|length| now < begin + length))
    }

    /// When the fault begins or ends next.
    fn next_change(&self, now: Duration) -> Option<Duration> {
        let begin = self.latest_begin(now);
        let length = self.until.map(|until| until.saturating_sub(self.from));
        let end = begin.zip(length).map(|(begin, length)| begin + length);
        let next_begin = match begin {
            Some(begin) => self.period.map(|period| begin + period),
            None => Some(self.from),
        };
        [end, next_begin]
            .into_iter()
            .flatten()
            .filter(|time| *time > now)
            .min()
    }

    fn hits(&self, target: &Target) -> bool {
        match &self.reach {
            Reach::Cluster => true,
            Reach::Kind(kind) => target.kind == Some(*kind),
            Reach::ClusterWide(kind) => target.kind == Some(*kind) && target.namespace.is_none(),
            Reach::Namespace(namespace) => target.namespace.as_ref() == Some(namespace),
        }
    }
}

// === impl Faults ===

impl Faults {
    pub(crate) fn new(clock: Clock) -> Self {
        let rules = Mutex::default();
        let shared = Shared {
            rules,
            changed: watch::Sender::new(()),
        };
        Self {
            shared: Arc::new(shared),
            clock,
        }
    }

    /// Lets trouble happen everywhere from now until it is lifted.
    pub fn inject(&self, trouble: Trouble) -> FaultId {
        self.inject_on(trouble, Reach::Cluster)
    }

    /// Lets trouble happen in one place from now until it is lifted.
    pub fn inject_on(&self, trouble: Trouble, reach: Reach) -> FaultId {
        self.schedule(Fault::new(trouble).on(reach).from(self.clock.elapsed()))
    }

    /// Lets trouble happen as the fault says.
    pub fn schedule(&self, fault: Fault) -> FaultId {
        let mut rules = self.rules();
        rules.last_id += 1;
        let id = FaultId(rules.last_id);
        rules.faults.push((id, fault));
        drop(rules);
        self.shared.changed.send_replace(());
        id
    }

    /// Ends a fault; what it broke stays broken.
    pub fn lift(&self, id: FaultId) {
        self.rules().faults.retain(|(known, _)| *known != id);
        self.shared.changed.send_replace(());
    }

    /// Ends all faults, also those still to come.
    pub fn lift_all(&self) {
        self.rules().faults.clear();
        self.shared.changed.send_replace(());
    }

    /// Whether this trouble is going on somewhere in the cluster.
    pub fn is_active(&self, trouble: &Trouble) -> bool {
        let now = self.clock.elapsed();
        self.rules()
            .faults
            .iter()
            .any(|(_, f)| f.trouble == *trouble && f.active(now))
    }

    /// Told at every change by hand; changes by time are told by [`next_change`](Self::next_change).
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.shared.changed.subscribe()
    }

    /// The troubles that hit `target` now, in the order they were set.
    pub(crate) fn hitting(&self, target: &Target) -> Vec<Trouble> {
        let now = self.clock.elapsed();
        let rules = self.rules();
        let hit = rules
            .faults
            .iter()
            .filter(|(_, f)| f.active(now) && f.hits(target));
        hit.map(|(_, fault)| fault.trouble.clone()).collect()
    }

    /// The newest fault of a once-only trouble that began after `since`, if one has begun.
    pub(crate) fn happened(
        &self,
        trouble: &Trouble,
        target: &Target,
        since: Duration,
    ) -> Option<Duration> {
        let now = self.clock.elapsed();
        let rules = self.rules();
        let hit = rules
            .faults
            .iter()
            .filter(|(_, f)| f.trouble == *trouble && f.hits(target));
        let begins = hit.filter_map(|(_, fault)| fault.latest_begin(now));
        begins.filter(|begin| *begin >= since).max()
    }

    /// When the next fault begins or ends by itself.
    pub(crate) fn next_change(&self) -> Option<Duration> {
        let now = self.clock.elapsed();
        let rules = self.rules();
        rules
            .faults
            .iter()
            .filter_map(|(_, fault)| fault.next_change(now))
            .min()
    }

    /// Namespaces whose pods metrics-server knows nothing of; `None` stands for all of them.
    pub(crate) fn namespaces_without_metrics(&self) -> Vec<Option<String>> {
        let now = self.clock.elapsed();
        let rules = self.rules();
        let quiet = rules
            .faults
            .iter()
            .filter(|(_, f)| f.trouble == Trouble::NoMetrics && f.active(now));
        quiet
            .map(|(_, fault)| match &fault.reach {
                Reach::Namespace(namespace) => Some(namespace.clone()),
                _ => None,
            })
            .collect()
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.shared
            .rules
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
