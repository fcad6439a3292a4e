//! The English of the Status page.

use crate::ui::words::counted;
use model::Search;

pub(super) const STATUS_OF_ALL: &str = "Status of all deployments";

pub(super) const SHOW: &str = "Show";
pub(super) const SERVER_SILENT: &str = "The server does not answer.";
pub(super) const NOTHING_KNOWN_OF_IT: &str = "Nothing is known of it yet.";
pub(super) const FULL_LIST_COMES: &str = "A full list is on its way.";
pub(super) const NO_FIGURES: &str = "CPU and memory show “–”.";

/// Before the number of ready pods.
pub(super) const READY: &str = "ready ";

pub(super) const COLUMNS: &str = "Columns";

pub(super) const DEMO_DATA: &str = "Demo data";
/// What one can do about it, around `config.yaml` and `--kubeconfig`.
pub(super) const NAME_YOUR_OWN: &str = " Name your own in ";
pub(super) const OR_START_WITH: &str = " or start with ";
pub(super) const AFTER_START_WITH: &str = ".";

pub(super) const NO_CLUSTERS: &str = "No clusters";
pub(super) const NO_CLUSTERS_WHY: &str =
    "No cluster is configured, or none of them is open to you.";
pub(super) const NOTHING_KNOWN: &str = "Nothing is known yet";
pub(super) const NOTHING_KNOWN_WHY: &str =
    "The picked clusters have not answered so far. Their deployments appear when they do.";
pub(super) const NO_DEPLOYMENTS: &str = "No deployments";
pub(super) const NO_DEPLOYMENTS_WHY: &str =
    "The clusters answer, and no namespace that is open to you has a Deployment.";
pub(super) const NO_WORKLOADS: &str = "No workloads";
pub(super) const NO_WORKLOADS_WHY: &str =
    "The clusters answer, and no namespace that is open to you has one of the picked kinds.";
pub(super) const NOTHING_MATCHES: &str = "Nothing matches";
pub(super) const NOTHING_MATCHES_WHY: &str = "Nothing fits all the filters.";
pub(super) const CLEAR_ALL_FILTERS: &str = "Clear all filters";
pub(super) const NO_PROBLEMS: &str = "Nothing needs attention";
pub(super) const READING: &str = "reading its deployments";

pub(super) const FILTERS: &str = "Filters";
pub(super) const CLEAR_ALL: &str = "Clear all";
pub(super) const ALL_DEPLOYMENTS: &str = "all deployments";
pub(super) const ALL_KINDS_FILTER: &str = "all kinds";
pub(super) const ONLY_PROBLEMS_FILTER: &str = "only problems";

pub(super) const DEMO: &str = "demo";

pub(super) const PAGES: &str = "Pages";
pub(super) const PREVIOUS_PAGE: &str = "Previous page";
pub(super) const NEXT_PAGE: &str = "Next page";

pub(super) const NEW_ORDER: &str = "New order";

pub(super) const POD: &str = "Pod";
pub(super) const CPU: &str = "CPU";
pub(super) const MEMORY: &str = "Memory";
pub(super) const ALL_PODS_TOGETHER: &str = "All pods together";
pub(super) const NO_PODS: &str = "No pods";
pub(super) const PODS_ASKED_FOR: &str = "Pods are being asked for";
pub(super) const NOT_KNOWN: &str = "Not known at present";

pub(super) const FLEET_SUMMARY: &str = "Fleet summary";
/// After their number.
pub(super) const IN_ALL: &str = " in all";

pub(super) const PLACE: &str = "Place";
pub(super) const APPLICATION: &str = "Application";
pub(super) const DEPLOYMENTS_TABLE: &str = "Deployments table";
pub(super) const DEPLOYMENTS: &str = "Deployments";
pub(super) const VERDICT: &str = "Verdict";
pub(super) const ASKED_FOR: &str = "Being asked for";

/// Between the tag before and the tag after.
pub(super) const TO: &str = " to ";

pub(super) const LEGEND: &str = "Legend";
pub(super) const NAMED_TILES: &str = "What needs a person shows its name.";

pub(super) const GROUP_BY: &str = "Group by";
pub(super) const SORT: &str = "Sort";
pub(super) const ONLY_PROBLEMS: &str = "Only problems";
pub(super) const SHOW_ALL: &str = "Show all";
pub(super) const ALL_KINDS: &str = "All kinds";
pub(super) const KINDS: &str = "Kinds";
pub(super) const DENSITY: &str = "Density";
pub(super) const VIEWS: &str = "Views";

pub(super) const NO_METRICS: &str = "No metrics";
pub(super) const NONE: &str = "none";
/// After the dash in place of a figure.
pub(super) const DASH_NO_FIGURE: &str = " no figure";

pub(super) const GO_ON: &str = "Go on";
pub(super) const HOLD: &str = "Hold";
pub(super) const NEXT: &str = "Next";
pub(super) const PROBLEMS: &str = "Problems";
pub(super) const LEAVE: &str = "Leave";
pub(super) const STATUS: &str = "Status";
pub(super) const NOTHING_HERE: &str = "Nothing here";
pub(super) const NOTHING_HERE_WHY: &str = "This view has nothing to show.";
pub(super) const ALL_IS_WELL: &str = "All is well";

/// After other sentences.
pub(super) fn next_attempt(seconds: i64) -> String {
    format!(" Next attempt in {seconds} s.")
}

pub(super) fn last_answer(time: &str) -> String {
    format!(
        "The last answer came at {time}. The page tries again on its own; the cards stay as they were."
    )
}

/// Since when a cluster is in trouble, for the sentences that say so.
pub(super) fn since(time: &str) -> String {
    format!(" since {time}")
}

/// `rows` as in `3 deployments`.
pub(super) fn last_known(number: u32, rows: &str) -> String {
    let show = if number == 1 { "shows" } else { "show" };
    format!("Its {rows} {show} the last known state.")
}

pub(super) fn unreachable(cluster: &str, since: &str) -> String {
    format!("{cluster} is unreachable{since}.")
}

pub(super) fn live_again(cluster: &str) -> String {
    format!("{cluster} is live again.")
}

pub(super) fn stale(cluster: &str, since: &str) -> String {
    format!("{cluster} is stale{since}.")
}

pub(super) fn forbidden(cluster: &str, since: &str) -> String {
    format!("{cluster} refuses access{since}.")
}

pub(super) fn no_metrics_from(cluster: &str) -> String {
    format!("No metrics from {cluster}.")
}

pub(super) fn shown_in_part(cluster: &str) -> String {
    format!("{cluster} is shown in part.")
}

pub(super) fn container(name: &str, others: u32) -> String {
    match others {
        0 => format!("container {name}"),
        _ => format!("container {name} and {others} more"),
    }
}

pub(super) fn was(verdict: &str) -> String {
    format!("was {verdict}")
}

pub(super) fn ago(age: &str) -> String {
    format!("{age} ago")
}

/// Which clusters are invented; `is_all` where there are no others.
pub(super) fn not_real(clusters: &[&str], is_all: bool) -> String {
    match clusters.len() {
        _ if is_all => "No cluster here is real.".to_owned(),
        1 => format!("{} is not real.", clusters.join(", ")),
        _ => format!("{} are not real.", clusters.join(", ")),
    }
}

/// `rows` as in `3 deployments`.
pub(super) fn all_at_rest(number: u32, rows: &str, clusters: u32) -> String {
    let clusters = counted(clusters, "cluster", "clusters");
    match number {
        1 => format!("The {rows} in {clusters} is healthy, progressing or at rest."),
        _ => format!("All {rows} in {clusters} are healthy, progressing or at rest."),
    }
}

pub(super) fn show_all(number: u32) -> String {
    format!("Show all {number}")
}

pub(super) fn cluster_filter(name: &str) -> String {
    format!("cluster: {name}")
}

pub(super) fn namespace_filter(name: &str) -> String {
    format!("namespace: {name}")
}

pub(super) fn kind_filter(kind: &str) -> String {
    format!("kind: {kind}")
}

pub(super) fn verdict_filter(verdict: &str) -> String {
    format!("verdict: {verdict}")
}

pub(super) fn search_filter(search: &Search) -> String {
    format!("search: {search}")
}

pub(super) fn remove_filter(words: &str) -> String {
    format!("Remove filter {words}")
}

pub(super) fn page_of(page: usize, pages: usize) -> String {
    format!("Page {page} of {pages}")
}

pub(super) fn new_problems(number: u32) -> String {
    counted(number, "new problem", "new problems")
}

pub(super) fn pods_of(row: &str) -> String {
    format!("Pods of {row}")
}

pub(super) fn more_pods_of(row: &str) -> String {
    format!("More pods of {row}")
}

pub(super) fn pods(number: u32) -> String {
    counted(number, "pod", "pods")
}

pub(super) fn more_pods(number: u32) -> String {
    counted(number, "more pod", "more pods")
}

/// How a pod is; its restarts and its node may follow.
pub(super) fn pod_state(name: &str, status: &str, ready: u32, total: u32) -> String {
    format!("{name}: {status}, {ready}/{total} ready")
}

pub(super) fn and_restarts(number: u32) -> String {
    format!(", {}", counted(number, "restart", "restarts"))
}

pub(super) fn on_node(name: &str) -> String {
    format!(", on {name}")
}

pub(super) fn from_tag(tag: &str) -> String {
    format!("from {tag}")
}

/// How many pods are ready, as `3/5`, and the verdict.
pub(super) fn ready_and_verdict(counts: &str, verdict: &str) -> String {
    format!("{counts} ready, {verdict}")
}

/// The workloads of one kind.
pub(super) fn all_of_kind(kind: &str) -> String {
    format!("{kind}s")
}

pub(super) fn kinds(number: usize) -> String {
    format!("{number} kinds")
}

pub(super) fn used(used: &str, request: &str, limit: &str) -> String {
    format!("{used} used, request {request}, limit {limit}")
}

pub(super) fn of_the_limit(percent: u64) -> String {
    format!("{percent} % of the limit")
}

pub(super) fn at_most(figure: &str, minutes: usize) -> String {
    format!("at most {figure} in {minutes} min")
}

/// `2 degraded`.
pub(super) fn of_verdict(number: u32, verdict: &str) -> String {
    format!("{number} {}", verdict.to_ascii_lowercase())
}

pub(super) fn more_problems(number: u32) -> String {
    counted(number, "more problem", "more problems")
}

pub(super) fn step(number: usize, all: usize) -> String {
    format!("{number} of {all}")
}

pub(super) fn none_needs_anybody(rows: &str) -> String {
    format!("{rows}: none needs anybody.")
}
