//! Makes a part of the page look like newly drawn HTML by changing what differs and nothing else,
//! so that the focus, marked text, scroll positions and opened details stay.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// What names a child among its siblings, where they may come, go or change places.
const KEY: &str = "data-key";
/// Attributes that are the viewer's: they stay as the viewer left them.
const VIEWERS_OWN: [&str; 2] = ["open", "data-copied"];

/// Makes the inside of `place` look like `html`, which is our own server's.
pub(crate) fn morph(place: &Element, html: &str) {
    let Ok(drawn) = document().create_element("div") else {
        return;
    };
    drawn.set_inner_html(html);
    let focused = document().active_element();
    children(place, &drawn);
    // What changes its place loses the focus.
    if let Some(focused) = focused.filter(|it| place.contains(Some(it)))
        && document().active_element().as_ref() != Some(&focused)
        && let Some(focused) = focused.dyn_ref::<HtmlElement>()
    {
        let _ = focused.focus();
    }
}

/// Makes the children of `old` look like those of `new`.
fn children(old: &Node, new: &Node) {
    let mut place = old.first_child();
    let mut next = new.first_child();
    while let Some(wanted) = next {
        next = wanted.next_sibling();
        match counterpart(place.as_ref(), &wanted) {
            Some(known) if place.as_ref() == Some(&known) => {
                place = known.next_sibling();
                update(&known, &wanted);
            }
            Some(known) => {
                let _ = old.insert_before(&known, place.as_ref());
                update(&known, &wanted);
            }
            None => {
                let _ = old.insert_before(&wanted, place.as_ref());
            }
        }
    }
    while let Some(surplus) = place {
        place = surplus.next_sibling();
        let _ = old.remove_child(&surplus);
    }
}

/// The node at or after `from` that is to look like `wanted`.
fn counterpart(from: Option<&Node>, wanted: &Node) -> Option<Node> {
    let key = key(wanted);
    let is_it = |node: &Node| node.node_name() == wanted.node_name() && self::key(node) == key;
    let mut node = from.cloned();
    if key.is_none() {
        return node.filter(is_it);
    }
    while let Some(one) = node {
        if is_it(&one) {
            return Some(one);
        }
        node = one.next_sibling();
    }
    None
}

fn key(node: &Node) -> Option<String> {
    node.dyn_ref::<Element>()?.get_attribute(KEY)
}

fn update(old: &Node, new: &Node) {
    let (Some(old), Some(new)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) else {
        let text = new.node_value();
        if old.node_value() != text {
            old.set_node_value(text.as_deref());
        }
        return;
    };
    let names = |element: &Element| -> Vec<String> {
        let names = element.get_attribute_names();
        let names = names.iter().filter_map(|name| name.as_string());
        let ours = names.filter(|name| !VIEWERS_OWN.contains(&name.as_str()));
        ours.collect()
    };
    for name in names(old) {
        if !new.has_attribute(&name) {
            let _ = old.remove_attribute(&name);
        }
    }
    for name in names(new) {
        let value = new.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_ref() != Some(&value) {
            let _ = old.set_attribute(&name, &value);
        }
    }
    children(old, new);
}
