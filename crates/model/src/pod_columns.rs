//! The columns STATUS, READY and RESTARTS exactly as `kubectl get pods` prints them.
//!
//! Source of the algorithm: `printPod` in Kubernetes'
//! `pkg/printers/internalversion/printers.go` (1.36), reproduced in full.

use crate::{ContainerState, ContainerStatus, PodFacts, Text, Timestamp, kubectl_duration};

/// What `kubectl get pods` says of a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodColumns {
    /// STATUS.
    pub status: Text,
    /// READY, left of the slash.
    pub ready: u32,
    /// READY, right of the slash.
    pub total: u32,
    /// RESTARTS, the number.
    pub restarts: u32,
    /// RESTARTS, when the last one was.
    pub last_restart: Option<Timestamp>,
}

// === impl PodColumns ===

impl PodColumns {
    /// The READY column: `1/2`.
    pub fn ready_column(&self) -> String {
        format!("{}/{}", self.ready, self.total)
    }

    /// The RESTARTS column: `3 (2m ago)`, or `0`.
    pub fn restarts_column(&self, now: Timestamp) -> String {
        restarts_column(self.restarts, self.last_restart, now)
    }
}

/// RESTARTS as kubectl writes it.
pub(crate) fn restarts_column(restarts: u32, last: Option<Timestamp>, now: Timestamp) -> String {
    match last {
        Some(last) if restarts != 0 => {
            // Towards zero, as Go does: a clock that is 1.5 s behind still reads "0s".
            let seconds = now.0.saturating_sub(last.0) / 1000;
            format!("{restarts} ({} ago)", kubectl_duration(seconds))
        }
        _ => restarts.to_string(),
    }
}

/// Restarts counted so far and when the latest was.
#[derive(Clone, Copy, Default)]
struct Restarts {
    count: u32,
    last: Option<Timestamp>,
}

// === impl Restarts ===

impl Restarts {
    fn add(&mut self, status: &ContainerStatus) {
        self.count = self.count.saturating_add(status.restarts);
        let finished = status.last.as_ref().and_then(|ended| ended.finished_at);
        self.last = self.last.max(finished);
    }
}

/// What `kubectl get pods` says of this Pod.
pub fn pod_columns(pod: &PodFacts) -> PodColumns {
    let sidecars = pod
        .init_containers
        .iter()
        .filter(|init| init.is_sidecar)
        .count();
    let total = u32::try_from(pod.containers.len() + sidecars).unwrap_or(u32::MAX);
    let mut ready = 0;
    let mut status = pod.reason.as_deref().filter(|reason| !reason.is_empty());
    if pod.conditions.iter().any(|condition| {
        &*condition.kind == "PodScheduled" && condition.reason.as_deref() == Some("SchedulingGated")
    }) {
        status = Some("SchedulingGated");
    }
    let mut status = status.unwrap_or(pod.phase.as_str()).to_owned();

    let mut restarts = Restarts::default();
    let mut sidecar_restarts = Restarts::default();
    let mut is_initialising = false;
    for (index, init) in pod.init_statuses.iter().enumerate() {
        let is_sidecar = pod
            .init_containers
            .iter()
            .any(|spec| spec.is_sidecar && spec.spec.name == init.name);
        restarts.add(init);
        if is_sidecar {
            sidecar_restarts.add(init);
        }
        match &init.state {
            ContainerState::Terminated(ended) if ended.exit_code == 0 => continue,
            _ if is_sidecar && init.started == Some(true) => {
                ready += u32::from(init.ready);
                continue;
            }
            ContainerState::Terminated(ended) => {
                status = format!("Init:{}", ended_word(ended));
            }
            ContainerState::Waiting {
                reason: Some(reason),
                ..
            } if !reason.is_empty() && &**reason != "PodInitializing" => {
                status = format!("Init:{reason}");
            }
            _ => status = format!("Init:{index}/{}", pod.init_containers.len()),
        }
        is_initialising = true;
        break;
    }

    if !is_initialising || pod.condition_is_true("Initialized") {
        restarts = sidecar_restarts;
        let mut something_runs = false;
        let mut error = None;
        for container in pod.statuses.iter().rev() {
            restarts.add(container);
            match &container.state {
                ContainerState::Waiting {
                    reason: Some(reason),
                    ..
                } if !reason.is_empty() => {
                    status = reason.to_string();
                }
                ContainerState::Terminated(ended) => {
                    status = ended_word(ended);
                    if ended.exit_code != 0 {
                        error = Some(status.clone());
                    }
                }
                ContainerState::Running { .. } if container.ready => {
                    something_runs = true;
                    ready += 1;
                }
                _ => {}
            }
        }
        if status == "Completed" {
            if something_runs && pod.is_ready() {
                status = "Running".to_owned();
            } else if let Some(error) = error {
                status = error;
            } else if something_runs {
                status = "NotReady".to_owned();
            }
        }
    }

    if pod.deleted.is_some() {
        if pod.reason.as_deref() == Some("NodeLost") {
            status = "Unknown".to_owned();
        } else if !pod.phase.is_finished() {
            status = "Terminating".to_owned();
        }
    }
    PodColumns {
        status: status.into(),
        ready,
        total,
        restarts: restarts.count,
        last_restart: restarts.last,
    }
}

/// The reason a container ended, or `Signal:9`, or `ExitCode:3`.
fn ended_word(ended: &crate::Terminated) -> String {
    match ended.reason.as_deref() {
        Some(reason) if !reason.is_empty() => reason.to_owned(),
        _ if ended.signal != 0 => format!("Signal:{}", ended.signal),
        _ => format!("ExitCode:{}", ended.exit_code),
    }
}
