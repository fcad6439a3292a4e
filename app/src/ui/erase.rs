//! Views and closures without their types, made small.
//!
//! Leptos compiles all it can do with a view for each type of view there is, ten functions even
//! for one whose type is taken away. In the browser that was half of the WASM. So types are taken
//! away by ways of our own (`whole`), which compile what is needed and nothing else.

#[cfg(not(feature = "ssr"))]
mod whole;

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use std::sync::{Arc, Mutex};

/// Takes a view's type away.
pub(crate) trait Erase {
    /// The view without its type.
    fn erase(self) -> AnyView;

    /// The same for a view that is drawn once, with all that changes in it inside [`live`] parts.
    /// Should it be drawn anew after all, it takes the place of the old one, so that what would
    /// find the differences need not be compiled.
    fn erase_once(self) -> AnyView;

    /// The same for a part of the frame, which the server has drawn with every page and which stays
    /// as long as the page does: how to draw it is not compiled for the browser at all.
    fn erase_frame(self) -> AnyView;
}

#[cfg(feature = "ssr")]
impl<V: RenderHtml + 'static> Erase for V {
    fn erase(self) -> AnyView {
        self.into_any()
    }

    fn erase_once(self) -> AnyView {
        self.into_any()
    }

    fn erase_frame(self) -> AnyView {
        self.into_any()
    }
}

#[cfg(not(feature = "ssr"))]
impl<V: RenderHtml + 'static> Erase for V {
    fn erase(self) -> AnyView {
        whole::erase::<V, { whole::CHANGED }>(self)
    }

    fn erase_once(self) -> AnyView {
        whole::erase::<V, { whole::ONCE }>(self)
    }

    fn erase_frame(self) -> AnyView {
        whole::erase::<V, { whole::FRAME }>(self)
    }
}

/// What [`live`] parts may be: few types, so that little is compiled.
pub(crate) trait Plain: 'static {}

impl Plain for AnyView {}
impl Plain for Option<AnyView> {}
impl Plain for Vec<AnyView> {}
impl Plain for String {}
impl Plain for Option<String> {}
impl Plain for &'static str {}
impl Plain for Option<&'static str> {}
impl Plain for bool {}

/// What a view shows and reads anew whenever that changes, without the type of what reads it: all
/// that Leptos does with it is compiled once for each `T`, not for each closure.
pub(crate) fn live<T: Plain>(
    read: impl FnMut() -> T + Send + 'static,
) -> SharedReactiveFunction<T> {
    Arc::new(Mutex::new(read))
}
