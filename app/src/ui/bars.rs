//! The bars at the foot of every page: whose view this is, and how long the session lasts.

use super::account::way_in;
use super::icon::Icon;
use super::text;
use crate::account::{SIGN_IN_PAGE, STOP_VIEW_AS};
use crate::live::{Session, Standing, Store};
use crate::ui::erase::{Erase, live};
use leptos::prelude::*;

/// The bars; nothing as a rule.
pub(super) fn view() -> AnyView {
    let session = expect_context::<Session>();
    let store = expect_context::<Store>();
    let note = live(move || match session.standing.get() {
        Standing::Fading(until) => Some(fading(&store.clock.minute(until))),
        Standing::Lapsed => Some(lapsed(session)),
        Standing::Open | Standing::Ended { .. } => None,
    });
    let end = live(move || match session.standing.get() {
        Standing::Ended { was_signed_in } => Some(ended(store, was_signed_in)),
        _ => None,
    });
    let groups = Memo::new(move |_| {
        session
            .account
            .with(|account| account.as_ref().map(|it| it.view_as.clone()))
            .unwrap_or_default()
    });
    let view_as = live(move || groups.with(|groups| (!groups.is_empty()).then(|| view_as(groups))));
    view! {
        <aside class="foot-bars" aria-label=text::ABOUT_THIS_SESSION>
            {view_as}
            <div role="status">{note}</div>
            <div role="alert">{end}</div>
        </aside>
    }
    .erase_frame()
}

/// Somebody looks through other people's eyes.
fn view_as(groups: &[String]) -> AnyView {
    view! {
        <div class="foot-bar" data-tone="ink">
            {Icon::Eye.view()}
            <p>
                {text::YOU_SEE_WHAT_MEMBERS_OF}
                <b>{groups.join(", ")}</b>
                {text::MEMBERS_SEE}
            </p>
            <form method="post" action=STOP_VIEW_AS>
                <button type="submit" class="btn btn-sm">
                    {text::STOP}
                </button>
            </form>
        </div>
    }
    .erase()
}

fn fading(until: &str) -> AnyView {
    view! {
        <div class="foot-bar">
            {Icon::Clock.sized("i i-sm")}
            <p>{text::fading(until)}</p>
        </div>
    }
    .erase()
}

fn lapsed(session: Session) -> AnyView {
    let roles = live(move || {
        session.account.with(|account| {
            let roles = account.as_ref().map(crate::Account::roles_in_words);
            roles.filter(|roles| !roles.is_empty()).map_or_else(
                || text::SESSION_ENDED.to_owned(),
                |roles| text::session_ended(&roles),
            )
        })
    });
    view! {
        <div class="foot-bar">
            {Icon::Lock.sized("i i-sm")}
            <p>{roles}</p>
            <a class="btn btn-sm btn-primary" href=way_in(SIGN_IN_PAGE.to_owned())>
                {text::SIGN_IN_AGAIN}
            </a>
        </div>
    }
    .erase()
}

fn ended(store: Store, was_signed_in: bool) -> AnyView {
    // Time stands still on a page that is over.
    let clock = store.clock;
    let since = live(move || text::as_it_was(&clock.time(clock.now())));
    let (words, action) = if was_signed_in {
        (text::SESSION_ENDED, text::SIGN_IN_AGAIN)
    } else {
        (text::ASKED_TO_SIGN_IN, text::SIGN_IN)
    };
    view! {
        <div class="foot-bar" data-tone="ended">
            {Icon::Lock.view()}
            <p>
                <b>{words}</b>
                {since}
            </p>
            <a class="btn btn-sm btn-primary" href=way_in(SIGN_IN_PAGE.to_owned())>
                {action}
            </a>
        </div>
    }
    .erase()
}
