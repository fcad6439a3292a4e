//! The `ui` section.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::colour::Colour;
use crate::links::Link;
use crate::versions::VersionsSettings;

/// What the page shows and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ui {
    /// The console's name, at the top of the page and in the browser's tab.
    pub title: String,
    /// Seconds between two questions for pods and their usage, and between two polls where a
    /// proxy blocks the stream.
    #[schemars(range(min = 1, max = 3600))]
    pub refresh_interval_seconds: u32,
    /// Background colours of cards, as `#rgb` or `#rrggbb`.
    pub status_colors: StatusColors,
    /// Endings left away where a name is shown; the first that fits counts.
    pub strip_suffixes: StripSuffixes,
    /// Containers that are never the main one of a pod, by name.
    pub sidecars: Vec<String>,
    /// Views of the Status page that everybody finds under their names.
    pub views: Vec<NamedView>,
    /// Links to other places, in a Deployment's details.
    pub links: Vec<Link>,
    /// What the Versions page compares.
    pub versions: VersionsSettings,
}

/// A view of the Status page under a name. Everybody is offered it, and sees what they may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedView {
    /// What people read.
    pub name: String,
    /// What stands behind `/?` in the address of the view, such as `namespace=shop&problems=1`.
    pub query: String,
}

/// Colours by status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StatusColors {
    /// Colours of Deployments.
    pub deployment: DeploymentColors,
    /// Colours of pods.
    pub pod: PodColors,
}

/// Colours of a Deployment's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeploymentColors {
    /// Some replicas are wanted and all of them are ready.
    pub healthy: Colour,
    /// Some replicas are wanted and not all of them are ready yet.
    pub progressing: Colour,
    /// No replica is wanted.
    pub scaled_zero: Colour,
    /// Something is wrong, or the status could not be read.
    pub error: Colour,
}

/// Colours of a pod.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PodColors {
    /// Running.
    pub running: Colour,
    /// Ended well.
    pub succeeded: Colour,
    /// Not started yet.
    pub pending: Colour,
    /// Failed, or failing again and again.
    pub failed: Colour,
    /// Being deleted.
    pub terminating: Colour,
}

/// Endings left away where a name is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StripSuffixes {
    /// Endings of Deployment names.
    pub deployment: Vec<String>,
    /// Endings of container names.
    pub container: Vec<String>,
}

const GREEN: Colour = Colour([0x28, 0xa7, 0x45]);
const YELLOW: Colour = Colour([0xff, 0xc1, 0x07]);
const GREY: Colour = Colour([0x6c, 0x75, 0x7d]);
const RED: Colour = Colour([0xdc, 0x35, 0x45]);
const TEAL: Colour = Colour([0x17, 0xa2, 0xb8]);

const SIDECARS: [&str; 14] = [
    "istio-proxy",
    "linkerd-proxy",
    "envoy",
    "envoy-sidecar",
    "consul-dataplane",
    "vault-agent",
    "cloudsql-proxy",
    "cloud-sql-proxy",
    "fluent-bit",
    "fluentd",
    "filebeat",
    "otel-collector",
    "aws-otel-collector",
    "xray-daemon",
];

// === impl Ui ===

impl Default for Ui {
    fn default() -> Self {
        Self {
            title: "Dashboard-Light".to_owned(),
            refresh_interval_seconds: 15,
            status_colors: StatusColors::default(),
            strip_suffixes: StripSuffixes::default(),
            sidecars: SIDECARS.map(str::to_owned).to_vec(),
            views: Vec::new(),
            links: Vec::new(),
            versions: VersionsSettings::default(),
        }
    }
}

// === impl DeploymentColors ===

impl Default for DeploymentColors {
    fn default() -> Self {
        Self {
            healthy: GREEN,
            progressing: YELLOW,
            scaled_zero: GREY,
            error: RED,
        }
    }
}

// === impl PodColors ===

impl Default for PodColors {
    fn default() -> Self {
        Self {
            running: GREEN,
            succeeded: TEAL,
            pending: YELLOW,
            failed: RED,
            terminating: GREY,
        }
    }
}

// === impl StripSuffixes ===

impl Default for StripSuffixes {
    fn default() -> Self {
        Self {
            deployment: vec!["-deploy".to_owned()],
            container: vec!["-pod".to_owned()],
        }
    }
}
