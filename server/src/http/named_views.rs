//! The configured views, as far as they are open to who asks.

use app::NamedView;
use fleet::{Fleet, Scope};
use model::{Selection, SortedSet, Text};

/// The views without what `scope` does not show: no name of a cluster or namespace is told that
/// they may not see, and a view of nothing they may see is not offered.
pub(super) fn open_to(views: &[NamedView], fleet: &Fleet, scope: &Scope) -> Vec<NamedView> {
    if views.is_empty() {
        return Vec::new();
    }
    let view = fleet.view(scope, &Selection::default());
    let clusters: Vec<&Text> = view
        .clusters()
        .iter()
        .map(|cluster| &cluster.name)
        .collect();
    let narrowed = views.iter().filter_map(|view| {
        let mut selection = Selection::from_query(&view.query);
        let is_open = keep(&mut selection.clusters, |name| clusters.contains(&name))
            && keep(&mut selection.namespaces, |name| {
                clusters.iter().any(|cluster| scope.allows(cluster, name))
            });
        is_open.then(|| NamedView {
            name: view.name.clone(),
            query: selection.to_query(),
        })
    });
    narrowed.collect()
}

/// Keeps what is open; false where names were given and none is.
fn keep(names: &mut SortedSet<Text>, is_open: impl Fn(&Text) -> bool) -> bool {
    let is_narrowed = !names.is_empty();
    names.retain(|name| is_open(name));
    !is_narrowed || !names.is_empty()
}
