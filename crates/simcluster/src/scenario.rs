//! Scenarios: who lives in the simulated clusters, and what happens to them.

mod cast;
mod demo;
mod load;
mod others;
mod role;

use jiff::Timestamp;

use crate::{
    faults::Fault,
    play::{other::Other, workload::Workload},
};
pub use load::Load;
use others::Extra;
use role::Character;

/// What a fleet of simulated clusters plays.
///
/// A scenario is found by word, see [`Scenario::by_name`], and gives each cluster its
/// [`Part`] by the cluster's name, see [`Scenario::part`].
#[derive(Clone, Debug)]
pub struct Scenario {
    subject: Subject,
    /// The part every cluster gets, whatever its name.
    fixed_part: Option<String>,
}

#[derive(Clone, Debug)]
enum Subject {
    Demo { seed: u64, lively: bool },
    Load(Load),
    Logs(u32),
    Empty,
}

/// A word that names no scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario {asked:?}; there are {}", allowed.join(", "))]
pub struct UnknownScenario {
    /// The word.
    pub asked: String,
    /// What it might be instead; `N` stands for a number.
    pub allowed: Vec<&'static str>,
}

/// What one cluster plays.
#[derive(Clone, Debug)]
pub struct Part {
    cast: Option<Cast>,
    faults: Vec<Fault>,
    /// How many lines a second every container writes; `None`: what a working day brings.
    log_rate: Option<u32>,
}

#[derive(Clone, Debug)]
struct Cast {
    seed: u64,
    nodes: usize,
    lively: bool,
    characters: Vec<Character>,
    /// Workloads of other kinds.
    extras: Vec<Extra>,
}

/// A part with its times fixed: ready to be played.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) lively: bool,
    pub(crate) namespaces: Vec<(String, Timestamp)>,
    pub(crate) workloads: Vec<Workload>,
    pub(crate) others: Vec<Other>,
}

/// The words of [`Scenario::by_name`].
const ALLOWED: [&str; 7] = [
    "demo",
    "demo/CLUSTER",
    "calm",
    "calm/CLUSTER",
    "load-N",
    "logs-N",
    "empty",
];

/// What writes in `logs-N`.
const LOGS: Load = Load {
    clusters: 1,
    deployments: 1,
    pods_per_deployment: 5,
};

/// The seed of scenarios found by word.
const SEED: u64 = 20;

// === impl Scenario ===

impl Scenario {
    /// A working day of three clusters: `prod-eu`, `prod-us` and `staging-cluster`.
    pub fn demo(seed: u64) -> Self {
        Self {
            subject: Subject::Demo { seed, lively: true },
            fixed_part: None,
        }
    }

    /// The demo's clusters when nothing is wrong and nobody does anything.
    pub fn calm(seed: u64) -> Self {
        Self {
            subject: Subject::Demo {
                seed,
                lively: false,
            },
            fixed_part: None,
        }
    }

    /// Many pods, for measuring.
    pub fn load(load: Load) -> Self {
        Self {
            subject: Subject::Load(load),
            fixed_part: None,
        }
    }

    /// One Deployment of five pods in each cluster, each writing so many lines a second.
    pub fn logs(lines_per_second: u32) -> Self {
        Self {
            subject: Subject::Logs(lines_per_second),
            fixed_part: None,
        }
    }

    /// Clusters without anything, to be filled by hand.
    pub fn empty() -> Self {
        Self {
            subject: Subject::Empty,
            fixed_part: None,
        }
    }

    /// The scenario a configuration names by `simulated:`.
    ///
    /// * `demo`: each cluster plays the part of its own name (`prod-eu`, `prod-us`,
    ///   `staging-cluster`); a cluster of any other name plays a part of its own, made from the name.
    /// * `demo/CLUSTER`: every cluster plays the part of CLUSTER, one of those three.
    /// * `calm`, `calm/CLUSTER`: the same clusters, all healthy, nothing happening.
    /// * `load-N`: N pods in each cluster, ten to a Deployment, nothing happening.
    /// * `logs-N`: one Deployment of five pods, each writing N numbered lines a second.
    /// * `empty`: only what is applied by hand.
    ///
    /// # Errors
    /// With the words that are allowed, when it is none of these.
    pub fn by_name(word: &str) -> Result<Self, UnknownScenario> {
        let unknown = || UnknownScenario {
            asked: word.to_owned(),
            allowed: ALLOWED.to_vec(),
        };
        let (subject, cluster) = match word.split_once('/') {
            Some((subject, cluster)) => (subject, Some(cluster.to_owned())),
            None => (word, None),
        };
        let mut scenario = match subject {
            "demo" => Self::demo(SEED),
            "calm" => Self::calm(SEED),
            "empty" => Self::empty(),
            _ if subject.starts_with("logs-") => {
                let rate = subject
                    .strip_prefix("logs-")
                    .and_then(|rate| rate.parse().ok());
                Self::logs(rate.filter(|rate| *rate > 0).ok_or_else(unknown)?)
            }
            _ => {
                let pods = subject
                    .strip_prefix("load-")
                    .and_then(|pods| pods.parse().ok());
                let pods: usize = pods.filter(|pods| *pods > 0).ok_or_else(unknown)?;
                let per_deployment = pods.min(10);
                Self::load(Load {
                    clusters: 1,
                    deployments: pods.div_ceil(per_deployment),
                    pods_per_deployment: per_deployment,
                })
            }
        };
        let known = |cluster: &String| scenario.clusters().contains(cluster);
        if cluster.as_ref().is_some_and(|cluster| !known(cluster)) {
            return Err(unknown());
        }
        scenario.fixed_part = cluster;
        Ok(scenario)
    }

    /// The words [`by_name`](Self::by_name) takes; CLUSTER and N stand for the caller's choice.
    pub fn names() -> &'static [&'static str] {
        &ALLOWED
    }

    /// The names of the clusters the scenario is about.
    pub fn clusters(&self) -> Vec<String> {
        match &self.subject {
            Subject::Demo { .. } => demo::CLUSTERS.map(str::to_owned).to_vec(),
            Subject::Load(load) => load.cluster_names(),
            Subject::Logs(_) => vec!["logs".to_owned()],
            Subject::Empty => Vec::new(),
        }
    }

    /// What the cluster of this name plays.
    pub fn part(&self, cluster: &str) -> Part {
        let cluster = self.fixed_part.as_deref().unwrap_or(cluster);
        match &self.subject {
            Subject::Demo { seed, lively } => demo::part(cluster, *seed, *lively),
            Subject::Load(load) => load.part(cluster),
            Subject::Logs(rate) => Part {
                log_rate: Some(*rate),
                ..LOGS.part(cluster)
            },
            Subject::Empty => Part::empty(),
        }
    }
}

// === impl Part ===

impl Part {
    /// A cluster without anything.
    pub fn empty() -> Self {
        Self {
            cast: None,
            faults: Vec::new(),
            log_rate: None,
        }
    }

    /// Adds faults to what the part brings.
    pub fn with_faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    pub(crate) fn is_played(&self) -> bool {
        self.cast.is_some()
    }

    pub(crate) fn log_rate(&self) -> Option<u32> {
        self.log_rate
    }

    pub(crate) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(crate) fn into_plan(self, now: Timestamp) -> Option<Plan> {
        let Cast {
            seed,
            nodes,
            lively,
            characters,
            extras,
        } = self.cast?;
        let mut random = fastrand::Rng::with_seed(seed);
        let mut namespaces: Vec<String> = characters
            .iter()
            .map(|character| character.app.namespace.clone())
            .collect();
        namespaces.extend(
            ["default", "kube-node-lease", "kube-public", "kube-system"].map(str::to_owned),
        );
        namespaces.sort();
        namespaces.dedup();
        let founded = now - jiff::SignedDuration::from_hours(24 * 211);
        let workload = |character: Character| character.into_workload(now, nodes, random.fork());
        Some(Plan {
            seed,
            lively,
            namespaces: namespaces.into_iter().map(|name| (name, founded)).collect(),
            workloads: characters.into_iter().map(workload).collect(),
            others: extras.iter().map(|extra| extra.begin(now)).collect(),
        })
    }
}
