//! StatefulSets and DaemonSets.

use serde_json::{Value, json};

use super::pod::{Life, PodSketch};
use super::{Other, SetFate, owner};
use crate::kind::Kind;
use crate::play::pod_json::time;
use jiff::Timestamp;

const DAY: i64 = 86_400;

/// How many Pods, from the last one down, are of the second revision.
fn updated(fate: SetFate, all: u32) -> u32 {
    match fate {
        SetFate::Well | SetFate::Crashing => all,
        SetFate::Partition(partition) => all.saturating_sub(partition),
        SetFate::OnDelete => 1,
    }
}

/// A ControllerRevision; the first is of an earlier image.
fn revision(
    of: &Other,
    (number, name): (u64, &str),
    created: Timestamp,
    owner: &Value,
) -> (Kind, Value) {
    let mut template = of.template("Always");
    if number == 1 {
        template["spec"]["containers"][0]["image"] = of.earlier_image().into();
    }
    let object = json!({
        "metadata": {
            "name": name, "namespace": of.namespace, "uid": of.uid(name),
            "creationTimestamp": time(created), "labels": of.labels(), "ownerReferences": [owner],
        },
        "data": {"spec": {"template": template}},
        "revision": number,
    });
    (Kind::ControllerRevision, object)
}

pub(super) fn stateful_set(of: &Other, replicas: u32, fate: SetFate) -> Vec<(Kind, Value)> {
    let uid = of.uid("");
    let revisions =
        [1, 2].map(|number| format!("{}-{}", of.name, &of.uid("revision")[..7 + number]));
    let new = updated(fate, replicas);
    let is_mixed = new < replicas;
    let selfsame = owner("apps/v1", "StatefulSet", of.name, &uid);
    let changed = of.before(if is_mixed { 5400 } else { 9 * DAY });
    let mut objects = vec![
        revision(of, (1, &revisions[0]), of.before(120 * DAY), &selfsame),
        revision(of, (2, &revisions[1]), changed, &selfsame),
    ];
    for number in 0..replicas {
        let is_new = number >= replicas - new;
        let mut pod = PodSketch::ready(format!("{}-{number}", of.name), of.before(9 * DAY));
        pod.node = number as usize;
        pod.owner = Some(selfsame.clone());
        pod.is_old = !is_new;
        pod.labels = vec![
            (
                "controller-revision-hash",
                revisions[usize::from(is_new)].clone(),
            ),
            ("apps.kubernetes.io/pod-index", number.to_string()),
        ];
        if is_new && is_mixed {
            pod.created = of.before(5400 - i64::from(number));
        }
        if fate == SetFate::Crashing && number + 1 == replicas {
            pod.life = Life::CrashLoop(14, of.before(200));
        }
        objects.push((Kind::Pod, pod.object(of)));
    }
    let ready = replicas - u32::from(fate == SetFate::Crashing);
    let strategy = match fate {
        SetFate::OnDelete => json!({"type": "OnDelete"}),
        SetFate::Partition(partition) => {
            json!({"type": "RollingUpdate", "rollingUpdate": {"partition": partition}})
        }
        _ => json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}),
    };
    let object = json!({
        "metadata": of.metadata(of.before(120 * DAY)),
        "spec": {
            "replicas": replicas,
            "serviceName": of.name,
            "podManagementPolicy": "OrderedReady",
            "revisionHistoryLimit": 10,
            "selector": {"matchLabels": of.labels()},
            "template": of.template("Always"),
            "updateStrategy": strategy,
        },
        "status": {
            "observedGeneration": 1, "collisionCount": 0,
            "replicas": replicas, "readyReplicas": ready, "availableReplicas": ready,
            "currentReplicas": if is_mixed { replicas - new } else { replicas },
            "updatedReplicas": new,
            "currentRevision": revisions[usize::from(!is_mixed)],
            "updateRevision": revisions[1],
        },
    });
    objects.push((Kind::StatefulSet, object));
    objects
}

pub(super) fn daemon_set(of: &Other, nodes: u32, fate: SetFate) -> Vec<(Kind, Value)> {
    let uid = of.uid("");
    let new = updated(fate, nodes);
    let selfsame = owner("apps/v1", "DaemonSet", of.name, &uid);
    let hash = |is_new: bool| of.uid(&format!("hash {is_new}"))[..8].to_owned();
    let mut objects = Vec::new();
    for (number, age) in [(1, 120 * DAY), (2, 20 * DAY)] {
        let name = format!("{}-{}", of.name, hash(number == 2));
        let (kind, mut object) = revision(of, (number, &name), of.before(age), &selfsame);
        object["metadata"]["annotations"] =
            json!({"deprecated.daemonset.template.generation": number.to_string()});
        objects.push((kind, object));
    }
    for node in 0..nodes {
        let is_new = node >= nodes - new;
        let suffix = &of.uid(&format!("pod {node}"))[..5];
        let mut pod = PodSketch::ready(format!("{}-{suffix}", of.name), of.before(20 * DAY));
        pod.node = node as usize;
        pod.owner = Some(selfsame.clone());
        pod.is_old = !is_new;
        let generation = if is_new { 2 } else { 1 };
        pod.labels = vec![
            ("controller-revision-hash", hash(is_new)),
            ("pod-template-generation", generation.to_string()),
        ];
        if fate == SetFate::Crashing && node + 1 == nodes {
            pod.life = Life::CrashLoop(9, of.before(100));
        }
        objects.push((Kind::Pod, pod.object(of)));
    }
    let ready = nodes - u32::from(fate == SetFate::Crashing);
    let mut metadata = of.metadata(of.before(120 * DAY));
    metadata["annotations"] = json!({"deprecated.daemonset.template.generation": "2"});
    let strategy = match fate {
        SetFate::OnDelete => json!({"type": "OnDelete"}),
        _ => json!({
            "type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1},
        }),
    };
    let mut status = json!({
        "observedGeneration": 1,
        "desiredNumberScheduled": nodes, "currentNumberScheduled": nodes,
        "numberMisscheduled": 0, "numberReady": ready, "numberAvailable": ready,
        "updatedNumberScheduled": new,
    });
    if ready < nodes {
        status["numberUnavailable"] = (nodes - ready).into();
    }
    let object = json!({
        "metadata": metadata,
        "spec": {
            "selector": {"matchLabels": of.labels()},
            "template": of.template("Always"),
            "updateStrategy": strategy,
            "revisionHistoryLimit": 10,
        },
        "status": status,
    });
    objects.push((Kind::DaemonSet, object));
    objects
}
