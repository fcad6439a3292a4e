//! The page with the button to sign in.

use super::text;
use super::{Frame, SignInProvider, SignInTrouble, anonymous_button, sign_in_button, small_print};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::{AssetNames, Preferences};
use leptos::prelude::*;

/// What the page to sign in says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInPage {
    /// The console's name.
    pub title: String,
    /// The console's version.
    pub version: String,
    /// Who people sign in with.
    pub provider: SignInProvider,
    /// Where the button leads: `/auth/sign-in?next=…`.
    pub sign_in_href: String,
    /// Where people go on without signing in; `None` where they can't.
    pub anonymous_href: Option<String>,
    /// The role they then have.
    pub anonymous_role: Option<String>,
    /// What has just happened.
    pub notice: Option<Notice>,
}

/// What has just happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Nothing bad, such as `You are signed out.`
    Status(String),
    /// Something went wrong.
    Problem(SignInTrouble),
}

/// The whole document.
pub fn sign_in_document(
    page: &SignInPage,
    assets: &AssetNames,
    preferences: &Preferences,
) -> String {
    let provider = &page.provider;
    let lead = match provider.is_gitlab {
        true => text::SIGN_IN_TO_SEE_GITLAB,
        false => text::SIGN_IN_TO_SEE,
    };
    let anonymous = page
        .anonymous_role
        .as_deref()
        .filter(|_| page.anonymous_href.is_some())
        .map(|role| {
            view! {
                <p class="note">
                    {text::WITHOUT_YOU_SEE}
                    <b>{role.to_owned()}</b>
                    {text::ROLE_MAY_SEE}
                </p>
            }
        });
    let body = view! {
        {page.notice.as_ref().map(notice)}
        <h1>{text::EVERY_DEPLOYMENT}</h1>
        <p class="signin-lead">{lead}</p>
        <div class="signin-acts">
            {sign_in_button(
                provider,
                &page.sign_in_href,
                text::sign_in_with(&provider.name),
            )}
            {anonymous_button(page.anonymous_href.as_deref())}
        </div>
        {anonymous}
    };
    let frame = Frame {
        name: text::SIGN_IN,
        title: &page.title,
        version: &page.version,
        host: &provider.host,
        assets,
        preferences,
    };
    frame.around(body.erase())
}

fn notice(notice: &Notice) -> AnyView {
    match notice {
        Notice::Status(words) => view! {
            <div class="signin-notice" role="status">
                {Icon::CircleCheck.drawn("i")}
                <p>{words.clone()}</p>
            </div>
        }
        .erase(),
        Notice::Problem(trouble) => view! {
            <div class="signin-notice" role="alert">
                {Icon::TriangleAlert.drawn("i")}
                <div>
                    <p>
                        <b>{trouble.heading.clone()}</b>
                    </p>
                    <p>{trouble.text.clone()}</p>
                    {small_print(trouble)}
                </div>
            </div>
        }
        .erase(),
    }
}
