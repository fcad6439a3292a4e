//! Signing in could not be completed.

use super::text;
use super::{Frame, SignInProvider, SignInTrouble, anonymous_button, sign_in_button, small_print};
use crate::ui::erase::Erase;
use crate::{AssetNames, Preferences};
use leptos::prelude::*;

/// What the page about a failed sign-in says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemPage {
    /// The console's name.
    pub title: String,
    /// The console's version.
    pub version: String,
    /// Who people sign in with.
    pub provider: SignInProvider,
    /// What happened.
    pub trouble: SignInTrouble,
    /// What to do about it, in a sentence of its own.
    pub advice: Option<String>,
    /// Where people try again: `/auth/sign-in?next=…`.
    pub sign_in_href: String,
    /// Where people go on without signing in; `None` where they can't.
    pub anonymous_href: Option<String>,
}

/// The whole document.
pub fn problem_document(
    page: &ProblemPage,
    assets: &AssetNames,
    preferences: &Preferences,
) -> String {
    let ProblemPage {
        provider, trouble, ..
    } = page;
    let advice = page.advice.clone();
    let body = view! {
        <h1>{trouble.heading.clone()}</h1>
        <div role="alert">
            <p class="signin-lead">{trouble.text.clone()}</p>
            {advice.map(|advice| view! { <p class="signin-lead">{advice}</p> })}
        </div>
        <div class="signin-acts">
            {sign_in_button(provider, &page.sign_in_href, text::SIGN_IN_AGAIN.to_owned())}
            {anonymous_button(page.anonymous_href.as_deref())}
        </div>
        {small_print(trouble)}
    };
    let frame = Frame {
        name: &trouble.heading,
        title: &page.title,
        version: &page.version,
        host: &provider.host,
        assets,
        preferences,
    };
    frame.around(body.erase())
}
