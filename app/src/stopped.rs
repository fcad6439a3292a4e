//! What happens when the page cannot go on.

use leptos::prelude::document;

/// Makes a panic visible: on the page as a bar that offers a reload, and on the console.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        if let Some(root) = document().document_element() {
            // Without the attribute the bar stays hidden; nothing else can be done here.
            let _ = root.set_attribute("data-stopped", "");
        }
    }));
}
