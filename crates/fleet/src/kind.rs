//! The kinds that are watched, and one object of any of them.

use crate::wire;
use model::Text;
use serde::de::DeserializeOwned;
use std::fmt;

/// A kind of object that is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Deployment,
    ReplicaSet,
    Pod,
    Namespace,
}

/// Where a kind is listed: in one namespace, or (`None`) in the whole cluster.
pub(crate) type Reach = Option<Text>;

/// One object as it came from the API server.
#[derive(Clone, Debug)]
pub(crate) enum Object {
    Deployment(Box<wire::Deployment>),
    ReplicaSet(Box<wire::ReplicaSet>),
    Pod(Box<wire::Pod>),
    Namespace(Box<wire::Namespace>),
}

/// A parsed object of a watched kind.
pub(crate) trait Watched: DeserializeOwned + Clone + Send + 'static {
    const KIND: Kind;

    fn resource_version(&self) -> &str;

    fn into_object(self) -> Object;
}

// === impl Kind ===

impl Kind {
    pub(crate) const ALL: [Self; 4] = [
        Self::Deployment,
        Self::ReplicaSet,
        Self::Pod,
        Self::Namespace,
    ];

    /// Whether rows cannot be told without it.
    pub(crate) fn is_core(self) -> bool {
        self != Self::Namespace
    }

    /// In the plural, as people write it.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Deployment => "Deployments",
            Self::ReplicaSet => "ReplicaSets",
            Self::Pod => "Pods",
            Self::Namespace => "Namespaces",
        }
    }

    /// The address of its list.
    pub(crate) fn path(self, reach: Option<&str>) -> String {
        let (group, resource) = match self {
            Self::Deployment => ("/apis/apps/v1", "deployments"),
            Self::ReplicaSet => ("/apis/apps/v1", "replicasets"),
            Self::Pod => ("/api/v1", "pods"),
            Self::Namespace => ("/api/v1", "namespaces"),
        };
        match reach {
            Some(namespace) => format!("{group}/namespaces/{namespace}/{resource}"),
            None => format!("{group}/{resource}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.plural())
    }
}

// === impl Watched ===

macro_rules! watched {
    ($($kind:ident),*) => {$(
        impl Watched for wire::$kind {
            const KIND: Kind = Kind::$kind;

            fn resource_version(&self) -> &str {
                &self.metadata.resource_version
            }

            fn into_object(self) -> Object {
                Object::$kind(Box::new(self))
            }
        }
    )*};
}

watched!(Deployment, ReplicaSet, Pod, Namespace);
