//! The demo fleet: three clusters of a shop on a working day.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use crate::{
    faults::{Fault, Reach, Trouble},
    scenario::{Cast, Part, cast, others, role::Role},
};

/// The clusters the demo knows by name.
pub(crate) const CLUSTERS: [&str; 3] = ["prod-eu", "prod-us", "staging-cluster"];

/// Namespace, branch of its images, names.
type Roster = &'static [(&'static str, &'static str, &'static str)];

const PROD_EU: Roster = &[
    (
        "shop",
        "prod",
        "checkout sneakers-remote catalog-api basket search recommendations wishlist pricing \
         promotions stock reviews storefront",
    ),
    (
        "billing",
        "prod",
        "invoice-worker payment-gateway ledger tax-service refunds dunning fraud-check exchange-rates",
    ),
    (
        "media",
        "prod",
        "thumbnailer image-proxy video-transcoder asset-store watermark",
    ),
    (
        "logistics",
        "prod",
        "route-planner label-printer parcel-tracker carrier-gateway warehouse-sync returns",
    ),
    (
        "common-auth",
        "prod",
        "session-cache token-issuer oauth-proxy user-directory audit-writer",
    ),
    (
        "project-app1-prod",
        "prod",
        "backend frontend worker scheduler notifier",
    ),
    (
        "project-app2-prod",
        "prod",
        "gateway reporting importer exporter",
    ),
];

const PROD_US: Roster = &[
    (
        "shop",
        "prod",
        "checkout sneakers-remote catalog-api basket search recommendations pricing stock reviews \
         storefront",
    ),
    (
        "billing",
        "prod",
        "payment-gateway ledger tax-service refunds sales-tax fraud-check",
    ),
    (
        "logistics",
        "prod",
        "route-planner parcel-tracker carrier-gateway customs warehouse-sync",
    ),
    (
        "common-auth",
        "prod",
        "session-cache token-issuer oauth-proxy user-directory",
    ),
    (
        "project-app1-prod",
        "prod",
        "backend frontend worker scheduler notifier",
    ),
    (
        "project-app2-prod",
        "prod",
        "gateway reporting importer exporter",
    ),
];

const STAGING: Roster = &[
    (
        "shop-staging",
        "staging",
        "checkout catalog-api basket search pricing stock storefront",
    ),
    (
        "billing-staging",
        "staging",
        "payment-gateway ledger tax-service refunds dunning",
    ),
    (
        "project-app1-staging",
        "staging",
        "backend frontend worker sneakers-remote notifier",
    ),
    (
        "project-app2-staging",
        "staging",
        "importer report-builder old-gateway gateway exporter",
    ),
    (
        "common-auth",
        "staging",
        "token-issuer oauth-proxy user-directory session-cache",
    ),
    (
        "qa-sandbox",
        "qa",
        "load-generator mock-payments contract-runner mail-catcher seed-data fuzzer",
    ),
];

const ELSEWHERE: Roster = &[
    (
        "shop",
        "prod",
        "checkout catalog-api basket search pricing stock reviews storefront",
    ),
    (
        "billing",
        "prod",
        "payment-gateway ledger tax-service refunds invoice-worker",
    ),
    (
        "common-auth",
        "prod",
        "session-cache token-issuer oauth-proxy user-directory",
    ),
    (
        "project-app1-prod",
        "prod",
        "backend frontend worker scheduler",
    ),
];

/// The part of the cluster with this name; without troubles unless `lively`.
pub(crate) fn part(cluster: &str, seed: u64, lively: bool) -> Part {
    let mut hasher = DefaultHasher::new();
    (seed, cluster).hash(&mut hasher);
    let seed = hasher.finish();
    let mut random = fastrand::Rng::with_seed(seed);
    let roster = match cluster {
        "prod-eu" => PROD_EU,
        "prod-us" => PROD_US,
        "staging-cluster" => STAGING,
        _ => ELSEWHERE,
    };
    let mut characters = Vec::new();
    for (namespace, branch, names) in roster {
        let role = |name: &str| {
            if lively {
                role(cluster, namespace, name)
            } else {
                Role::Steady
            }
        };
        characters.extend(cast::namespace(namespace, branch, names, role, &mut random));
    }
    let faults = if lively {
        faults(cluster, &mut random)
    } else {
        Vec::new()
    };
    Part {
        cast: Some(Cast {
            seed,
            nodes: 9,
            lively,
            characters,
            extras: others::extras(cluster, lively),
        }),
        faults,
        log_rate: None,
    }
}

fn role(cluster: &str, namespace: &str, name: &str) -> Role {
    match (cluster, namespace, name) {
        ("prod-eu", "billing", "invoice-worker") => Role::Down,
        ("prod-eu", "media", "thumbnailer") => Role::DeadlineExceeded,
        ("prod-eu", "shop", "checkout") => Role::TagNotFound,
        ("prod-eu" | "prod-us", "common-auth", "session-cache") => Role::Flapping,
        ("prod-eu", "shop", "sneakers-remote") => Role::Rolling,
        ("prod-eu", "logistics", "route-planner") => Role::Paused,
        ("prod-eu", "logistics", "label-printer") => Role::Idle,
        ("prod-us", "logistics", "customs") => Role::Idle,
        ("prod-us", "project-app2-prod", "importer") => Role::OverQuota,
        ("staging-cluster", "project-app2-staging", "importer") => Role::Refused,
        ("staging-cluster", "project-app2-staging", "report-builder") => Role::SecretMissing,
        ("staging-cluster", "project-app2-staging", "old-gateway") => Role::Leaving,
        ("staging-cluster", "project-app1-staging", "backend") => Role::Rolling,
        ("staging-cluster", "qa-sandbox", "load-generator" | "fuzzer") => Role::Idle,
        // Clusters the demo does not know by name have one sore spot each.
        ("prod-eu" | "prod-us" | "staging-cluster", ..) => Role::Steady,
        (_, "billing", "invoice-worker") => Role::TagNotFound,
        (_, "common-auth", "session-cache") => Role::Flapping,
        _ => Role::Steady,
    }
}

fn faults(cluster: &str, random: &mut fastrand::Rng) -> Vec<Fault> {
    match cluster {
        // Lost for a minute now and then, the first time within the first two minutes.
        "prod-us" => vec![
            Fault::new(Trouble::Unreachable)
                .from(Duration::from_secs(random.u64(60..110)))
                .lasting(Duration::from_secs(60))
                .repeating(Duration::from_secs(random.u64(270..360))),
        ],
        "staging-cluster" => {
            vec![Fault::new(Trouble::NoMetrics).on(Reach::Namespace("qa-sandbox".to_owned()))]
        }
        _ => Vec::new(),
    }
}
