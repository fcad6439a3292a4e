//! Times in what the server draws: how long ago something was (`<time data-age>`), and times of day
//! (`<time data-minute>`), both in milliseconds since 1970.

use crate::live::Clock;
use leptos::prelude::untrack;
use model::Timestamp;
use wasm_bindgen::JsCast;

/// Lets the ages in this element go on, and makes times of day the viewer's own.
pub(crate) fn tell(place: &web_sys::Element, clock: Clock) {
    let Ok(found) = place.query_selector_all("time[data-age], time[data-minute]") else {
        return;
    };
    let now = clock.moment();
    for index in 0..found.length() {
        let time = found.item(index);
        let Some(time) = time.and_then(|it| it.dyn_into::<web_sys::Element>().ok()) else {
            continue;
        };
        let at = |name: &str| Some(Timestamp(time.get_attribute(name)?.parse().ok()?));
        let age = at("data-age").map(|at| at.age(now));
        let words = age.or_else(|| {
            let at = at("data-minute")?;
            Some(untrack(|| clock.minute(at)))
        });
        if words.is_some() && time.text_content() != words {
            time.set_text_content(words.as_deref());
        }
    }
}
