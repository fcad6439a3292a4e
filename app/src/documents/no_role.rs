//! Somebody is signed in, and no role is theirs.

use super::{Frame, SignInProvider, text};
use crate::account::SIGN_OUT;
use crate::ui::erase::Erase;
use crate::{AssetNames, Preferences};
use leptos::prelude::*;

/// So many groups are listed.
const MOST_GROUPS: usize = 50;

/// What the page for somebody without a role says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoRolePage {
    /// The console's name.
    pub title: String,
    /// The console's version.
    pub version: String,
    /// Who they signed in with.
    pub provider: SignInProvider,
    /// Their name.
    pub name: String,
    /// Groups of theirs that the provider named.
    pub groups: Vec<String>,
    /// How many more it named.
    pub more_groups: usize,
    /// `auth.help_text`: whom to ask.
    pub help_text: Option<String>,
    /// Where the provider is asked again: `/auth/sign-in?next=…`.
    pub check_again_href: String,
}

/// The whole document.
pub fn no_role_document(
    page: &NoRolePage,
    assets: &AssetNames,
    preferences: &Preferences,
) -> String {
    let help = page
        .help_text
        .clone()
        .unwrap_or_else(|| text::ASK_FOR_ACCESS.to_owned());
    let body = view! {
        <h1>{text::NO_ROLE_YET}</h1>
        <p class="signin-lead">
            {text::SIGNED_IN_AS}
            <b>{page.name.clone()}</b>
            {text::NO_ROLE_OF_GROUPS}
        </p>
        <p class="signin-help">{help}</p>
        <div class="signin-acts">
            <a class="btn btn-primary" href=page.check_again_href.clone()>
                {text::CHECK_AGAIN}
            </a>
            <form method="post" action=SIGN_OUT>
                <button type="submit" class="btn btn-line">
                    {text::SIGN_OUT}
                </button>
            </form>
        </div>
        <p class="note">{text::checking_asks(&page.provider.name)}</p>
        {groups(page)}
    };
    let frame = Frame {
        name: text::NO_ROLE,
        title: &page.title,
        version: &page.version,
        host: &page.provider.host,
        assets,
        preferences,
    };
    frame.around(body.erase())
}

/// The groups, so that it can be seen which one is missing.
fn groups(page: &NoRolePage) -> AnyView {
    let provider = &page.provider.name;
    if page.groups.is_empty() {
        return view! { <p class="note">{text::no_group(provider)}</p> }.erase();
    }
    let listed = page.groups.iter().take(MOST_GROUPS);
    let listed: Vec<_> = listed
        .map(|group| view! { <li>{group.clone()}</li> })
        .collect();
    let more = page.groups.len() - listed.len() + page.more_groups;
    let more = (more > 0).then(|| view! { <li class="signin-more">{text::and_more(more)}</li> });
    view! {
        <h2 id="groups">{text::your_groups(provider)}</h2>
        <ul class="signin-groups" aria-labelledby="groups">
            {listed}
            {more}
        </ul>
    }
    .erase()
}
