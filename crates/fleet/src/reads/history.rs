//! The revisions of one workload, from the ReplicaSets or ControllerRevisions it owns.

use super::ask_for;
use super::events::form;
use crate::place::Place;
use crate::trouble::Trouble;
use crate::wire::List;
use kube::Client;
use model::{
    Condition, ContainerKind, ContainerTemplate, Manager, Revision, RolloutFacts, SetFacts,
    TemplateFacts, Text, Timestamp, WorkloadKind, revisions,
};
use serde_json::Value;

const REVISION: &str = "deployment.kubernetes.io/revision";
const EARLIER: &str = "deployment.kubernetes.io/revision-history";
const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
const CAUSE: &str = "kubernetes.io/change-cause";
const RESTARTED: &str = "kubectl.kubernetes.io/restartedAt";
const GENERATION: &str = "deprecated.daemonset.template.generation";
/// More ReplicaSets than a Deployment keeps by far.
const MOST: &str = "500";

/// What holds the revisions of a kind that has any.
pub(super) fn resource(kind: WorkloadKind) -> &'static str {
    match kind {
        WorkloadKind::Deployment => "replicasets",
        _ => "controllerrevisions",
    }
}

/// Reads what this object owns of that resource and works out its revisions. `pods` says how many
/// Pods there are of a revision, as [`model::PodFacts::revision`] has it.
pub(super) async fn read(
    client: &Client,
    Place {
        namespace, kind, ..
    }: &Place,
    resource: &str,
    workload: &Value,
    pods: impl Fn(&str) -> u32,
) -> Result<Vec<Revision>, Trouble> {
    let labels = selector(&workload["spec"]["selector"]);
    let query = form(&[("labelSelector", &labels), ("limit", MOST)]);
    let path = format!("/apis/apps/v1/namespaces/{namespace}/{resource}?{query}");
    let list: List<Value> = ask_for(client, path).await?;
    let uid = &workload["metadata"]["uid"];
    let is_own = |set: &&Value| {
        let owners = set["metadata"]["ownerReferences"].as_array();
        owners
            .into_iter()
            .flatten()
            .any(|owner| owner["uid"] == *uid)
    };
    let sets = list.items.iter().filter(is_own);
    let (rollout, sets): (_, Vec<SetFacts>) = match kind {
        WorkloadKind::Deployment => (rollout(workload), sets.map(replica_set).collect()),
        _ => {
            let newest = sets
                .clone()
                .filter_map(|set| set["revision"].as_u64())
                .max();
            let sets = sets.map(|set| {
                let is_newest = set["revision"].as_u64() == newest;
                let generation = annotation(if is_newest { workload } else { set }, GENERATION);
                controller_revision(set, generation.as_str(), &pods)
            });
            let sets: Vec<SetFacts> = sets.collect();
            (rollout_of_revisions(workload, &sets), sets)
        }
    };
    Ok(revisions(&rollout, sets))
}

/// A label selector as a query spells it.
fn selector(selector: &Value) -> String {
    let labels = selector["matchLabels"].as_object();
    let labels = labels.into_iter().flatten();
    let labels = labels.map(|(name, value)| format!("{name}={}", text(value)));
    let rules = selector["matchExpressions"].as_array();
    let rules = rules.into_iter().flatten().map(|rule| {
        let key = text(&rule["key"]);
        let values = rule["values"].as_array().into_iter().flatten();
        let values: Vec<String> = values.map(text).collect();
        let values = values.join(",");
        match rule["operator"].as_str().unwrap_or_default() {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "DoesNotExist" => format!("!{key}"),
            _ => key,
        }
    });
    labels.chain(rules).collect::<Vec<_>>().join(",")
}

fn rollout(deployment: &Value) -> RolloutFacts {
    let conditions = deployment["status"]["conditions"].as_array();
    let mut conditions = conditions.into_iter().flatten();
    let progressing = conditions.find(|condition| condition["type"] == "Progressing");
    RolloutFacts {
        revision: number(annotation(deployment, REVISION)).unwrap_or(0),
        desired: count(&deployment["spec"]["replicas"]).unwrap_or(1),
        progressing: progressing.map(|condition| Condition {
            kind: "Progressing".into(),
            is_true: condition["status"] == "True",
            is_unknown: condition["status"] == "Unknown",
            reason: words(&condition["reason"]),
            message: words(&condition["message"]),
            changed: time(&condition["lastTransitionTime"]),
            updated: time(&condition["lastUpdateTime"]),
        }),
        is_complete: false,
        managers: managers(deployment),
    }
}

/// The newest ControllerRevision is the present one, unless the StatefulSet names it.
fn rollout_of_revisions(workload: &Value, sets: &[SetFacts]) -> RolloutFacts {
    let status = &workload["status"];
    let named = status["updateRevision"].as_str();
    let present = match named {
        Some(name) => sets.iter().find(|set| &*set.name == name),
        None => sets.iter().max_by_key(|set| set.revision),
    };
    let desired = match named {
        Some(_) => count(&workload["spec"]["replicas"]).or(Some(1)),
        None => count(&status["desiredNumberScheduled"]),
    };
    let updated = match named {
        Some(_) => count(&status["updatedReplicas"]),
        None => count(&status["updatedNumberScheduled"]),
    };
    RolloutFacts {
        revision: present.map_or(0, |set| set.revision),
        desired: desired.unwrap_or(0),
        progressing: None,
        is_complete: updated >= desired
            && named.is_none_or(|name| status["currentRevision"] == name),
        managers: managers(workload),
    }
}

fn managers(workload: &Value) -> Vec<Manager> {
    let managers = workload["metadata"]["managedFields"].as_array();
    let managers = managers.into_iter().flatten();
    // Who writes the status or a scale changes no Pod template.
    let managers = managers.filter(|one| text(&one["subresource"]).is_empty());
    let manager = |one: &Value| Manager {
        name: text(&one["manager"]).into(),
        at: time(&one["time"]),
    };
    managers.map(manager).collect()
}

fn replica_set(set: &Value) -> SetFacts {
    let earlier = annotation(set, EARLIER).as_str().unwrap_or_default();
    SetFacts {
        name: text(&set["metadata"]["name"]).into(),
        revision: number(annotation(set, REVISION)).unwrap_or(0),
        earlier: earlier
            .split(',')
            .filter_map(|one| one.trim().parse().ok())
            .collect(),
        created: time(&set["metadata"]["creationTimestamp"]).unwrap_or_default(),
        cause: words(annotation(set, CAUSE)),
        desired: number(annotation(set, DESIRED)),
        replicas: count(&set["status"]["replicas"]).unwrap_or(0),
        template: template(&set["spec"]["template"]),
    }
}

/// A Pod of a StatefulSet bears the revision's name, one of a DaemonSet the generation of its
/// template. A revision that is used again keeps the generation it once had; the DaemonSet itself
/// tells the present one.
fn controller_revision(
    revision: &Value,
    generation: Option<&str>,
    pods: impl Fn(&str) -> u32,
) -> SetFacts {
    let name = text(&revision["metadata"]["name"]);
    SetFacts {
        revision: revision["revision"].as_u64().unwrap_or(0),
        earlier: Vec::new(),
        created: time(&revision["metadata"]["creationTimestamp"]).unwrap_or_default(),
        cause: words(annotation(revision, CAUSE)),
        desired: None,
        replicas: pods(generation.unwrap_or(&name)),
        template: template(&revision["data"]["spec"]["template"]),
        name: name.into(),
    }
}

fn template(template: &Value) -> TemplateFacts {
    let list = |field: &str| -> Vec<&Value> {
        let list = template["spec"][field].as_array();
        list.into_iter().flatten().collect()
    };
    let inits = list("initContainers").into_iter().map(|one| {
        let kind = match one["restartPolicy"] == "Always" {
            true => ContainerKind::Sidecar,
            false => ContainerKind::Init,
        };
        container(one, kind)
    });
    let mains = list("containers").into_iter();
    let mains = mains.map(|one| container(one, ContainerKind::Main));
    TemplateFacts {
        restarted: words(annotation(template, RESTARTED)).map(|it| it.to_string()),
        containers: inits.chain(mains).collect(),
    }
}

fn container(one: &Value, kind: ContainerKind) -> ContainerTemplate {
    let mut settings = Vec::new();
    for field in ["command", "args"] {
        let words = one[field].as_array().into_iter().flatten().map(text);
        let words: Vec<String> = words.collect();
        if !words.is_empty() {
            settings.push((field.to_owned(), words.join(" ")));
        }
    }
    for variable in one["env"].as_array().into_iter().flatten() {
        let value = match &variable["valueFrom"] {
            Value::Null => text(&variable["value"]),
            from => reference(from),
        };
        settings.push((format!("env {}", text(&variable["name"])), value));
    }
    for source in one["envFrom"].as_array().into_iter().flatten() {
        let prefix = text(&source["prefix"]);
        settings.push((
            format!("all env {}", reference(source)),
            format!("{prefix}*"),
        ));
    }
    for field in ["requests", "limits"] {
        let amounts = one["resources"][field].as_object().into_iter().flatten();
        settings.extend(amounts.map(|(name, amount)| (format!("{field}.{name}"), text(amount))));
    }
    for (field, name) in [
        ("startupProbe", "startup probe"),
        ("readinessProbe", "readiness probe"),
        ("livenessProbe", "liveness probe"),
    ] {
        if !one[field].is_null() {
            settings.push((name.to_owned(), probe(&one[field])));
        }
    }
    ContainerTemplate {
        kind,
        name: text(&one["name"]).into(),
        image: text(&one["image"]).into(),
        settings,
    }
}

/// Where a value comes from: `secret db, key url`. Never the value itself, which we do not read.
fn reference(from: &Value) -> String {
    let of = |field: &str| Some(&from[field]).filter(|it| !it.is_null());
    let named = |kind: &str, it: &Value| match text(&it["key"]).as_str() {
        "" => format!("{kind} {}", text(&it["name"])),
        key => format!("{kind} {}, key {key}", text(&it["name"])),
    };
    of("secretKeyRef")
        .or(of("secretRef"))
        .map(|it| named("secret", it))
        .or_else(|| {
            let map = of("configMapKeyRef").or(of("configMapRef"));
            map.map(|it| named("config map", it))
        })
        .or_else(|| of("fieldRef").map(|it| format!("field {}", text(&it["fieldPath"]))))
        .or_else(|| of("resourceFieldRef").map(|it| format!("resource {}", text(&it["resource"]))))
        .unwrap_or_else(|| "elsewhere".to_owned())
}

/// `GET :8080/healthz, delay 5 s, every 10 s, timeout 1 s, 3 failures`.
fn probe(probe: &Value) -> String {
    let mut words = if let Some(get) = probe.get("httpGet") {
        format!("GET :{}{}", text(&get["port"]), text(&get["path"]))
    } else if let Some(socket) = probe.get("tcpSocket") {
        format!("TCP :{}", text(&socket["port"]))
    } else if let Some(grpc) = probe.get("grpc") {
        format!("gRPC :{}", text(&grpc["port"]))
    } else {
        let command = probe["exec"]["command"].as_array().into_iter().flatten();
        let command: Vec<String> = command.map(text).collect();
        format!("runs {}", command.join(" "))
    };
    for (field, before, after) in [
        ("initialDelaySeconds", "delay ", " s"),
        ("periodSeconds", "every ", " s"),
        ("timeoutSeconds", "timeout ", " s"),
        ("failureThreshold", "", " failures"),
    ] {
        if let Some(number) = probe[field].as_u64().filter(|number| *number > 0) {
            words.push_str(&format!(", {before}{number}{after}"));
        }
    }
    words
}

fn annotation<'v>(object: &'v Value, name: &str) -> &'v Value {
    &object["metadata"]["annotations"][name]
}

fn number<T: std::str::FromStr>(text: &Value) -> Option<T> {
    text.as_str()?.parse().ok()
}

fn count(number: &Value) -> Option<u32> {
    u32::try_from(number.as_u64()?).ok()
}

/// A text as it is, anything else but nothing as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn words(value: &Value) -> Option<Text> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(Text::from)
}

fn time(value: &Value) -> Option<Timestamp> {
    crate::wire::timestamp(value.as_str()?)
}
