//! What the server tells the page about itself, and the first state it draws.

use crate::api::UsageList;
use crate::{Account, Page, Preferences};
use model::{DeploymentPods, FoundPods, Snapshot};
use serde::{Deserialize, Serialize};

/// What the page says of the console and of the person looking at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSettings {
    /// The console's name.
    pub title: String,
    /// The console's version.
    pub version: String,
    /// Seconds between two questions for pods and usage, and between two polls where a proxy
    /// blocks the stream.
    pub refresh_interval_seconds: u32,
    /// The left menu: only what this person may open.
    pub menu: Vec<MenuItem>,
    /// The views that everybody finds under their names, as far as they are open to this person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<NamedView>,
    /// Who is looking; `None` where access is open to everybody and nobody can sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
}

/// One entry of the left menu.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuItem {
    /// The section's id, such as `status`.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The configured icon, such as `icon-status`; an unknown one is drawn as a neutral one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The section's path, such as `/`.
    pub href: String,
}

/// A view of the Status page under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedView {
    /// What people read.
    pub name: String,
    /// Its query, without `?`.
    pub query: String,
}

/// Everything the first paint is drawn from. The server renders it, and the browser hydrates from
/// the very same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageData {
    /// The console.
    pub settings: PageSettings,
    /// How this person likes it.
    pub preferences: Preferences,
    /// The page at `path`, as far as it is open to this person.
    pub page: Page,
    /// The path that was asked for.
    pub path: String,
    /// The query that was asked for, without `?`.
    pub query: String,
    /// Everything this person may see.
    pub snapshot: Snapshot,
    /// The pods of the first cards.
    pub pods: Vec<DeploymentPods>,
    /// What everything uses, where the order depends on it.
    #[serde(default)]
    pub usage: UsageList,
    /// What the search finds by the names of Pods.
    #[serde(default)]
    pub found_pods: FoundPods,
}
