//! The English of the palette.

use crate::ui::words::counted;

pub(super) const PALETTE: &str = "Command palette";
pub(super) const GO_TO: &str = "Go to a deployment, namespace, cluster, view or page";
pub(super) const GO_OR_RUN: &str = "Go to, or run a command";
pub(super) const ESC: &str = "Esc";
pub(super) const CLOSES: &str = " closes";

pub(super) const RECENT: &str = "Recent";
pub(super) const DEPLOYMENTS: &str = "Deployments";
pub(super) const PODS: &str = "Pods";
pub(super) const NAMESPACES: &str = "Namespaces";
pub(super) const CLUSTERS: &str = "Clusters";
pub(super) const VIEWS: &str = "Views";
pub(super) const PAGES: &str = "Pages";
pub(super) const COMMANDS: &str = "Commands";
pub(super) const ONLY_PROBLEMS: &str = "Only problems, or everything again";
pub(super) const SHORTCUTS: &str = "Keyboard shortcuts";

pub(super) const RESULTS: &str = "Results";
pub(super) const NOTHING_FITS: &str = "Nothing fits.";

pub(super) fn results(number: u32) -> String {
    counted(number, "result", "results")
}

pub(super) fn show_as(density: &str) -> String {
    format!("Show as {}", density.to_ascii_lowercase())
}

pub(super) fn theme(title: &str) -> String {
    format!("Theme: {}", title.to_ascii_lowercase())
}
