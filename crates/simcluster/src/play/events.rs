//! The events that controllers, scheduler and kubelets record of a workload: those of the last
//! hour, told from how far its objects have come.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::play::{
    app::{App, PullError},
    pod::{MainState, PodPlay, Stage},
    pod_json::{node_name, time},
    replica_set::SetPlay,
    workload::Workload,
};

/// An API server forgets events after an hour.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// What an event is about.
struct Object<'a> {
    kind: &'static str,
    api_version: &'static str,
    name: &'a str,
    uid: &'a str,
}

/// What is said of it.
struct Said {
    reason: &'static str,
    message: String,
    component: &'static str,
    is_warning: bool,
    count: u32,
    first: Timestamp,
    last: Timestamp,
}

// === impl Said ===

impl Said {
    fn once(
        at: Timestamp,
        component: &'static str,
        reason: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            reason,
            message: message.into(),
            component,
            is_warning: false,
            count: 1,
            first: at,
            last: at,
        }
    }

    fn warning(self) -> Self {
        Self {
            is_warning: true,
            ..self
        }
    }

    /// So many times, the last one at this moment.
    fn until(self, last: Timestamp, count: u32) -> Self {
        Self {
            last,
            count: count.max(1),
            ..self
        }
    }
}

/// The events of a workload that an API server would still hold at `now`.
pub(crate) fn events(workload: &Workload, now: Timestamp) -> Vec<Value> {
    let app = &workload.app;
    let Some(live) = &workload.live else {
        return Vec::new();
    };
    let mut events = Vec::new();
    let mut record = |object: &Object<'_>, said: Said| {
        if now.duration_since(said.last) < KEPT {
            events.push(event(app, object, said));
        }
    };
    let deployment = Object {
        kind: "Deployment",
        api_version: "apps/v1",
        name: &app.name,
        uid: &live.uid,
    };
    for set in &live.sets {
        let name = format!("{}-{}", app.name, set.hash);
        let scaled = format!("Scaled up replica set {name} to {}", set.desired);
        if set.desired > 0 {
            let said = Said::once(
                set.created,
                "deployment-controller",
                "ScalingReplicaSet",
                scaled,
            );
            record(&deployment, said);
        }
        let replica_set = Object {
            kind: "ReplicaSet",
            api_version: "apps/v1",
            name: &name,
            uid: &set.uid,
        };
        for said in of_set(set) {
            record(&replica_set, said);
        }
        for pod in &set.pods {
            let object = Object {
                kind: "Pod",
                api_version: "v1",
                name: &pod.name,
                uid: &pod.uid,
            };
            for said in of_pod(app, pod, now) {
                record(&object, said);
            }
        }
    }
    events
}

fn of_set(set: &SetPlay) -> Vec<Said> {
    let controller = "replicaset-controller";
    let made = set.pods.iter().map(|pod| {
        let words = format!("Created pod: {}", pod.name);
        Said::once(pod.created, controller, "SuccessfulCreate", words)
    });
    let refused = set.refused.map(|since| {
        let words = "Error creating: pods are forbidden: exceeded quota: compute";
        Said::once(since, controller, "FailedCreate", words).warning()
    });
    made.chain(refused).collect()
}

fn of_pod(app: &App, pod: &PodPlay, now: Timestamp) -> Vec<Said> {
    let mut all = Vec::new();
    let kubelet = "kubelet";
    if let Some(message) = pod.unschedulable() {
        let said = Said::once(
            pod.created,
            "default-scheduler",
            "FailedScheduling",
            message,
        );
        return vec![said.warning()];
    }
    let Some(scheduled) = pod.scheduled else {
        return all;
    };
    let place = format!(
        "Successfully assigned {}/{} to {}",
        app.namespace,
        pod.name,
        node_name(pod.node)
    );
    all.push(Said::once(
        scheduled,
        "default-scheduler",
        "Scheduled",
        place,
    ));
    let Some(accepted) = pod.accepted.filter(|_| pod.stage == Stage::Serving) else {
        return all;
    };
    let image = app.image(&pod.template);
    let pulling = format!("Pulling image \"{image}\"");
    let main = &pod.main;
    let started = match main.state {
        MainState::Running(since) => Some(since),
        _ => main.last.map(|run| run.to),
    };
    match &main.state {
        MainState::ErrImagePull(error) | MainState::ImagePullBackOff(error) => {
            let tries = tries(accepted, now);
            all.push(Said::once(accepted, kubelet, "Pulling", pulling).until(now, tries));
            all.push(failed_pull(accepted, now, *error, &image).until(now, tries));
            let words = format!("Back-off pulling image \"{image}\"");
            let said = Said::once(accepted, kubelet, "BackOff", words).warning();
            all.push(said.until(now, tries * 3));
        }
        MainState::ConfigError(secret) => {
            let words = format!("Error: secret \"{secret}\" not found");
            let said = Said::once(accepted, kubelet, "Failed", words).warning();
            all.push(said.until(now, tries(accepted, now)));
        }
        _ => {
            all.push(Said::once(accepted, kubelet, "Pulling", pulling));
            let pulled = format!("Successfully pulled image \"{image}\"");
            all.push(Said::once(accepted, kubelet, "Pulled", pulled));
        }
    }
    if let Some(started) = started {
        let container = &app.container;
        let runs = main.restarts + 1;
        let since = pod.accepted.unwrap_or(started);
        for (reason, word) in [("Created", "Created"), ("Started", "Started")] {
            let words = format!("{word} container {container}");
            all.push(Said::once(since, kubelet, reason, words).until(started, runs));
        }
    }
    if let (MainState::CrashLoopBackOff(_), Some(run)) = (&main.state, main.last) {
        let words = format!(
            "Back-off restarting failed container {} in pod {}_{}({})",
            app.container, pod.name, app.namespace, pod.uid
        );
        let said = Said::once(run.to, kubelet, "BackOff", words).warning();
        all.push(said.until(run.to, main.restarts));
    }
    if let (MainState::Running(since), false) = (&main.state, main.ready)
        && now.duration_since(*since).as_secs() > 10
    {
        let words = "Readiness probe failed: HTTP probe failed with statuscode: 503";
        let probes = u32::try_from(now.duration_since(*since).as_secs() / 10).unwrap_or(1);
        let said = Said::once(*since, kubelet, "Unhealthy", words).warning();
        all.push(said.until(now, probes));
    }
    if let Some(deletion) = pod.deletion {
        let words = format!("Stopping container {}", app.container);
        let began = deletion.deadline - SignedDuration::from_secs(crate::play::pod::GRACE);
        all.push(Said::once(began, kubelet, "Killing", words));
    }
    all
}

fn failed_pull(at: Timestamp, now: Timestamp, error: PullError, image: &str) -> Said {
    let words = format!("Failed to pull image \"{image}\": {}", error.message(image));
    Said::once(at, "kubelet", "Failed", words)
        .warning()
        .until(now, 1)
}

/// How often the kubelet tried since: at first after 10 s, then after twice as long each time, and
/// never after more than five minutes.
fn tries(since: Timestamp, now: Timestamp) -> u32 {
    let (mut left, mut wait, mut tries) = (now.duration_since(since).as_secs(), 10, 1);
    while left > wait {
        left -= wait;
        wait = (wait * 2).min(300);
        tries += 1;
    }
    tries
}

/// The object; its name says what it is about, and does not change while the event repeats.
fn event(app: &App, object: &Object<'_>, said: Said) -> Value {
    let mark = said.first.as_nanosecond() as u64 ^ hash(said.reason) ^ hash(&said.message);
    json!({
        "metadata": {
            "name": format!("{}.{mark:016x}", object.name),
            "namespace": app.namespace,
            "uid": format!("{:.8}-{mark:016x}", object.uid),
            "creationTimestamp": time(said.first),
        },
        "involvedObject": {
            "kind": object.kind,
            "namespace": app.namespace,
            "name": object.name,
            "uid": object.uid,
            "apiVersion": object.api_version,
        },
        "reason": said.reason,
        "message": said.message,
        "source": {"component": said.component},
        "firstTimestamp": time(said.first),
        "lastTimestamp": time(said.last),
        "count": said.count,
        "type": if said.is_warning { "Warning" } else { "Normal" },
        "eventTime": null,
        "reportingComponent": said.component,
        "reportingInstance": "",
    })
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
