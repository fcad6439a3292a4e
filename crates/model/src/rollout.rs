//! The revisions of a workload and what each changed, worked out of its ReplicaSets or
//! ControllerRevisions.

use crate::secret::{HIDDEN, shown_value};
use crate::{Condition, ContainerKind, Text, Timestamp};
use std::collections::BTreeMap;

/// The Deployment, StatefulSet or DaemonSet, as much as its history needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RolloutFacts {
    /// The number of the present revision: a Deployment's annotation
    /// `deployment.kubernetes.io/revision`.
    pub revision: u64,
    /// Pods wanted.
    pub desired: u32,
    /// Condition `Progressing`, which only Deployments have.
    pub progressing: Option<Condition>,
    /// Whether all Pods are of the present revision, where that condition does not tell it.
    pub is_complete: bool,
    /// Who wrote the specification, as `managedFields` tell it.
    pub managers: Vec<Manager>,
}

/// One entry of `managedFields`: a program and when it last wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manager {
    /// Such as `helm` or `kubectl-client-side-apply`.
    pub name: Text,
    /// When it last wrote.
    pub at: Option<Timestamp>,
}

/// One ReplicaSet or ControllerRevision with its Pod template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetFacts {
    /// Its name.
    pub name: Text,
    /// Its number: a ReplicaSet's annotation `deployment.kubernetes.io/revision`.
    pub revision: u64,
    /// Earlier revisions that were this same set (`…/revision-history`).
    pub earlier: Vec<u64>,
    /// Creation.
    pub created: Timestamp,
    /// Annotation `kubernetes.io/change-cause`.
    pub cause: Option<Text>,
    /// Annotation `deployment.kubernetes.io/desired-replicas`: Pods the Deployment wanted when this
    /// set was last scaled.
    pub desired: Option<u32>,
    /// Pods it has now.
    pub replicas: u32,
    /// Its containers.
    pub template: TemplateFacts,
}

/// A Pod template, as much as people change of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateFacts {
    /// Annotation `kubectl.kubernetes.io/restartedAt`.
    pub restarted: Option<String>,
    /// Init containers, then containers.
    pub containers: Vec<ContainerTemplate>,
}

/// A container of a Pod template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerTemplate {
    /// What it is for.
    pub kind: ContainerKind,
    /// Its name.
    pub name: Text,
    /// Its image.
    pub image: Text,
    /// What of it may change besides, in order: the name of a setting (`env LOG_LEVEL`,
    /// `requests.cpu`, `command`, `readiness probe`) and its value.
    pub settings: Vec<(String, String)>,
}

/// One difference between two revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The container, or empty where it is about the Pods as a whole.
    pub container: Text,
    /// The setting, such as `image` or `env LOG_LEVEL`.
    pub what: String,
    /// What it was; `None` where there was none.
    pub before: Option<String>,
    /// What it is; `None` where there is none.
    pub after: Option<String>,
}

/// How far a revision came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The present one, completely rolled out.
    Complete,
    /// The present one, on its way.
    Underway,
    /// The present one, which made no progress within its deadline.
    Stuck,
    /// One that was replaced.
    Past,
}

/// One revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number.
    pub number: u64,
    /// Numbers it had before a roll-back made it the newest again.
    pub earlier: Vec<u64>,
    /// Its ReplicaSet or ControllerRevision.
    pub replica_set: Text,
    /// Containers and their images; init containers are left out.
    pub images: Vec<(Text, Text)>,
    /// When that was made.
    pub created: Timestamp,
    /// Annotation `kubernetes.io/change-cause`.
    pub cause: Option<Text>,
    /// The program that wrote it, where that can be told.
    pub who: Option<Text>,
    /// How far it came.
    pub stage: Stage,
    /// Pods it has now.
    pub replicas: u32,
    /// Seconds from its beginning until all was ready, where that is known.
    pub ready_after: Option<i64>,
    /// What it changed against the revision before; `None` where that one is not kept.
    pub changes: Option<Vec<Change>>,
}

/// How long after a write to the Deployment its ReplicaSet appears at most, in seconds.
const SOON: i64 = 10;

// === impl Stage ===

impl Stage {
    /// The word for it in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Underway => "underway",
            Self::Stuck => "stuck",
            Self::Past => "past",
        }
    }
}

/// The revisions, newest first.
pub fn revisions(deployment: &RolloutFacts, mut sets: Vec<SetFacts>) -> Vec<Revision> {
    sets.sort_by_key(|set| std::cmp::Reverse(set.revision));
    let befores = sets.iter().skip(1).map(Some).chain([None]);
    let pairs = sets.iter().zip(befores);
    pairs
        .map(|(set, before)| {
            let stage = stage(deployment, set);
            let main = set.template.containers.iter();
            let main = main.filter(|one| one.kind != ContainerKind::Init);
            // A gap means that the revision between is not kept, or was used again later.
            let before = before.filter(|_| set.revision > 0);
            Revision {
                number: set.revision,
                earlier: set.earlier.clone(),
                replica_set: set.name.clone(),
                images: main
                    .map(|one| (one.name.clone(), one.image.clone()))
                    .collect(),
                created: set.created,
                cause: set.cause.clone(),
                who: who(deployment, set),
                stage,
                replicas: set.replicas,
                ready_after: ready_after(deployment, set, stage),
                changes: before.map(|before| changes(before, set)),
            }
        })
        .collect()
}

fn stage(deployment: &RolloutFacts, set: &SetFacts) -> Stage {
    if set.revision != deployment.revision {
        return Stage::Past;
    }
    let progressing = deployment.progressing.as_ref();
    match progressing.and_then(|it| it.reason.as_deref()) {
        Some("NewReplicaSetAvailable") => Stage::Complete,
        Some("ProgressDeadlineExceeded") => Stage::Stuck,
        None if deployment.is_complete => Stage::Complete,
        _ => Stage::Underway,
    }
}

/// The program that wrote to the Deployment just before the set appeared. Each program's last
/// write is all that is kept, and a set that is used again appeared long ago.
fn who(deployment: &RolloutFacts, set: &SetFacts) -> Option<Text> {
    if !set.earlier.is_empty() {
        return None;
    }
    let since = |manager: &Manager| {
        let at = manager.at?;
        let after = at.seconds_until(set.created);
        (at <= set.created && after <= SOON).then_some(after)
    };
    let writers = deployment.managers.iter();
    let writers = writers.filter_map(|manager| Some((since(manager)?, &manager.name)));
    writers.min().map(|(_, name)| name.clone())
}

/// The controller tells when it found the newest set complete, and only that.
fn ready_after(deployment: &RolloutFacts, set: &SetFacts, stage: Stage) -> Option<i64> {
    let condition = deployment.progressing.as_ref()?;
    let names_it = condition
        .message
        .as_deref()?
        .contains(&format!("\"{}\"", set.name));
    let is_known = stage == Stage::Complete && set.earlier.is_empty() && names_it;
    let ready = condition.updated.filter(|_| is_known)?;
    Some(set.created.seconds_until(ready))
}

/// What differs between two sets, in the order of the newer one; what is gone comes last.
pub fn changes(old: &SetFacts, new: &SetFacts) -> Vec<Change> {
    let (before, after) = (settings(old), settings(new));
    let mut known: BTreeMap<(&str, &str), &str> = before
        .iter()
        .map(|one| ((&*one.0, &*one.1), &*one.2))
        .collect();
    let mut changes = Vec::new();
    for (container, what, value) in &after {
        let before = known.remove(&(&**container, &**what));
        if before != Some(value) {
            changes.push(change(container, what, before, Some(value)));
        }
    }
    for (container, what, value) in &before {
        if known.contains_key(&(&**container, &**what)) {
            changes.push(change(container, what, Some(value), None));
        }
    }
    changes
}

/// Everything of a set that is compared: container, setting, value.
fn settings(set: &SetFacts) -> Vec<(Text, String, String)> {
    let pods: Text = "".into();
    let mut all = Vec::new();
    if let Some(desired) = set.desired {
        all.push((pods.clone(), "replicas".to_owned(), desired.to_string()));
    }
    if let Some(restarted) = &set.template.restarted {
        all.push((pods, "restarted at".to_owned(), restarted.clone()));
    }
    for container in &set.template.containers {
        let name = &container.name;
        all.push((
            name.clone(),
            "image".to_owned(),
            container.image.to_string(),
        ));
        let settings = container.settings.iter();
        all.extend(settings.map(|(what, value)| (name.clone(), what.clone(), value.clone())));
    }
    all
}

/// The difference as it may be shown. That a hidden value changed is told, not into what.
fn change(container: &Text, what: &str, before: Option<&str>, after: Option<&str>) -> Change {
    let show = |value: &str| shown_value(what, value).into_owned();
    let (mut shown_before, mut shown_after) = (before.map(show), after.map(show));
    if shown_before.is_some() && shown_before == shown_after {
        shown_before = Some(format!("{HIDDEN} before"));
        shown_after = Some(format!("{HIDDEN} another"));
    }
    Change {
        container: container.clone(),
        what: what.to_owned(),
        before: shown_before,
        after: shown_after,
    }
}
