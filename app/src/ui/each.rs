//! Lists of which each line is drawn once and stays as long as its key does.

use crate::ui::erase::Erase;
use leptos::prelude::*;
use std::hash::Hash;
use std::sync::Arc;

/// A view for each of these keys, in their order. It is compiled once for each type of key,
/// whatever is drawn.
pub(crate) fn each<K>(
    keys: impl Fn() -> Vec<K> + Send + 'static,
    draw: impl Fn(K) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    K: Clone + Eq + Hash + Send + 'static,
{
    let keys: Box<dyn Fn() -> Vec<K> + Send> = Box::new(keys);
    let draw: Arc<dyn Fn(K) -> AnyView + Send + Sync> = Arc::new(draw);
    view! { <For each=keys key=K::clone children=move |key| draw(key)/> }.erase()
}
