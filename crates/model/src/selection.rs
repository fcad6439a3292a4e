//! What the viewer picked. It lives in the address, so that a link shows a colleague the same.

use crate::{Search, SortedSet, Text, Verdict, WorkloadKind};

/// How cards are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// By cluster.
    #[default]
    Cluster,
    /// By namespace, whatever the cluster.
    Namespace,
    /// By trimmed name: the same application in several clusters.
    Application,
    /// Not at all: one list.
    None,
}

/// In which order cards stand within a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// Worst verdict first.
    #[default]
    Worst,
    /// By trimmed name.
    Name,
    /// Newest change first.
    Newest,
    /// Most restarts first.
    Restarts,
    /// Most CPU in use first; what is not known stands last.
    Cpu,
    /// Most memory in use first; what is not known stands last.
    Memory,
}

/// How densely they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Density {
    /// A card each.
    Cards,
    /// A line each.
    Table,
    /// A square each; a name only where somebody is needed.
    Tiles,
    /// For a screen on a wall: problems only, large, and nothing else.
    Wall,
}

/// What the viewer picked; the default is everything, grouped by cluster, worst first, as densely
/// as their number asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Cluster names; empty means all.
    pub clusters: SortedSet<Text>,
    /// Namespace names; empty means all.
    pub namespaces: SortedSet<Text>,
    /// Kinds; empty means Deployments, or all where the search names kinds.
    pub kinds: SortedSet<WorkloadKind>,
    /// Verdicts; empty means all.
    pub verdicts: SortedSet<Verdict>,
    /// Only what [`Verdict::is_problem`] names.
    pub only_problems: bool,
    /// What must be found.
    pub search: Search,
    /// Grouping.
    pub group: GroupBy,
    /// Order.
    pub sort: SortBy,
    /// Density; `None` leaves it to [`Density::proposed`].
    pub density: Option<Density>,
}

/// The word for all kinds.
pub(crate) const ALL_KINDS: &str = "all";

/// The kinds of a word; none where it is not understood.
fn kinds(word: &str) -> Vec<WorkloadKind> {
    match word {
        ALL_KINDS => WorkloadKind::ALL.to_vec(),
        word => word.parse().into_iter().collect(),
    }
}

// === impl GroupBy ===

impl GroupBy {
    /// Every grouping with its title.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Cluster, "Cluster"),
        (Self::Namespace, "Namespace"),
        (Self::Application, "Application"),
        (Self::None, "None"),
    ];

    /// The word in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Namespace => "namespace",
            Self::Application => "application",
            Self::None => "none",
        }
    }

    /// The grouping of this word.
    pub fn named(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(group, _)| group.as_str() == word);
        found.map(|(group, _)| *group)
    }
}

// === impl SortBy ===

impl SortBy {
    /// Every order with its title.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Worst, "Worst first"),
        (Self::Name, "Name"),
        (Self::Newest, "Newest change"),
        (Self::Restarts, "Restarts"),
        (Self::Cpu, "CPU"),
        (Self::Memory, "Memory"),
    ];

    /// The word in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worst => "worst",
            Self::Name => "name",
            Self::Newest => "newest",
            Self::Restarts => "restarts",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
        }
    }

    /// Whether the order depends on what is in use.
    pub const fn needs_usage(self) -> bool {
        matches!(self, Self::Cpu | Self::Memory)
    }

    /// The order of this word.
    pub fn named(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(sort, _)| sort.as_str() == word);
        found.map(|(sort, _)| *sort)
    }
}

// === impl Density ===

impl Density {
    /// Every density with its title.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Cards, "Cards"),
        (Self::Table, "Table"),
        (Self::Tiles, "Tiles"),
        (Self::Wall, "Wall"),
    ];
    /// More than these are proposed as a table.
    pub const MOST_CARDS: usize = 300;
    /// More than these are proposed as tiles.
    pub const MOST_LINES: usize = 2000;

    /// The word in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Table => "table",
            Self::Tiles => "tiles",
            Self::Wall => "wall",
        }
    }

    /// The density of this word.
    pub fn named(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(view, _)| view.as_str() == word);
        found.map(|(view, _)| *view)
    }

    /// What suits so many Deployments.
    pub const fn proposed(deployments: usize) -> Self {
        if deployments <= Self::MOST_CARDS {
            Self::Cards
        } else if deployments <= Self::MOST_LINES {
            Self::Table
        } else {
            Self::Tiles
        }
    }
}

// === impl Selection ===

impl Selection {
    /// Reads a query string (without `?`). What is not understood is left out: an old or
    /// mistyped link shows more, never an error. Lists may be repeated or separated by commas.
    pub fn from_query(query: &str) -> Self {
        let mut selection = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let words = || {
                value
                    .split(',')
                    .map(str::trim)
                    // `*` is how a form without script says "all".
                    .filter(|word| !matches!(*word, "" | "*"))
            };
            match &*name {
                "cluster" => selection.clusters.extend(words().map(Text::from)),
                "namespace" => selection.namespaces.extend(words().map(Text::from)),
                "kind" => selection.kinds.extend(words().flat_map(kinds)),
                "verdict" => selection
                    .verdicts
                    .extend(words().filter_map(|w| w.parse::<Verdict>().ok())),
                "problems" => selection.only_problems = !matches!(&*value, "" | "0" | "false"),
                "q" => selection.search = Search::new(&value),
                "group" => selection.group = GroupBy::named(&value).unwrap_or_default(),
                "sort" => selection.sort = SortBy::named(&value).unwrap_or_default(),
                "view" => selection.density = Density::named(&value),
                _ => {}
            }
        }
        selection
    }

    /// The query string that reads back as this selection; empty for the default.
    pub fn to_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for cluster in &self.clusters {
            query.append_pair("cluster", cluster);
        }
        for namespace in &self.namespaces {
            query.append_pair("namespace", namespace);
        }
        if self.kinds.len() == WorkloadKind::ALL.len() {
            query.append_pair("kind", ALL_KINDS);
        } else {
            for kind in &self.kinds {
                query.append_pair("kind", kind.as_str());
            }
        }
        for verdict in &self.verdicts {
            query.append_pair("verdict", verdict.as_str());
        }
        if self.only_problems {
            query.append_pair("problems", "1");
        }
        if !self.search.is_empty() {
            query.append_pair("q", self.search.as_str());
        }
        if self.group != GroupBy::default() {
            query.append_pair("group", self.group.as_str());
        }
        if self.sort != SortBy::default() {
            query.append_pair("sort", self.sort.as_str());
        }
        if let Some(density) = self.density {
            query.append_pair("view", density.as_str());
        }
        query.finish()
    }

    /// Whether anything is filtered out.
    pub fn is_narrowed(&self) -> bool {
        !self.clusters.is_empty()
            || !self.namespaces.is_empty()
            || !self.kinds.is_empty()
            || !self.verdicts.is_empty()
            || self.only_problems
            || !self.search.is_empty()
    }

    /// The same with other rows left in: everything, in the same arrangement.
    pub fn widened(&self) -> Self {
        Self {
            group: self.group,
            sort: self.sort,
            density: self.density,
            ..Self::default()
        }
    }

    /// The part that is kept from page to page and from visit to visit: clusters, namespaces and
    /// the arrangement. A wall is left, not kept.
    pub fn lasting(&self) -> Self {
        Self {
            clusters: self.clusters.clone(),
            namespaces: self.namespaces.clone(),
            kinds: self.kinds.clone(),
            density: self.density.filter(|density| *density != Density::Wall),
            ..self.widened()
        }
    }

    /// Whether a cluster is picked.
    pub fn has_cluster(&self, cluster: &str) -> bool {
        self.clusters.is_empty() || self.clusters.contains(cluster)
    }

    /// The kinds whose rows are needed.
    pub fn asked_kinds(&self) -> SortedSet<WorkloadKind> {
        let all = WorkloadKind::ALL.into_iter();
        all.filter(|kind| self.has_kind(*kind)).collect()
    }

    /// A selection of these kinds, as [`Self::kinds_query`] writes them, and of nothing else.
    pub fn of_kinds(words: &str) -> Self {
        let words = words.split(',').map(str::trim);
        Self {
            kinds: words.flat_map(kinds).collect(),
            ..Self::default()
        }
    }

    /// The kinds whose rows are needed, separated by commas; empty for Deployments.
    pub fn kinds_query(&self) -> String {
        let kinds = self.asked_kinds();
        if kinds.iter().eq([&WorkloadKind::Deployment]) {
            return String::new();
        }
        let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        words.join(",")
    }

    /// The same with rows of this kind, or without where they are shown.
    pub fn with_kind_toggled(&self, kind: WorkloadKind) -> Self {
        let mut kinds = self.asked_kinds();
        if !kinds.remove(&kind) {
            kinds.insert(kind);
        }
        // Deployments alone are what is shown when nothing is said.
        if kinds.iter().eq([&WorkloadKind::Deployment]) {
            kinds.clear();
        }
        Self {
            kinds,
            ..self.clone()
        }
    }

    /// Whether rows of this kind are shown.
    pub fn has_kind(&self, kind: WorkloadKind) -> bool {
        match self.kinds.is_empty() {
            true => kind == WorkloadKind::Deployment || self.search.names_kinds(),
            false => self.kinds.contains(&kind),
        }
    }

    /// Whether what is shown with this verdict is picked.
    pub fn has_verdict(&self, shown: Verdict) -> bool {
        (self.verdicts.is_empty() || self.verdicts.contains(&shown))
            && (!self.only_problems || shown.is_problem())
    }

    /// Whether a namespace is picked.
    pub fn has_namespace(&self, namespace: &str) -> bool {
        self.namespaces.is_empty() || self.namespaces.contains(namespace)
    }
}
