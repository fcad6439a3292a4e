//! The explanation in words, the same on the command line and on the page.

use super::{
    Answer, Because, Explanation, Miss, Nearest, OtherRole, Place, RoleAnswer, Section, Standing,
};
use crate::auth::policy::STATUS;
use std::fmt;

// === impl Explanation ===

impl Explanation {
    /// Where such people stand, in a sentence.
    pub fn sentence(&self) -> String {
        let who = match self.groups.as_slice() {
            [] => "Somebody who is not signed in".to_owned(),
            groups => format!("A member of {}", groups.join(", ")),
        };
        let stands = match (self.standing, self.groups.is_empty()) {
            (Standing::Unrestricted, _) => "sees everything: nothing is restricted",
            (Standing::Roles, _) => "sees what these roles allow together",
            (Standing::NoRole, true) => "sees nothing and must sign in",
            (Standing::NoRole, false) => "sees nothing: no role belongs to these groups",
        };
        format!("{who} {stands}.")
    }

    /// What else is to be known of the groups, in sentences.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let without = self.groups_without_role.iter();
        without.map(|group| format!("No role names the group {group}."))
    }
}

// === impl Place ===

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "namespace {namespace} of cluster {}", self.cluster),
            None => write!(f, "cluster {}", self.cluster),
        }
    }
}

// === impl Because ===

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everybody => f.write_str("everybody has it (auth.anonymous_role)"),
            Self::Group { group, pattern } if group == pattern => write!(f, "group {group}"),
            Self::Group { group, pattern } => write!(f, "group {group}, meant by {pattern}"),
        }
    }
}

// === impl Section ===

impl Section {
    /// Why it is open or closed.
    pub fn reason(&self) -> String {
        let required = self.required_role.as_deref().unwrap_or_default();
        match (self.opened_by.as_slice(), self.too_low.as_slice()) {
            ([], _) if self.is_open => "open to everybody".to_owned(),
            ([], []) => "closed: none of their roles names it".to_owned(),
            ([], low) => {
                let low = low.join(", ");
                format!("withheld: named by {low}, but it requires {required} or a later role")
            }
            (open, _) => format!("open by {}", open.join(", ")),
        }
    }
}

// === impl Answer ===

impl Answer {
    /// The answer in one sentence.
    pub fn headline(&self) -> String {
        let place = &self.place;
        match (self.is_allowed, self.is_status_open) {
            (true, _) => format!("Shown: {place}"),
            (false, true) => format!("Hidden: {place}"),
            (false, false) if self.roles.is_empty() => {
                format!("Hidden: {place}. They have no role")
            }
            (false, false) => format!(
                "Hidden: {place}. No role of theirs opens the menu item {STATUS}, so they see \
                 nothing of any cluster"
            ),
        }
    }
}

// === impl RoleAnswer ===

impl RoleAnswer {
    /// What it says of the cluster.
    pub fn about_cluster(&self) -> String {
        match self.clusters.as_slice() {
            [] => "not among its clusters".to_owned(),
            clusters => format!("allowed by {}", clusters.join(", ")),
        }
    }

    /// What it says of the namespace; `None` when only the cluster was asked for.
    pub fn about_namespace(&self, place: &Place) -> Option<String> {
        place.namespace.as_ref()?;
        Some(match (self.namespace_patterns.as_slice(), &self.nearest) {
            ([], None) => "it has no pattern".to_owned(),
            ([], Some(nearest)) if nearest.miss == Miss::Far => "no pattern matches".to_owned(),
            ([], Some(Nearest { pattern, miss })) => {
                format!("no pattern matches; the nearest is {pattern}: {miss}")
            }
            (patterns, _) => format!("matched by {}", patterns.join(", ")),
        })
    }
}

// === impl OtherRole ===

impl fmt::Display for OtherRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.groups.as_slice() {
            [] => write!(f, "{}, which no group has", self.name),
            groups => write!(f, "{}, for members of {}", self.name, groups.join(", ")),
        }
    }
}
