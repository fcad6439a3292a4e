//! What of the API's objects is read: everything else is skipped while parsing.
//!
//! Go writes `null` where it means "none", so collections take it for empty.

mod cron_job;
mod daemon_set;
mod deployment;
mod event;
mod job;
mod metrics;
mod namespace;
mod pod;
mod replica_set;
mod stateful_set;
mod template;
mod time;

pub(crate) use cron_job::CronJob;
pub(crate) use daemon_set::DaemonSet;
pub(crate) use deployment::Deployment;
pub(crate) use event::Event;
pub(crate) use job::Job;
pub(crate) use metrics::PodMetrics;
pub(crate) use namespace::Namespace;
pub(crate) use pod::Pod;
pub(crate) use replica_set::ReplicaSet;
pub(crate) use stateful_set::StatefulSet;
pub(crate) use time::timestamp;

use crate::intern::Interner;
use model::{Condition, Owner, Text, Timestamp};
use serde::{Deserialize, Deserializer};

/// `metadata`, as much as we use.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Meta {
    pub(crate) name: Text,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) namespace: Text,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) uid: Text,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) resource_version: String,
    pub(crate) generation: Option<i64>,
    #[serde(deserialize_with = "time::read")]
    pub(crate) creation_timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "time::read")]
    pub(crate) deletion_timestamp: Option<Timestamp>,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) owner_references: Vec<OwnerReference>,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) annotations: Annotations,
    #[serde(deserialize_with = "null_as_default")]
    pub(crate) labels: Labels,
}

/// The labels that mean something to us: the revisions of Pods.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Labels {
    /// Of a StatefulSet's Pods (and a DaemonSet's, which tells no use for it).
    #[serde(rename = "controller-revision-hash")]
    revision_hash: Option<Text>,
    /// Of a DaemonSet's Pods.
    #[serde(rename = "pod-template-generation")]
    template_generation: Option<Text>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OwnerReference {
    kind: Text,
    name: Text,
    uid: Text,
    controller: Option<bool>,
}

/// The annotations that mean something to us.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Annotations {
    #[serde(rename = "deployment.kubernetes.io/revision")]
    pub(crate) revision: Option<String>,
    #[serde(rename = "kubectl.kubernetes.io/default-container")]
    pub(crate) default_container: Option<Text>,
    #[serde(rename = "deprecated.daemonset.template.generation")]
    pub(crate) template_generation: Option<Text>,
}

/// An entry of `status.conditions`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct WireCondition {
    #[serde(rename = "type")]
    kind: Text,
    status: String,
    reason: Option<Text>,
    message: Option<Text>,
    #[serde(deserialize_with = "time::read")]
    last_transition_time: Option<Timestamp>,
    #[serde(deserialize_with = "time::read")]
    last_update_time: Option<Timestamp>,
}

/// An answer to a LIST.
#[derive(Debug, Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct List<T> {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) metadata: ListMeta,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) items: Vec<T>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ListMeta {
    pub(crate) resource_version: Option<String>,
    #[serde(rename = "continue")]
    pub(crate) continue_token: Option<String>,
}

// === impl Meta ===

impl Meta {
    /// The controlling owner.
    fn owner(&mut self, strings: &mut Interner) -> Option<Owner> {
        let owners = std::mem::take(&mut self.owner_references);
        let owner = owners
            .into_iter()
            .find(|owner| owner.controller == Some(true))?;
        Some(Owner {
            kind: strings.intern(owner.kind),
            name: strings.intern(owner.name),
            uid: strings.intern(owner.uid),
        })
    }

    /// The revision of a Pod with this owner.
    fn revision(&mut self, owner: Option<&Owner>, strings: &mut Interner) -> Option<Text> {
        let labels = std::mem::take(&mut self.labels);
        strings.intern_some(match &*owner?.kind {
            "StatefulSet" => labels.revision_hash,
            "DaemonSet" => labels.template_generation,
            _ => None,
        })
    }

    /// The uid of the controlling owner, if it is of this kind.
    fn owner_uid(&self, kind: &str) -> Option<&Text> {
        let is_it =
            |owner: &&OwnerReference| owner.controller == Some(true) && &*owner.kind == kind;
        self.owner_references
            .iter()
            .find(is_it)
            .map(|owner| &owner.uid)
    }
}

// === impl WireCondition ===

impl WireCondition {
    fn project(self, strings: &mut Interner) -> Condition {
        Condition {
            kind: strings.intern(self.kind),
            is_true: self.status == "True",
            is_unknown: self.status == "Unknown",
            reason: strings.intern_some(self.reason),
            message: self.message.filter(|message| !message.is_empty()),
            changed: self.last_transition_time,
            updated: self.last_update_time,
        }
    }
}

/// `null` is the default, as Go means it.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}
