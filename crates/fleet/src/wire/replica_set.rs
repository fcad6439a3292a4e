//! A ReplicaSet: what revision and ownership need.

use super::template::Template;
use super::{Meta, null_as_default};
use crate::intern::Interner;
use model::ReplicaSetFacts;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReplicaSet {
    pub(crate) metadata: Meta,
    #[serde(deserialize_with = "null_as_default")]
    spec: Spec,
    #[serde(deserialize_with = "null_as_default")]
    status: Status,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Spec {
    #[serde(deserialize_with = "null_as_default")]
    template: Template,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Status {
    replicas: Option<u32>,
}

// === impl ReplicaSet ===

impl ReplicaSet {
    /// The ReplicaSet as it is judged by.
    pub(crate) fn project(self, strings: &mut Interner) -> ReplicaSetFacts {
        let owner_uid = self.metadata.owner_uid("Deployment").cloned();
        let revision = self.metadata.annotations.revision.as_deref();
        let containers = self.spec.template.spec.containers.into_iter();
        ReplicaSetFacts {
            revision: revision
                .and_then(|revision| revision.parse().ok())
                .unwrap_or(0),
            namespace: strings.intern(self.metadata.namespace),
            name: self.metadata.name,
            uid: strings.intern(self.metadata.uid),
            owner_uid: strings.intern_some(owner_uid),
            created: self.metadata.creation_timestamp.unwrap_or_default(),
            replicas: self.status.replicas.unwrap_or(0),
            images: containers
                .map(|container| container.image(strings))
                .collect(),
        }
    }
}
