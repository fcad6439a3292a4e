//! Effects without the types of what they run: one of Leptos' own is compiled anew for each.

use gloo_timers::callback::Interval;
use leptos::prelude::*;

/// Runs this now and whenever what it read has changed; only in the browser. It is told whether
/// it ran before.
pub(crate) fn effect(run: impl FnMut(bool) + 'static) {
    let mut run: Box<dyn FnMut(bool)> = Box::new(run);
    Effect::new(move |was_run: Option<()>| run(was_run.is_some()));
}

/// Runs this every second, only in the browser, for as long as what draws this is there.
pub(crate) fn every_second(run: impl FnMut() + 'static) {
    let mut run: Option<Box<dyn FnMut()>> = Some(Box::new(run));
    effect(move |_| {
        let Some(run) = run.take() else { return };
        let ticking = StoredValue::new_local(Some(Interval::new(1000, run)));
        on_cleanup(move || {
            ticking.try_update_value(Option::take);
        });
    });
}
