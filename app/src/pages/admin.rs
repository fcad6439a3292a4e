//! The Admin page: who may see what and why, and what happened around it.
//!
//! It is forms and links, so the server alone draws it and the browser keeps what it finds: the
//! page costs the WebAssembly nothing, and a link shows everybody the same.

#[cfg(feature = "ssr")]
mod access;
#[cfg(feature = "ssr")]
mod audit;
#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod patterns;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
mod text;

use crate::ui::erase::Erase;
use leptos::prelude::*;

/// The page. It only ever comes with the document, so the browser never draws it anew.
pub(crate) fn view() -> AnyView {
    view! { <div class="admin" inner_html=drawn()></div> }.erase()
}

/// The page of the [`AdminData`](data::AdminData) in context.
#[cfg(feature = "ssr")]
fn drawn() -> String {
    use_context::<std::sync::Arc<data::AdminData>>()
        .map(|data| document(&data))
        .unwrap_or_default()
}

/// What the server drew stays.
#[cfg(not(feature = "ssr"))]
fn drawn() -> &'static str {
    ""
}

#[cfg(feature = "ssr")]
fn document(data: &data::AdminData) -> String {
    use data::AdminData;
    let (tab, content) = match data {
        AdminData::Access(data) => ("access", access::view(data)),
        AdminData::Patterns(data) => ("patterns", patterns::view(data)),
        AdminData::Audit(data) => ("audit", audit::view(data)),
    };
    let tabs = [
        ("access", text::ACCESS),
        ("patterns", text::PATTERNS),
        ("audit", text::AUDIT),
    ];
    let tabs = tabs.map(|(name, title)| {
        view! {
            <a href=format!("/admin?tab={name}") aria-current=(name == tab).then_some("true")>
                {title}
            </a>
        }
    });
    view! {
        <div class="admin-head">
            <h1>{text::ADMIN}</h1>
            <nav class="seg" aria-label=text::PARTS>
                {tabs.into_iter().collect_view()}
            </nav>
        </div>
        {content}
    }
    .to_html()
}
