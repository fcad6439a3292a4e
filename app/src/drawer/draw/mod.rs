//! What stands in the drawer, drawn in the server.

mod conditions;
mod events;
mod head;
mod history;
mod manifest;
mod parts;
mod past;
mod pods;
mod read;
#[cfg(test)]
mod tests;
mod text;
mod usage_chart;
mod verdict_strip;

pub(crate) use parts::age;

use super::Drawn;
use super::opened::{Opened, Tab};
use crate::Viewer;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use fleet::{Manifest, ReadError};
use leptos::prelude::*;
use model::{DeploymentDetail, Events, LinkFacts, LinkTemplate, Revision, Selection, Timestamp};
use past::Past;
use std::sync::Arc;

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
    let selection = Selection::from_query(query);
    let part = Part::read(viewer, &opened).await;
    Some(Drawn {
        head: head::view(&detail, &viewer.links, viewer.now).to_html(),
        body: part
            .view(&detail, &opened, (&selection, &viewer.links), viewer.now)
            .to_html(),
    })
}

/// A part of the drawer with what it takes to draw it.
enum Part {
    Pods(Option<Past>),
    Events(Result<Arc<Events>, ReadError>),
    History(Result<Arc<Vec<Revision>>, ReadError>),
    Manifest(Result<Manifest, ReadError>),
    /// The browser draws it.
    Logs,
}

// === impl Part ===

impl Part {
    async fn read(viewer: &Viewer, opened: &Opened) -> Self {
        let Viewer { fleet, scope, .. } = viewer;
        let Opened {
            key, with_status, ..
        } = opened;
        match opened.tab {
            Tab::Pods => Self::Pods(Past::read(viewer, key)),
            Tab::Logs => Self::Logs,
            Tab::Events => Self::Events(fleet.events(scope, key).await),
            Tab::History => Self::History(fleet.history(scope, key).await),
            Tab::Manifest => Self::Manifest(fleet.manifest(scope, key, *with_status).await),
        }
    }

    fn view(
        self,
        detail: &DeploymentDetail,
        opened: &Opened,
        (selection, links): (&Selection, &[LinkTemplate]),
        now: Timestamp,
    ) -> AnyView {
        match self {
            Self::Pods(past) => view! {
                {pods::view(detail, now)}
                {past.map(|past| past::view(&past, detail.limits, now))}
                {conditions::view(detail.row.key.kind, &detail.conditions, now)}
            }
            .erase(),
            Self::Logs => ().erase(),
            Self::Events(found) => {
                read::view(found, |found| events::view(&found, &opened.key, now))
            }
            Self::History(found) => read::view(found, |found| {
                history::view(&found, (&LinkFacts::of(&detail.row), links), now)
            }),
            Self::Manifest(found) => {
                let links = [false, true].map(|with_status| {
                    let opened = Opened {
                        with_status,
                        ..opened.clone()
                    };
                    opened.link(selection)
                });
                read::view(found, |found| {
                    manifest::view(&found, opened.with_status, links)
                })
            }
        }
    }
}

/// There is none, or it may not be seen: which of both is not told.
fn missing() -> AnyView {
    view! {
        <div class="blank">
            {Icon::FileQuestionMark.view()}
            <h3>{text::MISSING}</h3>
            <p>{text::WHY_MISSING}</p>
        </div>
    }
    .erase()
}
