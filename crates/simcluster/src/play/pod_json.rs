//! A pod of the play as the API server shows it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::play::{
    app::{App, Fate, SIDECAR, Sidecar, Size, Template},
    pod::{GRACE, Main, MainState, PodPlay, Run, Stage},
};

/// The Pod object, owned by the ReplicaSet `owner` (name, uid).
pub(crate) fn pod(app: &App, pod: &PodPlay, hash: &str, owner: (&str, &str)) -> Value {
    let mut metadata = json!({
        "name": pod.name,
        "generateName": format!("{}-", owner.0),
        "namespace": app.namespace,
        "uid": pod.uid,
        "creationTimestamp": time(pod.created),
        "generation": if pod.deleted() { 2 } else { 1 },
        "labels": {"app": app.label, "pod-template-hash": hash},
        "annotations": annotations(app, &pod.template),
        "ownerReferences": [owner_reference("ReplicaSet", owner.0, owner.1)],
    });
    if let Some(deletion) = pod.deletion {
        metadata["deletionTimestamp"] = time(deletion.deadline).into();
        metadata["deletionGracePeriodSeconds"] = GRACE.into();
    }
    let mut spec = pod_spec(app, &pod.template);
    if pod.scheduled.is_some() {
        spec["nodeName"] = node_name(pod.node).into();
    }
    json!({"metadata": metadata, "spec": spec, "status": status(app, pod)})
}

/// `spec` of a pod or of a pod template.
pub(crate) fn pod_spec(app: &App, template: &Template) -> Value {
    let mut main = json!({
        "name": app.container,
        "image": app.image(template),
        "imagePullPolicy": "IfNotPresent",
        "resources": resources(&app.size),
        "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
        "readinessProbe": {
            "httpGet": {"path": "/healthz", "port": "http", "scheme": "HTTP"},
            "periodSeconds": 5, "timeoutSeconds": 1, "successThreshold": 1, "failureThreshold": 3,
        },
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    });
    if let Fate::ConfigMissing(secret) = template.fate {
        main["envFrom"] = json!([{"secretRef": {"name": secret}}]);
    }
    let mut containers = vec![main];
    let image = app.image(template);
    let container = |name: &str, image: &str| {
        json!({
            "name": name, "image": image, "imagePullPolicy": "IfNotPresent",
            "resources": {}, "terminationMessagePath": "/dev/termination-log",
            "terminationMessagePolicy": "File",
        })
    };
    let mut init: Vec<Value> = app
        .init
        .iter()
        .map(|name| container(name, &image))
        .collect();
    let mut proxy = container(SIDECAR, SIDECAR_IMAGE);
    proxy["resources"] = json!({
        "requests": {"cpu": "10m", "memory": "40Mi"},
        "limits": {"cpu": "2", "memory": "1Gi"},
    });
    match app.sidecar {
        Sidecar::None => {}
        Sidecar::Plain => containers.push(proxy),
        Sidecar::Native => {
            proxy["restartPolicy"] = "Always".into();
            init.push(proxy);
        }
    }
    let mut spec = json!({
        "containers": containers,
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": GRACE,
        "dnsPolicy": "ClusterFirst",
        "serviceAccountName": "default",
        "serviceAccount": "default",
        "securityContext": {},
        "schedulerName": "default-scheduler",
    });
    if !init.is_empty() {
        spec["initContainers"] = init.into();
    }
    spec
}

const SIDECAR_IMAGE: &str = "registry.example:5000/mesh/proxyv2:1.29.1";

/// Annotations of a template and of its pods.
pub(crate) fn annotations(app: &App, template: &Template) -> Value {
    let mut annotations = json!({"prometheus.io/scrape": "true"});
    if app.sidecar != Sidecar::None {
        annotations["kubectl.kubernetes.io/default-container"] = app.container.as_str().into();
    }
    if let Some(restarted) = template.restarted_at {
        annotations["kubectl.kubernetes.io/restartedAt"] = time(restarted).into();
    }
    annotations
}

/// A controlling owner.
pub(crate) fn owner_reference(kind: &str, name: &str, uid: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": kind, "name": name, "uid": uid,
        "controller": true, "blockOwnerDeletion": true,
    })
}

fn resources(size: &Size) -> Value {
    json!({
        "requests": {
            "cpu": format!("{}m", size.cpu_request),
            "memory": format!("{}Mi", size.memory_request),
        },
        "limits": {
            "cpu": format!("{}m", size.cpu_limit),
            "memory": format!("{}Mi", size.memory_limit),
        },
    })
}

fn status(app: &App, pod: &PodPlay) -> Value {
    let running = pod.stage == Stage::Serving && pod.sidecars_since.is_some();
    let never_ran = pod.main.restarts == 0
        && !matches!(
            pod.main.state,
            MainState::Running(_) | MainState::Terminated(_)
        )
        && app.sidecar != Sidecar::Plain;
    let phase = if running && !never_ran {
        "Running"
    } else {
        "Pending"
    };
    let mut status = json!({
        "phase": phase,
        "qosClass": "Burstable",
        "observedGeneration": 1,
        "conditions": conditions(app, pod),
    });
    let Some(accepted) = pod.accepted else {
        return status;
    };
    status["startTime"] = time(accepted).into();
    status["hostIP"] = format!("10.20.0.{}", pod.node + 10).into();
    if running {
        let address = format!("10.64.{}.{}", pod.address >> 8 & 0xff, pod.address & 0xff);
        status["podIP"] = address.as_str().into();
        status["podIPs"] = json!([{"ip": address}]);
    }
    let mut containers = vec![main_status(app, pod)];
    let mut init = init_statuses(app, pod);
    if app.sidecar != Sidecar::None {
        let state = match pod.sidecars_since {
            Some(since) => json!({"running": {"startedAt": time(since)}}),
            None => json!({"waiting": {"reason": waiting_reason(app)}}),
        };
        let since = pod.sidecars_since;
        let sidecar = container_status(SIDECAR, SIDECAR_IMAGE, state, since.is_some());
        if app.sidecar == Sidecar::Plain {
            containers.push(sidecar);
        } else {
            init.push(sidecar);
        }
    }
    status["containerStatuses"] = containers.into();
    if !init.is_empty() {
        status["initContainerStatuses"] = init.into();
    }
    status
}

fn conditions(app: &App, pod: &PodPlay) -> Value {
    let condition = |kind: &str, met: bool, since: Timestamp, why: Option<(&str, String)>| {
        let mut condition = json!({
            "type": kind,
            "status": if met { "True" } else { "False" },
            "lastProbeTime": null,
            "lastTransitionTime": time(since),
            "observedGeneration": 1,
        });
        if let Some((reason, message)) = why {
            condition["reason"] = reason.into();
            condition["message"] = message.into();
        }
        condition
    };
    if let Some(message) = pod.unschedulable() {
        let why = Some(("Unschedulable", message.to_owned()));
        return json!([condition("PodScheduled", false, pod.created, why)]);
    }
    let Some(scheduled) = pod.scheduled else {
        return json!([]);
    };
    let placed = condition("PodScheduled", true, scheduled, None);
    let Some(accepted) = pod.accepted else {
        return json!([placed]);
    };
    let ready = pod.main.ready;
    let ready_since = pod.main.ready_changed.max(accepted);
    let unready = |what: &str| {
        let container = &app.container;
        let message = format!("containers with {what} status: [{container}]");
        (!ready).then_some(("ContainersNotReady", message))
    };
    let initialized = pod.sidecars_since;
    let started = initialized.unwrap_or(accepted);
    let left = app
        .init
        .iter()
        .skip(pod.init_runs.len())
        .map(String::as_str);
    let left = left.collect::<Vec<_>>().join(" ");
    let message = format!("containers with incomplete status: [{left}]");
    let uninitialized = initialized
        .is_none()
        .then_some(("ContainersNotInitialized", message));
    json!([
        condition(
            "PodReadyToStartContainers",
            initialized.is_some(),
            started,
            None
        ),
        condition("Initialized", initialized.is_some(), started, uninitialized),
        condition("Ready", ready, ready_since, unready("unready")),
        condition("ContainersReady", ready, ready_since, unready("unready")),
        placed,
    ])
}

fn main_status(app: &App, pod: &PodPlay) -> Value {
    let image = app.image(&pod.template);
    let waiting = |reason: &str, message: Option<String>| match message {
        Some(message) => json!({"waiting": {"reason": reason, "message": message}}),
        None => json!({"waiting": {"reason": reason}}),
    };
    let state = match &pod.main.state {
        MainState::NotYet => waiting(waiting_reason(app), None),
        MainState::ErrImagePull(error) => waiting("ErrImagePull", Some(error.message(&image))),
        MainState::ImagePullBackOff(error) => {
            let cause = error.message(&image);
            let message = format!("Back-off pulling image \"{image}\": ErrImagePull: {cause}");
            waiting("ImagePullBackOff", Some(message))
        }
        MainState::ConfigError(secret) => {
            let message = format!("secret \"{secret}\" not found");
            waiting("CreateContainerConfigError", Some(message))
        }
        MainState::Running(since) => json!({"running": {"startedAt": time(*since)}}),
        MainState::Terminated(run) => terminated(run, &pod.uid),
        MainState::CrashLoopBackOff(backoff) => {
            let message = format!(
                "back-off {} restarting failed container={} pod={}_{}({})",
                go_duration(*backoff),
                app.container,
                pod.name,
                app.namespace,
                pod.uid
            );
            waiting("CrashLoopBackOff", Some(message))
        }
    };
    let Main {
        ready,
        restarts,
        last,
        ..
    } = &pod.main;
    let mut status = container_status(&app.container, &image, state, *ready);
    status["started"] = matches!(pod.main.state, MainState::Running(_)).into();
    status["restartCount"] = (*restarts).into();
    if let Some(run) = last {
        status["lastState"] = terminated(run, &pod.uid);
    }
    status
}

fn init_statuses(app: &App, pod: &PodPlay) -> Vec<Value> {
    let image = app.image(&pod.template);
    let status = |(number, name): (usize, &String)| {
        let (state, ready) = match (pod.init_runs.get(number), pod.stage) {
            (Some((from, to)), _) => {
                let run = Run {
                    from: *from,
                    to: *to,
                    exit: crate::play::app::Exit::Code(0),
                };
                (terminated(&run, &pod.uid), true)
            }
            (None, Stage::Initializing(since)) if number == pod.init_runs.len() => {
                (json!({"running": {"startedAt": time(since)}}), false)
            }
            _ => (json!({"waiting": {"reason": "PodInitializing"}}), false),
        };
        let mut status = container_status(name, &image, state, ready);
        status["started"] = false.into();
        status
    };
    app.init.iter().enumerate().map(status).collect()
}

fn container_status(name: &str, image: &str, state: Value, ready: bool) -> Value {
    json!({
        "name": name,
        "image": image,
        "imageID": if state.get("waiting").is_some() { "" } else { image },
        "ready": ready,
        "started": ready,
        "restartCount": 0,
        "state": state,
        "lastState": {},
    })
}

fn terminated(run: &Run, uid: &str) -> Value {
    json!({"terminated": {
        "exitCode": run.exit.code(),
        "reason": run.exit.reason(),
        "startedAt": time(run.from),
        "finishedAt": time(run.to),
        "containerID": format!("containerd://{}", uid.replace('-', "")),
    }})
}

fn waiting_reason(app: &App) -> &'static str {
    let initializes = !app.init.is_empty() || app.sidecar == Sidecar::Native;
    if initializes {
        "PodInitializing"
    } else {
        "ContainerCreating"
    }
}

/// A duration as Go prints it: `10s`, `2m40s`, `5m0s`.
fn go_duration(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m{seconds}s"),
    }
}

pub(crate) fn node_name(number: usize) -> String {
    format!("node-{:02}", number + 1)
}

/// A time as Kubernetes writes it, in whole seconds.
pub(crate) fn time(time: Timestamp) -> String {
    let whole = Timestamp::from_second(time.as_nanosecond().div_euclid(1_000_000_000) as i64);
    whole.unwrap_or(time).to_string()
}
