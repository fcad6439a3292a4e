//! What stands in the drawer, drawn in the server.

mod conditions;
mod head;
mod parts;
mod pods;
#[cfg(test)]
mod tests;

use super::Drawn;
use super::opened::{Opened, Tab};
use crate::Viewer;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{DeploymentDetail, Timestamp};

/// The inside of the drawer that this query opens; `None` when it opens nothing.
pub(crate) async fn draw(viewer: &Viewer, query: &str) -> Option<Drawn> {
    let opened = Opened::from_query(query)?;
    let detail = viewer.fleet.detail(&viewer.scope, &opened.key);
    let Some(detail) = detail else {
        return Some(Drawn {
            head: String::new(),
            body: missing().to_html(),
        });
    };
    Some(Drawn {
        head: head::view(&detail, viewer.now).to_html(),
        body: body(opened.tab, &detail, viewer.now).to_html(),
    })
}

fn body(tab: Tab, detail: &DeploymentDetail, now: Timestamp) -> AnyView {
    match tab {
        Tab::Pods => pods::view(detail, now),
        Tab::Conditions => conditions::view(&detail.conditions, now),
    }
}

/// There is none, or it may not be seen: which of both is not told.
fn missing() -> AnyView {
    view! {
        <div class="blank">
            {Icon::FileQuestionMark.view()}
            <h3>"There is no such deployment"</h3>
            <p>"It may have been deleted, or the link is not quite right."</p>
        </div>
    }
    .erase()
}
