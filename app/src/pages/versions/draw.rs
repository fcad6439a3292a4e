//! The page drawn in the server: what there is, and the matrix.

use super::cell;
use super::parts::{self, Place};
use super::{DrawnVersions, MATRIX_ID, text};
use crate::Viewer;
use crate::address::page_number;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::ui::words::rows;
use leptos::prelude::*;
use model::{
    Application, Environments, Snapshot, Timestamp, Versions, VersionsBy, VersionsQuery, find,
    versions,
};

/// So many applications are drawn on a page.
const MOST_LINES: usize = 200;

/// What is drawn.
pub(super) struct Sheet<'a> {
    pub(super) matrix: Versions,
    pub(super) snapshot: Snapshot,
    pub(super) environments: &'a Environments,
    pub(super) query: VersionsQuery,
    /// From 1.
    pub(super) page: usize,
    pub(super) now: Timestamp,
}

/// The page with this query.
pub(crate) fn draw(viewer: &Viewer, query: &str) -> DrawnVersions {
    let wanted = VersionsQuery::from_query(query);
    let places = wanted.places();
    let snapshot = viewer.fleet.view(&viewer.scope, &places).snapshot();
    let sheet = Sheet::new(
        snapshot,
        &viewer.environments,
        wanted,
        page_number(query),
        viewer.now,
    );
    DrawnVersions(sheet.view().to_html())
}

// === impl Sheet ===

impl<'a> Sheet<'a> {
    pub(super) fn new(
        snapshot: Snapshot,
        environments: &'a Environments,
        mut query: VersionsQuery,
        page: usize,
        now: Timestamp,
    ) -> Self {
        let matrix = versions(&snapshot.rows, &snapshot.clusters, environments, &query);
        // What an old link asks for and is not there any more is not passed on.
        query.by = query.by.filter(|_| !environments.is_empty());
        let headings = matrix.headings();
        query.compare = query.compare.filter(|it| headings.contains(&it));
        let pages = matrix.applications.len().div_ceil(MOST_LINES).max(1);
        Self {
            page: page.min(pages),
            matrix,
            snapshot,
            environments,
            query,
            now,
        }
    }

    pub(super) fn view(&self) -> AnyView {
        let content = match self.matrix.applications.is_empty() {
            true => self.nothing(),
            false => self.table(),
        };
        view! {
            <div class="versions-head">
                <h1>{text::VERSIONS}</h1>
                <p class="m" role="status">
                    {self.summary()}
                </p>
            </div>
            {parts::toolbar(self)}
            {parts::chips(self)}
            {content}
            {parts::pager(self, MOST_LINES)}
            <p class="note">{self.legend()}</p>
        }
        .erase()
    }

    /// What there is, in words.
    fn summary(&self) -> String {
        let Versions { all, differing, .. } = self.matrix;
        let all = text::applications(all, differing);
        match &self.matrix.found {
            None => all,
            Some(found) => format!("{} {all}", self.whereabouts(found)),
        }
    }

    /// Where the search found something: so many in each column.
    fn whereabouts(&self, found: &[usize]) -> String {
        let columns = self.matrix.columns.iter().zip(found);
        let places: Vec<String> = columns
            .filter(|(_, found)| **found > 0)
            .map(|(column, _)| Place::new(self, column).to_string())
            .collect();
        let search = &self.query.search;
        let found = u32::try_from(found.iter().sum::<usize>()).unwrap_or(u32::MAX);
        match found {
            0 => text::found_nowhere(search),
            _ => {
                let rows = rows(&self.query.selection(), found);
                text::found_in(search, &rows, &places.join(", "))
            }
        }
    }

    /// Whether something was found, or nothing searched for.
    fn has_found(&self) -> bool {
        let found = self.matrix.found.as_ref();
        found.is_none_or(|found| found.iter().any(|number| *number > 0))
    }

    fn legend(&self) -> String {
        let with = self.query.compare.as_ref().map(|with| {
            let cluster = find(&self.snapshot.clusters, with);
            let title = cluster.filter(|_| self.matrix.by == VersionsBy::Cluster);
            title.map_or(with, |it| &it.title)
        });
        text::legend(with.map(|with| &**with))
    }

    /// Why there is no line.
    fn nothing(&self) -> AnyView {
        let Versions { all, .. } = self.matrix;
        let words = match (all, self.query.only_differences) {
            (0, _) => text::NO_APPLICATION,
            (_, true) if self.query.search.is_empty() => text::ONE_VERSION,
            (_, true) if self.has_found() => text::FOUND_IS_ONE_VERSION,
            _ => text::NOTHING_FOUND,
        };
        let everything = VersionsQuery {
            by: self.query.by,
            ..VersionsQuery::default()
        };
        view! {
            <div class="blank">
                {Icon::GitCompareArrows.view()}
                <h2>{words}</h2>
                <p class="acts">
                    <a
                        class="btn btn-sm btn-line"
                        href=crate::address::versions_link(&everything)
                    >
                        {text::SHOW_EVERYTHING}
                    </a>
                </p>
            </div>
        }
        .erase()
    }

    fn table(&self) -> AnyView {
        let caption = match self.matrix.by {
            VersionsBy::Cluster => text::TAGS_BY_CLUSTER,
            VersionsBy::Environment => text::TAGS_BY_ENVIRONMENT,
        };
        let first = (self.page - 1) * MOST_LINES;
        let lines = self.matrix.applications.iter().skip(first).take(MOST_LINES);
        view! {
            <div class="panel">
                <div
                    class="scroll-x"
                    id=MATRIX_ID
                    tabindex="0"
                    role="region"
                    aria-label=text::VERSION_MATRIX
                >
                    <table class="matrix">
                        <caption class="sr-only">{caption}</caption>
                        {parts::widths(&self.matrix)}
                        <thead>{parts::heads(self)}</thead>
                        <tbody>{lines.map(|line| self.line(line)).collect_view()}</tbody>
                    </table>
                </div>
            </div>
        }
        .erase()
    }

    fn line(&self, line: &Application) -> AnyView {
        let namespaces = match line.namespaces.len() {
            0 | 1 => line
                .namespaces
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
            many => text::namespaces(many),
        };
        let below = line
            .project
            .as_ref()
            .map_or(namespaces, ToString::to_string);
        let key = format!("{}/{}", line.name, line.project.as_deref().unwrap_or(""));
        let edges = parts::edges(&self.matrix);
        let cells = line.cells.iter().zip(edges);
        let cells = cells.map(|(all, is_edge)| cell::view(self, line, all, is_edge));
        view! {
            <tr data-key=key>
                <th scope="row">
                    {line.name.to_string()}
                    <span class="m">{below}</span>
                </th>
                {cells.collect_view()}
            </tr>
        }
        .erase()
    }
}
