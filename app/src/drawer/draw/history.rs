//! The revisions, newest first, and what each changed.

use super::parts::{self, age, copy, unknown};
use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{Change, LinkFacts, LinkTemplate, Revision, Stage, Timestamp};

/// `links` that depend on the image are given for each revision's own.
pub(super) fn view(
    revisions: &[Revision],
    links: (&LinkFacts, &[LinkTemplate]),
    now: Timestamp,
) -> AnyView {
    if revisions.is_empty() {
        return view! {
            <div class="blank">
                <h3>{text::NO_REVISIONS}</h3>
                <p>{text::NO_REVISION_KEPT}</p>
            </div>
        }
        .erase();
    }
    let each = revisions.iter().map(|one| revision(one, links, now));
    view! {
        <ol class="revisions">{each.collect_view()}</ol>
        <p class="note">{text::ABOUT_REVISIONS}</p>
    }
    .erase()
}

fn revision(
    one: &Revision,
    (facts, links): (&LinkFacts, &[LinkTemplate]),
    now: Timestamp,
) -> AnyView {
    let main = facts.container.as_deref();
    let image = one.images.iter().find(|(name, _)| Some(&**name) == main);
    let own = image.map(|(_, image)| LinkFacts {
        image: Some(image.to_string()),
        ..facts.clone()
    });
    let links = own.and_then(|own| {
        let links = links.iter().filter(|link| link.is_of_the_image());
        parts::links(links, &own, text::LINKS_OF_REVISION)
    });
    let (word, colour, icon) = match one.stage {
        Stage::Complete => (text::CURRENT, "healthy", Icon::CircleCheck),
        Stage::Underway => (text::ROLLING_OUT, "progressing", Icon::RefreshCw),
        Stage::Stuck => (text::DEADLINE_EXCEEDED, "failed", Icon::TimerOff),
        Stage::Past => ("", "idle", Icon::CircleMinus),
    };
    let stage = (one.stage != Stage::Past).then(|| {
        view! {
            <span class="verdict" data-verdict=colour>
                {icon.sized("i i-sm")}
                {word}
            </span>
        }
    });
    let earlier: Vec<String> = one.earlier.iter().map(u64::to_string).collect();
    let again = (!earlier.is_empty()).then(|| text::used_again(&earlier.join(", ")));
    let images = one.images.iter().map(|(container, image)| {
        view! {
            <li>
                <span class="m">{container.to_string()}</span>
                " "
                <code class="tag" title=image.to_string()>{model::image_tag(image)}</code>
                {copy(text::COPY_IMAGE, image)}
            </li>
        }
    });
    let ready = match one.ready_after {
        Some(seconds) => model::kubectl_duration(seconds).erase(),
        None => unknown(text::NOT_KNOWN),
    };
    let who = match &one.who {
        Some(who) => who.to_string().erase(),
        None => unknown(text::NOT_KNOWN),
    };
    let cause = one.cause.as_deref().map(|cause| {
        view! {
            <div class="wide">
                <dt>{text::CAUSE}</dt>
                <dd>{cause.to_owned()}</dd>
            </div>
        }
    });
    view! {
        <li class="revision" data-key=one.number.to_string()>
            <p class="revision-head">
                <b>{text::revision(one.number)}</b>
                {stage}
                <span class="m">{again}</span>
                <span class="m revision-age">{age(one.created, now)} {text::AGO}</span>
            </p>
            <ul class="revision-images">{images.collect_view()}</ul>
            <dl class="facts">
                <div>
                    <dt>{text::READY_AFTER}</dt>
                    <dd>{ready}</dd>
                </div>
                <div>
                    <dt>{text::WRITTEN_BY}</dt>
                    <dd>{who}</dd>
                </div>
                <div>
                    <dt>{text::PODS_NOW}</dt>
                    <dd>{one.replicas}</dd>
                </div>
                {cause}
            </dl>
            {links}
            {changes(one.changes.as_deref())}
        </li>
    }
    .erase()
}

fn changes(changes: Option<&[Change]>) -> AnyView {
    match changes {
        None => view! { <p class="note">{text::NO_REVISION_BEFORE}</p> }.erase(),
        Some([]) => view! { <p class="note">{text::NO_CHANGES}</p> }.erase(),
        Some(changes) => {
            let each = changes.iter().map(change);
            view! { <ul class="changes">{each.collect_view()}</ul> }.erase()
        }
    }
}

fn change(change: &Change) -> AnyView {
    let container = (!change.container.is_empty())
        .then(|| view! { <span class="m">{format!("{} ", change.container)}</span> });
    let before = change.before.clone().map(|before| {
        view! {
            <del>
                <span class="sr-only">{text::BEFORE}</span>
                {before}
            </del>
        }
    });
    let after = change.after.clone().map(|after| {
        view! {
            <ins>
                <span class="sr-only">{text::AFTER}</span>
                {after}
            </ins>
        }
    });
    view! {
        <li data-key=format!("{}/{}", change.container, change.what)>
            <span class="change-what">
                {container}
                {change.what.clone()}
            </span>
            <code class="diff">
                {before}
                {after}
            </code>
        </li>
    }
    .erase()
}
