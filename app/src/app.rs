//! The page itself.

use leptos::prelude::*;

/// Everything inside `<body>`.
#[component]
pub fn App() -> impl IntoView {
    view! { <main id="main"></main> }
}
