//! Lists of which each part is drawn once and stays as long as its key does.

use super::window::Piece;
use crate::ui::erase::Erase;
use leptos::prelude::*;
use std::hash::Hash;
use std::sync::Arc;

/// A view for each of these keys, in their order.
pub(super) fn each<K>(
    keys: impl Fn() -> Vec<K> + Send + 'static,
    draw: impl Fn(K) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    K: Clone + Eq + Hash + Send + 'static,
{
    let all = move || keys().into_iter().map(Piece::One).collect();
    pieces(all, move |piece| match piece {
        Piece::One(key) => draw(key),
        Piece::Gap(..) => ().erase(),
    })
}

/// A view for each of these pieces. It is compiled once for each type of key, whatever is drawn.
pub(super) fn pieces<K>(
    all: impl Fn() -> Vec<Piece<K>> + Send + 'static,
    draw: impl Fn(Piece<K>) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    K: Clone + Eq + Hash + Send + 'static,
{
    let all: Box<dyn Fn() -> Vec<Piece<K>> + Send> = Box::new(all);
    let draw: Arc<dyn Fn(Piece<K>) -> AnyView + Send + Sync> = Arc::new(draw);
    view! { <For each=all key=Piece::clone children=move |piece| draw(piece)/> }.erase_once()
}
