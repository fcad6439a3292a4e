//! One cluster's task: takes in its news, keeps the index, the board and the freshness.

use crate::Clock;
use crate::board::Board;
use crate::health::Health;
use crate::index::Settled;
use crate::kind::{Kind, Reach};
use crate::link::{Keeper, Link, Request};
use crate::message::{LinkNews, Message, WatchNews};
use crate::options::ClusterSource;
use crate::place::Place;
use crate::room::Room;
use crate::trouble::{Cause, Trouble};
use crate::usage::{self, UsageReader};
use crate::watch::Watcher;
use crate::wire;
use model::{FreshnessState, Text, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::sleep;

/// How much news may wait; a watch that is faster than we are waits then.
const INBOX: usize = 256;
/// How much news is taken in before it is judged.
const BATCH: usize = 512;
/// The longest sleep between two looks at what time changed.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// One cluster's task.
pub(crate) struct ClusterTask {
    source: ClusterSource,
    /// Its place on the board.
    position: usize,
    board: Arc<Board>,
    room: Arc<Room>,
    clock: Clock,
    health: Health,
    link: watch::Sender<Link>,
    requests: mpsc::Sender<Request>,
    out: mpsc::Sender<Message>,
    inbox: mpsc::Receiver<Message>,
    /// The watches, the keeper and the reader of usage; they end with this.
    tasks: JoinSet<()>,
    /// The watches of single namespaces, where the whole cluster may not be listed.
    namespaced: HashMap<Kind, Vec<AbortHandle>>,
    metrics_trouble: Option<Text>,
    /// Whether rows were put on the board.
    is_published: bool,
}

// === impl ClusterTask ===

impl ClusterTask {
    /// Does all the work of one cluster until it is dropped.
    pub(crate) async fn run(
        source: ClusterSource,
        position: usize,
        board: Arc<Board>,
        room: Arc<Room>,
        clock: Clock,
    ) {
        let (out, inbox) = mpsc::channel(INBOX);
        let (requests, asked) = mpsc::channel(1);
        let link = room.link.clone();
        let mut tasks = JoinSet::new();
        let keeper = Keeper {
            connect: source.connect.clone(),
            clock: clock.clone(),
            link: link.clone(),
            requests: asked,
            out: out.clone(),
        };
        tasks.spawn(keeper.run());
        let reader = UsageReader {
            interval: room.metrics_interval,
            namespaces: source.namespaces.clone(),
            link: link.subscribe(),
            out: out.clone(),
        };
        tasks.spawn(reader.run());
        let mut task = Self {
            source,
            position,
            board,
            room,
            clock,
            health: Health::default(),
            link,
            requests,
            out,
            inbox,
            tasks,
            namespaced: HashMap::new(),
            metrics_trouble: None,
            is_published: false,
        };
        for kind in Kind::ALL {
            task.watch(kind, None);
        }
        task.work().await;
    }

    async fn work(&mut self) {
        let mut news = Vec::new();
        loop {
            let recheck = self.until_recheck();
            tokio::select! {
                received = self.inbox.recv_many(&mut news, BATCH) => {
                    if received == 0 {
                        return;
                    }
                    self.take_in(news.drain(..));
                }
                () = sleep(recheck) => {
                    self.room.index.write().wake(self.clock.now());
                }
            }
            self.publish();
        }
    }

    /// How long until time alone may change a verdict.
    fn until_recheck(&self) -> Duration {
        let Some(at) = self
            .room
            .index
            .read()
            .next_recheck()
            .filter(|_| self.is_published)
        else {
            return LONGEST_SLEEP;
        };
        let left = at.0.saturating_sub(self.clock.now().0);
        Duration::from_millis(u64::try_from(left).unwrap_or(0)).min(LONGEST_SLEEP)
    }

    fn take_in(&mut self, news: impl Iterator<Item = Message>) {
        for message in news {
            match message {
                Message::Watch(kind, reach, news) => self.take_watch_news(kind, reach, news),
                Message::Link(news) => self.take_link_news(news),
                Message::Usage(Ok((table, took))) => {
                    let now = self.clock.now();
                    self.room.usage.write().put(table, took, now);
                    self.room.record_usage(now);
                    self.metrics_trouble = None;
                }
                Message::Usage(Err(trouble)) => {
                    if self.room.usage.write().fail() {
                        self.note_metrics_trouble(&trouble);
                    }
                }
            }
        }
    }

    fn take_watch_news(&mut self, kind: Kind, reach: Reach, news: WatchNews) {
        let now = self.clock.now();
        match news {
            WatchNews::Begin => self.room.index.write().begin(kind, reach),
            WatchNews::Page(objects) => {
                let mut index = self.room.index.write();
                for object in objects {
                    index.apply(object, now);
                }
            }
            WatchNews::Done(took) => {
                self.room.index.write().finish(kind, reach.clone());
                {
                    let mut tally = self.room.tally.lock();
                    tally.lists += 1;
                    tally.last_list = Some(took);
                }
                if reach.is_none() {
                    self.widen(kind);
                }
                self.health.listed(kind, reach);
            }
            WatchNews::Open => {
                self.room.tally.lock().watches_opened += 1;
                self.health.opened(kind, reach);
            }
            WatchNews::Alive => {}
            WatchNews::Apply(object) => {
                self.room.tally.lock().events += 1;
                self.room.index.write().apply(object, now);
            }
            WatchNews::Delete(object) => {
                self.room.tally.lock().events += 1;
                self.room.index.write().delete(&object);
            }
            WatchNews::Broken(trouble) => self.take_watch_trouble(kind, reach, trouble),
        }
    }

    fn take_watch_trouble(&mut self, kind: Kind, reach: Reach, trouble: Trouble) {
        tracing::debug!(cluster = %self.source.name, %kind, ?reach, %trouble, "a watch broke");
        if trouble.cause.is_of_the_link() {
            // A full queue holds a request of that sort already.
            let _ = self.requests.try_send(Request::Probe);
        } else if trouble.cause == Cause::Credentials {
            let _ = self.requests.try_send(Request::Reconnect);
        }
        self.health.broke(kind, reach.clone(), trouble);
        if reach.is_none() && self.health.is_refused_cluster_wide(kind) {
            self.narrow(kind);
        }
    }

    fn take_link_news(&mut self, news: LinkNews) {
        match news {
            LinkNews::Answered(version) => {
                self.health.link_is_up();
                if version.is_some() {
                    let set = |state: &mut model::ClusterState| state.version = version;
                    self.board.edit(|board| board.set_state(self.position, set));
                }
            }
            LinkNews::Failed(trouble, wait) => {
                self.room.tally.lock().failures += 1;
                self.health.link_failed(trouble, wait, self.clock.now());
            }
        }
    }

    fn note_metrics_trouble(&mut self, trouble: &Trouble) {
        let words = usage::explain(trouble);
        if self.metrics_trouble.as_ref() != Some(&words) {
            tracing::warn!(cluster = %self.source.name, %trouble, "{words}");
        }
        self.metrics_trouble = Some(words);
    }

    /// The whole cluster may not be listed: the configured namespaces are, one by one, while the
    /// refused list goes on being tried now and then.
    fn narrow(&mut self, kind: Kind) {
        if kind == Kind::Namespace {
            let configured = self.source.namespaces.iter().cloned().collect();
            self.room.index.write().assume_namespaces(Some(configured));
            return;
        }
        if self.namespaced.contains_key(&kind) {
            return;
        }
        self.namespaced.insert(kind, Vec::new());
        for namespace in self.source.namespaces.clone() {
            let handle = self.watch(kind, Some(namespace));
            self.namespaced.entry(kind).or_default().push(handle);
        }
    }

    /// The whole cluster was listed.
    fn widen(&mut self, kind: Kind) {
        if kind == Kind::Namespace {
            self.room.index.write().assume_namespaces(None);
        }
        for handle in self.namespaced.remove(&kind).into_iter().flatten() {
            handle.abort();
        }
        self.health.forget_namespaced(kind);
    }

    fn watch(&mut self, kind: Kind, reach: Reach) -> AbortHandle {
        self.health.expect(kind, reach.clone());
        let (link, out) = (self.link.subscribe(), self.out.clone());
        macro_rules! spawn {
            ($object:ty) => {
                self.tasks
                    .spawn(Watcher::<$object>::new(reach, link, out).run())
            };
        }
        match kind {
            Kind::Deployment => spawn!(wire::Deployment),
            Kind::ReplicaSet => spawn!(wire::ReplicaSet),
            Kind::Pod => spawn!(wire::Pod),
            Kind::StatefulSet => spawn!(wire::StatefulSet),
            Kind::DaemonSet => spawn!(wire::DaemonSet),
            Kind::Job => spawn!(wire::Job),
            Kind::CronJob => spawn!(wire::CronJob),
            Kind::Namespace => spawn!(wire::Namespace),
        }
    }

    /// Puts on the board what the news brought about.
    fn publish(&mut self) {
        let now = self.clock.now();
        let (freshness, is_news) = self.health.freshness(now);
        if is_news {
            let (cluster, state) = (&self.source.name, freshness.state.as_str());
            match (freshness.state, &freshness.detail) {
                (FreshnessState::Live, _) => tracing::info!(%cluster, "the cluster is live"),
                (_, None) => tracing::info!(%cluster, "the cluster is {state}"),
                (_, Some(why)) => tracing::warn!(%cluster, %why, "the cluster is {state}"),
            }
        }
        {
            let mut tally = self.room.tally.lock();
            tally.watches_open = self.health.watches_open();
            tally.is_listed |= self.health.is_fully_listed();
        }
        // The first rows are shown when they can be judged by everything there is, not before.
        self.is_published |= self.health.is_settled();
        let settled = self
            .is_published
            .then(|| self.room.index.write().settle(now));
        self.note_verdicts(settled.as_ref(), freshness.state.hides_the_present(), now);
        let (metrics_trouble, notes) = (self.metrics_trouble.clone(), self.health.notes());
        let position = self.position;
        self.board.edit(|board| {
            let settled = settled.unwrap_or_default();
            for place in &settled.removed {
                board.remove_row(position, place);
            }
            for row in settled.rows {
                board.put_row(position, row);
            }
            if let Some(namespaces) = settled.namespaces {
                board.set_namespaces(position, namespaces);
            }
            board.set_state(position, |state| {
                state.freshness = freshness;
                state.metrics_trouble = metrics_trouble;
                state.notes = notes;
            });
        });
    }

    /// Keeps the verdicts for the day to come.
    fn note_verdicts(&self, settled: Option<&Settled>, hides: bool, now: Timestamp) {
        let mut book = self.room.verdict_book.write();
        book.note_hidden(hides, now);
        let Some(settled) = settled else { return };
        for place in &settled.removed {
            book.forget(place);
        }
        for row in &settled.rows {
            book.note(&Place::of(&row.key), row.verdict, now);
        }
    }
}
