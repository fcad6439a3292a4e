//! A view behind a trait of three functions, which to Leptos is always the same type.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::IntoAny;
use leptos::tachys::view::{Mountable, Position, PositionState};
use std::any::Any;

/// It is changed where it is drawn anew.
pub(super) const CHANGED: u8 = 0;
/// It is replaced where it is drawn anew.
pub(super) const ONCE: u8 = 1;
/// It came with the page and stays.
pub(super) const FRAME: u8 = 2;

/// The view without its type, handled in one of these ways.
pub(super) fn erase<V: RenderHtml + 'static, const HOW: u8>(view: V) -> AnyView {
    let view: Box<dyn View> = Box::new(Held::<V, HOW>(view));
    // What is nothing has a place of its own in the document.
    match V::EXISTS {
        true => IntoAny::into_any(Whole::<true>(view)),
        false => IntoAny::into_any(Whole::<false>(view)),
    }
}

/// What a view must do in the browser.
trait View: Send {
    fn build(self: Box<Self>) -> Box<dyn State>;
    /// Changes the state to its own; gives the view back where that is not possible.
    fn rebuild(self: Box<Self>, state: &mut dyn State) -> Result<(), Box<dyn View>>;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn State>;
}

/// What stands in the document of a view.
trait State: Mountable {
    /// For who changes it; nothing where it is replaced.
    fn as_any(&mut self) -> Option<&mut dyn Any>;
}

/// A view that is handled in this way.
struct Held<V, const HOW: u8>(V);

/// The state of a view `V`; another view may have one of the same type.
struct Drawn<V: Render, const HOW: u8>(V::State);

/// A view that is hydrated in one go.
struct Whole<const EXISTS: bool>(Box<dyn View>);

// === impl Held ===

impl<V: RenderHtml + 'static, const HOW: u8> View for Held<V, HOW> {
    fn build(self: Box<Self>) -> Box<dyn State> {
        if HOW == FRAME {
            drawn_anew();
        }
        Box::new(Drawn::<V, HOW>(self.0.build()))
    }

    fn rebuild(self: Box<Self>, state: &mut dyn State) -> Result<(), Box<dyn View>> {
        if HOW != CHANGED {
            return Err(self);
        }
        let drawn = state
            .as_any()
            .and_then(|it| it.downcast_mut::<Drawn<V, HOW>>());
        match drawn {
            Some(drawn) => {
                self.0.rebuild(&mut drawn.0);
                Ok(())
            }
            None => Err(self),
        }
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn State> {
        Box::new(Drawn::<V, HOW>(self.0.hydrate::<true>(cursor, position)))
    }
}

fn drawn_anew() -> ! {
    unreachable!("a part of the frame is drawn by the server alone")
}

// === impl Drawn ===

impl<V: RenderHtml + 'static, const HOW: u8> State for Drawn<V, HOW> {
    fn as_any(&mut self) -> Option<&mut dyn Any> {
        (HOW == CHANGED).then_some(self)
    }
}

impl<V: Render, const HOW: u8> Mountable for Drawn<V, HOW> {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    /// Asked for only by what spreads attributes.
    fn elements(&self) -> Vec<Element> {
        Vec::new()
    }
}

impl Mountable for Box<dyn State> {
    fn unmount(&mut self) {
        (**self).unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        (**self).mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        (**self).insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        (**self).elements()
    }
}

// === impl Whole ===

impl<const EXISTS: bool> Render for Whole<EXISTS> {
    type State = Box<dyn State>;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, old: &mut Self::State) {
        if let Err(view) = self.0.rebuild(&mut **old) {
            let mut new = view.build();
            old.insert_before_this(&mut new);
            old.unmount();
            *old = new;
        }
    }
}

impl<const EXISTS: bool> AddAnyAttr for Whole<EXISTS> {
    type Output<NewAttr: Attribute> = Self;

    // Nothing here spreads attributes over parts.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self::Output<NewAttr> {
        self
    }
}

impl<const EXISTS: bool> RenderHtml for Whole<EXISTS> {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;
    const EXISTS: bool = EXISTS;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self
    }

    /// HTML is written by the server.
    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}
