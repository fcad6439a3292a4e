//! One suite of client calls against the simulator and against a real kube-apiserver.
//!
//! Each question is asked through `kube::Client` and its answer normalised: names, numbers and
//! times that differ from run to run are taken out, everything else stays. The simulator's answers
//! are kept in `tests/conformance/answers.json`, which the answers of a real API server are
//! compared with: one of [`testcluster`], or that of `TEST_KUBECONFIG` (its context may create and
//! delete namespaces).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod support;

use std::{collections::BTreeSet, time::Duration};

use kube::{Client, Config, config::KubeConfigOptions, config::Kubeconfig};
use serde_json::Value;
use simcluster::{SimCluster, Trouble};
use support::conformance::{Hand, questions};
use testcluster::TestCluster;

/// The simulator's hand: objects are applied by script.
struct SimHand(SimCluster);

impl Hand for SimHand {
    fn client(&self) -> Client {
        self.0.client()
    }

    async fn apply(&self, object: Value) {
        self.0.apply(&object).unwrap();
    }

    async fn delete(&self, object: Value) {
        let text = |at: &str| {
            object
                .pointer(at)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let kind = simcluster::Kind::STORED
            .into_iter()
            .find(|k| k.name() == text("/kind"));
        assert!(self.0.delete(
            kind.unwrap(),
            text("/metadata/namespace"),
            text("/metadata/name")
        ));
    }

    async fn forbidden(&self) -> Client {
        self.0.faults().inject(Trouble::Forbidden);
        self.0.client()
    }

    async fn unauthorized(&self) -> Client {
        self.0.faults().lift_all();
        self.0.faults().inject(Trouble::Unauthorized);
        self.0.client()
    }

    async fn compact(&self) {
        tokio::time::sleep(Duration::from_millis(5)).await;
        self.0.faults().inject(Trouble::Compaction);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A real cluster's hand: objects are created through its API.
struct RealHand {
    client: Client,
    config: Config,
}

impl Hand for RealHand {
    fn client(&self) -> Client {
        self.client.clone()
    }

    async fn apply(&self, object: Value) {
        let path = support::conformance::path_of(&object, false);
        let named = support::conformance::path_of(&object, true);
        let exists = self.send("GET", &named, None).await == 200;
        let (method, path) = if exists {
            ("PATCH", &named)
        } else {
            ("POST", &path)
        };
        let code = self.send(method, path, Some(&object)).await;
        assert!((200..300).contains(&code), "{method} {path}: {code}");
    }

    async fn delete(&self, object: Value) {
        let path = support::conformance::path_of(&object, true) + "?gracePeriodSeconds=0";
        let code = self.send("DELETE", &path, None).await;
        assert!((200..300).contains(&code), "DELETE {path}: {code}");
    }

    async fn forbidden(&self) -> Client {
        let mut config = self.config.clone();
        config.auth_info.impersonate = Some("dashboard-light".to_owned());
        Client::try_from(config).unwrap()
    }

    async fn unauthorized(&self) -> Client {
        let mut config = self.config.clone();
        let token: String = "nobody".to_owned();
        config.auth_info = kube::config::AuthInfo {
            token: Some(token.into()),
            ..Default::default()
        };
        Client::try_from(config).unwrap()
    }

    // Compaction needs etcd's own port: questions about it are left to the simulator.
    async fn compact(&self) {}

    fn can_compact(&self) -> bool {
        false
    }
}

impl RealHand {
    async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> u16 {
        let content = if method == "PATCH" {
            "merge-patch+json"
        } else {
            "json"
        };
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", format!("application/{content}"))
            .body(
                body.map(|body| body.to_string().into_bytes())
                    .unwrap_or_default()
                    .into(),
            )
            .unwrap();
        self.client.send(request).await.unwrap().status().as_u16()
    }
}

#[tokio::test(start_paused = true)]
async fn the_simulator_answers_as_recorded() {
    let answers = questions(&SimHand(support::cluster())).await;
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/conformance/answers.json"
    );
    if std::env::var_os("RECORD_CONFORMANCE").is_some() {
        let text = serde_json::to_string_pretty(&answers).unwrap() + "\n";
        std::fs::write(path, text).unwrap();
    }
    let recorded: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    compare(&answers, &recorded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_api_server_answers_the_same() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let cluster = TestCluster::builder()
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    // The questions are about the API server: nobody else shall write what they ask about.
    if !cluster.is_foreign() {
        cluster.stop_controllers().await.unwrap();
    }
    let kubeconfig = Kubeconfig::read_from(cluster.kubeconfig()).unwrap();
    let options = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .unwrap();
    let client = Client::try_from(config.clone()).unwrap();
    let mut real = questions(&RealHand { client, config }).await;
    // An API server on etcd before 3.4.25 cannot ask it for progress: it refuses streaming lists,
    // and watches without a version while its cache of the kind lags behind the store.
    real.as_object_mut().unwrap().retain(|question, answer| {
        let answer = answer.to_string();
        let able = !answer.contains("RequestWatchProgress is disabled")
            && !answer.contains("ResourceVersionTooLarge");
        if !able {
            println!("not compared, this API server cannot: {question}");
        }
        able
    });
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/conformance/answers.json"
    );
    let mut simulated: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    // What was not asked here cannot differ.
    simulated
        .as_object_mut()
        .unwrap()
        .retain(|question, _| real.get(question).is_some());
    compare(&real, &simulated);
    cluster.stop().await.unwrap();
}

fn compare(answers: &Value, expected: &Value) {
    let mut differences = Vec::new();
    note_differences("", answers, expected, &mut differences);
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// One line for each place where two answers differ.
fn note_differences(place: &str, answer: &Value, expected: &Value, found: &mut Vec<String>) {
    match (answer, expected) {
        (Value::Object(answer), Value::Object(expected)) => {
            let names: BTreeSet<&String> = answer.keys().chain(expected.keys()).collect();
            for name in names {
                let [answer, expected] =
                    [answer, expected].map(|fields| fields.get(name).unwrap_or(&Value::Null));
                note_differences(&format!("{place}/{name}"), answer, expected, found);
            }
        }
        (Value::Array(answer), Value::Array(expected)) if answer.len() == expected.len() => {
            for (number, (answer, expected)) in answer.iter().zip(expected).enumerate() {
                note_differences(&format!("{place}/{number}"), answer, expected, found);
            }
        }
        _ if answer == expected => {}
        _ => found.push(format!(
            "{place}\n   answered {answer}\n   expected {expected}"
        )),
    }
}
