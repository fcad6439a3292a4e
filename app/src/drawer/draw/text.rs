//! The English of what stands in the drawer.

use crate::ui::words::counted;
use model::ContainerKind;

pub(super) const MISSING: &str = "There is no such deployment";
pub(super) const WHY_MISSING: &str = "It may have been deleted, or the link is not quite right.";

pub(super) const READY: &str = "Ready";
pub(super) const RESTARTS: &str = "Restarts";
pub(super) const CPU: &str = "CPU";
pub(super) const MEMORY: &str = "Memory";
pub(super) const TYPE: &str = "Type";
pub(super) const STATUS: &str = "Status";
pub(super) const REASON: &str = "Reason";
pub(super) const MESSAGE: &str = "Message";
pub(super) const AGO: &str = " ago";
pub(super) const KNOWN_SINCE: &str = "known since ";
pub(super) const COPY_IMAGE: &str = "Copy the full image";

pub(super) const CONDITIONS: &str = "Conditions";
pub(super) const CHANGED: &str = "Changed";
pub(super) const UPDATED: &str = "Updated";
pub(super) const NO_CONDITIONS: &str =
    "The deployment controller has not reported anything so far.";
pub(super) const NOT_REPORTED: &str = "not reported";
pub(super) const NONE: &str = "none";

pub(super) const EVENTS: &str = "Events";
pub(super) const DEPLOYMENT: &str = "Deployment";
pub(super) const OBJECT: &str = "Object";
pub(super) const LAST: &str = "Last";
pub(super) const NO_EVENTS: &str = "No events";
pub(super) const EVENTS_ARE_FORGOTTEN: &str = "Clusters forget events, as a rule after an hour.";
pub(super) const EVENTS_MAY_BE_MISSING: &str =
    "The namespace holds more events than were read, so some may be missing.";
pub(super) const WARNING: &str = "Warning";
pub(super) const NORMAL: &str = "Normal";
pub(super) const IN: &str = " in ";
pub(super) const NOT_RECORDED: &str = "not recorded";

pub(super) const LAST_CHANGE: &str = "Last change";
pub(super) const KUBECTL: &str = "kubectl";
pub(super) const COMMAND_COPY: &str = " command: copy";
pub(super) const IMAGE: &str = "Image";
pub(super) const NO_CONTAINER: &str = "no container";
pub(super) const CONTAINER: &str = "Container";
pub(super) const FULL_NAME: &str = "Full name";
pub(super) const COPY_FULL_NAME: &str = "Copy the full name";
pub(super) const LINKS: &str = "Links";
pub(super) const NO_METRICS: &str = "no metrics";
pub(super) const FOR: &str = " for ";

pub(super) const NO_REVISIONS: &str = "No revisions";
pub(super) const NO_REVISION_KEPT: &str = "No revision of it is kept so far.";
pub(super) const ABOUT_REVISIONS: &str = "As far as the cluster keeps it. When a revision was \
    ready is known of the present one only; who wrote it, where its managed fields \
    tell.";
pub(super) const LINKS_OF_REVISION: &str = "Links of this revision";
pub(super) const CURRENT: &str = "Current";
pub(super) const ROLLING_OUT: &str = "Rolling out";
pub(super) const DEADLINE_EXCEEDED: &str = "Deadline exceeded";
pub(super) const NOT_KNOWN: &str = "not known";
pub(super) const CAUSE: &str = "Cause";
pub(super) const READY_AFTER: &str = "Ready after";
pub(super) const WRITTEN_BY: &str = "Written by";
pub(super) const PODS_NOW: &str = "Pods now";
pub(super) const NO_REVISION_BEFORE: &str = "The revision before it is not kept.";
pub(super) const NO_CHANGES: &str = "Nothing that is compared differs from the revision before.";
pub(super) const BEFORE: &str = "before: ";
pub(super) const AFTER: &str = "after: ";

pub(super) const SECRETS_ARE_HIDDEN: &str = " Values that look like secrets are hidden.";
pub(super) const WHAT_OF_MANIFEST: &str = "What of the manifest";
pub(super) const WITHOUT_STATUS: &str = "Without status";
pub(super) const WITH_STATUS: &str = "With status";
pub(super) const COPY: &str = "Copy";
pub(super) const MANIFEST: &str = "Manifest";

pub(super) const LAST_30_MINUTES: &str = "Last 30 minutes";
pub(super) const LAST_6_HOURS: &str = "Last 6 hours";
pub(super) const LAST_24_HOURS: &str = "Last 24 hours";

pub(super) const POD: &str = "Pod";
pub(super) const AGE: &str = "Age";
pub(super) const NODE: &str = "Node";
pub(super) const NO_PODS: &str = "No pods";
pub(super) const SCALED_TO_ZERO: &str = "It is scaled to zero.";
pub(super) const NO_POD_WAS_MADE: &str =
    "None was made so far; the conditions and events may say why.";
pub(super) const NOT_BOUND: &str = "not bound to a node";
pub(super) const IP: &str = "IP ";
pub(super) const COPY_POD_NAME: &str = "Copy the pod's name";
pub(super) const COPY_COMMAND: &str = "Copy the kubectl command";
pub(super) const CONTAINER_READY: &str = "ready";
pub(super) const CONTAINER_NOT_READY: &str = "not ready";
pub(super) const LAST_RUN: &str = "Last run: ";

pub(super) const NOT_PERMITTED: &str = "Not permitted in this cluster";
pub(super) const NOT_READABLE: &str = "This part cannot be read now";
pub(super) const TRY_AGAIN: &str = "Try again";

pub(super) const NOTHING_IS_KNOWN: &str = "nothing is known";

pub(super) const NOW: &str = "now";
pub(super) const IN_WORDS: &str = "In words";
pub(super) const NO_VERDICTS: &str = "Nothing is known of this time";

pub(super) fn limit(figure: Option<String>) -> String {
    match figure {
        Some(figure) => format!("limit {figure}"),
        None => "no limit".to_owned(),
    }
}

pub(super) fn more_containers(number: u32) -> String {
    format!(" and {number} more")
}

pub(super) fn of_revision(number: u64) -> String {
    format!(" revision {number}")
}

pub(super) fn of_limit(limit: &str) -> String {
    format!(" of {limit}")
}

pub(super) fn does_not_answer(cluster: &str) -> String {
    format!("{cluster} does not answer.")
}

/// Goes on after [`does_not_answer`].
pub(super) fn last_known(why: &str, verdict: &str) -> String {
    format!(" {why}. What stands here is what was last known; it was {verdict} then.")
}

pub(super) fn revision(number: u64) -> String {
    format!("Revision {number}")
}

pub(super) fn used_again(earlier: &str) -> String {
    format!("used again, was revision {earlier}")
}

pub(super) fn pods_of(deployment: &str) -> String {
    format!("Pods of {deployment}")
}

pub(super) fn containers(kind: ContainerKind, number: u32) -> String {
    match kind {
        ContainerKind::Main => counted(number, "container", "containers"),
        ContainerKind::Sidecar => counted(number, "sidecar", "sidecars"),
        ContainerKind::Init => counted(number, "init container", "init containers"),
    }
}

pub(super) fn restarts(number: u32) -> String {
    counted(number, "restart", "restarts")
}

pub(super) fn request(figure: Option<String>) -> String {
    match figure {
        Some(figure) => format!("request {figure}"),
        None => "no request".to_owned(),
    }
}

/// `CPU request 100m, limit 500m · Memory request 256 MiB, no limit`.
pub(super) fn declared(cpu: &str, memory: &str) -> String {
    format!("{CPU} {cpu} · {MEMORY} {memory}")
}

/// `CPU: 182m on average, 240m at most, limit 500m`.
pub(super) fn used(what: &str, mean: &str, highest: &str, limit: &str) -> String {
    format!("{what}: {mean} on average, {highest} at most, {limit}")
}

pub(super) fn more_before(number: usize) -> String {
    format!("{number} before that")
}

/// `Down 14:02–14:09 UTC, 7 min`.
pub(super) fn lasted(verdict: &str, from: &str, until: &str, long: &str) -> String {
    format!("{verdict} {from}–{until} UTC, {long}")
}

/// `Until now: down 7 min, healthy 23 h`.
pub(super) fn until_now(verdicts: &str) -> String {
    format!("Until now: {verdicts}")
}
