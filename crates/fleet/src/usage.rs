//! What pods use: one LIST of metrics.k8s.io at an interval, and no figure that is too old.

use crate::link::Link;
use crate::message::Message;
use crate::trouble::{Cause, Trouble};
use crate::wire::{List, PodMetrics};
use kube::Client;
use model::{Text, Timestamp, Usage};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How long a LIST may take.
const LIST_TIMEOUT_SECONDS: u64 = 10;

/// The figures of one LIST, by namespace and pod.
pub(crate) type UsageTable = HashMap<Box<str>, HashMap<Box<str>, Usage>>;

/// The latest figures, which fade when no newer ones come.
#[derive(Debug, Default)]
pub(crate) struct LatestUsage {
    table: UsageTable,
    taken: Option<Timestamp>,
    /// Failures since.
    failures: u32,
    pub(crate) took: Option<Duration>,
}

/// Reads one cluster's usage.
pub(crate) struct UsageReader {
    pub(crate) interval: Duration,
    /// Where to ask when the whole cluster may not be asked for.
    pub(crate) namespaces: Vec<Text>,
    pub(crate) link: watch::Receiver<Link>,
    pub(crate) out: mpsc::Sender<Message>,
}

// === impl LatestUsage ===

impl LatestUsage {
    pub(crate) fn put(&mut self, table: UsageTable, took: Duration, now: Timestamp) {
        *self = Self {
            table,
            taken: Some(now),
            failures: 0,
            took: Some(took),
        };
    }

    /// Notes a failure. Returns whether it is to be told: at once when there never were figures,
    /// else when it repeats.
    pub(crate) fn fail(&mut self) -> bool {
        self.failures += 1;
        self.taken.is_none() || self.failures > 1
    }

    /// The usage of a pod, unless it was read more than two and a half intervals ago.
    pub(crate) fn at(
        &self,
        now: Timestamp,
        interval: Duration,
    ) -> impl Fn(&str, &str) -> Option<Usage> + '_ {
        let limit = i64::try_from(interval.as_millis() * 5 / 2).unwrap_or(i64::MAX);
        let is_fresh = self
            .taken
            .is_some_and(|taken| now.0.saturating_sub(taken.0) <= limit);
        move |namespace, pod| {
            let pods = self.table.get(namespace).filter(|_| is_fresh)?;
            pods.get(pod).copied()
        }
    }

    /// How many pods have figures.
    pub(crate) fn len(&self) -> usize {
        self.table.values().map(HashMap::len).sum()
    }
}

// === impl UsageReader ===

impl UsageReader {
    /// Reads until nobody listens any more.
    pub(crate) async fn run(mut self) {
        let mut ticks = interval(self.interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let client = match self.link.wait_for(Option::is_some).await {
                Ok(link) => link.clone(),
                Err(_) => return,
            };
            let Some(client) = client else { continue };
            let began = Instant::now();
            let read = self.read(&client).await;
            let news = read.map(|table| (table, began.elapsed()));
            if self.out.send(Message::Usage(news)).await.is_err() {
                return;
            }
        }
    }

    async fn read(&self, client: &Client) -> Result<UsageTable, Trouble> {
        let mut table = UsageTable::new();
        match read_into(&mut table, client, None).await {
            Err(trouble) if trouble.cause == Cause::Forbidden && !self.namespaces.is_empty() => {
                let mut last = Err(trouble);
                for namespace in &self.namespaces {
                    // One namespace that may not be read leaves the others theirs.
                    let read = read_into(&mut table, client, Some(namespace)).await;
                    last = last.or(read);
                }
                last.map(|()| table)
            }
            read => read.map(|()| table),
        }
    }
}

async fn read_into(
    table: &mut UsageTable,
    client: &Client,
    namespace: Option<&str>,
) -> Result<(), Trouble> {
    let path = match namespace {
        Some(namespace) => format!("/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods"),
        None => "/apis/metrics.k8s.io/v1beta1/pods".to_owned(),
    };
    let request = http::Request::get(path).body(Vec::new());
    let request = request.map_err(|error| Trouble::of(&kube::Error::HttpError(error)))?;
    let limit = Duration::from_secs(LIST_TIMEOUT_SECONDS);
    let text = timeout(limit, client.request_text(request)).await;
    let text = text.map_err(|_| Trouble::timeout(LIST_TIMEOUT_SECONDS))?;
    let text = text.map_err(|error| Trouble::of(&error))?;
    let list: List<PodMetrics> = serde_json::from_str(&text).map_err(|error| {
        tracing::debug!(%error, "usage figures could not be read");
        Trouble::new(Cause::Server, "The metrics API's answer could not be read")
    })?;
    for pod in list.items {
        if let Some(usage) = pod.usage() {
            let namespace = pod.metadata.namespace.into_boxed_str();
            let pods = table.entry(namespace).or_default();
            pods.insert(pod.metadata.name.into_boxed_str(), usage);
        }
    }
    Ok(())
}

/// Why there are no figures, for people.
pub(crate) fn explain(trouble: &Trouble) -> Text {
    match trouble.cause {
        Cause::Absent => "No usage figures: metrics-server is not installed".into(),
        Cause::Forbidden => "No usage figures: we may not read pods of metrics.k8s.io (403)".into(),
        Cause::Server => "No usage figures: metrics-server does not answer".into(),
        _ => format!("No usage figures: {trouble}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_fade_after_two_and_a_half_intervals() {
        let mut latest = LatestUsage::default();
        let usage = Usage {
            cpu_millicores: 5,
            memory_bytes: 7,
        };
        let pods = HashMap::from([("pod".into(), usage)]);
        let table = UsageTable::from([("ns".into(), pods)]);
        let began = Timestamp::from_seconds(1000);
        assert!(latest.fail(), "a first failure without figures is told");
        latest.put(table, Duration::ZERO, began);
        let at = |seconds: i64| {
            let now = began.plus_seconds(seconds);
            latest.at(now, Duration::from_secs(10))("ns", "pod")
        };
        assert_eq!(at(0), Some(usage));
        assert_eq!(at(25), Some(usage));
        assert_eq!(at(26), None);
        assert_eq!(
            latest.at(began, Duration::from_secs(10))("ns", "other"),
            None
        );
        assert!(!latest.fail(), "one failure may pass unnoticed");
        assert!(latest.fail());
    }
}
