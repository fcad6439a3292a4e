//! Many Deployments with many pods, for measuring.

use crate::scenario::{Cast, Part, cast, role::Role};

/// How much there is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Clusters, named `load-1` and so on.
    pub clusters: usize,
    /// Deployments in each cluster, spread over namespaces of fifty.
    pub deployments: usize,
    /// Pods of each Deployment.
    pub pods_per_deployment: usize,
}

/// Deployments in a namespace.
const PER_NAMESPACE: usize = 50;

// === impl Load ===

impl Load {
    pub(crate) fn cluster_names(self) -> Vec<String> {
        (1..=self.clusters)
            .map(|number| format!("load-{number}"))
            .collect()
    }

    pub(crate) fn part(self, cluster: &str) -> Part {
        let seed = cluster
            .bytes()
            .fold(7, |seed: u64, byte| seed * 31 % 1_000_003 + u64::from(byte));
        let mut random = fastrand::Rng::with_seed(seed);
        let mut characters = Vec::with_capacity(self.deployments);
        for number in 0..self.deployments {
            let namespace = format!("load-{:03}", number / PER_NAMESPACE);
            let name = format!("service-{number:05}");
            characters.extend(cast::namespace(
                &namespace,
                "prod",
                &name,
                |_| Role::Steady,
                &mut random,
            ));
        }
        let pods = u32::try_from(self.pods_per_deployment).unwrap_or(u32::MAX);
        characters
            .iter_mut()
            .for_each(|character| character.replicas = pods);
        let nodes = (self.deployments * self.pods_per_deployment / 30).max(1);
        Part {
            cast: Some(Cast {
                seed,
                nodes,
                lively: false,
                characters,
                extras: Vec::new(),
            }),
            faults: Vec::new(),
            log_rate: None,
        }
    }
}
