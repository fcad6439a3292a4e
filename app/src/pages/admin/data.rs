//! What the Admin page shows, in words: the server judges, the page only draws.

/// One part of the Admin page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminData {
    /// Who may see what, and why.
    Access(Access),
    /// What the roles' patterns match at present.
    Patterns(Patterns),
    /// What happened around access.
    Audit(Audit),
}

/// Who may see what, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The question as it was asked.
    pub asked: Asked,
    /// Groups that the configuration names.
    pub known_groups: Vec<String>,
    /// Clusters this administrator may see.
    pub known_clusters: Vec<String>,
    /// Namespaces this administrator may see.
    pub known_namespaces: Vec<String>,
    /// Why the question can't be answered.
    pub problem: Option<String>,
    /// The answer, once something was asked.
    pub answer: Option<Answer>,
    /// All roles, least privileged first.
    pub roles: Vec<Role>,
}

/// A question as it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Full paths of groups, separated by commas.
    pub groups: String,
    /// A cluster's name.
    pub cluster: String,
    /// A namespace's name.
    pub namespace: String,
}

/// What members of some groups may do, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Where they stand, in a sentence.
    pub sentence: String,
    /// What else is to be said.
    pub notes: Vec<String>,
    /// Each of their roles, with the reasons why they have it.
    pub roles: Vec<(String, Vec<String>)>,
    /// Each section of the menu.
    pub sections: Vec<Section>,
    /// Whether they see what was asked for.
    pub place: Option<PlaceAnswer>,
    /// The groups as they are posted to look as their members do; `None` without groups.
    pub view_as: Option<String>,
}

/// A section of the menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Whether it is open to them.
    pub is_open: bool,
    /// Why.
    pub reason: String,
}

/// Whether somebody sees a cluster or a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceAnswer {
    /// The answer in a sentence.
    pub headline: String,
    /// Whether they see it.
    pub is_allowed: bool,
    /// What each of their roles says.
    pub roles: Vec<RoleAnswer>,
    /// The other roles that would show it, in words.
    pub other_roles: Vec<String>,
}

/// What a role says of a cluster or a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleAnswer {
    /// The role.
    pub role: String,
    /// Whether it allows it.
    pub is_allowed: bool,
    /// What it says of the cluster.
    pub cluster: String,
    /// What it says of the namespace, if one was asked for.
    pub namespace: Option<String>,
}

/// A role as it is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Whether everybody has it.
    pub is_anonymous: bool,
    /// Its groups.
    pub groups: Vec<String>,
    /// The menu items it names.
    pub menu_items: Vec<String>,
    /// The clusters it allows.
    pub clusters: Vec<String>,
    /// The patterns of the namespaces it allows there.
    pub patterns: Vec<String>,
}

/// What the roles' patterns match at present, as far as this administrator sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patterns {
    /// All roles, least privileged first.
    pub roles: Vec<RolePatterns>,
}

/// A role's patterns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RolePatterns {
    /// The role.
    pub role: String,
    /// The clusters it allows, as they are configured.
    pub allowed_clusters: Vec<String>,
    /// What is to be said of the role as a whole.
    pub notes: Vec<String>,
    /// Each pattern.
    pub patterns: Vec<PatternMatches>,
}

/// What a pattern matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatternMatches {
    /// The pattern.
    pub pattern: String,
    /// How many namespaces it matches.
    pub count: usize,
    /// The first of them: `cluster / namespace`.
    pub matches: Vec<String>,
    /// How many namespaces it nearly matches.
    pub near_count: usize,
    /// The first of them, and why each is not matched.
    pub near: Vec<(String, String)>,
}

/// What happened around access.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Which events are wanted.
    pub filter: AuditFilter,
    /// The actions there are: as they are written in addresses, and in words.
    pub actions: Vec<(String, String)>,
    /// The outcomes there are, likewise.
    pub outcomes: Vec<(String, String)>,
    /// Since when events are recorded, and how long that is ago.
    pub since: Moment,
    /// How many events are kept at most.
    pub most: usize,
    /// How many events fit the filter.
    pub count: usize,
    /// The number of the first one shown, from 1.
    pub first: usize,
    /// Those shown, newest first.
    pub events: Vec<AuditEvent>,
    /// The link to newer ones.
    pub newer: Option<String>,
    /// The link to older ones.
    pub older: Option<String>,
}

/// Which events are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this action; empty: of any.
    pub action: String,
    /// With this outcome; empty: with any.
    pub outcome: String,
    /// With these words in them.
    pub text: String,
}

/// A moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339.
    pub exact: String,
    /// For people: `2026-01-31 14:02:11`, in UTC.
    pub words: String,
    /// How long ago it was: `3 min`.
    pub age: String,
}

/// An event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditEvent {
    /// When.
    pub at: Moment,
    /// What happened.
    pub action: String,
    /// Whether it went as asked for.
    pub is_success: bool,
    /// How it went.
    pub outcome: String,
    /// Who it was.
    pub name: Option<String>,
    /// The provider's own name for them.
    pub subject: Option<String>,
    /// The groups that counted.
    pub groups: Vec<String>,
    /// The roles that came of them.
    pub roles: Vec<String>,
    /// Where from.
    pub address: Option<String>,
    /// More, in words.
    pub detail: String,
    /// The request.
    pub request_id: Option<String>,
}
