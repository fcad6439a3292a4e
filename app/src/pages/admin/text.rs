//! The English of the Admin page.

pub(super) const ADMIN: &str = "Admin";
pub(super) const PARTS: &str = "Parts of the admin page";
pub(super) const ACCESS: &str = "Access";
pub(super) const PATTERNS: &str = "Patterns";
pub(super) const AUDIT: &str = "Audit";

pub(super) const ALL_ROLES: &str = "All roles";
pub(super) const ABOUT_ROLES: &str = "From least to most privileged. Somebody with several roles may \
    do what any of them allows; a namespace is shown where one role names both its cluster and, by \
    a pattern, itself.";
pub(super) const ASK: &str = "Ask who sees what";
pub(super) const GROUPS: &str = "Groups";
pub(super) const GROUPS_SUCH_AS: &str = "team/qa, team/ops";
pub(super) const CLUSTER: &str = "Cluster";
pub(super) const NAMESPACE: &str = "Namespace";
pub(super) const ANY: &str = "any";
pub(super) const EXPLAIN: &str = "Explain";
pub(super) const ABOUT_ASKING: &str = "Groups by their full paths, separated by commas; without any, \
    somebody who is not signed in.";
pub(super) const THEIR_ROLES: &str = "Their roles";
pub(super) const ROLE: &str = "Role";
pub(super) const BECAUSE_OF: &str = "Because of";
pub(super) const OPEN: &str = "Open";
pub(super) const CLOSED: &str = "Closed";
pub(super) const VIEW_AS: &str = "View as these groups";
pub(super) const ABOUT_VIEW_AS: &str = "Read only, and never more than you may see yourself. A bar at \
    the foot of every page ends it.";
pub(super) const SECTIONS: &str = "Sections of the menu";
pub(super) const SECTION: &str = "Section";
pub(super) const STATE: &str = "State";
pub(super) const WHY: &str = "Why";
pub(super) const YES: &str = "yes";
pub(super) const NO: &str = "no";
pub(super) const NOT_ASKED_FOR: &str = "not asked for";
pub(super) const SHOWS_IT: &str = "Shows it";
pub(super) const WHAT_ROLES_SAY: &str = "What each of their roles says";
pub(super) const SHOWN_WITH: &str = "It would be shown to them with any of these roles:";
pub(super) const NO_ROLE: &str = "No role is configured: nothing is restricted.";
pub(super) const EVERYBODY: &str = "everybody (anonymous role)";
pub(super) const NO_GROUP: &str = "no group";
pub(super) const NONE: &str = "none";
pub(super) const MENU_ITEMS: &str = "Menu items";
pub(super) const CLUSTERS: &str = "Clusters";
pub(super) const NAMESPACE_PATTERNS: &str = "Namespace patterns";
pub(super) const WHAT_ROLES_ALLOW: &str = "All roles and what they allow";

pub(super) const NO_EVENT: &str = "No event fits.";
pub(super) const TIME: &str = "Time (UTC)";
pub(super) const EVENT: &str = "Event";
pub(super) const WHO: &str = "Who";
pub(super) const FROM: &str = "From";
pub(super) const DETAIL: &str = "Detail";
pub(super) const EVENTS: &str = "Events, newest first";
pub(super) const NEWER_EVENTS: &str = "Newer events";
pub(super) const OLDER_EVENTS: &str = "Older events";
pub(super) const ALL: &str = "all";
pub(super) const WORDS_SUCH_AS: &str = "name, group, address, request…";
pub(super) const FILTER_EVENTS: &str = "Filter events";
pub(super) const OUTCOME: &str = "Outcome";
pub(super) const WORDS: &str = "Words";
pub(super) const FILTER: &str = "Filter";
pub(super) const SHOW_ALL: &str = "Show all";
pub(super) const REQUEST: &str = "request ";

pub(super) const ABOUT_PATTERNS: &str = "Namespaces that exist now and that you may see yourself. \
    Nearly matched are namespaces of the role's clusters that none of its patterns matches, but \
    that one would match without an anchor, with other letter case, or if one or two letters of \
    one of its words were others.";
pub(super) const PATTERN: &str = "Pattern";
pub(super) const MATCHES_NOW: &str = "Matches now";
pub(super) const NEARLY_MATCHES: &str = "Nearly matches";
pub(super) const IN_CLUSTERS: &str = "in clusters";
pub(super) const MATCHES_NOTHING: &str = "Matches nothing";

/// Which events there are, of the last so many.
pub(super) fn about_events(start: &str, age: &str, most: usize) -> String {
    format!(
        "Events of this replica since it started at {start} UTC, {age} ago; the last {most} are \
         kept here. Every event is in the log, and in the files of audit.folder where that is set."
    )
}

pub(super) fn events(first: usize, last: usize, count: usize) -> String {
    format!("Events {first} to {last} of {count}, newest first")
}

pub(super) fn ago(age: &str) -> String {
    format!("{age} ago")
}

pub(super) fn id(subject: &str) -> String {
    format!("id {subject}")
}

pub(super) fn groups(names: &str) -> String {
    format!("groups {names}")
}

pub(super) fn roles(names: &str) -> String {
    format!("roles {names}")
}

pub(super) fn patterns_of(role: &str) -> String {
    format!("Patterns of the role {role}")
}

pub(super) fn namespaces(count: usize) -> String {
    match count {
        1 => "1 namespace".to_owned(),
        many => format!("{many} namespaces"),
    }
}

pub(super) fn and_more(more: usize) -> String {
    format!("and {more} more")
}
