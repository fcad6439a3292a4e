//! Which version of every application runs where: applications × clusters, or × environments.
//!
//! An application is what has the same trimmed name, as where cards are grouped by application.
//! Two tags are the same version when their hashes are, whatever stands before
//! (`staging-a1dcf6ff`, `prod-a1dcf6ff`); a tag without a hash counts as a whole.

mod environment;
mod export;
mod query;

pub use environment::{Environments, Place};
pub use export::{versions_csv, versions_markdown};
pub use query::{VersionsBy, VersionsQuery};

use crate::{ClusterState, Row, SortedSet, Text, Timestamp, find, shown_verdict, split_tag};
use std::collections::{BTreeMap, HashMap};

/// The matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// What its columns are.
    pub by: VersionsBy,
    /// The columns. Those with the same [`VersionColumn::heading`] stand side by side.
    pub columns: Vec<VersionColumn>,
    /// The lines, by name.
    pub applications: Vec<Application>,
    /// How many applications there are in the picked places, whatever else is picked.
    pub all: usize,
    /// How many of those run different versions.
    pub differing: usize,
    /// How many workloads the search found in each column, whether their lines are among those that
    /// are wanted or not; none where nothing is searched for.
    pub found: Option<Vec<usize>>,
}

/// Where something may run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionColumn {
    /// The environment; none in a matrix by cluster, and for namespaces that tell none.
    pub environment: Option<Text>,
    /// The cluster's name.
    pub cluster: Text,
}

/// A line of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The trimmed name.
    pub name: Text,
    /// What it is a part of, where its namespaces tell: the same name in another is another
    /// application.
    pub project: Option<Text>,
    /// Its namespaces, by name.
    pub namespaces: SortedSet<Text>,
    /// What runs in each of the columns, by key.
    pub cells: Vec<Vec<Running>>,
    /// Whether anything in it [differs](Running::differs).
    pub differs: bool,
}

/// A Deployment in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// The position of its row in the list that the matrix was made of.
    pub row: usize,
    /// Whether it is another version than the one it is compared with.
    pub differs: bool,
    /// Whether the search found it; all are found where nothing is searched for.
    pub is_found: bool,
}

/// A picked row with the place that its namespace tells.
struct Placed<'a> {
    index: usize,
    row: &'a Row,
    place: Option<Place>,
}

/// The part of a tag that says which version it is.
pub fn version_of(tag: &str) -> &str {
    split_tag(tag).1
}

/// The matrix of the picked rows. Columns of a matrix by cluster are the picked clusters, of one by
/// environment the places where something runs.
pub fn versions(
    rows: &[Row],
    clusters: &[ClusterState],
    environments: &Environments,
    query: &VersionsQuery,
) -> Versions {
    let by = query.by_among(environments);
    let placed = placed(rows, clusters, environments, query, by);
    let columns = match by {
        VersionsBy::Cluster => cluster_columns(clusters, query),
        VersionsBy::Environment => environment_columns(&placed, clusters, environments),
    };
    let place_of: HashMap<&VersionColumn, usize> = columns.iter().zip(0..).collect();
    let mut lines: BTreeMap<(&Text, Option<&Text>), Application> = BTreeMap::new();
    for one in &placed {
        let Some(&column) = place_of.get(&one.column()) else {
            continue;
        };
        let project = one.place.as_ref().and_then(|place| place.project.as_ref());
        let line = lines
            .entry((&one.row.title, project))
            .or_insert_with(|| Application::new(&one.row.title, project, columns.len()));
        line.namespaces.insert(one.row.key.namespace.clone());
        line.cells[column].push(Running {
            row: one.index,
            differs: false,
            is_found: is_found(one.row, clusters, query),
        });
    }
    let mut applications: Vec<Application> = lines.into_values().collect();
    let compared = compared(&columns, query.compare.as_ref(), by);
    for application in &mut applications {
        application.compare(rows, &compared);
    }
    let all = applications.len();
    let differing = applications.iter().filter(|it| it.differs).count();
    let found = (0..columns.len()).map(|column| {
        let cells = applications.iter().flat_map(|it| &it.cells[column]);
        cells.filter(|running| running.is_found).count()
    });
    let found: Vec<usize> = found.collect();
    applications.retain(|application| {
        (application.differs || !query.only_differences)
            && application.running().any(|running| running.is_found)
    });
    Versions {
        by,
        columns,
        applications,
        all,
        differing,
        found: (!query.search.is_empty()).then_some(found),
    }
}

/// The picked rows, in the order of their keys.
fn placed<'a>(
    rows: &'a [Row],
    clusters: &[ClusterState],
    environments: &Environments,
    query: &VersionsQuery,
    by: VersionsBy,
) -> Vec<Placed<'a>> {
    let mut known: HashMap<&Text, Option<Place>> = HashMap::new();
    let mut place = |namespace: &'a Text| match by {
        VersionsBy::Cluster => None,
        VersionsBy::Environment => known
            .entry(namespace)
            .or_insert_with(|| environments.place(namespace))
            .clone(),
    };
    let places = query.places();
    let is_picked = |row: &&Row| {
        places.has_cluster(&row.key.cluster)
            && places.has_namespace(&row.key.namespace)
            && places.has_kind(row.key.kind)
            && find(clusters, &row.key.cluster).is_some()
    };
    let picked = rows.iter().enumerate().filter(|(_, row)| is_picked(row));
    let mut placed: Vec<Placed<'a>> = picked
        .map(|(index, row)| Placed {
            index,
            row,
            place: place(&row.key.namespace),
        })
        .collect();
    placed.sort_by(|a, b| a.row.key.cmp(&b.row.key));
    placed
}

fn cluster_columns(clusters: &[ClusterState], query: &VersionsQuery) -> Vec<VersionColumn> {
    let names = clusters.iter().map(|cluster| &cluster.name);
    let picked = names.filter(|name| query.clusters.is_empty() || query.clusters.contains(*name));
    let column = |name: &Text| VersionColumn {
        environment: None,
        cluster: name.clone(),
    };
    picked.map(column).collect()
}

/// Environments in their order, those of no environment last, and in each the clusters in theirs.
fn environment_columns(
    placed: &[Placed<'_>],
    clusters: &[ClusterState],
    environments: &Environments,
) -> Vec<VersionColumn> {
    let there: SortedSet<VersionColumn> = placed.iter().map(Placed::column).collect();
    let mut columns: Vec<VersionColumn> = there.into_iter().collect();
    let place = |name: &Text| clusters.iter().position(|cluster| cluster.name == *name);
    columns.sort_by(|a, b| {
        environments
            .order(a.environment.as_ref(), b.environment.as_ref())
            .then_with(|| place(&a.cluster).cmp(&place(&b.cluster)))
    });
    columns
}

/// Which columns the others are compared with: those under this heading, or all.
fn compared(columns: &[VersionColumn], with: Option<&Text>, by: VersionsBy) -> Vec<bool> {
    let is_in = |column: &VersionColumn| with.is_some() && column.heading(by) == with;
    match columns.iter().any(is_in) {
        true => columns.iter().map(is_in).collect(),
        false => vec![true; columns.len()],
    }
}

fn is_found(row: &Row, clusters: &[ClusterState], query: &VersionsQuery) -> bool {
    let cluster = find(clusters, &row.key.cluster);
    let title = cluster.map_or("", |cluster| &*cluster.title);
    query
        .search
        .finds(row, shown_verdict(row.verdict, cluster), title)
}

// === impl Placed ===

impl Placed<'_> {
    fn column(&self) -> VersionColumn {
        VersionColumn {
            environment: self.place.as_ref().map(|place| place.environment.clone()),
            cluster: self.row.key.cluster.clone(),
        }
    }
}

// === impl Versions ===

impl Versions {
    /// What applications can be compared with: the clusters or environments, in order.
    pub fn headings(&self) -> Vec<&Text> {
        let mut headings: Vec<&Text> = Vec::new();
        for heading in self.columns.iter().filter_map(|it| it.heading(self.by)) {
            if !headings.contains(&heading) {
                headings.push(heading);
            }
        }
        headings
    }
}

// === impl VersionColumn ===

impl VersionColumn {
    /// The name of what is compared: the cluster, or the environment if there is one.
    pub fn heading(&self, by: VersionsBy) -> Option<&Text> {
        match by {
            VersionsBy::Cluster => Some(&self.cluster),
            VersionsBy::Environment => self.environment.as_ref(),
        }
    }
}

// === impl Application ===

impl Application {
    fn new(name: &Text, project: Option<&Text>, columns: usize) -> Self {
        Self {
            name: name.clone(),
            project: project.cloned(),
            namespaces: SortedSet::new(),
            cells: vec![Vec::new(); columns],
            differs: false,
        }
    }

    /// Everything that runs of it.
    pub fn running(&self) -> impl Iterator<Item = &Running> {
        self.cells.iter().flatten()
    }

    /// Marks what differs from what most of it runs in these columns.
    fn compare(&mut self, rows: &[Row], with: &[bool]) {
        let version = |running: &Running| version_in(&rows[running.row]);
        let compared = self.cells.iter().zip(with).filter(|(_, is_in)| **is_in);
        let compared = compared.flat_map(|(cell, _)| cell.iter().map(|it| &rows[it.row]));
        let Some(prevailing) = prevailing(compared) else {
            return;
        };
        for running in self.cells.iter_mut().flatten() {
            running.differs = version(running).is_some_and(|own| own != prevailing);
            self.differs |= running.differs;
        }
    }
}

/// The version of what counts in this row, where anything does.
fn version_in(row: &Row) -> Option<&str> {
    row.image.as_ref().map(|image| version_of(&image.tag))
}

/// The version that most of these run; of two that as many run, the one that came last.
fn prevailing<'a>(rows: impl Iterator<Item = &'a Row>) -> Option<&'a str> {
    let mut versions: BTreeMap<&str, (usize, Option<Timestamp>)> = BTreeMap::new();
    for row in rows {
        if let Some(version) = version_in(row) {
            let (number, since) = versions.entry(version).or_default();
            *number += 1;
            *since = (*since).max(row.image_since);
        }
    }
    let most = versions.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(version, _)| version)
}
