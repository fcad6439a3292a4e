//! How one Pod is: its colour, and the words for why.

use crate::words::{explain_exit, explain_image_error, gist};
use crate::{
    ContainerState, ContainerStatus, Phase, PodFacts, Terminated, Text, Timestamp, condition,
};
use serde::{Deserialize, Serialize};

/// How one Pod is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PodLevel {
    /// Something is wrong with it.
    Failing,
    /// Its node or cluster does not answer.
    Unknown,
    /// Not running yet, or not ready yet.
    Pending,
    /// Being deleted.
    Going,
    /// Running and ready, or finished well.
    Ok,
}

// === impl PodLevel ===

impl PodLevel {
    /// The level's word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Unknown => "unknown",
            Self::Pending => "pending",
            Self::Going => "going",
            Self::Ok => "ok",
        }
    }
}

/// A Pod's level with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The level.
    pub level: PodLevel,
    /// In one word (`CrashLoopBackOff`), where the level is not ok.
    pub reason: Option<Text>,
    /// In one short sentence (`exit code 1, “DATABASE_URL is not set”`).
    pub detail: Option<Text>,
    /// Since when, as far as the Pod itself tells.
    pub since: Option<Timestamp>,
    /// Whether it is between crashes: it may run and even be ready this second.
    pub is_crash_loop: bool,
    /// When the passing of time alone may change this.
    pub recheck: Option<Timestamp>,
}

/// Waiting reasons that do not pass by themselves.
const FAILING_REASONS: [&str; 15] = [
    "CrashLoopBackOff",
    "ImagePullBackOff",
    "ErrImagePull",
    "ErrImageNeverPull",
    "InvalidImageName",
    "ImageInspectError",
    "RegistryUnavailable",
    "SignatureValidationFailed",
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
    "StartError",
    "PreCreateHookError",
    "PreStartHookError",
    "PostStartHookError",
];

/// How long a Pod may be pending before we say why.
pub(crate) const PENDING_LIMIT_SECONDS: i64 = 300;
/// How long a container must run after a crash to count as recovered.
pub(crate) const RECOVERY_SECONDS: i64 = 300;
/// A container that was restarted more than once and runs for less than this is not relied upon,
/// even if it is ready: crashing again is what it did last time.
pub(crate) const RELAPSE_SECONDS: i64 = 60;

/// How this Pod is at `now`.
pub fn assess(pod: &PodFacts, now: Timestamp) -> Assessment {
    if pod.deleted.is_some() {
        let level = if pod.reason.as_deref() == Some("NodeLost") {
            PodLevel::Unknown
        } else {
            PodLevel::Going
        };
        return Assessment {
            since: pod.deleted,
            ..Assessment::of(level)
        };
    }
    match pod.phase {
        Phase::Succeeded => return Assessment::of(PodLevel::Ok),
        Phase::Failed => return failed(pod),
        Phase::Unknown => return Assessment::of(PodLevel::Unknown),
        Phase::Pending | Phase::Running => {}
    }
    if pod.reason.as_deref() == Some("NodeLost") {
        return Assessment::of(PodLevel::Unknown);
    }
    if let Some(found) = waiting_failure(pod).or_else(|| ended_badly(pod)) {
        return found;
    }
    if let Some(found) = crash_loop(pod, now) {
        return found;
    }
    if pod.phase == Phase::Running && pod.is_ready() {
        return Assessment::of(PodLevel::Ok);
    }
    pending(pod, now)
}

// === impl Assessment ===

impl Assessment {
    fn of(level: PodLevel) -> Self {
        Self {
            level,
            reason: None,
            detail: None,
            since: None,
            is_crash_loop: false,
            recheck: None,
        }
    }

    fn failing(reason: impl Into<Text>, detail: Option<String>, since: Option<Timestamp>) -> Self {
        Self {
            reason: Some(reason.into()),
            detail: detail.map(Into::into),
            since,
            ..Self::of(PodLevel::Failing)
        }
    }
}

/// When the Pod stopped being ready, as far as its conditions tell.
fn unready_since(pod: &PodFacts) -> Option<Timestamp> {
    ["ContainersReady", "Ready"]
        .into_iter()
        .find_map(|kind| {
            condition(&pod.conditions, kind)
                .filter(|found| !found.is_true)?
                .changed
        })
        .or(Some(pod.created))
}

fn failed(pod: &PodFacts) -> Assessment {
    let ended = pod.statuses.iter().find_map(|status| match &status.state {
        ContainerState::Terminated(ended) if ended.exit_code != 0 => Some(ended),
        _ => None,
    });
    let reason = pod
        .reason
        .as_deref()
        .or(ended.and_then(|ended| ended.reason.as_deref()));
    let detail = pod
        .message
        .as_deref()
        .and_then(gist)
        .or_else(|| ended.map(exit_sentence));
    let since = ended
        .and_then(|ended| ended.finished_at)
        .or_else(|| unready_since(pod));
    Assessment::failing(reason.unwrap_or("Failed"), detail, since)
}

/// Whether a container that waits for this reason waits for something that does not come by itself.
pub(crate) fn is_failing(reason: Option<&str>) -> bool {
    reason.is_some_and(|reason| FAILING_REASONS.contains(&reason))
}

/// A container that waits for something that does not come by itself.
fn waiting_failure(pod: &PodFacts) -> Option<Assessment> {
    pod.all_statuses().find_map(|(status, _)| {
        let ContainerState::Waiting {
            reason: Some(reason),
            message,
        } = &status.state
        else {
            return None;
        };
        if !is_failing(Some(&**reason)) {
            return None;
        }
        if &**reason == "CrashLoopBackOff" {
            return Some(crashing(pod, status, status.last.as_ref()));
        }
        let message = message.as_deref().unwrap_or_default();
        let image = image_of(pod, &status.name);
        let detail = match &**reason {
            "InvalidImageName" => Some(format!("“{image}” is no image name")),
            word if word.contains("Image") || word == "RegistryUnavailable" => {
                Some(explain_image_error(image, message))
            }
            _ => gist(message),
        };
        // The kubelet alternates between the attempt and the pause; we say one word for both.
        let word = match &**reason {
            "ErrImagePull" => "ImagePullBackOff",
            word => word,
        };
        Some(Assessment::failing(word, detail, unready_since(pod)))
    })
}

/// A container that ended badly a moment ago, before the kubelet says what it does about it.
fn ended_badly(pod: &PodFacts) -> Option<Assessment> {
    pod.all_statuses().find_map(|(status, runs_on)| {
        let ContainerState::Terminated(ended) = &status.state else {
            return None;
        };
        let is_bad = ended.reason.as_deref() == Some("OOMKilled")
            || ended.exit_code != 0 && (status.restarts > 0 || runs_on)
            || keeps_ending(status, runs_on);
        if !is_bad {
            return None;
        }
        if status.restarts > 0 {
            return Some(crashing(pod, status, Some(ended)));
        }
        let reason = ended.reason.clone().unwrap_or_else(|| "Error".into());
        let since = ended.finished_at.or_else(|| unready_since(pod));
        Some(Assessment::failing(
            reason,
            Some(exit_sentence(ended)),
            since,
        ))
    })
}

/// A *stable crash loop*: it crashed, runs again for less than five minutes, and no readiness
/// probe vouches for it. Keeps the colour from flickering between two crashes.
fn crash_loop(pod: &PodFacts, now: Timestamp) -> Option<Assessment> {
    pod.all_statuses().find_map(|(status, runs_on)| {
        let ended = status.last.as_ref().filter(|ended| {
            status.restarts > 0 && (ended.exit_code != 0 || keeps_ending(status, runs_on))
        })?;
        let started = running_since(status)?;
        let has_probe = status.ready && has_readiness_probe(pod, &status.name);
        let settled_at = match has_probe {
            true if status.restarts == 1 => return None,
            true => started.plus_seconds(RELAPSE_SECONDS),
            false => started.plus_seconds(RECOVERY_SECONDS),
        };
        (now < settled_at).then(|| Assessment {
            recheck: Some(settled_at),
            ..crashing(pod, status, Some(ended))
        })
    })
}

/// A container that crashed and was restarted. The same words between the crashes as in them.
fn crashing(pod: &PodFacts, status: &ContainerStatus, ended: Option<&Terminated>) -> Assessment {
    let reason = match ended.and_then(|ended| ended.reason.clone()) {
        Some(reason) if status.restarts == 1 && !is_waiting(status) => reason,
        _ => "CrashLoopBackOff".into(),
    };
    // While it is not ready, its conditions remember longer than its last crash.
    let unready = (!pod.is_ready()).then(|| unready_since(pod)).flatten();
    let finished = ended.and_then(|ended| ended.finished_at);
    let since = [unready, finished].into_iter().flatten().min();
    Assessment {
        is_crash_loop: true,
        ..Assessment::failing(reason, ended.map(exit_sentence), since)
    }
}

/// Whether a container that should run on ended more than once. Even with exit code 0 that is a
/// crash loop to the kubelet, and to us.
fn keeps_ending(status: &ContainerStatus, runs_on: bool) -> bool {
    runs_on && status.restarts > 1
}

fn is_waiting(status: &ContainerStatus) -> bool {
    matches!(status.state, ContainerState::Waiting { .. })
}

/// Since when this container runs, if it does.
fn running_since(status: &ContainerStatus) -> Option<Timestamp> {
    match status.state {
        ContainerState::Running { started_at } => started_at,
        _ => None,
    }
}

/// Since when the Pod runs again, where a container of it keeps being restarted.
pub(crate) fn runs_again_since(pod: &PodFacts) -> Option<Timestamp> {
    pod.all_statuses()
        .filter(|(status, runs_on)| keeps_ending(status, *runs_on))
        .filter_map(|(status, _)| running_since(status))
        .max()
}

fn pending(pod: &PodFacts, now: Timestamp) -> Assessment {
    let since = unready_since(pod);
    let scheduled = condition(&pod.conditions, "PodScheduled").filter(|found| !found.is_true);
    let base = Assessment {
        since,
        ..Assessment::of(PodLevel::Pending)
    };
    if let Some(scheduled) = scheduled
        && let Some(reason) = &scheduled.reason
    {
        let detail = scheduled.message.as_deref().and_then(scheduler_gist);
        return Assessment {
            reason: Some(reason.clone()),
            detail: detail.map(Into::into),
            since: scheduled.changed.or(since),
            ..base
        };
    }
    let limit = since
        .unwrap_or(pod.created)
        .plus_seconds(PENDING_LIMIT_SECONDS);
    if now < limit {
        return Assessment {
            recheck: Some(limit),
            ..base
        };
    }
    let columns = crate::pod_columns(pod);
    if &*columns.status == "Running" {
        let detail = match pod.condition_is_true("ContainersReady") {
            true => "its containers are ready, but a readiness gate or its node is not",
            false => "its containers are not ready",
        };
        let probe = awaited_probe(pod).map(|probe| format!("its {probe} fails"));
        return Assessment {
            reason: Some("NotReady".into()),
            detail: Some(probe.map_or_else(|| detail.into(), Into::into)),
            ..base
        };
    }
    Assessment {
        reason: Some(columns.status),
        ..base
    }
}

/// The scheduler's sentence up to the part about preemption.
fn scheduler_gist(message: &str) -> Option<String> {
    let first = message
        .split(" preemption:")
        .next()
        .unwrap_or(message)
        .trim();
    let first = first.strip_suffix('.').unwrap_or(first);
    gist(first)
}

/// `exit code 1, “DATABASE_URL is not set”`.
/// How a container ended, with its last words where the kubelet kept them.
pub(crate) fn exit_sentence(ended: &Terminated) -> String {
    let exit = explain_exit(ended);
    match ended.message.as_deref().and_then(gist) {
        Some(words) => format!("{exit}, “{words}”"),
        None => exit,
    }
}

fn image_of<'a>(pod: &'a PodFacts, container: &str) -> &'a str {
    let init = pod.init_containers.iter().map(|init| &init.spec);
    init.chain(&pod.containers)
        .find(|spec| &*spec.name == container)
        .map_or("", |spec| &spec.image)
}

/// The probe that a container waits for which runs and is not ready: `startup probe` or
/// `readiness probe`.
pub(crate) fn awaited_probe(pod: &PodFacts) -> Option<&'static str> {
    let running = pod.all_statuses().filter(|(status, runs_on)| {
        *runs_on && matches!(status.state, ContainerState::Running { .. })
    });
    let mut unready = running
        .map(|(status, _)| status)
        .filter(|status| !status.ready);
    unready.find_map(|status| match status.started {
        Some(false) => Some("startup probe"),
        _ => has_readiness_probe(pod, &status.name).then_some("readiness probe"),
    })
}

fn has_readiness_probe(pod: &PodFacts, container: &str) -> bool {
    let init = pod.init_containers.iter().map(|init| &init.spec);
    init.chain(&pod.containers)
        .any(|spec| &*spec.name == container && spec.has_readiness_probe)
}
