//! A dialog over the page. The browser keeps the focus in it, closes it on Escape and gives the
//! focus back.

use crate::browser;
use crate::ui::effect::effect;
use crate::ui::erase::Erase;
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A dialog that is open while `is_open` says so. The focus goes to what has `autofocus` in it.
pub(crate) fn view(
    is_open: RwSignal<bool>,
    class: &'static str,
    label: &'static str,
    content: AnyView,
) -> AnyView {
    let node = NodeRef::<Dialog>::new();
    effect(move |_| {
        let (is_open, Some(dialog)) = (is_open.get(), node.get()) else {
            return;
        };
        if is_open && !dialog.open() {
            browser::close_dropdowns(None, false);
            // It fails for a dialog that left the page, and there is none to open then.
            let _ = dialog.show_modal();
            browser::focus_in(&dialog, "[autofocus]");
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    // Its padding is nothing, so a click on the dialog itself is one beside its content.
    let click = move |event: web_sys::MouseEvent| {
        let target = event.target();
        let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if element.is_some_and(|element| element.tag_name() == "DIALOG") {
            is_open.set(false);
        }
    };
    view! {
        <dialog
            class=class
            aria-label=label
            node_ref=node
            on:close=move |_| is_open.set(false)
            on:click=click
        >
            {content}
        </dialog>
    }
    .erase_frame()
}
