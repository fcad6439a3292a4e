//! Logs of real containers on a real kubelet.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, LogEvent, LogQuery, Scope};
use futures::StreamExt;
use model::{DeploymentKey, NamingRules, NoteKind, Selection};
use std::collections::BTreeMap;
use std::time::Duration;
use testcluster::{TestCluster, wait_until};

const DEPLOYMENT: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: main
          image: registry.local/testimage:1.0
          args: [--serve=8080, --log-rate=200, --log-line=line]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: crashing, namespace: shop}
spec:
  selector: {matchLabels: {app: crashing}}
  template:
    metadata: {labels: {app: crashing}}
    spec:
      containers:
        - name: main
          image: registry.local/testimage:1.0
          args: [--exit=3, --exit-after=2s, --log-rate=5, --log-line=line]
"#;

/// Everything that a stream said.
#[derive(Debug, Default)]
struct Heard {
    pods: Vec<String>,
    lines: BTreeMap<u32, Vec<u64>>,
    notes: Vec<(NoteKind, String)>,
    positions: BTreeMap<u32, String>,
}

impl Heard {
    fn take(&mut self, event: LogEvent) {
        match event {
            LogEvent::Source(source) => self.pods.push(source.pod.to_string()),
            LogEvent::Lines(batch) => {
                for line in batch.lines {
                    let number = line.2.rsplit(' ').next().unwrap().parse();
                    let number = number.unwrap_or_else(|_| panic!("{line:?}"));
                    self.lines.entry(line.0).or_default().push(number);
                }
                self.positions.extend(batch.positions);
            }
            LogEvent::Note(note) => self.notes.push((note.kind, note.text.to_string())),
            LogEvent::Choice(_) | LogEvent::Heartbeat => {}
        }
    }

    fn count(&self, source: u32) -> usize {
        self.lines.get(&source).map_or(0, Vec::len)
    }

    fn check_order(&self) {
        for (source, numbers) in &self.lines {
            let is_whole = numbers.windows(2).all(|two| two[1] == two[0] + 1);
            assert!(is_whole, "source {source}: {numbers:?}");
        }
    }

    fn has(&self, kind: NoteKind) -> bool {
        self.notes.iter().any(|(known, _)| *known == kind)
    }
}

async fn hear(
    logs: &mut (impl futures::Stream<Item = LogEvent> + Unpin),
    heard: &mut Heard,
    is_so: impl Fn(&Heard) -> bool,
) {
    let listen = async {
        while !is_so(heard) {
            heard.take(logs.next().await.expect("the stream ended"));
        }
    };
    let limit = Duration::from_secs(120);
    if tokio::time::timeout(limit, listen).await.is_err() {
        panic!("never: {:?} {:?}", heard.notes, heard.pods);
    }
}

fn follow() -> LogQuery {
    LogQuery {
        follow: true,
        tail: Some(5),
        ..LogQuery::default()
    }
}

#[tokio::test]
async fn real_containers_are_followed_through_breaks_and_rollouts() {
    if testcluster::skipped_without_kubelet() {
        return;
    }
    let real = TestCluster::builder()
        .kubelets(1)
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    let kubectl = async |command: &str| {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        real.kubectl(&arguments).await.unwrap()
    };
    kubectl("create namespace shop").await;
    real.apply(DEPLOYMENT).await.unwrap();
    kubectl("rollout status deployment/web -n shop --timeout=90s").await;
    let options = FleetOptions {
        clusters: vec![ClusterSource {
            name: "real".into(),
            title: "real".into(),
            is_demo: false,
            namespaces: Vec::new(),
            connect: Connect::Kubeconfig {
                path: Some(real.kubeconfig().to_owned()),
                context: None,
                exec_timeout: Duration::from_secs(10),
            },
        }],
        naming: NamingRules::default(),
        metrics_interval: Duration::from_secs(15),
        epoch: "test".into(),
    };
    let fleet = Fleet::start(options, Clock::system());
    let all = Scope::everything();
    let rows = || fleet.view(&all, &Selection::default()).rows().len();
    let there = async || match rows() {
        2 => Ok(()),
        other => Err(other.to_string()),
    };
    wait_until("the rows", Duration::from_secs(60), there)
        .await
        .unwrap();
    let key = DeploymentKey::new("real", "shop", "web");

    let (mut logs, mut heard) = (fleet.logs(&all, &key, follow()).unwrap(), Heard::default());
    hear(&mut logs, &mut heard, |heard| {
        heard.count(0) > 600 && heard.count(1) > 600
    })
    .await;
    heard.check_order();

    // Somebody goes and comes back.
    drop(logs);
    let from = heard
        .positions
        .values()
        .map(|it| it.parse().unwrap())
        .collect();
    let query = LogQuery { from, ..follow() };
    let mut logs = fleet.logs(&all, &key, query).unwrap();
    hear(&mut logs, &mut heard, |heard| {
        heard.count(0) > 1200 && heard.count(1) > 1200
    })
    .await;
    heard.check_order();
    assert_eq!(heard.notes, []);

    // The API server restarts: every connection breaks.
    real.kill_api_server().await.unwrap();
    hear(&mut logs, &mut heard, |heard| heard.has(NoteKind::Lost)).await;
    real.start_api_server().await.unwrap();
    let known = heard.count(0).max(heard.count(1));
    let more = move |heard: &Heard| heard.count(0) > known + 600 && heard.count(1) > known + 600;
    hear(&mut logs, &mut heard, more).await;
    heard.check_order();
    assert!(!heard.has(NoteKind::Gap), "{:?}", heard.notes);

    // A rollout: new Pods from their first line, the end of the old ones told.
    kubectl("rollout restart deployment/web -n shop").await;
    hear(&mut logs, &mut heard, |heard| heard.pods.len() >= 6).await;
    let ended = |heard: &Heard| {
        let ended = heard
            .notes
            .iter()
            .filter(|(_, text)| text == "the Pod is gone");
        ended.count() >= 2 && heard.count(2) > 300 && heard.count(3) > 300
    };
    hear(&mut logs, &mut heard, ended).await;
    heard.check_order();
    for source in [2, 3] {
        assert!(heard.lines[&source][0] <= 1, "its first lines are missing");
    }

    // A container that ends again and again: each run whole.
    let key = DeploymentKey::new("real", "shop", "crashing");
    let (mut logs, mut heard) = (fleet.logs(&all, &key, follow()).unwrap(), Heard::default());
    let twice = |heard: &Heard| {
        let ended = "the container ended, exit code 3";
        heard.notes.iter().filter(|(_, text)| text == ended).count() >= 2
    };
    hear(&mut logs, &mut heard, twice).await;
    assert!(heard.has(NoteKind::Started), "{:?}", heard.notes);
    assert!(!heard.has(NoteKind::Gap), "{:?}", heard.notes);
    fleet.shutdown().await;
    real.stop().await.unwrap();
}
