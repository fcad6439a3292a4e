//! Why somebody sees something, or does not: the rules of the configuration, followed step by step.
//!
//! [`Policy`](super::Policy) decides; this explains. A property test holds that both agree.

mod near;
#[cfg(test)]
mod tests;
mod words;

pub use near::{Miss, PatternParts};

use super::policy::{ADMIN, STATUS};
use config::{Anonymous, Config, MenuItem, Permissions, Role, RoleName};
use serde::Serialize;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Full paths of somebody's groups; none for somebody who is not signed in.
    pub groups: Vec<String>,
    /// What they may or may not see.
    pub place: Option<Place>,
}

/// A cluster, or a namespace of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The cluster's configured name.
    pub cluster: String,
    /// The namespace's name.
    pub namespace: Option<String>,
}

/// What members of some groups may do, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The groups that were asked for.
    pub groups: Vec<String>,
    /// Those of them that give no role.
    pub groups_without_role: Vec<String>,
    /// Where such people stand.
    pub standing: Standing,
    /// Their roles, least privileged first.
    pub roles: Vec<HeldRole>,
    /// The sections of the menu.
    pub menu: Vec<Section>,
    /// Whether they see what was asked for.
    pub answer: Option<Answer>,
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is restricted: everybody sees everything.
    Unrestricted,
    /// They see what their roles allow.
    Roles,
    /// They must sign in, and then some group must give them a role.
    NoRole,
}

/// A role that somebody has.
#[derive(Clone, Debug, Serialize)]
pub struct HeldRole {
    /// Its name.
    pub name: String,
    /// Why they have it.
    pub because: Vec<Because>,
    /// The ids of the menu items it names.
    pub menu_items: Vec<String>,
    /// The clusters it allows: names, in which `*` stands for any characters.
    pub clusters: Vec<String>,
    /// The patterns of the namespaces it allows there.
    pub namespace_patterns: Vec<String>,
}

/// Why somebody has a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Everybody has it: it is the anonymous role.
    Everybody,
    /// One of their groups is meant by one of the role's.
    Group {
        /// Their group.
        group: String,
        /// The role's group as it is configured.
        pattern: String,
    },
}

/// A section of the menu.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// The menu item's id.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Whether it is open to them.
    pub is_open: bool,
    /// The roles of theirs that open it.
    pub opened_by: Vec<String>,
    /// The role it requires.
    pub required_role: Option<String>,
    /// The roles of theirs that name it but are less than the required one.
    pub too_low: Vec<String>,
}

/// Whether somebody sees a cluster or a namespace.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// What was asked for.
    #[serde(flatten)]
    pub place: Place,
    /// Whether they see it.
    pub is_allowed: bool,
    /// Whether the Status section is open to them; otherwise they see nothing of any cluster.
    pub is_status_open: bool,
    /// What each of their roles says.
    pub roles: Vec<RoleAnswer>,
    /// The other roles each of which would show it to them.
    pub other_roles: Vec<OtherRole>,
}

/// What one role says of a cluster or a namespace.
#[derive(Clone, Debug, Serialize)]
pub struct RoleAnswer {
    /// The role.
    pub role: String,
    /// Whether it allows it.
    pub is_allowed: bool,
    /// The entries of `allowed_clusters` that name the cluster.
    pub clusters: Vec<String>,
    /// The patterns that match the namespace.
    pub namespace_patterns: Vec<String>,
    /// The pattern that comes nearest, where none matches.
    pub nearest: Option<Nearest>,
}

/// A pattern that does not match, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Nearest {
    /// The pattern.
    pub pattern: String,
    /// Why it does not match.
    pub miss: Miss,
}

/// A role somebody does not have.
#[derive(Clone, Debug, Serialize)]
pub struct OtherRole {
    /// Its name.
    pub name: String,
    /// Its groups as they are configured.
    pub groups: Vec<String>,
}

/// What this configuration means for these people, and why.
pub fn explain(config: &Config, question: &Question) -> Explanation {
    let anonymous = config.anonymous();
    let held: Vec<(&Role, Vec<Because>)> = roles(config)
        .map(|role| (role, reasons(role, &anonymous, &question.groups)))
        .filter(|(_, because)| !because.is_empty())
        .collect();
    let own: Vec<&Role> = held.iter().map(|(role, _)| *role).collect();
    let standing = match (&anonymous, own.is_empty()) {
        (Anonymous::Everything, _) => Standing::Unrestricted,
        (_, true) => Standing::NoRole,
        (_, false) => Standing::Roles,
    };
    let gives_none = |group: &&String| !roles(config).any(|role| group_of(role, group).is_some());
    Explanation {
        groups: question.groups.clone(),
        groups_without_role: question.groups.iter().filter(gives_none).cloned().collect(),
        standing,
        menu: config
            .menu
            .iter()
            .map(|item| section(config, item, standing, &own))
            .collect(),
        answer: question
            .place
            .as_ref()
            .map(|place| answer(config, place, standing, &own)),
        roles: held.into_iter().map(HeldRole::new).collect(),
    }
}

/// All roles, least privileged first.
fn roles(config: &Config) -> impl Iterator<Item = &Role> {
    config.auth.iter().flat_map(|auth| &auth.roles)
}

/// Why somebody with these groups has this role; empty when they don't.
fn reasons(role: &Role, anonymous: &Anonymous, groups: &[String]) -> Vec<Because> {
    let everybody =
        (*anonymous == Anonymous::Role(role.name.clone())).then_some(Because::Everybody);
    let by_group = groups.iter().filter_map(|group| {
        Some(Because::Group {
            group: group.clone(),
            pattern: group_of(role, group)?,
        })
    });
    everybody.into_iter().chain(by_group).collect()
}

/// The role's group that means this one.
fn group_of(role: &Role, group: &str) -> Option<String> {
    let pattern = role.gitlab_groups.iter().find(|it| it.matches(group))?;
    Some(pattern.as_str().to_owned())
}

fn section(config: &Config, item: &MenuItem, standing: Standing, own: &[&Role]) -> Section {
    let names_it = |role: &&&Role| role.permissions.menu_items.contains(&item.id);
    let meets = |role: &RoleName| {
        let required = item.required_role.as_ref();
        required.is_none_or(|required| {
            let auth = config.auth.as_ref();
            auth.is_some_and(|auth| auth.meets(role, required))
        })
    };
    let naming = own.iter().filter(names_it).map(|role| &role.name);
    let (open, low): (Vec<&RoleName>, Vec<&RoleName>) = naming.partition(|role| meets(role));
    // Without roles there is nothing to administer.
    let is_free = standing == Standing::Unrestricted && !ADMIN.contains(&item.id.as_str());
    Section {
        id: item.id.clone(),
        title: item.title.clone(),
        is_open: is_free || !open.is_empty(),
        opened_by: open.into_iter().map(ToString::to_string).collect(),
        required_role: item.required_role.as_ref().map(ToString::to_string),
        too_low: low.into_iter().map(ToString::to_string).collect(),
    }
}

fn answer(config: &Config, place: &Place, standing: Standing, own: &[&Role]) -> Answer {
    let is_unrestricted = standing == Standing::Unrestricted;
    let is_own = |role: &Role| own.iter().any(|other| other.name == role.name);
    let would_show = |role: &&Role| {
        let with_it: Vec<&Role> = own.iter().copied().chain([*role]).collect();
        shows(config, &with_it, place)
    };
    let is_allowed = is_unrestricted || shows(config, own, place);
    let others = roles(config).filter(|role| !is_allowed && !is_own(role));
    Answer {
        place: place.clone(),
        is_allowed,
        is_status_open: is_unrestricted || opens_status(config, own),
        roles: own
            .iter()
            .map(|role| RoleAnswer::new(role, place))
            .collect(),
        other_roles: others.filter(would_show).map(OtherRole::new).collect(),
    }
}

/// Whether these roles together show it.
fn shows(config: &Config, roles: &[&Role], place: &Place) -> bool {
    opens_status(config, roles)
        && roles
            .iter()
            .any(|role| place.is_allowed_by(&role.permissions))
}

fn opens_status(config: &Config, roles: &[&Role]) -> bool {
    let names: Vec<RoleName> = roles.iter().map(|role| role.name.clone()).collect();
    config.menu_for(&names).any(|item| item.id == STATUS)
}

// === impl Place ===

impl Place {
    fn is_allowed_by(&self, permissions: &Permissions) -> bool {
        permissions.allows_cluster(&self.cluster)
            && self
                .namespace
                .as_deref()
                .is_none_or(|namespace| permissions.allows_namespace(namespace))
    }
}

// === impl Explanation ===

impl Explanation {
    /// Whether what was asked for is hidden.
    pub fn is_hidden(&self) -> bool {
        self.answer
            .as_ref()
            .is_some_and(|answer| !answer.is_allowed)
    }
}

// === impl HeldRole ===

impl HeldRole {
    fn new((role, because): (&Role, Vec<Because>)) -> Self {
        let Permissions {
            menu_items,
            allowed_namespace_patterns,
            allowed_clusters,
        } = &role.permissions;
        let patterns = allowed_namespace_patterns.iter();
        Self {
            name: role.name.to_string(),
            because,
            menu_items: menu_items.clone(),
            clusters: allowed_clusters
                .iter()
                .map(|cluster| cluster.as_str().to_owned())
                .collect(),
            namespace_patterns: patterns
                .map(|pattern| pattern.as_str().to_owned())
                .collect(),
        }
    }
}

// === impl RoleAnswer ===

impl RoleAnswer {
    fn new(role: &Role, place: &Place) -> Self {
        let permissions = &role.permissions;
        let clusters = permissions.allowed_clusters.iter();
        let patterns = &permissions.allowed_namespace_patterns;
        let namespace = place.namespace.as_deref();
        let matching: Vec<String> = patterns
            .iter()
            .filter(|pattern| namespace.is_some_and(|namespace| pattern.matches(namespace)))
            .map(|pattern| pattern.as_str().to_owned())
            .collect();
        let nearest = namespace.filter(|_| matching.is_empty()).and_then(|name| {
            let misses = patterns.iter().map(|pattern| Nearest {
                pattern: pattern.as_str().to_owned(),
                miss: PatternParts::new(pattern).miss(name),
            });
            misses.min_by_key(|nearest| nearest.miss.distance())
        });
        Self {
            role: role.name.to_string(),
            is_allowed: place.is_allowed_by(permissions),
            clusters: clusters
                .filter(|cluster| cluster.matches(&place.cluster))
                .map(|cluster| cluster.as_str().to_owned())
                .collect(),
            namespace_patterns: matching,
            nearest,
        }
    }
}

// === impl OtherRole ===

impl OtherRole {
    fn new(role: &Role) -> Self {
        let groups = role.gitlab_groups.iter();
        Self {
            name: role.name.to_string(),
            groups: groups.map(|group| group.as_str().to_owned()).collect(),
        }
    }
}
