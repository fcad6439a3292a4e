//! Workloads of other kinds than Deployments. How one stands follows from the moment alone, so
//! they need no steps; a CronJob's runs come and go by the clock.

mod cron_job;
mod job;
mod pod;
mod sets;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    api::Server,
    kind::Kind,
    usage::{Level, PodUsage},
};
use pod::PodSketch;

/// A workload of another kind than Deployment.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    pub(crate) namespace: &'static str,
    pub(crate) name: &'static str,
    /// The image with its tag.
    pub(crate) image: &'static str,
    pub(crate) plot: Plot,
    /// When the curtain rose: what is told as "some time ago" is told from here.
    pub(crate) began: Timestamp,
}

/// What kind it is and how it fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plot {
    /// So many Pods; from this number on they are of the second revision.
    StatefulSet {
        replicas: u32,
        fate: SetFate,
    },
    /// A Pod on so many nodes.
    DaemonSet {
        nodes: u32,
        fate: SetFate,
    },
    Job(JobFate),
    /// The schedule, how often that is and at which second, how long a run takes.
    CronJob {
        schedule: &'static str,
        every: i64,
        at: i64,
        takes: i64,
        fate: CronFate,
    },
    /// A Pod by itself, or of a node's own (`Node`).
    Pod {
        is_static: bool,
    },
}

/// How the Pods of a StatefulSet or DaemonSet fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetFate {
    Well,
    /// A rollout that a partition holds at this number.
    Partition(u32),
    /// A change that reached only the first Pod, which somebody deleted.
    OnDelete,
    /// The last Pod is in a crash loop.
    Crashing,
}

/// How a Job fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobFate {
    Done,
    Failed,
    /// Four of ten are done.
    AtWork,
    Suspended,
}

/// How a CronJob fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CronFate {
    Well,
    Failing,
    Suspended,
    /// Its controller left out the runs of the last hours.
    Missing,
}

/// The workloads of other kinds of one cluster.
#[derive(Debug)]
pub(crate) struct Others {
    all: Vec<Other>,
    /// When each changes next.
    next: Vec<Option<Timestamp>>,
    /// Those whose objects are to be written.
    touched: BTreeSet<usize>,
    /// What of each is in the store.
    written: BTreeMap<usize, BTreeSet<(Kind, String)>>,
}

// === impl Others ===

impl Others {
    pub(crate) fn new(all: Vec<Other>, now: Timestamp) -> Self {
        Self {
            next: all.iter().map(|other| other.next(now)).collect(),
            touched: (0..all.len()).collect(),
            written: BTreeMap::new(),
            all,
        }
    }

    /// When one of them changes next.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.next.iter().flatten().min().copied()
    }

    /// Notes which of them change at `now`.
    pub(crate) fn step(&mut self, now: Timestamp) {
        for (number, other) in self.all.iter().enumerate() {
            if self.next[number].is_some_and(|due| due <= now) {
                self.next[number] = other.next(now);
                self.touched.insert(number);
            }
        }
    }

    /// Writes what changed.
    pub(crate) fn write(&mut self, server: &Server, now: Timestamp) {
        for number in std::mem::take(&mut self.touched) {
            let other = &self.all[number];
            let objects = other.objects(now);
            let names = objects
                .iter()
                .map(|(kind, object)| (*kind, super::name_of(object)));
            let present: BTreeSet<(Kind, String)> = names.collect();
            other.write_usage(server, &objects);
            let gone = self.written.remove(&number).unwrap_or_default();
            server.change(|store, at| {
                for (kind, object) in objects {
                    store.put(kind, object, at);
                }
                for (kind, name) in gone.difference(&present) {
                    store.remove(*kind, other.namespace, name, at);
                }
            });
            self.written.insert(number, present);
        }
    }
}

// === impl Other ===

impl Other {
    /// Everything of it that exists at `now`, Pods first.
    pub(crate) fn objects(&self, now: Timestamp) -> Vec<(Kind, Value)> {
        match self.plot {
            Plot::StatefulSet { replicas, fate } => sets::stateful_set(self, replicas, fate),
            Plot::DaemonSet { nodes, fate } => sets::daemon_set(self, nodes, fate),
            Plot::Job(fate) => job::job(self, fate),
            Plot::CronJob { .. } => cron_job::cron_job(self, now),
            Plot::Pod { is_static } => vec![(Kind::Pod, self.lone_pod(is_static))],
        }
    }

    /// What its Pods use: those that are ready something, the others nothing.
    fn write_usage(&self, server: &Server, objects: &[(Kind, Value)]) {
        let mut usage = server.usage();
        for (_, pod) in objects.iter().filter(|(kind, _)| *kind == Kind::Pod) {
            let name = super::name_of(pod);
            let key = format!("{}/{name}", self.namespace);
            if pod["status"]["containerStatuses"][0]["ready"] != true {
                usage.forget(&key);
                continue;
            }
            let level = Level {
                name: "main".to_owned(),
                cpu_millicores: 70,
                memory_bytes: 190 << 20,
            };
            let of_pod = PodUsage {
                since: self.before(3600),
                levels: vec![level],
                seed: Some(self.number(&name)),
            };
            usage.set(key, of_pod);
        }
    }

    /// When it next changes by itself after `now`.
    pub(crate) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        cron_job::next(self, now)
    }

    fn lone_pod(&self, is_static: bool) -> Value {
        let mut sketch = PodSketch::ready(self.name.to_owned(), self.before(90_000));
        if is_static {
            sketch.owner = Some(owner("v1", "Node", "node-01", &self.uid("node")));
        }
        sketch.object(self)
    }

    /// The image before the present one: its last digit is another.
    pub(crate) fn earlier_image(&self) -> String {
        let (rest, last) = self.image.split_at(self.image.len() - 1);
        let digit = last.parse::<u8>().unwrap_or(1);
        format!("{rest}{}", digit.checked_sub(1).unwrap_or(9))
    }

    /// A uid that is the same whenever it is asked for.
    pub(crate) fn uid(&self, of: &str) -> String {
        crate::cluster::uid(&mut fastrand::Rng::with_seed(self.number(of)))
    }

    /// A number that is the same whenever it is asked for.
    fn number(&self, of: &str) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (self.namespace, self.name, of, self.began.as_second()).hash(&mut hasher);
        hasher.finish()
    }

    /// So many seconds before the curtain rose.
    pub(crate) fn before(&self, seconds: i64) -> Timestamp {
        self.began - jiff::SignedDuration::from_secs(seconds)
    }

    /// `spec.template` of a workload whose Pods bear these labels.
    pub(crate) fn template(&self, restart_policy: &str) -> Value {
        json!({
            "metadata": {"labels": self.labels()},
            "spec": self.pod_spec(restart_policy),
        })
    }

    pub(crate) fn labels(&self) -> Value {
        json!({"app": self.name})
    }

    /// `spec` of its Pods.
    pub(crate) fn pod_spec(&self, restart_policy: &str) -> Value {
        json!({
            "containers": [{
                "name": "main", "image": self.image, "imagePullPolicy": "IfNotPresent",
                "resources": {
                    "requests": {"cpu": "100m", "memory": "128Mi"},
                    "limits": {"cpu": "500m", "memory": "512Mi"},
                },
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }],
            "restartPolicy": restart_policy,
            "terminationGracePeriodSeconds": 30,
            "dnsPolicy": "ClusterFirst",
            "securityContext": {},
            "schedulerName": "default-scheduler",
        })
    }

    /// `metadata` of the workload itself.
    pub(crate) fn metadata(&self, created: Timestamp) -> Value {
        json!({
            "name": self.name, "namespace": self.namespace, "uid": self.uid(""),
            "creationTimestamp": super::pod_json::time(created),
            "generation": 1, "labels": self.labels(),
        })
    }
}

/// A controlling owner.
pub(crate) fn owner(api_version: &str, kind: &str, name: &str, uid: &str) -> Value {
    json!({
        "apiVersion": api_version, "kind": kind, "name": name, "uid": uid,
        "controller": true, "blockOwnerDeletion": true,
    })
}
