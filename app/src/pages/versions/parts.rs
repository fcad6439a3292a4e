//! Parts of the page: what is picked, the headings and the cells.

use super::draw::Sheet;
use super::text;
use crate::address::versions_link;
use crate::status::{filters, kinds_in_words};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{
    ClusterState, FreshnessState, Text, VersionColumn, Versions, VersionsBy, VersionsQuery,
    WorkloadKind, find,
};
use std::fmt;

/// A column in words: `staging in Frankfurt`.
pub(super) struct Place<'a> {
    environment: Option<&'a Text>,
    cluster: &'a Text,
}

// === impl Place ===

impl<'a> Place<'a> {
    pub(super) fn new(sheet: &'a Sheet<'_>, column: &'a VersionColumn) -> Self {
        let state = find(&sheet.snapshot.clusters, &column.cluster);
        Self {
            environment: column.environment.as_ref(),
            cluster: state.map_or(&column.cluster, |state| &state.title),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.environment {
            Some(environment) => f.write_str(&text::environment_in(environment, self.cluster)),
            None => f.write_str(self.cluster),
        }
    }
}

/// What the columns are, what they are compared with, which applications there are, and the ways
/// to take the matrix elsewhere.
pub(super) fn toolbar(sheet: &Sheet<'_>) -> AnyView {
    let query = &sheet.query;
    let by = |(by, title): (VersionsBy, &'static str)| {
        let next = VersionsQuery {
            by: Some(by),
            compare: None,
            ..query.clone()
        };
        choice(&next, sheet.matrix.by == by, title.to_owned())
    };
    let by = (!sheet.environments.is_empty()).then(|| {
        view! {
            <div class="tool">
                <span id="lb-columns">{text::COLUMNS}</span>
                <div class="seg" role="group" aria-labelledby="lb-columns">
                    {VersionsBy::ALL.map(by).into_iter().collect_view()}
                </div>
            </div>
        }
    });
    let which = |only_differences: bool, title: String| {
        let next = VersionsQuery {
            only_differences,
            ..query.clone()
        };
        choice(&next, query.only_differences == only_differences, title)
    };
    view! {
        <div class="toolbar">
            {by} {kinds(sheet)} {compare(sheet)}
            <div class="seg" role="group" aria-label=text::APPLICATIONS>
                {which(false, text::ALL.to_owned())}
                {which(true, text::ONLY_DIFFERENCES.to_owned())}
            </div>
            <span class="flex-1 max-sm:hidden"></span>
            {exports(sheet)}
        </div>
    }
    .erase()
}

fn choice(query: &VersionsQuery, is_current: bool, title: String) -> AnyView {
    view! {
        <a href=versions_link(query) aria-current=is_current.then_some("true")>
            {title}
        </a>
    }
    .erase()
}

/// Which kinds are compared: each entry adds or takes one.
fn kinds(sheet: &Sheet<'_>) -> AnyView {
    let selection = sheet.query.selection();
    let entry = |kind: WorkloadKind| {
        let next = sheet.query.clone().with(&selection.with_kind_toggled(kind));
        let choice = choice(&next, selection.has_kind(kind), kind.title().to_owned());
        view! { <li>{choice}</li> }
    };
    view! {
        <details class="dropdown kinds" data-stays="">
            <summary class="field text-xs">
                <span class="sr-only">{text::KINDS}</span>
                <b>{kinds_in_words(&selection)}</b>
                {Icon::ChevronDown.sized("i i-sm")}
            </summary>
            <div class="pop dropdown-content">
                <ul class="menu">{WorkloadKind::ALL.map(entry).into_iter().collect_view()}</ul>
            </div>
        </details>
    }
    .erase()
}

fn compare(sheet: &Sheet<'_>) -> AnyView {
    let query = &sheet.query;
    let title = |heading: &Text| match sheet.matrix.by {
        VersionsBy::Cluster => find(&sheet.snapshot.clusters, heading)
            .map_or_else(|| heading.to_string(), |state| state.title.to_string()),
        VersionsBy::Environment => heading.to_string(),
    };
    let headings = sheet.matrix.headings();
    let each = headings.into_iter().map(|heading| Some(heading.clone()));
    let each = std::iter::once(None).chain(each).map(|with| {
        let words = with
            .as_ref()
            .map_or_else(|| text::WHAT_MOST_RUN.to_owned(), title);
        let is_current = query.compare == with;
        let next = VersionsQuery {
            compare: with,
            ..query.clone()
        };
        view! { <li>{choice(&next, is_current, words)}</li> }
    });
    let current = query.compare.as_ref();
    let current = current.map_or_else(|| text::WHAT_MOST_RUN.to_owned(), title);
    view! {
        <details class="dropdown">
            <summary class="field text-xs">
                <span class="m">{text::COMPARE_WITH}</span>
                <b>{current}</b>
                {Icon::ChevronDown.sized("i i-sm")}
            </summary>
            <div class="pop dropdown-content">
                <ul class="menu">{each.collect_view()}</ul>
            </div>
        </details>
    }
    .erase()
}

/// Links to the same elsewhere: all of it, whatever page of it is shown.
fn exports(sheet: &Sheet<'_>) -> AnyView {
    let query = resource_query(&sheet.query);
    let href = |ending: &str| match query.as_str() {
        "" => format!("/api/v1/versions.{ending}"),
        query => format!("/api/v1/versions.{ending}?{query}"),
    };
    view! {
        <div class="tool">
            <a class="btn btn-sm btn-line" href=href("md") data-copies="">
                {Icon::Copy.sized("i i-sm")}
                <span class="script-only">{text::COPY_AS}</span>
                {text::MARKDOWN}
            </a>
            <a class="btn btn-sm btn-line" href=href("csv") download="versions.csv">
                {Icon::Download.sized("i i-sm")}
                {text::CSV}
            </a>
        </div>
    }
    .erase()
}

/// The query as the REST interface takes it: lists are separated by commas.
fn resource_query(query: &VersionsQuery) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, list) in [
        ("cluster", &query.clusters),
        ("namespace", &query.namespaces),
    ] {
        if !list.is_empty() {
            let words: Vec<&str> = list.iter().map(|word| &**word).collect();
            pairs.append_pair(name, &words.join(","));
        }
    }
    if !query.kinds.is_empty() {
        pairs.append_pair("kind", &query.selection().kinds_query());
    }
    if !query.search.is_empty() {
        pairs.append_pair("q", query.search.as_str());
    }
    if let Some(by) = query.by {
        pairs.append_pair("by", by.as_str());
    }
    if query.only_differences {
        pairs.append_pair("differences", "true");
    }
    if let Some(compare) = &query.compare {
        pairs.append_pair("compare", compare);
    }
    pairs.finish()
}

/// The filters in force, each of which can be taken off.
pub(super) fn chips(sheet: &Sheet<'_>) -> Option<AnyView> {
    let each = filters::each(&sheet.query.selection());
    let chip = |(words, without): (String, model::Selection)| {
        let label = text::remove_filter(&words);
        let href = versions_link(&sheet.query.clone().with(&without));
        view! {
            <span class="chip">
                <span class="chip-words">{words}</span>
                <a href=href aria-label=label>
                    {Icon::X.sized("i i-xs")}
                </a>
            </span>
        }
    };
    (!each.is_empty()).then(|| {
        view! {
            <div class="filters" role="group" aria-label=text::FILTERS>
                {each.into_iter().map(chip).collect_view()}
            </div>
        }
        .erase()
    })
}

/// Which columns begin another environment than the one before.
pub(super) fn edges(matrix: &Versions) -> impl Iterator<Item = bool> {
    let columns = &matrix.columns;
    let is_other = |index: usize| columns[index].environment != columns[index - 1].environment;
    (0..columns.len()).map(move |index| index > 0 && is_other(index))
}

/// All columns but the first are equally wide, whatever stands in them, so that no change moves
/// another cell.
pub(super) fn widths(matrix: &Versions) -> AnyView {
    let each = matrix.columns.iter().map(|_| view! { <col/> });
    view! {
        <colgroup>
            <col class="matrix-name"/>
            {each.collect_view()}
        </colgroup>
    }
    .erase()
}

/// The lines above the matrix.
pub(super) fn heads(sheet: &Sheet<'_>) -> AnyView {
    let matrix = &sheet.matrix;
    let columns = || matrix.columns.iter().zip(edges(matrix));
    if matrix.by == VersionsBy::Cluster {
        let heads = columns().map(|(column, _)| cluster_head(sheet, column, false));
        return view! {
            <tr>
                <th scope="col">{text::APPLICATION}</th>
                {heads.collect_view()}
            </tr>
        }
        .erase();
    }
    let mut groups: Vec<(Option<&Text>, usize)> = Vec::new();
    for column in &matrix.columns {
        let heading = column.heading(matrix.by);
        match groups.last_mut() {
            Some((last, number)) if *last == heading => *number += 1,
            _ => groups.push((heading, 1)),
        }
    }
    let groups = groups
        .into_iter()
        .enumerate()
        .map(|(index, (heading, number))| {
            let title = heading.map_or(text::NO_ENVIRONMENT, |heading| heading);
            view! {
                <th
                    scope="colgroup"
                    class=(index > 0).then_some("edge")
                    colspan=number.to_string()
                >
                    {title.to_owned()}
                </th>
            }
        });
    let heads = columns().map(|(column, is_edge)| cluster_head(sheet, column, is_edge));
    view! {
        <tr>
            <th scope="col" rowspan="2">
                {text::APPLICATION}
            </th>
            {groups.collect_view()}
        </tr>
        <tr>{heads.collect_view()}</tr>
    }
    .erase()
}

fn cluster_head(sheet: &Sheet<'_>, column: &VersionColumn, is_edge: bool) -> AnyView {
    let state = find(&sheet.snapshot.clusters, &column.cluster);
    let title = state.map_or(&column.cluster, |state| &state.title);
    view! {
        <th scope="col" class=is_edge.then_some("edge")>
            {title.to_string()}
            {state.and_then(freshness)}
        </th>
    }
    .erase()
}

/// How recent the cluster's data are, where they are not of this moment.
fn freshness(cluster: &ClusterState) -> Option<AnyView> {
    let state = cluster.freshness.state;
    let icon = match state {
        FreshnessState::Live => return None,
        FreshnessState::Connecting | FreshnessState::Syncing => Icon::LoaderCircle,
        FreshnessState::Stale => Icon::Clock,
        FreshnessState::Unreachable => Icon::Unplug,
        FreshnessState::Forbidden => Icon::Lock,
    };
    Some(
        view! {
            <span class="fresh" data-fresh=state.as_str()>
                {icon.sized("i i-xs")}
                {state.as_str()}
            </span>
        }
        .erase(),
    )
}

/// Links to the pages before and after.
pub(super) fn pager(sheet: &Sheet<'_>, lines: usize) -> Option<AnyView> {
    let pages = sheet.matrix.applications.len().div_ceil(lines);
    let to = |page: usize, words: &'static str| {
        (1..=pages).contains(&page).then(|| {
            let link = versions_link(&sheet.query);
            let mark = if link.contains('?') { '&' } else { '?' };
            let href = match page {
                1 => link,
                page => format!("{link}{mark}page={page}"),
            };
            view! {
                <a class="lnk" href=href>
                    {words}
                </a>
            }
        })
    };
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label=text::PAGES>
                {to(sheet.page - 1, text::PREVIOUS_PAGE)}
                <span>{text::page(sheet.page, pages)}</span>
                {to(sheet.page + 1, text::NEXT_PAGE)}
            </nav>
        }
        .erase()
    })
}
