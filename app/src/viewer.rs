//! Who looks at what: the context of a page and of every server function.

use crate::{Drawn, Page, PageData, PageSettings, Preferences};
use fleet::{Fleet, Scope};
use model::{DeploymentKey, Selection, Snapshot, Timestamp};
use std::sync::Arc;

/// The pods of this many cards come with the first paint.
const FIRST_CARDS: usize = 300;

/// One person's request, as the page needs it. The server provides it as Leptos context.
#[derive(Clone)]
pub struct Viewer {
    /// The data.
    pub fleet: Fleet,
    /// What this person may see of it.
    pub scope: Scope,
    /// The console's settings with the menu of this person.
    pub settings: Arc<PageSettings>,
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
    /// Everything this person may see. The page filters by itself, so that a filter costs no
    /// round trip.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = self
            .fleet
            .view(&self.scope, &Selection::default())
            .snapshot();
        snapshot.now = self.now;
        snapshot
    }

    /// The inside of the drawer that this query opens; `None` when it opens nothing.
    pub async fn drawer(&self, query: &str) -> Option<Drawn> {
        crate::drawer::draw(self, query).await
    }

    /// What the first paint is drawn from.
    pub fn page_data(&self) -> PageData {
        let snapshot = self.snapshot();
        let selection = Selection::from_query(&self.query);
        let groups = model::group(&snapshot.rows, &snapshot.clusters, &selection);
        let shown: Vec<DeploymentKey> = groups
            .iter()
            .flat_map(|group| &group.rows)
            .take(FIRST_CARDS)
            .filter_map(|&index| Some(snapshot.rows.get(index)?.key.clone()))
            .collect();
        PageData {
            settings: (*self.settings).clone(),
            preferences: self.preferences.clone(),
            page: self.page,
            path: self.path.clone(),
            query: self.query.clone(),
            pods: self.fleet.pods(&self.scope, &shown),
            snapshot,
        }
    }
}
