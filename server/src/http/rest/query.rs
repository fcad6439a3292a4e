//! Query strings, read strictly: a caller's mistake is told, not ignored.

use crate::http::Problem;
use axum::extract::FromRequestParts;
use model::{Search, Selection, SortBy, SortedSet, Timestamp, Verdict, WorkloadKind};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Type};

/// A query string; a mistake in it is answered with problem details.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub(crate) struct Query<T>(pub(crate) T);

/// Which rows are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RowsQuery {
    /// Cluster names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    pub(crate) cluster: String,
    /// Namespace names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    pub(crate) namespace: String,
    /// Kinds, separated by commas, or `all`; absent: Deployments, or those that `q` names.
    #[param(schema_with = kinds)]
    pub(crate) kind: String,
    /// Verdicts, separated by commas; absent: all.
    #[param(schema_with = verdicts)]
    pub(crate) verdict: String,
    /// What must be found in a row, whatever its case: words, each of them; `ns:` (or
    /// `namespace:`), `cluster:`, `tag:`, `image:`, `container:`, `verdict:`, `kind:` and `pod:` before a
    /// word look in one place only; `-` before either leaves out the rows that have it; double
    /// quotes keep words together.
    #[param(max_length = 200)]
    pub(crate) q: String,
    /// How many rows at most.
    #[param(minimum = 1, maximum = 10000)]
    pub(crate) limit: Option<usize>,
    /// Where the previous page ended: its `next_cursor`.
    pub(crate) cursor: Option<String>,
    /// The order: worst verdict first, by trimmed name, newest change first, or most restarts, CPU
    /// or memory first (rows without figures last). The first `limit` rows in that order are
    /// answered, with no further pages. Absent: by cluster, namespace and name.
    #[param(schema_with = orders)]
    pub(crate) sort: Option<String>,
}

/// One of the orders there are.
fn orders() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(SortBy::ALL.map(|(sort, _)| sort.as_str())))
        .build()
}

/// A list of the verdicts there are.
fn verdicts() -> Array {
    let names = Verdict::ALL.map(|verdict| verdict.as_str());
    let one = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names));
    ArrayBuilder::new().items(one).build()
}

/// A list of the kinds there are.
pub(crate) fn kinds() -> Array {
    let names = WorkloadKind::ALL.map(|kind| kind.as_str());
    let one = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names.into_iter().chain(["all"])));
    ArrayBuilder::new().items(one).build()
}

/// The kinds of a comma-separated list.
pub(crate) fn selected_kinds(list: &str) -> Result<SortedSet<WorkloadKind>, Problem> {
    if let Some(bad) =
        words(list).find(|word| *word != "all" && word.parse::<WorkloadKind>().is_err())
    {
        let bad: String = bad.chars().take(40).collect();
        let kinds = WorkloadKind::ALL.map(|kind| kind.as_str()).join(", ");
        return Err(Problem::bad_request(format!(
            "kind: `{bad}` is no kind; use {kinds} or all"
        )));
    }
    Ok(Selection::of_kinds(list).kinds)
}

/// The words of a comma-separated list.
pub(crate) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

// === impl RowsQuery ===

impl RowsQuery {
    /// The selection this query describes.
    pub(crate) fn selection(&self) -> Result<Selection, Problem> {
        let verdicts = words(&self.verdict)
            .map(str::parse::<Verdict>)
            .collect::<Result<_, _>>();
        Ok(Selection {
            clusters: words(&self.cluster).map(Into::into).collect(),
            namespaces: words(&self.namespace).map(Into::into).collect(),
            kinds: selected_kinds(&self.kind)?,
            verdicts: verdicts
                .map_err(|error| Problem::bad_request(format!("verdict: {error}")))?,
            search: search(&self.q)?,
            ..Selection::default()
        })
    }

    /// The order, where it is not that of the keys.
    pub(crate) fn sort(&self) -> Result<Option<SortBy>, Problem> {
        let Some(word) = &self.sort else {
            return Ok(None);
        };
        let words = SortBy::ALL.map(|(sort, _)| sort.as_str());
        let Some(sort) = SortBy::named(word) else {
            return Err(Problem::bad_request(format!(
                "sort: `{}` is no order; use {}",
                word.chars().take(40).collect::<String>(),
                words.join(", ")
            )));
        };
        if self.cursor.is_some() {
            return Err(Problem::bad_request(
                "cursor: pages follow each other by cluster, namespace and name only; leave out \
                 sort, or raise limit",
            ));
        }
        Ok(Some(sort))
    }

    /// How many rows at most.
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(10_000),
            Some(limit @ 1..=10_000) => Ok(limit),
            Some(limit) => Err(Problem::bad_request(format!(
                "limit: {limit} is not 1 to 10000"
            ))),
        }
    }
}

/// A search; one that is longer than what is looked at is refused.
pub(crate) fn search(words: &str) -> Result<Search, Problem> {
    if words.chars().count() > 200 {
        return Err(Problem::bad_request(
            "q: at most 200 characters are searched for",
        ));
    }
    Ok(Search::new(words))
}

/// The moment in the past that a caller names: a time (RFC 3339), or how long ago it was.
pub(crate) fn since(words: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    let moment = words.parse::<jiff::Timestamp>();
    let moment = moment.map(|at| Timestamp(at.as_millisecond()));
    let ago = |span: jiff::Span| {
        let days = jiff::SpanRelativeTo::days_are_24_hours();
        let seconds = span.to_duration(days).ok()?.as_secs();
        Some(now.plus_seconds(-seconds))
    };
    let since = moment
        .ok()
        .or_else(|| words.parse::<jiff::Span>().ok().and_then(ago));
    since.filter(|since| *since <= now).ok_or_else(|| {
        let shown: String = words.chars().take(80).collect();
        Problem::bad_request(format!(
            "since: `{shown}` is no time before now; use a duration such as 30m, 6h or 1d, or a moment such as 2030-01-31T14:02:00Z"
        ))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_893_456_000);

    #[test]
    fn since_is_a_time_or_a_span() {
        assert_eq!(since("15m", NOW).unwrap(), NOW.plus_seconds(-900));
        assert_eq!(since("90s", NOW).unwrap(), NOW.plus_seconds(-90));
        assert_eq!(since("1d", NOW).unwrap(), NOW.plus_seconds(-86_400));
        assert_eq!(since("2030-01-01T00:00:00Z", NOW).unwrap(), NOW);
        for bad in ["", "m", "-5m", "15", "ä", "yesterday", "9999999999999999d"] {
            assert!(since(bad, NOW).is_err(), "{bad}");
        }
    }
}
