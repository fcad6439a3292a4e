//! Everything a person sees. Compiled twice: `ssr` renders it in the server, `hydrate` brings it
//! to life in the browser.
//!
//! The server gives every request a [`Viewer`] and an [`AssetNames`] as Leptos context, renders
//! [`shell()`] with the status of [`Page::at`], and serves the functions of [`api`]. What the page
//! needs beyond that it gets from the public REST interface (`/api/v1/stream`).
//!
//! Architecture invariant: nothing here judges. Verdicts, filters, order and words for states come
//! from `model`, so that the page, the REST interface and the server cannot disagree.

#![recursion_limit = "256"]
// `#[component]` and `#[server]` write public items into private modules.
#![allow(unreachable_pub)]

mod account;
mod address;
pub mod api;
mod app;
mod browser;
#[cfg(feature = "ssr")]
mod documents;
mod drawer;
mod follow;
mod json;
mod live;
mod logs;
#[cfg(test)]
mod mk;
mod page;
mod pages;
mod palette;
mod preferences;
mod settings;
#[cfg(feature = "ssr")]
mod shell;
mod shortcuts;
mod status;
mod ui;
#[cfg(feature = "ssr")]
mod viewer;

pub use account::{Account, SessionTimes, SignInLink};
#[cfg(feature = "ssr")]
pub use api::server_function_paths;
pub use app::App;
pub use browser::report_panics;
#[cfg(feature = "ssr")]
pub use documents::{
    NoRolePage, Notice, ProblemPage, SignInPage, SignInProvider, SignInTrouble, no_role_document,
    problem_document, sign_in_document,
};
pub use drawer::Drawn;
pub use page::Page;
#[cfg(feature = "ssr")]
pub use pages::admin::data as admin;
pub use pages::versions::DrawnVersions;
pub use preferences::{Column, NavWidth, Preferences, Theme, resume};
pub use settings::{MenuItem, NamedView, PageData, PageSettings};
#[cfg(feature = "ssr")]
pub use shell::{AssetNames, shell};
#[cfg(feature = "ssr")]
pub use viewer::Viewer;
