//! Everything a person sees. Compiled twice: `ssr` renders it in the server, `hydrate` brings it
//! to life in the browser.
//!
//! The server gives every request a [`Viewer`] and an [`AssetNames`] as Leptos context, renders
//! [`shell`] with the status of [`Page::at`], and serves the functions of [`api`]. What the page
//! needs beyond that it gets from the public REST interface (`/api/v1/stream`).

#![recursion_limit = "256"]

pub mod api;
mod page;
mod preferences;
mod settings;
#[cfg(feature = "ssr")]
mod shell;
pub mod ui;
#[cfg(feature = "ssr")]
mod viewer;

mod app;
#[cfg(feature = "hydrate")]
mod stopped;

pub use app::App;
pub use page::Page;
pub use preferences::{NavWidth, Preferences, Theme, resume};
pub use settings::{Identity, MenuItem, PageData, PageSettings};
#[cfg(feature = "ssr")]
pub use shell::{AssetNames, shell};
#[cfg(feature = "hydrate")]
pub use stopped::report_panics;
#[cfg(feature = "ssr")]
pub use viewer::Viewer;
