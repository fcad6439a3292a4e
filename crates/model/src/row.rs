//! What a viewer gets: one line for a Deployment, one for a Pod.

use crate::{
    ContainerName, DeploymentKey, ImageReference, PodLevel, Resources, Text, Timestamp, UsageTrend,
    Verdict, Why, WorkloadKind,
};
use serde::{Deserialize, Serialize};

/// One Deployment as the page needs it.
///
/// Usage is not in it: figures change every 15 s everywhere and are asked for what is on screen
/// (see [`PodRow::usage`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Cluster, namespace and full name.
    #[serde(flatten)]
    pub key: DeploymentKey,
    /// The trimmed name.
    pub title: Text,
    /// The last known verdict; see [`crate::shown_verdict`].
    pub verdict: Verdict,
    /// Why it is not healthy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// Since when the verdict holds, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Ready Pods.
    pub ready: u32,
    /// Wanted Pods.
    pub desired: u32,
    /// Pods of the newest revision.
    pub updated: u32,
    /// Available Pods.
    pub available: u32,
    /// Pods that exist, of every revision, going ones included.
    pub pods: u32,
    /// The container that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerName>,
    /// How many other containers there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub other_containers: u32,
    /// That container's image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageReference>,
    /// The tag that is being replaced, during a rollout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_tag: Option<Text>,
    /// Since when the image is the one it is, at the latest, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_since: Option<Timestamp>,
    /// Restarts of all its Pods.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub restarts: u32,
    /// Creation.
    pub created: Timestamp,
    /// A number that grows when anything about its Pods changed: ask for them anew.
    pub pods_revision: u64,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

// === impl Row ===

impl Row {
    /// Why it is as it is, where `shown` is said of it. What is unknown has no reason of its own.
    pub fn why_of(&self, shown: Verdict) -> Option<&Why> {
        self.why.as_ref().filter(|_| shown != Verdict::Unknown)
    }

    /// Since when it is as it is, as far as that is known: at the latest, since it was made.
    pub fn changed(&self) -> Timestamp {
        self.since.unwrap_or(self.created)
    }

    /// The words beside the verdict's icon: `Rolling 2/5`, `Degraded · 2 of 3 ready`.
    /// `last_seen` is the clock time to show for an unknown one.
    pub fn headline(&self, shown: Verdict, last_seen: Option<&str>) -> String {
        if let Some(words) = self.headline_of_kind(shown) {
            return words;
        }
        let Self {
            ready,
            desired,
            updated,
            available,
            ..
        } = self;
        match shown {
            Verdict::Down if available < desired => {
                format!("Down · {available} of {desired} available")
            }
            // For the moment, between two crashes.
            Verdict::Down => "Down · crashing".to_owned(),
            Verdict::Failed => "Failed · deadline exceeded".to_owned(),
            Verdict::Degraded if ready < desired => {
                format!("Degraded · {ready} of {desired} ready")
            }
            // All are ready, of the old revision.
            Verdict::Degraded if updated < desired || self.previous_tag.is_some() => {
                "Degraded · rollout stuck".to_owned()
            }
            Verdict::Degraded => "Degraded".to_owned(),
            Verdict::Warning => "Warning · flapping".to_owned(),
            Verdict::Unknown => match last_seen {
                Some(time) => format!("Unknown · last seen {time}"),
                None => "Unknown".to_owned(),
            },
            Verdict::Progressing if *desired == 0 => "Scaling to zero".to_owned(),
            Verdict::Progressing if updated < desired || self.previous_tag.is_some() => {
                format!("Rolling {updated}/{desired}")
            }
            Verdict::Progressing => format!("Starting {ready}/{desired}"),
            Verdict::Paused => "Paused · rollout on hold".to_owned(),
            Verdict::Terminating => match self.pods {
                1 => "Terminating · 1 pod left".to_owned(),
                left => format!("Terminating · {left} pods left"),
            },
            Verdict::Idle => "Idle · scaled to zero".to_owned(),
            Verdict::Healthy => "Healthy".to_owned(),
        }
    }

    /// The words where they are others than a Deployment's.
    fn headline_of_kind(&self, shown: Verdict) -> Option<String> {
        use WorkloadKind::{CronJob, DaemonSet, Deployment, Job, Pod, StatefulSet};
        let words = match (self.key.kind, shown) {
            (Deployment, _) => return None,
            (Job | CronJob | Pod, Verdict::Down) => "Down",
            (Job | CronJob | Pod, Verdict::Failed) => "Failed",
            (Job | CronJob | Pod, Verdict::Degraded) => "Degraded",
            (Job | CronJob, Verdict::Warning) => "Warning",
            (Job, Verdict::Progressing) => {
                return Some(format!("At work {}/{}", self.ready, self.desired));
            }
            (Job, Verdict::Healthy) => "Complete",
            (Pod, Verdict::Healthy) if self.ready == 0 => "Completed",
            (CronJob, Verdict::Healthy) if self.desired > 0 => "Healthy · running",
            (Pod, Verdict::Progressing) => "Starting",
            (Job | CronJob, Verdict::Paused) => "Paused · suspended",
            (Pod, Verdict::Paused) => "Paused · held back",
            (DaemonSet, Verdict::Idle) => "Idle · no node",
            (StatefulSet | DaemonSet | Job | CronJob | Pod, _) => return None,
        };
        Some(words.to_owned())
    }
}

/// Current use of CPU and memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// CPU in millicores.
    pub cpu_millicores: u64,
    /// Memory (working set) in bytes.
    pub memory_bytes: u64,
}

// === impl Usage ===

impl Usage {
    /// The sum of what is known; `None` when nothing is.
    pub fn sum(all: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        all.into_iter().flatten().reduce(|a, b| Self {
            cpu_millicores: a.cpu_millicores.saturating_add(b.cpu_millicores),
            memory_bytes: a.memory_bytes.saturating_add(b.memory_bytes),
        })
    }
}

/// One Pod as the page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodRow {
    /// Full name.
    pub name: Text,
    /// kubectl's STATUS.
    pub status: Text,
    /// kubectl's READY, left of the slash.
    pub ready: u32,
    /// kubectl's READY, right of the slash.
    pub total: u32,
    /// kubectl's RESTARTS.
    pub restarts: u32,
    /// When the last restart was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_restart: Option<Timestamp>,
    /// Our level.
    pub level: PodLevel,
    /// Why it is not ok, in a short sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Text>,
    /// Since when it is not ok.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Creation.
    pub created: Timestamp,
    /// Node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<Text>,
    /// Use of CPU and memory; `None` where it is not known (never 0 for unknown).
    #[serde(default)]
    pub usage: Option<Usage>,
    /// Requests of its long-running containers.
    #[serde(default)]
    pub requests: Resources,
    /// Limits of its long-running containers.
    #[serde(default)]
    pub limits: Resources,
    /// What it used in the last half hour, as far as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<UsageTrend>,
}

// === impl PodRow ===

impl PodRow {
    /// The last part of the name, which tells it from its siblings.
    pub fn short_name(&self) -> &str {
        self.name.rsplit('-').next().unwrap_or(&self.name)
    }

    /// The key of `ui.status_colors.pod` that colours it.
    pub fn colour(&self) -> &'static str {
        match self.level {
            PodLevel::Failing => "failed",
            PodLevel::Unknown => "unknown",
            PodLevel::Pending => "pending",
            PodLevel::Going => "terminating",
            PodLevel::Ok if matches!(&*self.status, "Completed" | "Succeeded") => "succeeded",
            PodLevel::Ok => "running",
        }
    }

    /// kubectl's RESTARTS column.
    pub fn restarts_column(&self, now: Timestamp) -> String {
        crate::pod_columns::restarts_column(self.restarts, self.last_restart, now)
    }
}
