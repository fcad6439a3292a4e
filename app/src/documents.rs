//! Documents without script: what people meet before they may see anything.
//!
//! They are drawn by the server alone and load the stylesheet, the fonts and the icon of our own
//! host, nothing else.

mod art;
mod no_role;
mod problem;
mod sign_in;
mod text;

#[cfg(test)]
mod tests;

pub use no_role::{NoRolePage, no_role_document};
pub use problem::{ProblemPage, problem_document};
pub use sign_in::{Notice, SignInPage, sign_in_document};

use crate::ui::brand;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use crate::{AssetNames, Preferences};
use leptos::prelude::*;

/// Who people sign in with, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInProvider {
    /// What people call it: `GitLab`, or the host of another provider.
    pub name: String,
    /// Its host, such as `gitlab.example.com`.
    pub host: String,
    /// Whether it is GitLab.
    pub is_gitlab: bool,
}

/// What went wrong, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInTrouble {
    /// The heading, such as `Signing in was not completed`.
    pub heading: String,
    /// What happened and what to do, for people.
    pub text: String,
    /// What exactly happened, for whom they ask.
    pub detail: Option<String>,
    /// Under which id the server's log knows more.
    pub request_id: Option<String>,
}

/// What is the same in each of these documents.
struct Frame<'a> {
    /// The document's own part of the browser's title.
    name: &'a str,
    /// The console's name.
    title: &'a str,
    /// The console's version.
    version: &'a str,
    /// The provider's host.
    host: &'a str,
    assets: &'a AssetNames,
    preferences: &'a Preferences,
}

// === impl Frame ===

impl Frame<'_> {
    /// The document around `body`.
    fn around(self, body: AnyView) -> String {
        let about = format!("{} {}", self.title, self.version);
        let host = (!self.host.is_empty()).then(|| view! { <span>{self.host.to_owned()}</span> });
        view! {
            <!DOCTYPE html>
            <html lang="en" data-theme=self.preferences.theme.attribute()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="robots" content="noindex"/>
                    <title>{format!("{} · {}", self.name, self.title)}</title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    <link
                        rel="preload"
                        href="/fonts/geist-latin.woff2"
                        r#as="font"
                        r#type="font/woff2"
                        crossorigin="anonymous"
                    />
                    <link rel="stylesheet" href=self.assets.style.clone()/>
                    <link rel="stylesheet" href="/assets/colors.css"/>
                </head>
                <body>
                    <div class="signin">
                        <main class="signin-form" id="main">
                            <p class="signin-brand">
                                {brand::mark()}
                                <span>{self.title.to_owned()}</span>
                            </p>
                            <div class="signin-body">{body}</div>
                            <p class="signin-foot note">
                                {host}
                                <span>{about}</span>
                            </p>
                        </main>
                        <div class="signin-art">{art::view()}</div>
                    </div>
                </body>
            </html>
        }
        .to_html()
    }
}

/// The button that leads to the provider.
fn sign_in_button(provider: &SignInProvider, href: &str, words: String) -> AnyView {
    let icon = provider.is_gitlab.then(|| Icon::Gitlab.drawn("i i-fill"));
    view! {
        <a class="btn btn-primary" href=href.to_owned()>
            {icon}
            <span class="btn-words">{words}</span>
        </a>
    }
    .erase()
}

/// The button that leads to what everybody may see; nothing where that is nothing.
fn anonymous_button(href: Option<&str>) -> AnyView {
    href.map(|href| {
        view! {
            <a class="btn btn-line" href=href.to_owned()>
                {text::CONTINUE_WITHOUT}
            </a>
        }
    })
    .erase()
}

/// What exactly happened, and under which id the server knows more.
fn small_print(trouble: &SignInTrouble) -> AnyView {
    let detail = trouble.detail.clone();
    let detail = detail.map(|detail| view! { <p class="note signin-exact">{detail}</p> });
    let id = trouble.request_id.clone().map(|id| {
        view! {
            <p class="note signin-exact">
                {text::REQUEST}
                <code>{id}</code>
            </p>
        }
    });
    view! {
        {detail}
        {id}
    }
    .erase()
}
