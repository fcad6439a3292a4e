//! The mark of invented data.

use crate::live::Store;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// A bar over everything, as soon as one cluster is invented.
pub(super) fn view(store: Store) -> AnyView {
    let words = live(move || {
        store.clusters.with(|clusters| {
            let demo: Vec<&str> = clusters
                .iter()
                .filter(|cluster| cluster.state.is_demo)
                .map(|cluster| &*cluster.state.title)
                .collect();
            let what = match demo.len() {
                0 => return None,
                all if all == clusters.len() => "No cluster here is real.".to_owned(),
                1 => format!("{} is not real.", demo.join(", ")),
                _ => format!("{} are not real.", demo.join(", ")),
            };
            let bar = view! {
                <p class="demo-bar">
                    {Icon::FlaskConical.sized("i i-sm")}
                    <b>"Demo data"</b>
                    <span>
                        {what}
                        " Name your own in "
                        <code>"config.yaml"</code>
                        " or start with "
                        <code>"--kubeconfig"</code>
                        "."
                    </span>
                </p>
            };
            Some(bar.erase())
        })
    });
    view! { {words} }.erase_once()
}
