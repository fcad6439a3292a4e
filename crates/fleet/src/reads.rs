//! What is not watched but read from a cluster when somebody asks for it: events, the history of
//! rollouts, the manifest.
//!
//! Each is looked at by few for a short time, so watching it everywhere would cost more than it
//! tells. An answer is kept for two seconds, and whoever asks meanwhile gets the same one.

mod events;
mod history;
mod manifest;
mod recent;

use crate::kind::Kind;
use crate::place::Place;
use crate::room::Room;
use crate::trouble::{Cause, Trouble};
use crate::{Fleet, Scope};
use kube::Client;
use model::{DeploymentKey, Events, Revision, Text};
use recent::Recent;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a cluster may take to answer.
const READ_TIMEOUT_SECONDS: u64 = 5;

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such Deployment, or it may not be seen.
    #[error("there is no such deployment")]
    NoSuch,
    /// The cluster does not let us.
    #[error(
        "this cluster does not let Dashboard-Light read {what} (403): its role needs get and list on {what}"
    )]
    Refused {
        /// The resource, such as `events`.
        what: &'static str,
    },
    /// The cluster does not answer, or not what it should.
    #[error("this cluster cannot be asked now: {0}")]
    Away(Text),
}

/// A Deployment's own description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// As YAML.
    pub yaml: String,
    /// Whether values that look like secrets were hidden.
    pub is_redacted: bool,
}

/// What was read lately of one cluster, by the Deployment it is about.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    events: Recent<Events>,
    history: Recent<Vec<Revision>>,
    manifest: Recent<Value>,
}

// === impl Fleet ===

impl Fleet {
    /// The events of a Deployment, its ReplicaSets and Pods, read from its cluster.
    ///
    /// # Errors
    /// When there is no such Deployment within the scope, or its cluster cannot be asked.
    pub async fn events(
        &self,
        scope: &Scope,
        key: &DeploymentKey,
    ) -> Result<Arc<Events>, ReadError> {
        let (room, place) = self.there(scope, key)?;
        let read = async {
            let sets = room.index.read().group_names(&place);
            within(events::read(&client(room)?, &place, &sets), "events").await
        };
        room.reads.events.get(&place, read).await
    }

    /// The revisions of a Deployment, StatefulSet or DaemonSet, newest first, read from its cluster.
    /// Other kinds have none.
    ///
    /// # Errors
    /// As for [`Fleet::events`].
    pub async fn history(
        &self,
        scope: &Scope,
        key: &DeploymentKey,
    ) -> Result<Arc<Vec<Revision>>, ReadError> {
        let (room, place) = self.there(scope, key)?;
        if !place.kind.has_revisions() {
            return Ok(Arc::default());
        }
        let resource = history::resource(place.kind);
        let pods = |revision: &str| room.index.read().pods_of_revision(&place, revision);
        let read = async {
            let client = client(room)?;
            let read = async {
                let workload = manifest::read(&client, &place).await?;
                history::read(&client, &place, resource, &workload, pods).await
            };
            within(read, resource).await
        };
        room.reads.history.get(&place, read).await
    }

    /// The description of a Deployment as it is in its cluster: without bookkeeping, with `status`
    /// where it is asked for, and without what looks like a secret.
    ///
    /// # Errors
    /// As for [`Fleet::events`].
    pub async fn manifest(
        &self,
        scope: &Scope,
        key: &DeploymentKey,
        with_status: bool,
    ) -> Result<Manifest, ReadError> {
        let (room, place) = self.there(scope, key)?;
        let read = async {
            let client = client(room)?;
            let what = Kind::of(place.kind).resource();
            within(manifest::read(&client, &place), what).await
        };
        let object = room.reads.manifest.get(&place, read).await?;
        Ok(manifest::shown(&object, with_status))
    }

    /// Where a Deployment is kept, if there is one and it may be seen.
    fn there(&self, scope: &Scope, key: &DeploymentKey) -> Result<(&Arc<Room>, Place), ReadError> {
        let found = self.find(scope, key).filter(|_| self.has_row(key));
        found.ok_or(ReadError::NoSuch)
    }
}

/// The client, while the cluster answers.
fn client(room: &Room) -> Result<Client, ReadError> {
    let client = room.link.borrow().clone();
    client.ok_or_else(|| ReadError::Away("it does not answer".into()))
}

/// What is read within the time limit. `what` is the resource that it needs.
async fn within<T>(
    read: impl Future<Output = Result<T, Trouble>>,
    what: &'static str,
) -> Result<T, ReadError> {
    let read = timeout(Duration::from_secs(READ_TIMEOUT_SECONDS), read).await;
    let read = read.unwrap_or_else(|_| Err(Trouble::timeout(READ_TIMEOUT_SECONDS)));
    read.map_err(|trouble| match trouble.cause {
        Cause::Forbidden => ReadError::Refused { what },
        // It was there a moment ago.
        Cause::Absent if what != "events" => ReadError::NoSuch,
        _ => ReadError::Away(trouble.words),
    })
}

/// The answer to one question as JSON text.
async fn ask(client: &Client, path: String) -> Result<String, Trouble> {
    let request = http::Request::get(path).body(Vec::new());
    let request = request.map_err(|error| Trouble::of(&kube::Error::HttpError(error)))?;
    let answer = client.request_text(request).await;
    answer.map_err(|error| Trouble::of(&error))
}

/// The answer to one question.
async fn ask_for<T: serde::de::DeserializeOwned>(
    client: &Client,
    path: String,
) -> Result<T, Trouble> {
    let text = ask(client, path).await?;
    serde_json::from_str(&text).map_err(|error| {
        tracing::debug!(%error, "an answer could not be read");
        Trouble::new(Cause::Server, "The API server's answer could not be read")
    })
}
