//! The mark of invented data.

use super::text;
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
            if demo.is_empty() {
                return None;
            }
            let what = text::not_real(&demo, demo.len() == clusters.len());
            let bar = view! {
                <p class="demo-bar">
                    {Icon::FlaskConical.sized("i i-sm")}
                    <b>{text::DEMO_DATA}</b>
                    <span>
                        {what}
                        {text::NAME_YOUR_OWN}
                        <code>"config.yaml"</code>
                        {text::OR_START_WITH}
                        <code>"--kubeconfig"</code>
                        {text::AFTER_START_WITH}
                    </span>
                </p>
            };
            Some(bar.erase())
        })
    });
    view! { {words} }.erase_once()
}
