//! What the simulated etcd holds: objects, one increasing revision, and a log to watch from.

use std::{
    collections::{BTreeMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use serde_json::Value;

use crate::kind::Kind;

/// Changes kept per kind; a watch from further back is answered with 410, as a real watch cache does.
const LOG_LENGTH: usize = 20_000;

/// One version of one object.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    /// `spec.nodeName`, empty when absent.
    pub(crate) node: String,
    /// `status.phase`, empty when absent.
    pub(crate) phase: String,
    /// Kind and name of `involvedObject`, empty when absent.
    pub(crate) involved: (String, String),
    /// The fields after `kind` and `apiVersion`, without the opening brace:
    /// list items leave these two out and single objects have them in front.
    pub(crate) tail: Bytes,
    /// `metadata` alone, for `PartialObjectMetadata`.
    pub(crate) metadata: Bytes,
    fingerprint: u64,
}

/// What happened to an object at a revision.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) revision: u64,
    /// Time of the cluster's clock since its start.
    at: Duration,
    pub(crate) before: Option<Arc<Entry>>,
    /// The object afterwards; for a deletion its last state, at this revision.
    pub(crate) object: Arc<Entry>,
    pub(crate) deleted: bool,
}

/// A revision older than the log or than the last compaction.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Compacted {
    /// The oldest revision one can still start from.
    pub(crate) oldest: u64,
}

/// Objects by `namespace/name`, or by `name` for kinds without namespaces: etcd's order.
pub(crate) type Objects = BTreeMap<String, Arc<Entry>>;

#[derive(Debug, Default)]
struct Shelf {
    objects: Objects,
    log: VecDeque<Change>,
    /// Revisions below this cannot be read any more.
    oldest: u64,
}

/// All stored objects of one cluster.
#[derive(Debug)]
pub(crate) struct Store {
    revision: u64,
    shelves: [Shelf; Kind::STORED.len()],
}

// === impl Store ===

impl Store {
    pub(crate) fn starting_at(revision: u64) -> Self {
        Self {
            revision,
            shelves: Default::default(),
        }
    }

    /// The newest revision.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// The objects of a kind as they are now.
    pub(crate) fn objects(&self, kind: Kind) -> &Objects {
        &self.shelf(kind).objects
    }

    pub(crate) fn get(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Arc<Entry>> {
        self.objects(kind).get(&key(namespace, name))
    }

    /// Writes an object. Returns false when it was there already, equal in everything.
    pub(crate) fn put(&mut self, kind: Kind, object: Value, at: Duration) -> bool {
        let revision = self.revision + 1;
        let Some(entry) = Entry::read(object, revision, |fingerprint, namespace, name| {
            let known = self.get(kind, namespace, name);
            known.is_none_or(|known| known.fingerprint != fingerprint)
        }) else {
            return false;
        };
        self.revision = revision;
        let object = Arc::new(entry);
        let shelf = self.shelf_mut(kind);
        let before = shelf.objects.insert(object.key(), object.clone());
        shelf.record(Change {
            revision,
            at,
            before,
            object,
            deleted: false,
        });
        true
    }

    /// Removes an object. Returns false when there is none.
    pub(crate) fn remove(&mut self, kind: Kind, namespace: &str, name: &str, at: Duration) -> bool {
        let Some(before) = self.shelf_mut(kind).objects.remove(&key(namespace, name)) else {
            return false;
        };
        self.revision += 1;
        let revision = self.revision;
        let Some(last) = before.as_of(revision) else {
            return false;
        };
        let (object, before) = (Arc::new(last), Some(before));
        self.shelf_mut(kind).record(Change {
            revision,
            at,
            before,
            object,
            deleted: true,
        });
        true
    }

    /// The changes of a kind after `revision`, oldest first.
    pub(crate) fn changes_after(
        &self,
        kind: Kind,
        revision: u64,
    ) -> Result<impl Iterator<Item = &Change>, Compacted> {
        let shelf = self.shelf(kind);
        if revision < shelf.oldest {
            return Err(Compacted {
                oldest: shelf.oldest,
            });
        }
        let from = shelf
            .log
            .partition_point(|change| change.revision <= revision);
        Ok(shelf.log.range(from..))
    }

    /// The objects of a kind as they were at `revision`.
    pub(crate) fn objects_at(&self, kind: Kind, revision: u64) -> Result<Objects, Compacted> {
        let later: Vec<&Change> = self.changes_after(kind, revision)?.collect();
        let mut objects = self.objects(kind).clone();
        for change in later.into_iter().rev() {
            match &change.before {
                Some(before) => objects.insert(before.key(), before.clone()),
                None => objects.remove(&change.object.key()),
            };
        }
        Ok(objects)
    }

    /// Forgets the history up to `at`: older revisions can be neither listed nor watched from.
    pub(crate) fn compact(&mut self, at: Duration) {
        let newest = self.revision;
        for shelf in &mut self.shelves {
            let kept = shelf.log.partition_point(|change| change.at <= at);
            shelf.log.drain(..kept);
            shelf.oldest = shelf
                .log
                .front()
                .map_or(newest, |change| change.revision - 1);
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "only stored kinds get here: metrics are routed apart"
    )]
    fn shelf(&self, kind: Kind) -> &Shelf {
        &self.shelves[kind.shelf().expect("a stored kind")]
    }

    #[expect(
        clippy::expect_used,
        reason = "only stored kinds get here: metrics are routed apart"
    )]
    fn shelf_mut(&mut self, kind: Kind) -> &mut Shelf {
        &mut self.shelves[kind.shelf().expect("a stored kind")]
    }
}

// === impl Shelf ===

impl Shelf {
    fn record(&mut self, change: Change) {
        self.log.push_back(change);
        while self.log.len() > LOG_LENGTH {
            if let Some(dropped) = self.log.pop_front() {
                self.oldest = dropped.revision;
            }
        }
    }
}

// === impl Entry ===

impl Entry {
    /// Reads an object to be stored at `revision`; `None` when `wanted`, told the object's
    /// fingerprint, namespace and name, declines it.
    fn read(
        mut object: Value,
        revision: u64,
        wanted: impl FnOnce(u64, &str, &str) -> bool,
    ) -> Option<Self> {
        let fields = object.as_object_mut()?;
        fields.remove("kind");
        fields.remove("apiVersion");
        let metadata = fields.get_mut("metadata")?.as_object_mut()?;
        metadata.remove("resourceVersion");
        let fingerprint = fingerprint(&object);
        let text = |pointer: &str| {
            object
                .pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
        let (node, phase) = (text("/spec/nodeName"), text("/status/phase"));
        let involved = (text("/involvedObject/kind"), text("/involvedObject/name"));
        if !wanted(fingerprint, &namespace, &name) {
            return None;
        }
        let labels = object
            .pointer("/metadata/labels")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let metadata = object.get_mut("metadata")?.as_object_mut()?;
        metadata.insert("resourceVersion".into(), revision.to_string().into());
        let metadata = Bytes::from(object.get("metadata")?.to_string());
        let tail = Bytes::from(object.to_string()).slice(1..);
        Some(Self {
            namespace,
            name,
            labels,
            node,
            phase,
            involved,
            tail,
            metadata,
            fingerprint,
        })
    }

    /// The same object as if written at another revision.
    pub(crate) fn as_of(&self, revision: u64) -> Option<Self> {
        Self::read(self.value(), revision, |_, _, _| true)
    }

    pub(crate) fn key(&self) -> String {
        key(&self.namespace, &self.name)
    }

    /// The object without `kind` and `apiVersion`.
    pub(crate) fn value(&self) -> Value {
        let mut text = Vec::with_capacity(self.tail.len() + 1);
        text.push(b'{');
        text.extend_from_slice(&self.tail);
        serde_json::from_slice(&text).unwrap_or_default()
    }
}

fn key(namespace: &str, name: &str) -> String {
    if namespace.is_empty() {
        name.to_owned()
    } else {
        format!("{namespace}/{name}")
    }
}

fn fingerprint(object: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    object.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(name: &str, phase: &str) -> Value {
        json!({"metadata": {"namespace": "a", "name": name}, "status": {"phase": phase}})
    }

    fn phases(objects: &Objects) -> Vec<(&str, &str)> {
        objects
            .values()
            .map(|entry| (entry.name.as_str(), entry.phase.as_str()))
            .collect()
    }

    #[test]
    fn a_past_revision_is_rebuilt_from_the_log() {
        let mut store = Store::starting_at(10);
        let at = Duration::ZERO;
        assert!(store.put(Kind::Pod, pod("one", "Pending"), at));
        assert!(store.put(Kind::Pod, pod("two", "Pending"), at));
        let then = store.revision();
        assert!(store.put(Kind::Pod, pod("one", "Running"), at));
        assert!(store.remove(Kind::Pod, "a", "two", at));
        assert!(store.put(Kind::Pod, pod("three", "Pending"), at));
        let past = store.objects_at(Kind::Pod, then).unwrap();
        assert_eq!(phases(&past), [("one", "Pending"), ("two", "Pending")]);
        assert_eq!(
            phases(store.objects(Kind::Pod)),
            [("one", "Running"), ("three", "Pending")]
        );
    }

    #[test]
    fn an_equal_object_is_no_change() {
        let mut store = Store::starting_at(1);
        assert!(store.put(Kind::Pod, pod("one", "Running"), Duration::ZERO));
        assert!(!store.put(Kind::Pod, pod("one", "Running"), Duration::ZERO));
        assert_eq!(store.revision(), 2);
    }

    #[test]
    fn compaction_forgets_only_what_lies_before_it() {
        let mut store = Store::starting_at(1);
        store.put(Kind::Pod, pod("one", "Pending"), Duration::from_secs(1));
        store.put(Kind::Pod, pod("one", "Running"), Duration::from_secs(5));
        store.compact(Duration::from_secs(3));
        assert_eq!(
            store.changes_after(Kind::Pod, 1).err(),
            Some(Compacted { oldest: 2 })
        );
        assert_eq!(store.changes_after(Kind::Pod, 2).unwrap().count(), 1);
    }
}
