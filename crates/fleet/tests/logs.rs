//! Logs on simulated API servers, with tokio's time in the test's hands.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

#[path = "../src/mk/json.rs"]
mod json;

use fleet::{
    Clock, ClusterSource, Connect, Containers, Fleet, FleetOptions, LogEvent, LogQuery, Scope,
};
use futures::{Stream, StreamExt};
use json::{Deployed, patch};
use model::{DeploymentKey, LogLine, NamingRules, NoteKind, Selection, Timestamp};
use serde_json::{Value, json};
use simcluster::{Kind, Part, Reach, SimCluster, Trouble};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// 2030-01-01.
const START: Timestamp = Timestamp::from_seconds(1_893_456_000);

struct Stage {
    sim: SimCluster,
    fleet: Fleet,
    web: Deployed,
}

/// Everything that a stream said, put in order.
#[derive(Debug, Default)]
struct Heard {
    sources: Vec<String>,
    lines: Vec<LogLine>,
    notes: Vec<(Option<u32>, NoteKind, String)>,
    positions: Vec<String>,
}

impl Heard {
    fn take(&mut self, event: LogEvent) {
        match event {
            LogEvent::Source(source) => {
                assert_eq!(source.source as usize, self.sources.len());
                self.sources
                    .push(format!("{}/{}", source.pod, source.container));
            }
            LogEvent::Lines(batch) => {
                self.lines.extend(batch.lines);
                for (source, position) in batch.positions {
                    let source = source as usize;
                    self.positions
                        .resize(self.positions.len().max(source + 1), String::new());
                    self.positions[source] = position;
                }
            }
            LogEvent::Note(note) => {
                self.notes
                    .push((note.source, note.kind, note.text.to_string()))
            }
            LogEvent::Choice(_) | LogEvent::Heartbeat => {}
        }
    }

    fn texts(&self) -> Vec<&str> {
        self.lines.iter().map(|line| line.2.as_str()).collect()
    }

    fn kinds(&self) -> Vec<NoteKind> {
        self.notes.iter().map(|(_, kind, _)| *kind).collect()
    }

    /// The numbers of the numbered lines of one source.
    fn numbers(&self, source: u32) -> Vec<u64> {
        let own = self.lines.iter().filter(|line| line.0 == source);
        let number = |text: &str| text.split("line=").nth(1)?.split(' ').next()?.parse().ok();
        own.map(|line| number(&line.2).unwrap()).collect()
    }
}

type Logs = std::pin::Pin<Box<dyn Stream<Item = LogEvent> + Send>>;

impl Stage {
    async fn with(pods: u32) -> Self {
        let start = jiff::Timestamp::from_millisecond(START.0).unwrap();
        let clock = simcluster::Clock::starting_at(start);
        let sim = SimCluster::start("prod", Part::empty(), clock);
        let namespace =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}});
        sim.apply(&namespace).unwrap();
        let web = Deployed::new("shop", "web", pods);
        for object in [&web.deployment, &web.replica_set]
            .into_iter()
            .chain(&web.pods)
        {
            sim.apply(object).unwrap();
        }
        let source = ClusterSource {
            name: "prod".into(),
            title: "PROD".into(),
            is_demo: true,
            namespaces: Vec::new(),
            connect: Connect::Client(sim.client()),
        };
        let options = FleetOptions {
            clusters: vec![source],
            naming: NamingRules::default(),
            metrics_interval: Duration::from_secs(15),
            epoch: "test".into(),
        };
        let fleet = Fleet::start(options, Clock::tokio_from(START));
        let stage = Self { sim, fleet, web };
        stage.until("the row", |stage| stage.rows() == 1).await;
        stage
    }

    fn rows(&self) -> usize {
        let view = self.fleet.view(&Scope::everything(), &Selection::default());
        view.rows().len()
    }

    async fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !is_so(self) {
            assert!(began.elapsed() < Duration::from_secs(300), "never {what}");
            sleep(Duration::from_millis(5)).await;
        }
    }

    fn write(&self, pod: u32, line: impl AsRef<[u8]>) {
        self.sim
            .write_log("shop", &format!("web-1-{pod}"), "web", line);
    }

    fn logs(&self, query: LogQuery) -> Logs {
        let key = DeploymentKey::new("prod", "shop", "web");
        let logs = self.fleet.logs(&Scope::everything(), &key, query);
        logs.unwrap().boxed()
    }

    fn follow(&self) -> Logs {
        self.logs(follow())
    }

    /// Changes the status of the container of a pod.
    fn set(&self, pod: usize, status: Value) {
        let mut object = self.web.pods[pod].clone();
        let known = object["status"]["containerStatuses"][0].take();
        let mut one = known;
        patch(&mut one, status);
        object["status"]["containerStatuses"][0] = one;
        self.sim.apply(&object).unwrap();
    }
}

fn follow() -> LogQuery {
    LogQuery {
        follow: true,
        ..LogQuery::default()
    }
}

/// Listens until this holds.
async fn hear(logs: &mut Logs, heard: &mut Heard, is_so: impl Fn(&Heard) -> bool) {
    let listen = async {
        while !is_so(heard) {
            heard.take(logs.next().await.expect("the stream ended"));
        }
    };
    let limit = Duration::from_secs(600);
    if timeout(limit, listen).await.is_err() {
        panic!("never: {heard:#?}");
    }
}

async fn all(mut logs: Logs) -> Heard {
    let mut heard = Heard::default();
    while let Some(event) = logs.next().await {
        heard.take(event);
    }
    heard
}

fn at(second: u32) -> String {
    format!("2030-01-01T00:00:{second:02}Z")
}

#[tokio::test(start_paused = true)]
async fn what_is_there_is_merged_by_time_and_ends() {
    let stage = Stage::with(3).await;
    for number in 0..30 {
        stage.write(number % 3, format!("{number}"));
        sleep(Duration::from_millis(20)).await;
    }
    let heard = all(stage.logs(LogQuery::default())).await;
    let expected: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    assert_eq!(heard.texts(), expected);
    assert_eq!(heard.sources, ["web-1-0/web", "web-1-1/web", "web-1-2/web"]);
    let tail = LogQuery {
        tail: Some(2),
        ..LogQuery::default()
    };
    let heard = all(stage.logs(tail)).await;
    assert_eq!(heard.texts(), ["24", "25", "26", "27", "28", "29"]);
    let one = LogQuery {
        pods: vec!["web-1-1".into()],
        containers: Containers::Named(vec!["web".into()]),
        ..LogQuery::default()
    };
    assert_eq!(all(stage.logs(one)).await.lines.len(), 10);
    let nothing = LogQuery {
        pods: vec!["web-1-9".into()],
        ..LogQuery::default()
    };
    assert_eq!(all(stage.logs(nothing)).await.sources.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_written_later_follows_what_was_there() {
    let stage = Stage::with(2).await;
    stage.write(0, "before");
    let (mut logs, mut heard) = (stage.follow(), Heard::default());
    hear(&mut logs, &mut heard, |heard| heard.lines.len() == 1).await;
    for number in 0..5 {
        stage.write(1, format!("later {number}"));
        sleep(Duration::from_secs(7)).await;
    }
    hear(&mut logs, &mut heard, |heard| heard.lines.len() == 6).await;
    assert_eq!(heard.texts()[5], "later 4");
    assert_eq!(heard.kinds(), []);
    assert_eq!(stage.sim.requests(Kind::Pod).logs, 2);
}

#[tokio::test(start_paused = true)]
async fn five_pods_at_full_speed_lose_nothing_and_keep_their_order() {
    let stage = Stage::with(5).await;
    for pod in 0..5 {
        stage
            .sim
            .pace_log("shop", &format!("web-1-{pod}"), "web", 2000);
    }
    let query = LogQuery {
        tail: Some(10),
        ..follow()
    };
    let (mut logs, mut heard) = (stage.logs(query), Heard::default());
    hear(&mut logs, &mut heard, |heard| heard.lines.len() > 100_000).await;
    for pod in 0..5 {
        let numbers = heard.numbers(pod);
        assert!(numbers.len() > 15_000, "{}", numbers.len());
        let is_whole = numbers.windows(2).all(|two| two[1] == two[0] + 1);
        assert!(is_whole, "pod {pod}: a line is lost or out of order");
    }
    assert_eq!(heard.kinds(), []);
}

#[tokio::test(start_paused = true)]
async fn a_slow_viewer_slows_reading() {
    let stage = Stage::with(1).await;
    stage.sim.pace_log("shop", "web-1-0", "web", 500);
    let query = LogQuery {
        tail: Some(1),
        ..follow()
    };
    let (mut logs, mut heard) = (stage.logs(query), Heard::default());
    hear(&mut logs, &mut heard, |heard| heard.lines.len() > 10).await;
    // Nobody takes anything for two minutes: the lines of that time are read afterwards, not held.
    sleep(Duration::from_secs(120)).await;
    let is_told = |heard: &Heard| heard.kinds().contains(&NoteKind::Behind);
    hear(&mut logs, &mut heard, is_told).await;
    assert!(heard.lines.len() < 5_000, "{} were held", heard.lines.len());
    hear(&mut logs, &mut heard, |heard| heard.lines.len() > 70_000).await;
    let numbers = heard.numbers(0);
    assert!(numbers.windows(2).all(|two| two[1] == two[0] + 1));
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_is_continued_without_loss_or_double() {
    let stage = Stage::with(1).await;
    stage.sim.pace_log("shop", "web-1-0", "web", 100);
    let query = LogQuery {
        tail: Some(5),
        ..follow()
    };
    let (mut logs, mut heard) = (stage.logs(query), Heard::default());
    for round in 1..6 {
        hear(&mut logs, &mut heard, |heard| {
            heard.lines.len() > round * 300
        })
        .await;
        stage.sim.faults().inject(Trouble::BreakStreams);
    }
    let fault = stage.sim.faults().inject(Trouble::Unreachable);
    let is_lost = |heard: &Heard| heard.kinds().contains(&NoteKind::Lost);
    hear(&mut logs, &mut heard, is_lost).await;
    sleep(Duration::from_secs(20)).await;
    stage.sim.faults().lift(fault);
    let known = heard.lines.len();
    hear(&mut logs, &mut heard, |heard| {
        heard.lines.len() > known + 3000
    })
    .await;
    let numbers = heard.numbers(0);
    assert!(
        numbers.windows(2).all(|two| two[1] == two[0] + 1),
        "{numbers:?}"
    );
    assert!(!heard.kinds().contains(&NoteKind::Gap));
}

#[tokio::test(start_paused = true)]
async fn a_viewer_who_comes_back_goes_on_where_they_were() {
    let stage = Stage::with(2).await;
    for pod in ["web-1-0", "web-1-1"] {
        stage.sim.pace_log("shop", pod, "web", 50);
    }
    let query = LogQuery {
        tail: Some(5),
        ..follow()
    };
    let (mut logs, mut heard) = (stage.logs(query), Heard::default());
    hear(&mut logs, &mut heard, |heard| heard.lines.len() > 200).await;
    drop(logs);
    sleep(Duration::from_secs(9)).await;
    let from = heard
        .positions
        .iter()
        .map(|position| position.parse().unwrap());
    let query = LogQuery {
        tail: Some(5),
        from: from.collect(),
        ..follow()
    };
    let mut logs = stage.logs(query);
    heard.sources.clear();
    hear(&mut logs, &mut heard, |heard| heard.lines.len() > 1200).await;
    for source in [0, 1] {
        let numbers = heard.numbers(source);
        assert!(
            numbers.windows(2).all(|two| two[1] == two[0] + 1),
            "{numbers:?}"
        );
    }
    assert_eq!(heard.kinds(), []);
}

#[tokio::test(start_paused = true)]
async fn what_was_rotated_away_is_told_as_a_gap() {
    let stage = Stage::with(1).await;
    stage.write(0, "first");
    let (mut logs, mut heard) = (stage.follow(), Heard::default());
    hear(&mut logs, &mut heard, |heard| heard.lines.len() == 1).await;
    let fault = stage.sim.faults().inject(Trouble::Unreachable);
    let is_lost = |heard: &Heard| heard.kinds() == [NoteKind::Lost];
    hear(&mut logs, &mut heard, is_lost).await;
    stage.write(0, "never read");
    stage.sim.rotate_log("shop", "web-1-0", "web");
    sleep(Duration::from_secs(3)).await;
    stage.write(0, "after");
    stage.sim.faults().lift(fault);
    hear(&mut logs, &mut heard, |heard| heard.lines.len() == 2).await;
    assert_eq!(heard.texts(), ["first", "after"]);
    assert_eq!(heard.kinds(), [NoteKind::Lost, NoteKind::Gap]);
}

#[tokio::test(start_paused = true)]
async fn restarts_are_told_and_no_run_is_missed() {
    let stage = Stage::with(1).await;
    let (mut logs, mut heard) = (stage.follow(), Heard::default());
    hear(&mut logs, &mut heard, |heard| heard.sources.len() == 1).await;
    stage.write(0, "one");
    sleep(Duration::from_millis(2500)).await;
    stage.write(0, "last words");
    let ended = json!({"exitCode": 3, "reason": "Error", "startedAt": "2029-06-01T00:00:00Z",
        "finishedAt": at(5)});
    sleep(Duration::from_millis(2600)).await;
    stage.set(0, json!({"state": {"running": null, "terminated": ended}}));
    let is_ended = |heard: &Heard| heard.kinds() == [NoteKind::Ended];
    hear(&mut logs, &mut heard, is_ended).await;
    assert_eq!(heard.notes[0].2, "the container ended, exit code 3");
    sleep(Duration::from_secs(5)).await;
    let now = stage.sim.clock().now();
    stage.write(0, "two");
    let running = json!({"restartCount": 1, "lastState": {"terminated": ended},
        "state": {"running": {"startedAt": now.to_string()}}});
    stage.set(0, running);
    hear(&mut logs, &mut heard, |heard| heard.lines.len() == 3).await;
    assert_eq!(heard.texts(), ["one", "last words", "two"]);
    assert_eq!(heard.kinds(), [NoteKind::Ended, NoteKind::Started]);
    let previous = LogQuery {
        previous: true,
        ..follow()
    };
    assert_eq!(
        all(stage.logs(previous)).await.texts(),
        ["one", "last words"]
    );
}

#[tokio::test(start_paused = true)]
async fn pods_that_come_and_go_are_told() {
    let stage = Stage::with(1).await;
    stage.write(0, "old");
    let (mut logs, mut heard) = (stage.follow(), Heard::default());
    hear(&mut logs, &mut heard, |heard| heard.lines.len() == 1).await;
    let mut pod = json::pod("shop", "web-1", 7);
    let starting = json!({"waiting": {"reason": "ContainerCreating"}, "running": null});
    let running = std::mem::replace(
        &mut pod["status"]["containerStatuses"][0]["state"],
        starting,
    );
    stage.sim.apply(&pod).unwrap();
    let is_waiting = |heard: &Heard| heard.kinds() == [NoteKind::Started, NoteKind::Waiting];
    hear(&mut logs, &mut heard, is_waiting).await;
    let why = "no log: the container has not started (ContainerCreating)";
    assert_eq!(heard.notes[1].2, why);
    for number in 0..600 {
        stage.write(7, format!("new {number}"));
    }
    pod["status"]["containerStatuses"][0]["state"] = running;
    stage.sim.apply(&pod).unwrap();
    hear(&mut logs, &mut heard, |heard| heard.lines.len() == 601).await;
    assert_eq!(heard.sources[1], "web-1-7/web");
    stage.sim.delete(Kind::Pod, "shop", "web-1-0");
    hear(&mut logs, &mut heard, |heard| heard.notes.len() == 3).await;
    assert_eq!(
        heard.notes[2],
        (Some(0), NoteKind::Ended, "the Pod is gone".into())
    );
    stage.sim.delete(Kind::Deployment, "shop", "web");
    while logs.next().await.is_some() {}
}

#[tokio::test(start_paused = true)]
async fn refusals_are_told_and_what_may_not_be_seen_is_not_there() {
    let stage = Stage::with(1).await;
    stage
        .sim
        .faults()
        .inject_on(Trouble::Forbidden, Reach::Namespace("shop".into()));
    let heard = all(stage.logs(LogQuery::default())).await;
    assert_eq!(heard.kinds(), [NoteKind::Refused]);
    let none = Scope::nothing();
    let key = DeploymentKey::new("prod", "shop", "web");
    assert!(stage.fleet.logs(&none, &key, LogQuery::default()).is_none());
    let key = DeploymentKey::new("prod", "shop", "none");
    let all = Scope::everything();
    assert!(stage.fleet.logs(&all, &key, LogQuery::default()).is_none());
}

#[tokio::test(start_paused = true)]
async fn any_bytes_are_lines() {
    let stage = Stage::with(1).await;
    stage.write(0, b"\x1b[31mred\x1b[0m \xff\x00");
    stage.write(0, vec![b'x'; 100_000]);
    stage.write(0, b"");
    let heard = all(stage.logs(LogQuery::default())).await;
    assert_eq!(heard.texts()[0], "red \u{fffd}␀");
    assert!(heard.texts()[1].len() < 17_000 && heard.texts()[1].ends_with("bytes more]"));
    assert_eq!(heard.texts()[2], "");
}

#[tokio::test(start_paused = true)]
async fn a_stop_of_the_fleet_ends_a_stream() {
    let stage = Stage::with(1).await;
    let mut logs = stage.follow();
    logs.next().await.unwrap();
    stage.fleet.shutdown().await;
    while logs.next().await.is_some() {}
}
