//! The play: what controller-manager, scheduler and kubelets would do to a cluster's objects.
//!
//! Nothing here waits or reads a clock: each workload is moved along from event to event, and the
//! time of the next event is known. That is also how history is made: the script begins days ago.

pub(crate) mod ambience;
pub(crate) mod app;
mod events;
pub(crate) mod other;
pub(crate) mod pod;
mod pod_json;
mod progress;
pub(crate) mod release;
mod replica_set;
pub(crate) mod workload;
mod workload_json;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::{api::Server, kind::Kind, play::ambience::Ambience, scenario::Part, usage::PodUsage};
use other::Others;
use workload::Workload;

/// One cluster being played.
#[derive(Debug)]
pub(crate) struct Play {
    namespaces: Vec<(String, Timestamp)>,
    workloads: Vec<Workload>,
    /// When each workload has its next event.
    events: BTreeSet<(Timestamp, usize)>,
    ambience: Option<Ambience>,
    others: Others,
    /// Workloads whose objects are to be written.
    touched: BTreeSet<usize>,
    /// What of each workload is in the store.
    written: BTreeMap<usize, BTreeSet<(Kind, String)>>,
    random: fastrand::Rng,
}

// === impl Play ===

impl Play {
    /// Sets the stage, with all that happened before `now`; `None` for an empty cluster.
    pub(crate) fn begin(part: Part, now: Timestamp) -> Option<Self> {
        let plan = part.into_plan(now)?;
        let mut random = fastrand::Rng::with_seed(plan.seed);
        let ambience = plan.lively.then(|| Ambience::new(random.fork(), now));
        let mut play = Self {
            namespaces: plan.namespaces,
            events: BTreeSet::new(),
            touched: (0..plan.workloads.len()).collect(),
            workloads: plan.workloads,
            ambience,
            others: Others::new(plan.others, now),
            written: BTreeMap::new(),
            random,
        };
        for number in 0..play.workloads.len() {
            play.await_next(number);
        }
        Some(play)
    }

    /// When the next thing happens.
    pub(crate) fn next_scene(&self) -> Option<Timestamp> {
        let event = self.events.first().map(|(time, _)| *time);
        event
            .into_iter()
            .chain(self.ambience.as_ref().map(Ambience::next))
            .chain(self.others.next())
            .min()
    }

    /// Plays up to `now` and writes what changed.
    pub(crate) fn perform(&mut self, server: &Server, now: Timestamp) {
        while let Some(time) = self.next_scene().filter(|time| *time <= now) {
            match self.events.pop_first() {
                Some((due, number)) if due == time => {
                    self.workloads[number].step(time);
                    self.touched.insert(number);
                    self.await_next(number);
                }
                other if self.others.next() == Some(time) => {
                    self.events.extend(other);
                    self.others.step(time);
                }
                other => {
                    self.events.extend(other);
                    let Some(ambience) = &mut self.ambience else {
                        break;
                    };
                    if let Some(number) = ambience.stir(&mut self.workloads, time) {
                        let stale = |(_, other): &(Timestamp, usize)| *other != number;
                        self.events.retain(stale);
                        self.await_next(number);
                    }
                }
            }
        }
        self.write(server, now);
    }

    fn await_next(&mut self, number: usize) {
        if let Some(next) = self.workloads[number].next() {
            self.events.insert((next, number));
        }
    }

    fn write(&mut self, server: &Server, now: Timestamp) {
        for (name, created) in std::mem::take(&mut self.namespaces) {
            let uid = crate::cluster::uid(&mut self.random);
            let object = workload_json::namespace(&name, &uid, created);
            server.change(|store, at| store.put(Kind::Namespace, object, at));
        }
        for number in std::mem::take(&mut self.touched) {
            let workload = &self.workloads[number];
            let namespace = &workload.app.namespace;
            let objects = objects(workload, now);
            let present = objects
                .iter()
                .map(|(kind, object)| (*kind, name_of(object)));
            let present: BTreeSet<(Kind, String)> = present.collect();
            write_usage(server, workload);
            let gone = self.written.remove(&number).unwrap_or_default();
            server.change(|store, at| {
                for (kind, object) in objects {
                    store.put(kind, object, at);
                }
                for (kind, name) in gone.difference(&present) {
                    store.remove(*kind, namespace, name, at);
                }
            });
            for (_, name) in gone
                .difference(&present)
                .filter(|(kind, _)| *kind == Kind::Pod)
            {
                server.usage().forget(&format!("{namespace}/{name}"));
            }
            self.written.insert(number, present);
        }
        self.others.write(server, now);
    }
}

/// All objects of a workload, pods first: that is the order in which news travels upwards.
fn objects(workload: &Workload, now: Timestamp) -> Vec<(Kind, Value)> {
    let app = &workload.app;
    let Some(live) = &workload.live else {
        return Vec::new();
    };
    let mut objects = Vec::new();
    for set in &live.sets {
        let owner = format!("{}-{}", app.name, set.hash);
        for pod in &set.pods {
            let object = pod_json::pod(app, pod, &set.hash, (&owner, &set.uid));
            objects.push((Kind::Pod, object));
        }
        objects.push((Kind::ReplicaSet, workload_json::replica_set(app, live, set)));
    }
    objects.push((Kind::Deployment, workload_json::deployment(app, live)));
    let events = events::events(workload, now).into_iter();
    objects.extend(events.map(|event| (Kind::Event, event)));
    objects
}

fn name_of(object: &Value) -> String {
    object
        .pointer("/metadata/name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn write_usage(server: &Server, workload: &Workload) {
    let mut usage = server.usage();
    for pod in workload
        .live
        .iter()
        .flat_map(|live| &live.sets)
        .flat_map(|set| &set.pods)
    {
        let key = format!("{}/{}", workload.app.namespace, pod.name);
        match pod.running_since() {
            Some(since) => {
                let levels = workload.app.levels();
                usage.set(
                    key,
                    PodUsage {
                        since,
                        levels,
                        seed: Some(u64::from(pod.address)),
                    },
                );
            }
            None => usage.forget(&key),
        }
    }
}
