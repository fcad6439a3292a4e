//! The English of the drawer's frame.

pub(super) const COPY_LINK: &str = "Copy the link to this";
pub(super) const CLOSE: &str = "Close";
pub(super) const CLOSE_DETAILS: &str = "Close details";
pub(super) const PARTS: &str = "Parts of the details";

pub(super) const THIS_PART: &str = "This part";

pub(super) const PODS: &str = "Pods";
pub(super) const EVENTS: &str = "Events";
pub(super) const LOGS: &str = "Logs";
pub(super) const HISTORY: &str = "History";
pub(super) const MANIFEST: &str = "Manifest";

pub(super) fn title(name: &str, cluster: &str, namespace: &str) -> String {
    format!("{name} in {cluster} / {namespace}")
}
