//! Who looks at what: the context of a page and of every server function.

use crate::address::page_number;
use crate::live::density;
use crate::status::page_of;
use crate::{Drawn, DrawnVersions, Page, PageData, PageSettings, Preferences};
use fleet::{Fleet, Scope};
use model::{
    Density, DeploymentKey, Environments, FoundPods, LinkTemplate, Selection, Snapshot, Timestamp,
    UsageTable,
};
use std::sync::Arc;

/// One person's request, as the page needs it. The server provides it as Leptos context.
#[derive(Clone)]
pub struct Viewer {
    /// The data.
    pub fleet: Fleet,
    /// What this person may see of it.
    pub scope: Scope,
    /// The console's settings with the menu of this person.
    pub settings: Arc<PageSettings>,
    /// The links in a Deployment's details.
    pub links: Arc<[LinkTemplate]>,
    /// How the names of namespaces tell environments.
    pub environments: Environments,
    /// This browser's preferences.
    pub preferences: Preferences,
    /// The page they get: the one at `path`, if it is open to them.
    pub page: Page,
    /// The path that was asked for.
    pub path: String,
    /// The query that was asked for, without `?`.
    pub query: String,
    /// The moment of the request.
    pub now: Timestamp,
}

// === impl Viewer ===

impl Viewer {
    /// Everything of these kinds (see [`Selection::of_kinds`]) that this person may see. The page
    /// filters by itself, so that a filter costs no round trip.
    pub fn snapshot(&self, kinds: &str) -> Snapshot {
        let mut snapshot = self
            .fleet
            .view(&self.scope, &Selection::of_kinds(kinds))
            .snapshot();
        snapshot.now = self.now;
        snapshot
    }

    /// What everything of these kinds that this person may see uses, as far as it is known.
    pub fn usage(&self, kinds: &str) -> UsageTable {
        let selection = Selection::of_kinds(kinds);
        self.fleet.usage_table(&self.scope, &selection)
    }

    /// What the search of this query finds by the names of Pods, among what is picked there.
    pub fn find_pods(&self, query: &str) -> FoundPods {
        let selection = Selection::from_query(query);
        self.fleet.find_pods(&self.scope, &selection)
    }

    /// The inside of the drawer that this query opens; `None` when it opens nothing.
    pub async fn drawer(&self, query: &str) -> Option<Drawn> {
        crate::drawer::draw(self, query).await
    }

    /// The Versions page with this query.
    pub fn versions(&self, query: &str) -> DrawnVersions {
        crate::pages::versions::draw(self, query)
    }

    /// What the first paint is drawn from.
    pub fn page_data(&self) -> PageData {
        let found_pods = self.find_pods(&self.query);
        let mut selection = Selection::from_query(&self.query);
        selection.search = selection.search.knowing(Arc::new(found_pods.clone()));
        let kinds = selection.kinds_query();
        let snapshot = self.snapshot(&kinds);
        let usage = match selection.sort.needs_usage() {
            true => self.usage(&kinds),
            false => UsageTable::new(),
        };
        let groups = model::group(&snapshot.rows, &snapshot.clusters, &usage, &selection);
        // The pods of the cards that are drawn come with the first paint.
        let density = density(&snapshot, &selection);
        let (first, number) = match density {
            _ if self.page != Page::Status => (0, 0),
            Density::Cards | Density::Table => page_of(density, page_number(&self.query)),
            Density::Tiles | Density::Wall => (0, 0),
        };
        let shown: Vec<DeploymentKey> = groups
            .iter()
            .flat_map(|group| &group.rows)
            .skip(first)
            .take(number)
            .filter_map(|&index| Some(snapshot.rows.get(index)?.key.clone()))
            .collect();
        PageData {
            settings: (*self.settings).clone(),
            preferences: self.preferences.clone(),
            page: self.page,
            path: self.path.clone(),
            query: self.query.clone(),
            pods: self.fleet.pods(&self.scope, &shown),
            usage: usage.into(),
            found_pods,
            snapshot,
        }
    }
}
