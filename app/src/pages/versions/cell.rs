//! A cell of the matrix.

use super::draw::Sheet;
use super::text;
use crate::drawer::{Opened, age};
use crate::status::{tag, verdict};
use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{
    Application, ClusterState, Row, Running, Verdict, WorkloadKind, find, shown_verdict, version_of,
};

/// What runs of an application in one place.
pub(super) fn view(
    sheet: &Sheet<'_>,
    line: &Application,
    cell: &[Running],
    is_edge: bool,
) -> AnyView {
    let differs = cell.iter().any(|running| running.differs);
    let names_places = cell.len() > 1 || line.project.is_none() && line.namespaces.len() > 1;
    let content = match cell.is_empty() {
        true => {
            view! { <span class="none">"–" <span class="sr-only">{text::NOT_DEPLOYED}</span></span> }
                .erase()
        }
        false => cell
            .iter()
            .map(|running| deployment(sheet, running, names_places))
            .collect::<Vec<_>>()
            .erase(),
    };
    view! {
        <td class=is_edge.then_some("edge") data-drift=differs.then_some("")>
            {content}
        </td>
    }
    .erase()
}

fn deployment(sheet: &Sheet<'_>, running: &Running, names_place: bool) -> AnyView {
    let row = &sheet.snapshot.rows[running.row];
    let cluster = find(&sheet.snapshot.clusters, &row.key.cluster);
    let shown = shown_verdict(row.verdict, cluster);
    let href = Opened::new(row.key.clone()).link(&sheet.query.selection());
    let is_found = running.is_found && !sheet.query.search.is_empty();
    let place =
        names_place.then(|| view! { <span class="m">{row.key.namespace.to_string()}</span> });
    let kind = row.key.kind;
    let kind =
        (kind != WorkloadKind::Deployment).then(|| view! { <span class="m">{kind.title()}</span> });
    let differs = running
        .differs
        .then(|| view! { <span class="drift">{text::DIFFERS}</span> });
    let tag = row.image.as_ref().map_or_else(
        || view! { <span class="m">{text::NO_CONTAINER}</span> }.erase(),
        |image| tag::tag(&image.tag, image.reference.to_string()),
    );
    view! {
        <a
            class="vcell"
            href=href
            data-key=row.key.to_string()
            data-found=is_found.then_some("")
            title=row.key.name.to_string()
        >
            {place}
            {kind}
            {tag}
            {differs}
            <small data-verdict=shown.as_str()>
                {verdict::icon(shown).sized("i i-xs")}
                <span>{state(sheet, row, shown, cluster)}</span>
            </small>
        </a>
    }
    .erase()
}

/// How it is and since when it has that tag, or when its cluster was last heard of. That it is
/// healthy is said by the icon, and to screen readers.
fn state(sheet: &Sheet<'_>, row: &Row, shown: Verdict, cluster: Option<&ClusterState>) -> AnyView {
    let seen = cluster.and_then(|cluster| cluster.freshness.last_seen);
    let (words, since) = match shown {
        Verdict::Unknown => (text::UNKNOWN, seen),
        other => (other.title(), row.image_since),
    };
    let since = since.map(|at| {
        let before = (shown == Verdict::Unknown).then_some(text::LAST_SEEN);
        view! { {before} {age(at, sheet.now)} {text::AGO} }
    });
    let between = since.is_some().then_some(" · ");
    let from = row
        .previous_tag
        .as_deref()
        .filter(|_| shown != Verdict::Unknown);
    let from = from.map(|tag| text::from(version_of(tag)));
    match shown {
        Verdict::Healthy => view! {
            <span class="sr-only">{words} ", "</span>
            {since}
        }
        .erase(),
        _ => view! {
            {words}
            {from}
            {between}
            {since}
        }
        .erase(),
    }
}
