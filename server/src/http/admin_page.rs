//! What the Admin page shows: read from the configuration, the audit record, and of the clusters
//! only what the administrator may see themselves.

mod access;
mod audit;
mod patterns;

use crate::auth::Caller;
use crate::state::AppState;
use app::admin::AdminData;
use axum::extract::Query;
use axum::http::Uri;
use config::{Config, Role};
use model::Selection;
use serde::Deserialize;

/// The page's query. All of it is text, so that whatever is asked gets a page. No name is one of
/// those that pick clusters and namespaces on every page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AdminQuery {
    tab: String,
    groups: Option<String>,
    in_cluster: String,
    in_namespace: String,
    action: String,
    outcome: String,
    text: String,
    page: String,
}

/// A cluster this administrator may see, with its namespaces that they may see.
struct OwnCluster {
    name: String,
    namespaces: Vec<String>,
}

/// The part of the page that is asked for.
pub(super) async fn data(state: &AppState, caller: &Caller, uri: &Uri) -> AdminData {
    let query = Query::<AdminQuery>::try_from_uri(uri);
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let live = state.live();
    match query.tab.as_str() {
        "audit" => AdminData::Audit(audit::data(state, &query)),
        "patterns" => {
            let clusters = own_clusters(state, caller);
            // Every pattern is tried on every namespace; other requests go on meanwhile.
            let work = move || patterns::data(live.policy.config(), &clusters);
            let data = tokio::task::spawn_blocking(work).await;
            AdminData::Patterns(data.unwrap_or_default())
        }
        _ => {
            let clusters = own_clusters(state, caller);
            AdminData::Access(access::data(live.policy.config(), &clusters, query))
        }
    }
}

fn own_clusters(state: &AppState, caller: &Caller) -> Vec<OwnCluster> {
    let view = state.fleet.view(caller.scope(), &Selection::default());
    let clusters = view.clusters().iter();
    clusters
        .map(|cluster| OwnCluster {
            name: cluster.name.to_string(),
            namespaces: cluster.namespaces.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

fn roles(config: &Config) -> impl Iterator<Item = &Role> {
    config.auth.iter().flat_map(|auth| &auth.roles)
}
