//! What somebody points at stays under the pointer, and what has the focus where it is: when
//! something above grows or shrinks, the page scrolls by as much before that is seen.

use crate::browser::{self, Slot};
use crate::live::{CARDS_ID, Store, is_in_use};
use crate::ui::effect::effect;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::prelude::{Closure, JsCast};
use web_sys::{Element, EventTarget, HtmlElement};

/// What stands for a Deployment.
const PLACE: &str = "[data-key]";

/// Holds what somebody works with.
#[derive(Clone, Copy)]
pub(super) struct Hold {
    store: Store,
    held: Slot<Held>,
}

#[derive(Default)]
struct Held {
    /// What is pointed at.
    pointed: Option<Element>,
    /// What is held, and how far below the screen's upper edge it was last seen, in pixels.
    place: Option<(Element, f64)>,
    /// How far all cards are pushed down, in pixels, where the page could not scroll up.
    pushed: f64,
}

// === impl Hold ===

impl Hold {
    pub(super) fn new(store: Store) -> Self {
        let held = Slot::new();
        let hold = Self { store, held };
        effect(move |_| {
            held.put(Held::default());
            hold.begin();
        });
        hold
    }

    /// The pointer is at this. It is nowhere when it left, or when the focus came somewhere after it.
    pub(super) fn point(self, target: Option<EventTarget>) {
        let pointed = browser::closest(target, PLACE);
        self.held.change(|held| held.pointed = pointed);
        self.look();
    }

    /// Takes note of where things are.
    fn look(self) {
        // A pointer that rests does not mean much, unless somebody works there.
        let is_in_use = is_in_use(self.store, CARDS_ID);
        self.held.change(|held| {
            let pointed = held.pointed.clone().filter(|_| is_in_use);
            let element = pointed.or_else(focused).filter(is_on_screen);
            held.place = element.map(|element| {
                let top = top(&element);
                (element, top)
            });
            if held.place.is_none() {
                held.push(0.0);
            }
        });
    }

    /// Something changed its height: puts what is held back to where it was.
    fn keep(self) {
        self.held.change(Held::keep);
        self.look();
    }

    fn begin(self) {
        let grown = Closure::<dyn FnMut()>::new(move || self.keep());
        let observer = web_sys::ResizeObserver::new(grown.as_ref().unchecked_ref());
        if let (Ok(observer), Some(body)) = (&observer, document().body()) {
            observer.observe(&body);
            if let Some(cards) = cards() {
                observer.observe(&cards);
            }
        }
        let scroll = window_event_listener(ev::scroll, move |_| self.look());
        let watched = StoredValue::new_local((observer, grown));
        on_cleanup(move || {
            scroll.remove();
            watched.try_update_value(|(observer, _)| {
                if let Ok(observer) = observer {
                    observer.disconnect();
                }
            });
        });
    }
}

// === impl Held ===

impl Held {
    fn keep(&mut self) {
        let Some((element, before)) = &self.place else {
            return;
        };
        let moved = top(element) - before;
        if !element.is_connected() || moved.abs() < 0.5 {
            return;
        }
        window().scroll_by_with_x_and_y(0.0, moved);
        // At the page's upper end there is no way to scroll up.
        let left = top(element) - before;
        if left.abs() >= 1.0 {
            self.push((self.pushed - left).max(0.0));
        }
    }

    /// Pushes the cards down. They keep their size, so that nobody looks again for that.
    fn push(&mut self, pixels: f64) {
        if self.pushed.to_bits() == pixels.to_bits() {
            return;
        }
        self.pushed = pixels;
        if let Some(cards) = cards() {
            let style = cards.style();
            let _ = match pixels > 0.0 {
                true => style.set_property("translate", &format!("0 {pixels}px")),
                false => style.remove_property("translate").map(drop),
            };
        }
    }
}

fn cards() -> Option<HtmlElement> {
    document().get_element_by_id(CARDS_ID)?.dyn_into().ok()
}

/// What has the focus, if it is among the cards.
fn focused() -> Option<Element> {
    let focused = document().active_element()?.closest(PLACE).ok()??;
    cards()?.contains(Some(&focused)).then_some(focused)
}

fn is_on_screen(element: &Element) -> bool {
    let height = window().inner_height().ok().and_then(|it| it.as_f64());
    element.is_connected() && (0.0..height.unwrap_or_default()).contains(&top(element))
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}
