//! A Pod of another workload.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Other;
use crate::play::pod_json::{node_name, time};

/// What is particular about a Pod.
#[derive(Clone, Debug)]
pub(crate) struct PodSketch {
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) node: usize,
    pub(crate) owner: Option<Value>,
    /// Labels beside the workload's own.
    pub(crate) labels: Vec<(&'static str, String)>,
    pub(crate) life: Life,
    /// Whether it is of the revision before.
    pub(crate) is_old: bool,
}

/// How its container fares.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Life {
    Ready,
    /// It crashed so often, the last time then, and waits.
    CrashLoop(u32, Timestamp),
    /// It ran until then and ended with this code.
    Ended(Timestamp, i32),
}

// === impl PodSketch ===

impl PodSketch {
    /// A ready Pod of the first node without an owner.
    pub(crate) fn ready(name: String, created: Timestamp) -> Self {
        Self {
            name,
            created,
            node: 0,
            owner: None,
            labels: Vec::new(),
            life: Life::Ready,
            is_old: false,
        }
    }

    pub(crate) fn object(&self, of: &Other) -> Value {
        let mut labels = of.labels();
        for (name, value) in &self.labels {
            labels[*name] = value.as_str().into();
        }
        let mut metadata = json!({
            "name": self.name, "namespace": of.namespace, "uid": of.uid(&self.name),
            "creationTimestamp": time(self.created), "generation": 1, "labels": labels,
        });
        if let Some(owner) = &self.owner {
            metadata["ownerReferences"] = json!([owner]);
        }
        let runs_once = matches!(self.life, Life::Ended(..));
        let mut spec = of.pod_spec(if runs_once { "Never" } else { "Always" });
        let image = self.image(of);
        spec["containers"][0]["image"] = image.as_str().into();
        spec["nodeName"] = node_name(self.node).into();
        json!({"metadata": metadata, "spec": spec, "status": self.status(of)})
    }

    fn image(&self, of: &Other) -> String {
        if self.is_old {
            of.earlier_image()
        } else {
            of.image.to_owned()
        }
    }

    fn status(&self, of: &Other) -> Value {
        let image = self.image(of);
        let started = self.created + jiff::SignedDuration::from_secs(3);
        let (phase, ready, since, restarts, state, last) = match self.life {
            Life::Ready => {
                let state = json!({"running": {"startedAt": time(started)}});
                ("Running", true, started, 0, state, json!({}))
            }
            Life::CrashLoop(restarts, crashed) => {
                let message = format!(
                    "back-off 5m0s restarting failed container=main pod={}_{}",
                    self.name, of.namespace
                );
                let state = json!({"waiting": {"reason": "CrashLoopBackOff", "message": message}});
                let last = ended(crashed - jiff::SignedDuration::from_secs(4), crashed, 1);
                ("Running", false, crashed, restarts, state, last)
            }
            Life::Ended(at, 0) => ("Succeeded", false, at, 0, ended(started, at, 0), json!({})),
            Life::Ended(at, code) => ("Failed", false, at, 0, ended(started, at, code), json!({})),
        };
        let condition = |kind: &str, met: bool, since: Timestamp| {
            let status = if met { "True" } else { "False" };
            json!({"type": kind, "status": status, "lastTransitionTime": time(since)})
        };
        json!({
            "phase": phase,
            "qosClass": "Burstable",
            "startTime": time(self.created),
            "hostIP": format!("10.20.0.{}", self.node + 10),
            "conditions": [
                condition("Initialized", true, self.created),
                condition("Ready", ready, since),
                condition("ContainersReady", ready, since),
                condition("PodScheduled", true, self.created),
            ],
            "containerStatuses": [{
                "name": "main", "image": image, "imageID": image,
                "ready": ready, "started": ready, "restartCount": restarts,
                "state": state, "lastState": last,
            }],
        })
    }
}

fn ended(from: Timestamp, to: Timestamp, code: i32) -> Value {
    let mut ended = json!({
        "exitCode": code,
        "reason": if code == 0 { "Completed" } else { "Error" },
        "startedAt": time(from),
        "finishedAt": time(to),
    });
    if code != 0 {
        ended["message"] = "connection to the database refused\n".into();
    }
    json!({"terminated": ended})
}
