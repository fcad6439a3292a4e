//! Effects without the types of what they run: one of Leptos' own is compiled anew for each.

use leptos::prelude::Effect;

/// Runs this now and whenever what it read has changed; only in the browser. It is told whether
/// it ran before.
pub(crate) fn effect(run: impl FnMut(bool) + 'static) {
    let mut run: Box<dyn FnMut(bool)> = Box::new(run);
    Effect::new(move |was_run: Option<()>| run(was_run.is_some()));
}
