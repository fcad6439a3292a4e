//! What the demo's clusters run beside Deployments.

use jiff::Timestamp;

use crate::play::other::{CronFate, JobFate, Other, Plot, SetFate};

/// Namespace, name, image with its tag, and how it fares.
type Line = (&'static str, &'static str, &'static str, Plot);

/// A workload of another kind than Deployment.
#[derive(Clone, Debug)]
pub(crate) struct Extra(Line);

// === impl Extra ===

impl Extra {
    /// The workload, as it stands when the curtain rises.
    pub(crate) fn begin(&self, now: Timestamp) -> Other {
        let (namespace, name, image, plot) = self.0;
        Other {
            namespace,
            name,
            image,
            plot,
            began: now,
        }
    }
}

/// What a cluster runs beside Deployments; only what is well and still unless it is `lively`.
pub(crate) fn extras(cluster: &str, lively: bool) -> Vec<Extra> {
    let own = match (cluster, lively) {
        ("prod-eu", true) => PROD_EU,
        ("prod-us", true) => PROD_US,
        ("staging-cluster", true) => STAGING,
        _ => &[],
    };
    let all = EVERYWHERE.iter().chain(own);
    all.copied().map(Extra).collect()
}

const fn stateful_set(replicas: u32, fate: SetFate) -> Plot {
    Plot::StatefulSet { replicas, fate }
}

const fn daemon_set(fate: SetFate) -> Plot {
    Plot::DaemonSet { nodes: 9, fate }
}

const fn cron_job(schedule: &'static str, every: i64, at: i64, takes: i64, fate: CronFate) -> Plot {
    Plot::CronJob {
        schedule,
        every,
        at,
        takes,
        fate,
    }
}

const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

const POSTGRES: &str = "registry.example:5000/base/postgres:17.6";
const TOOLS: &str = "registry.example:5000/base/tools:2.8.1";

const EVERYWHERE: &[Line] = &[
    (
        "kube-system",
        "kube-proxy",
        "registry.example:5000/kube/kube-proxy:v1.36.3",
        daemon_set(SetFate::Well),
    ),
    (
        "kube-system",
        "etcd-node-01",
        "registry.example:5000/kube/etcd:3.6.4",
        Plot::Pod { is_static: true },
    ),
    (
        "common-auth",
        "user-directory-db",
        POSTGRES,
        stateful_set(3, SetFate::Well),
    ),
];

const PROD_EU: &[Line] = &[
    (
        "shop",
        "search-index",
        "registry.example:5000/base/opensearch:3.2.0",
        stateful_set(5, SetFate::Partition(3)),
    ),
    (
        "billing",
        "ledger-db",
        POSTGRES,
        stateful_set(3, SetFate::Crashing),
    ),
    (
        "kube-system",
        "log-shipper",
        "registry.example:5000/base/fluent-bit:4.0.9",
        daemon_set(SetFate::OnDelete),
    ),
    (
        "billing",
        "ledger-migration",
        "registry.example:5000/billing/ledger:prod-4e71d0aa",
        Plot::Job(JobFate::Failed),
    ),
    (
        "media",
        "asset-reindex",
        "registry.example:5000/media/asset-store:prod-77aa10f3",
        Plot::Job(JobFate::AtWork),
    ),
    (
        "shop",
        "price-import",
        TOOLS,
        cron_job("* * * * *", 60, 0, 25, CronFate::Well),
    ),
    (
        "billing",
        "dunning-letters",
        TOOLS,
        cron_job("0 * * * *", HOUR, 0, 140, CronFate::Failing),
    ),
    (
        "logistics",
        "customs-report",
        TOOLS,
        cron_job("*/15 * * * *", 900, 0, 40, CronFate::Missing),
    ),
    ("shop", "debug-shell", TOOLS, Plot::Pod { is_static: false }),
];

const PROD_US: &[Line] = &[
    (
        "kube-system",
        "node-exporter",
        "registry.example:5000/base/node-exporter:1.10.2",
        daemon_set(SetFate::Crashing),
    ),
    (
        "billing",
        "ledger-migration",
        "registry.example:5000/billing/ledger:prod-4e71d0aa",
        Plot::Job(JobFate::Done),
    ),
    (
        "logistics",
        "customs-report",
        TOOLS,
        cron_job("30 2 * * *", DAY, 9000, 400, CronFate::Suspended),
    ),
];

const STAGING: &[Line] = &[
    (
        "qa-sandbox",
        "nightly-fixtures",
        TOOLS,
        cron_job("30 2 * * *", DAY, 9000, 400, CronFate::Well),
    ),
    (
        "qa-sandbox",
        "load-test",
        "registry.example:5000/qa/load-generator:qa-0c41ee92",
        Plot::Job(JobFate::Suspended),
    ),
];
