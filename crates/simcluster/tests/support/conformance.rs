//! The questions of the conformance suite and how their answers are normalised.

use std::time::Duration;

use http::Request;
use kube::{Client, client::Body};
use serde_json::{Map, Value, json};

/// What provokes the answers: objects come, change and go.
pub trait Hand {
    fn client(&self) -> Client;
    async fn apply(&self, object: Value);
    async fn delete(&self, object: Value);
    async fn compact(&self);
    /// The client of user `dashboard-light`, who may do nothing. Nothing else is asked after.
    async fn forbidden(&self) -> Client;
    /// A client with a token nobody has.
    async fn unauthorized(&self) -> Client;

    fn can_compact(&self) -> bool {
        true
    }
}

const NAMESPACE: &str = "conformance-suite";
const EVENTS: &str = "/api/v1/namespaces/conformance-suite/events";

/// Asks everything; answers by question.
pub async fn questions(hand: &impl Hand) -> Value {
    let client = hand.client();
    let mut answers = Map::new();
    let replica_sets = format!("/apis/apps/v1/namespaces/{NAMESPACE}/replicasets");
    let left_over = ask(&client, &replica_sets).await;
    for object in left_over["body"]["items"].as_array().into_iter().flatten() {
        let name = object["metadata"]["name"].as_str().unwrap();
        hand.delete(replica_set(name, "", "")).await;
    }
    for object in stage() {
        hand.apply(object).await;
    }
    let base = revision(&ask(&client, &replica_sets).await);
    for (question, path) in paths(&replica_sets, &base) {
        let answer = ask(&client, &path).await;
        answers.insert(question.to_owned(), normalised(answer));
    }
    answers.insert("pages".to_owned(), pages(&client, &replica_sets).await);

    hand.apply(replica_set("c", "cart", "db")).await;
    hand.apply(replica_set("d", "basket", "web")).await;
    hand.apply(replica_set("a", "moved", "web")).await;
    hand.delete(replica_set("b", "cart", "db")).await;
    for (question, query, enough) in watches(&base) {
        let seen = watch(
            &client,
            &format!("{replica_sets}?watch=true{query}"),
            enough,
        )
        .await;
        answers.insert(question.to_owned(), seen);
    }
    for (plural, path) in kinds_without_objects() {
        let answer = normalised(ask(&client, &path).await);
        answers.insert(format!("list: {plural}"), answer);
        let path = format!(
            "{path}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
        );
        let seen = watch(&client, &path, 1).await;
        answers.insert(format!("watch: streaming list of {plural}"), seen);
    }
    if hand.can_compact() {
        let first = ask(&client, &format!("{replica_sets}?limit=1")).await;
        let token = first["body"]["metadata"]["continue"]
            .as_str()
            .unwrap()
            .to_owned();
        hand.apply(replica_set("e", "late", "web")).await;
        hand.compact().await;
        let path = format!("{replica_sets}?watch=true&resourceVersion={base}");
        answers.insert(
            "compacted: watch".to_owned(),
            watch(&client, &path, 1).await,
        );
        let answer = ask(&client, &format!("{replica_sets}?limit=1&continue={token}")).await;
        answers.insert("compacted: continue".to_owned(), normalised(answer));
    }
    for name in ["a", "c", "d"] {
        hand.delete(replica_set(name, "", "")).await;
    }
    if hand.can_compact() {
        hand.delete(replica_set("e", "", "")).await;
    }
    let client = hand.forbidden().await;
    for (question, path) in [
        ("forbidden: list", "/api/v1/pods"),
        (
            "forbidden: list in a namespace",
            "/api/v1/namespaces/conformance-suite/pods",
        ),
        (
            "forbidden: get",
            "/apis/apps/v1/namespaces/conformance-suite/deployments/x",
        ),
        ("forbidden: watch", "/apis/apps/v1/replicasets?watch=true"),
        ("forbidden: stateful sets", "/apis/apps/v1/statefulsets"),
        ("forbidden: cron jobs", "/apis/batch/v1/cronjobs"),
        (
            "forbidden: events",
            "/api/v1/namespaces/conformance-suite/events",
        ),
        ("forbidden: namespaces", "/api/v1/namespaces"),
        (
            "forbidden: a namespace",
            "/api/v1/namespaces/conformance-suite",
        ),
    ] {
        answers.insert(question.to_owned(), normalised(ask(&client, path).await));
    }
    let client = hand.unauthorized().await;
    answers.insert(
        "unauthorized".to_owned(),
        ask(&client, "/api/v1/pods").await,
    );
    Value::Object(answers)
}

fn stage() -> Vec<Value> {
    vec![
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}),
        replica_set("a", "cart", "web"),
        replica_set("b", "cart", "db"),
        replica_set("c", "basket", "db"),
        event("a.1", "ReplicaSet", "a"),
        event("a-x.1", "Pod", "a-x"),
        event("b.1", "ReplicaSet", "b"),
    ]
}

/// An event as the kubelet and the controllers record it.
fn event(name: &str, kind: &str, of: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Event",
        "metadata": {"namespace": NAMESPACE, "name": name},
        "involvedObject": {"kind": kind, "namespace": NAMESPACE, "name": of},
        "reason": "Pulled", "message": "Pulled an image", "type": "Normal", "count": 3,
        "source": {"component": "kubelet"},
        "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:05:00Z",
        "eventTime": null, "reportingComponent": "", "reportingInstance": "",
    })
}

/// A ReplicaSet of no pods: nothing else acts on it, with controllers or without.
fn replica_set(name: &str, app: &str, tier: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {"namespace": NAMESPACE, "name": name, "labels": {"app": app, "tier": tier}},
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": {"set": name}},
            "template": {
                "metadata": {"labels": {"set": name}},
                "spec": {"containers": [{"name": "main", "image": "registry.example:5000/x:1"}]},
            },
        },
    })
}

/// Questions that are one GET.
fn paths(sets: &str, base: &str) -> Vec<(&'static str, String)> {
    let with = |query: &str| format!("{sets}?{query}");
    vec![
        ("get", format!("{sets}/a")),
        ("get: not there", format!("{sets}/nobody")),
        (
            "get: pod not there",
            format!("/api/v1/namespaces/{NAMESPACE}/pods/nobody"),
        ),
        (
            "get: namespace not there",
            "/api/v1/namespaces/nobody".to_owned(),
        ),
        ("list", sets.to_owned()),
        ("events", format!("{EVENTS}?limit=2")),
        (
            "events: of a kind",
            format!("{EVENTS}?fieldSelector=involvedObject.kind%3DPod"),
        ),
        (
            "events: of an object",
            format!(
                "{EVENTS}?fieldSelector=involvedObject.kind%3DReplicaSet%2CinvolvedObject.name%3Da"
            ),
        ),
        (
            "events: field unknown",
            format!("{EVENTS}?fieldSelector=spec.colour%3Dred"),
        ),
        (
            "list: of a namespace that is not",
            "/apis/apps/v1/namespaces/nobody/deployments".to_owned(),
        ),
        ("list: label equals", with("labelSelector=app%3Dcart")),
        ("list: label differs", with("labelSelector=app%21%3Dcart")),
        (
            "list: label in",
            with("labelSelector=tier+in+%28web%2Cedge%29"),
        ),
        (
            "list: label notin",
            with("labelSelector=tier+notin+%28web%29"),
        ),
        ("list: label exists", with("labelSelector=app%2C%21colour")),
        (
            "list: label malformed",
            with("labelSelector=app+within+%28a%29"),
        ),
        ("list: field name", with("fieldSelector=metadata.name%3Db")),
        (
            "list: field name differs",
            with("fieldSelector=metadata.name%21%3Db"),
        ),
        (
            "list: field unknown",
            with("fieldSelector=spec.colour%3Dred"),
        ),
        (
            "list: pod field unknown",
            format!("/api/v1/namespaces/{NAMESPACE}/pods?fieldSelector=spec.colour%3Dred"),
        ),
        (
            "list: any version ignores the limit",
            with("resourceVersion=0&limit=1"),
        ),
        (
            "list: not older than",
            with(&format!(
                "resourceVersion={base}&resourceVersionMatch=NotOlderThan"
            )),
        ),
        (
            "list: exact",
            with(&format!(
                "resourceVersion={base}&resourceVersionMatch=Exact"
            )),
        ),
        ("list: version is no number", with("resourceVersion=abc")),
        (
            "list: match without version",
            with("resourceVersionMatch=Exact"),
        ),
        (
            "list: exact zero",
            with("resourceVersion=0&resourceVersionMatch=Exact"),
        ),
        (
            "watch: initial events without match",
            with("watch=true&sendInitialEvents=true"),
        ),
        (
            "watch: match without initial events",
            with("watch=true&resourceVersion=1&resourceVersionMatch=NotOlderThan"),
        ),
        (
            "get: cron job not there",
            format!("/apis/batch/v1/namespaces/{NAMESPACE}/cronjobs/nobody"),
        ),
        (
            "get: stateful set not there",
            format!("/apis/apps/v1/namespaces/{NAMESPACE}/statefulsets/nobody"),
        ),
        ("unknown path", "/nothing/here".to_owned()),
        ("unknown group", "/apis/nothing.example/v1/shoes".to_owned()),
        ("unknown resource", "/api/v1/shoes".to_owned()),
        ("unknown version", "/apis/apps/v9/deployments".to_owned()),
    ]
}

/// Kinds of which the suite has no objects, with their lists.
fn kinds_without_objects() -> [(&'static str, String); 4] {
    [
        ("apps", "statefulsets"),
        ("apps", "daemonsets"),
        ("batch", "jobs"),
        ("batch", "cronjobs"),
    ]
    .map(|(group, plural)| {
        let path = format!("/apis/{group}/v1/namespaces/{NAMESPACE}/{plural}");
        (plural, path)
    })
}

/// Watches: question, further query, how many events are awaited.
fn watches(base: &str) -> Vec<(&'static str, String, usize)> {
    let from = format!("&resourceVersion={base}");
    let initial =
        "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    vec![
        ("watch: from a version", from.clone(), 4),
        (
            "watch: label selection",
            format!("{from}&labelSelector=app%3Dcart"),
            3,
        ),
        (
            "watch: field selection",
            format!("{from}&fieldSelector=metadata.name%3Dd"),
            1,
        ),
        ("watch: times out", format!("{from}&timeoutSeconds=1"), 99),
        (
            "watch: from any version",
            "&resourceVersion=0".to_owned(),
            3,
        ),
        ("watch: without a version", String::new(), 3),
        ("watch: streaming list", initial.to_owned(), 4),
        (
            "watch: streaming list of a selection",
            format!("{initial}&labelSelector=app%3Dcart"),
            2,
        ),
    ]
}

async fn pages(client: &Client, path: &str) -> Value {
    let (mut pages, mut token) = (Vec::new(), String::new());
    loop {
        let answer = ask(client, &format!("{path}?limit=2{token}")).await;
        let next = answer["body"]["metadata"]["continue"]
            .as_str()
            .map(str::to_owned);
        pages.push(normalised(answer));
        match next {
            Some(next) => token = format!("&continue={next}"),
            None => return Value::Array(pages),
        }
    }
}

/// `{code, type, body}` of a GET.
async fn ask(client: &Client, path: &str) -> Value {
    let request = Request::get(path).header("accept", "application/json");
    let answer = client
        .send(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = body.collect_bytes().await.unwrap();
    let body = serde_json::from_slice(&bytes)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).trim_end().to_owned()));
    let content_type = parts.headers["content-type"].to_str().unwrap();
    json!({"code": parts.status.as_u16(), "type": content_type, "body": body})
}

/// The first events of a watch, or all until it ends.
async fn watch(client: &Client, path: &str, enough: usize) -> Value {
    let request = Request::get(path).body(Vec::new()).unwrap();
    let stream = client.request_stream(request).await.unwrap();
    let lines = futures::AsyncBufReadExt::lines(stream);
    futures::pin_mut!(lines);
    let mut events: Vec<Value> = Vec::new();
    while events.len() < enough {
        let next = futures::StreamExt::next(&mut lines);
        let Ok(Some(line)) = tokio::time::timeout(Duration::from_secs(20), next).await else {
            break;
        };
        let event = normalised(serde_json::from_str(&line.unwrap()).unwrap());
        // Where controllers run, they write a status that looks the same once normalised.
        let known = |seen: &Value| seen["object"] == event["object"];
        if event["type"] != "MODIFIED" || !events.iter().any(known) {
            events.push(event);
        }
    }
    Value::Array(events)
}

fn revision(list: &Value) -> String {
    list["body"]["metadata"]["resourceVersion"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Takes out what differs from run to run or is the server's own bookkeeping.
fn normalised(mut value: Value) -> Value {
    blank(&mut value);
    value
}

fn blank(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(blank),
        Value::Object(fields) => {
            for name in ["uid", "creationTimestamp", "resourceVersion", "continue"] {
                if fields.get(name).is_some_and(Value::is_string) {
                    fields.insert(name.to_owned(), format!("<{name}>").into());
                }
            }
            // What defaulting fills in is not the simulator's to play: the spec is the object's own.
            let is_set = fields.get("selector").is_some_and(Value::is_object);
            if is_set && fields.contains_key("template") {
                fields.retain(|name, _| name == "replicas" || name == "selector");
            }
            for name in ["managedFields", "selfLink"] {
                fields.remove(name);
            }
            if fields.contains_key("fullyLabeledReplicas") || fields.contains_key("replicas") {
                fields.remove("observedGeneration");
            }
            fields.values_mut().for_each(blank);
        }
        Value::String(text) => *text = without_versions(text),
        _ => {}
    }
}

/// "too old resource version: 12 (34)" says numbers of the moment.
fn without_versions(text: &str) -> String {
    match text.split_once("resource version: ") {
        Some((head, _)) => format!("{head}resource version: <n>"),
        None => text.to_owned(),
    }
}

/// The path of an object, or of its kind.
pub fn path_of(object: &Value, named: bool) -> String {
    let text = |at: &str| {
        object
            .pointer(at)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let collection = match text("/kind") {
        "Namespace" => "/api/v1/namespaces".to_owned(),
        "ReplicaSet" => {
            format!(
                "/apis/apps/v1/namespaces/{}/replicasets",
                text("/metadata/namespace")
            )
        }
        "Event" => EVENTS.to_owned(),
        other => panic!("no path for {other}"),
    };
    if named {
        format!("{collection}/{}", text("/metadata/name"))
    } else {
        collection
    }
}
