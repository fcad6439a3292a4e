//! Parts of the drawer.

use super::text;
use crate::live::time_of_day;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{LinkFacts, LinkTemplate, Timestamp};

/// How long ago this was; the browser lets it go on.
pub(crate) fn age(at: Timestamp, now: Timestamp) -> AnyView {
    view! {
        <time datetime=rfc3339(at) title=utc(at) data-age=at.0.to_string()>
            {at.age(now)}
        </time>
    }
    .erase()
}

/// The time of day; the browser makes it the viewer's own.
pub(super) fn minute(at: Timestamp) -> AnyView {
    view! {
        <time datetime=rfc3339(at) title=utc(at) data-minute=at.0.to_string()>
            {time_of_day(at, None, false)}
        </time>
    }
    .erase()
}

/// `14:02`, in UTC.
pub(super) fn hour_and_minute(at: Timestamp) -> String {
    time_of_day(at, Some(0), false)
}

/// Nothing is known.
pub(super) fn unknown(why: &'static str) -> AnyView {
    view! {
        <span class="m" title=why>
            "–" <span class="sr-only">{format!(" {why}")}</span>
        </span>
    }
    .erase()
}

/// A button that copies this text. `words` say so: `Copy the full image`.
pub(super) fn copy(words: &'static str, text: &str) -> AnyView {
    view! {
        <button type="button" class="copy script-only" data-copy=text.to_owned() title=words>
            {Icon::Copy.sized("i i-xs")}
            <span class="sr-only">{words}</span>
        </button>
    }
    .erase()
}

/// An image reference, of which the tag counts, with a button that copies it.
pub(super) fn image(reference: &str) -> AnyView {
    let tag = model::image_tag(reference);
    let (before, tag) = match reference.strip_suffix(&tag) {
        Some(before) => (before.to_owned(), tag),
        None => (String::new(), reference.to_owned()),
    };
    view! {
        <span class="image">
            <code>
                <span class="m">{before}</span>
                <wbr/>
                {tag}
            </code>
            {copy(text::COPY_IMAGE, reference)}
        </span>
    }
    .erase()
}

/// A table. Every row begins with its heading; on phones each cell says what it is.
pub(super) fn table(
    caption: impl Into<String>,
    heads: &[&'static str],
    rows: Vec<(String, Vec<AnyView>)>,
) -> AnyView {
    let columns = heads
        .iter()
        .map(|&head| view! { <th scope="col">{head}</th> });
    let rows = rows.into_iter().map(|(key, cells)| {
        let mut cells = heads.iter().zip(cells);
        let first = cells
            .next()
            .map(|(_, cell)| view! { <th scope="row">{cell}</th> });
        let others =
            cells.map(|(&head, cell)| view! { <td data-label=head><div>{cell}</div></td> });
        view! {
            <tr data-key=key>
                {first}
                {others.collect_view()}
            </tr>
        }
        .erase()
    });
    view! {
        <table class="dt dt-flat">
            <caption class="sr-only">{caption.into()}</caption>
            <thead>
                <tr>{columns.collect_view()}</tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .erase()
}

/// The links to other places whose values are all known; nothing where there are none.
pub(super) fn links<'l>(
    links: impl Iterator<Item = &'l LinkTemplate>,
    facts: &LinkFacts,
    what: &'static str,
) -> Option<AnyView> {
    let links = links.filter_map(|link| {
        let href = link.fill(facts)?;
        Some(view! {
            <a class="lnk" href=href target="_blank" rel="noopener noreferrer">
                {link.name.clone()}
            </a>
        })
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| {
        view! {
            <nav class="drawer-links" aria-label=what>
                {links}
            </nav>
        }
        .erase()
    })
}

/// In UTC, for people.
pub(super) fn utc(at: Timestamp) -> String {
    rfc3339(at).replace('T', " ").replace('Z', " UTC")
}

/// RFC 3339, in UTC and to the second.
fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_second(at.0.div_euclid(1000))
        .map_or_else(|_| String::new(), |at| at.to_string())
}
