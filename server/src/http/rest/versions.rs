//! `GET /api/v1/versions`: which version of every application runs where, as JSON, as CSV and as
//! Markdown.

use super::query::{Query, kinds, search, selected_kinds, words};
use super::resources::rfc3339;
use crate::auth::Caller;
use crate::http::Problem;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use model::{
    Application, Environments, Running, Snapshot, VersionColumn, VersionsBy, find, shown_verdict,
    versions, versions_csv, versions_markdown,
};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

/// Which applications and columns are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionsQuery {
    /// Cluster names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    cluster: String,
    /// Namespace names, separated by commas; absent: all.
    #[param(value_type = Vec<String>)]
    namespace: String,
    /// Kinds, separated by commas, or `all`; absent: Deployments.
    #[param(schema_with = kinds)]
    kind: String,
    /// What must be found in a workload of an application, in the language of `/deployments`.
    #[param(max_length = 200)]
    q: String,
    /// What the columns are. Absent: environments where the configuration tells them, clusters
    /// otherwise.
    #[param(schema_with = columns)]
    by: Option<String>,
    /// Only applications that run different versions.
    differences: bool,
    /// The cluster, or the environment, that all others are compared with. Absent: what differs is
    /// another version than most of the application runs.
    compare: Option<String>,
}

/// What the columns can be.
fn columns() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(VersionsBy::ALL.map(|(by, _)| by.as_str())))
        .build()
}

/// Which version of every application runs where.
#[derive(Serialize, ToSchema)]
pub(crate) struct Versions {
    /// What the columns are: cluster or environment.
    by: &'static str,
    columns: Vec<Column>,
    /// By name.
    applications: Vec<ApplicationVersions>,
    /// How many applications there are in the picked clusters and namespaces.
    all: usize,
    /// How many of those run different versions.
    differing: usize,
}

/// A cluster, or an environment in a cluster.
#[derive(Serialize, ToSchema)]
struct Column {
    /// Null where the columns are clusters, and for namespaces that tell none.
    environment: Option<String>,
    cluster: String,
}

/// An application: workloads of the same trimmed name.
#[derive(Serialize, ToSchema)]
struct ApplicationVersions {
    name: String,
    /// What it is a part of, where its namespaces tell that: the pattern's group `app`.
    project: Option<String>,
    /// Whether any of its workloads differs.
    differs: bool,
    /// Its workloads: Deployments, and what else `kind` asks for. By column, then by key.
    deployments: Vec<RunningVersion>,
}

/// A workload and its version.
#[derive(Serialize, ToSchema)]
struct RunningVersion {
    environment: Option<String>,
    cluster: String,
    namespace: String,
    /// deployment, statefulset, daemonset, job, cronjob or pod.
    kind: &'static str,
    /// In full.
    name: String,
    /// Of the main container's image.
    tag: Option<String>,
    /// The tag that is being replaced, during a rollout.
    previous_tag: Option<String>,
    /// The main container's image.
    image: Option<String>,
    /// Since when it has that image, at the latest, RFC 3339, where that is known.
    since: Option<String>,
    /// down, failed, degraded, warning, unknown, progressing, paused, terminating, idle or healthy.
    verdict: &'static str,
    /// Whether it is another version than the one it is compared with.
    differs: bool,
    /// Whether it has what is searched for.
    found: bool,
}

/// Every picked application with its Deployments, and which of them differ. Two tags are the same
/// version when the hashes at their ends are, whatever stands before; a tag without a hash counts
/// as a whole.
#[utoipa::path(get, path = "/versions", params(VersionsQuery), responses(
    (status = 200, body = Versions),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn json(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<VersionsQuery>,
) -> Result<Json<Versions>, Problem> {
    let (snapshot, matrix) = matrix(&state, &caller, query)?;
    let applications = matrix.applications.iter();
    Ok(Json(Versions {
        by: matrix.by.as_str(),
        columns: matrix.columns.iter().map(Column::from).collect(),
        applications: applications
            .map(|application| ApplicationVersions::new(application, &matrix.columns, &snapshot))
            .collect(),
        all: matrix.all,
        differing: matrix.differing,
    }))
}

/// The same as a table for spreadsheets (RFC 4180): a line for each Deployment, the names of the
/// columns first. Text that would be taken for a formula begins with `'`.
#[utoipa::path(get, path = "/versions.csv", params(VersionsQuery), responses(
    (status = 200, body = String, content_type = "text/csv"),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn csv(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<VersionsQuery>,
) -> Result<impl IntoResponse, Problem> {
    let (snapshot, matrix) = matrix(&state, &caller, query)?;
    let text = versions_csv(&matrix, &snapshot.rows, &snapshot.clusters, rfc3339);
    let headers = [
        of_kind("text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"versions.csv\"",
        ),
    ];
    Ok((headers, text))
}

/// The same as a Markdown table of applications and columns. What differs is bold.
#[utoipa::path(get, path = "/versions.md", params(VersionsQuery), responses(
    (status = 200, body = String, content_type = "text/markdown"),
    (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn markdown(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<VersionsQuery>,
) -> Result<impl IntoResponse, Problem> {
    let (snapshot, matrix) = matrix(&state, &caller, query)?;
    let text = versions_markdown(&matrix, &snapshot.rows, &snapshot.clusters);
    Ok(([of_kind("text/markdown; charset=utf-8")], text))
}

fn of_kind(kind: &'static str) -> (HeaderName, &'static str) {
    (header::CONTENT_TYPE, kind)
}

/// What the caller may see of what they ask for.
fn matrix(
    state: &AppState,
    caller: &Caller,
    query: VersionsQuery,
) -> Result<(Snapshot, model::Versions), Problem> {
    let environments = state.live().environments.clone();
    let wanted = query.wanted(&environments)?;
    let snapshot = state
        .fleet
        .view(caller.scope(), &wanted.places())
        .snapshot();
    let matrix = versions(&snapshot.rows, &snapshot.clusters, &environments, &wanted);
    if let Some(compare) = &wanted.compare
        && !matrix.headings().contains(&compare)
    {
        return Err(Problem::bad_request(format!(
            "compare: none of the columns is of {} `{}`",
            matrix.by.as_str(),
            compare.chars().take(80).collect::<String>()
        )));
    }
    Ok((snapshot, matrix))
}

// === impl VersionsQuery ===

impl VersionsQuery {
    fn wanted(self, environments: &Environments) -> Result<model::VersionsQuery, Problem> {
        let by = self.by.as_deref().map(|word| {
            let by = VersionsBy::named(word);
            by.ok_or_else(|| {
                let word: String = word.chars().take(40).collect();
                let words = VersionsBy::ALL.map(|(by, _)| by.as_str()).join(" or ");
                Problem::bad_request(format!("by: `{word}` is no column; use {words}"))
            })
        });
        let by = by.transpose()?;
        if by == Some(VersionsBy::Environment) && environments.is_empty() {
            return Err(Problem::bad_request(
                "by: no namespace tells its environment; ui.versions.namespace_pattern is not set",
            ));
        }
        Ok(model::VersionsQuery {
            clusters: words(&self.cluster).map(Into::into).collect(),
            namespaces: words(&self.namespace).map(Into::into).collect(),
            kinds: selected_kinds(&self.kind)?,
            search: search(&self.q)?,
            by,
            only_differences: self.differences,
            compare: self.compare.map(Into::into),
        })
    }
}

// === impl Column ===

impl From<&VersionColumn> for Column {
    fn from(column: &VersionColumn) -> Self {
        Self {
            environment: column.environment.as_deref().map(str::to_owned),
            cluster: column.cluster.to_string(),
        }
    }
}

// === impl ApplicationVersions ===

impl ApplicationVersions {
    fn new(application: &Application, columns: &[VersionColumn], snapshot: &Snapshot) -> Self {
        let cells = columns.iter().zip(&application.cells);
        let deployments = cells.flat_map(|(column, cell)| {
            cell.iter()
                .map(|running| RunningVersion::new(running, column, snapshot))
        });
        Self {
            name: application.name.to_string(),
            project: application.project.as_deref().map(str::to_owned),
            differs: application.differs,
            deployments: deployments.collect(),
        }
    }
}

// === impl RunningVersion ===

impl RunningVersion {
    fn new(running: &Running, column: &VersionColumn, snapshot: &Snapshot) -> Self {
        let row = &snapshot.rows[running.row];
        let image = row.image.as_ref();
        let cluster = find(&snapshot.clusters, &row.key.cluster);
        Self {
            environment: column.environment.as_deref().map(str::to_owned),
            cluster: row.key.cluster.to_string(),
            namespace: row.key.namespace.to_string(),
            kind: row.key.kind.as_str(),
            name: row.key.name.to_string(),
            tag: image.map(|image| image.tag.to_string()),
            previous_tag: row.previous_tag.as_deref().map(str::to_owned),
            image: image.map(|image| image.reference.to_string()),
            since: row.image_since.map(rfc3339),
            verdict: shown_verdict(row.verdict, cluster).as_str(),
            differs: running.differs,
            found: running.is_found,
        }
    }
}
