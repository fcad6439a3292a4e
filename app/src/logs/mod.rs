//! The logs of a Deployment's Pods: a toolbar, and the rows in sight.
//!
//! Lines come in batches, are kept up to a number ([`buffer`]), and only those in sight are drawn,
//! once a frame and by hand ([`screen`]). Whoever stops following keeps what they read: what comes
//! waits, and when too much waits the stream is closed and continued later where it was
//! ([`reading`]), so that nothing is lost by it.

mod buffer;
mod reading;
mod screen;
mod source;
mod wish;
mod words;

use crate::live::Session;
use crate::ui::effect::{effect, every_second};
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use model::{DeploymentKey, Text};
use reading::{Figures, Reading, Status};
use wish::{SINCE, Wish};
use words::count;

/// The logs of this Deployment.
pub(crate) fn view(key: DeploymentKey, session: Session) -> AnyView {
    let reading = Reading::new(key, session);
    let (wraps, times) = (RwSignal::new(false), RwSignal::new(true));
    let (words, only) = (RwSignal::new(String::new()), RwSignal::new(false));
    let frame = NodeRef::<Div>::new();
    effect(move |_| reading.begin());
    effect(move |_| {
        if let Some(frame) = frame.get() {
            reading.attach(web_sys::HtmlElement::clone(&frame));
        }
    });
    effect(move |_| {
        reading.wish.track();
        reading.restart();
    });
    let look = move || {
        times.track();
        let words = words.get().trim().to_ascii_lowercase();
        let (only, wraps) = (only.get(), wraps.get());
        // When the rows are as wide as they will be.
        request_animation_frame(move || reading.look(words, only, wraps));
    };
    effect(move |_| look());
    effect(move |_| {
        let resized = window_event_listener(ev::resize, move |_| untrack(look));
        on_cleanup(move || resized.remove());
    });
    every_second(move || reading.tick());
    let is_searching = move || words.with(|words| !words.trim().is_empty());
    view! {
        <div class="logs drawer-logs">
            {toolbar(reading)}
            <div class="log-tools script-only">
                <label class="field search log-search">
                    {Icon::Search.sized("i i-sm")}
                    <input
                        type="search"
                        placeholder="Search in these lines"
                        aria-label="Search in these lines"
                        autocomplete="off"
                        on:input:target=move |event| words.set(event.target().value())
                    />
                </label>
                <span class="log-found" role="status">
                    {move || is_searching().then(|| found(reading.figures.get()))}
                </span>
                {switch("Only matching", only)}
                <span class="flex-1"></span>
                {switch("Times", times)}
                {switch("Wrap", wraps)}
                <label class="switch">
                    <input
                        type="checkbox"
                        class="toggle"
                        role="switch"
                        prop:checked=reading.follows
                        on:change:target=move |event| reading.follow(event.target().checked())
                    />
                    "Follow"
                </label>
            </div>
            <div class="log-probes" aria-hidden="true">
                <span class="log-probe"></span>
            </div>
            <div
                class="logbox script-only"
                class:log-untimed=move || !times.get()
                class:log-wrapped=wraps
                role="region"
                aria-label="Log lines"
                tabindex="0"
                node_ref=frame
                on:scroll=move |_| reading.scrolled()
            >
                <svg class="log-above" width="1" height="0" aria-hidden="true"></svg>
                <div class="log-rows"></div>
                <svg class="log-below" width="1" height="0" aria-hidden="true"></svg>
            </div>
            <div class="log-foot script-only">
                <p class="note" role="status">
                    {move || said(reading.status.get(), reading.follows.get())}
                </p>
                <p class="note">{move || told(reading.figures.get())}</p>
                {move || {
                    let waiting = reading.figures.with(|it| (it.waiting, it.is_held));
                    (!reading.follows.get()).then(|| resume(reading, waiting))
                }}
            </div>
            <p class="note no-script">
                "Lines appear here by script. Without it, download the logs as text."
            </p>
        </div>
    }
    .erase()
}

/// What is read: which Pods, which container, how far back.
fn toolbar(reading: Reading) -> AnyView {
    let Reading { wish, choice, .. } = reading;
    let key = reading.key.get_value();
    let download = move || wish.with(|wish| wish.download(&key));
    let pods = move || {
        choice.with(|choice| {
            let all = ("".into(), format!("All pods ({})", choice.pods.len()));
            let each = choice.pods.iter().map(|pod| (pod.clone(), pod.to_string()));
            std::iter::once(all).chain(each).collect::<Vec<_>>()
        })
    };
    let containers = move || {
        choice.with(|choice| {
            let main = choice.main.as_deref().unwrap_or("Main container");
            let mut all = vec![("".into(), main.to_owned())];
            let others = choice.containers.iter();
            let others = others.filter(|name| Some(*name) != choice.main.as_ref());
            all.extend(others.map(|name| (name.clone(), name.to_string())));
            if all.len() > 1 {
                all.push(("*".into(), "All containers".to_owned()));
            }
            all
        })
    };
    let since = || {
        SINCE
            .map(|(word, title)| (word.into(), title.to_owned()))
            .to_vec()
    };
    view! {
        <div class="log-tools">
            <span class="log-picks script-only">
                {select("Pods", pods, move |it| &mut it.pod, wish)}
                {select("Container", containers, move |it| &mut it.container, wish)}
                {select("How far back", since, move |it| &mut it.since, wish)}
                <label class="switch">
                    <input
                        type="checkbox"
                        class="toggle"
                        role="switch"
                        on:change:target=move |event| {
                            let is_on = event.target().checked();
                            wish.update(|wish| wish.previous = is_on);
                        }
                    />
                    "Previous run"
                </label>
            </span>
            <a class="btn btn-sm btn-line" href=download download="">
                {Icon::Download.sized("i i-sm")}
                "Download"
            </a>
        </div>
    }
    .erase()
}

fn select(
    label: &'static str,
    options: impl Fn() -> Vec<(Text, String)> + Send + 'static,
    part: fn(&mut Wish) -> &mut String,
    wish: RwSignal<Wish>,
) -> AnyView {
    let present = move || wish.with(|wish| part(&mut wish.clone()).clone());
    let option = move |(word, title): (Text, String)| {
        let is_it = *word == *present();
        view! {
            <option value=word.to_string() prop:selected=is_it>
                {title}
            </option>
        }
    };
    view! {
        <select
            class="field text-xs log-pick"
            aria-label=label
            on:change:target=move |event| {
                let word = event.target().value();
                wish.update(|wish| *part(wish) = word);
            }
        >
            {move || options().into_iter().map(option).collect_view()}
        </select>
    }
    .erase()
}

fn switch(label: &'static str, value: RwSignal<bool>) -> AnyView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                class="toggle"
                role="switch"
                prop:checked=value
                on:change:target=move |event| value.set(event.target().checked())
            />
            {label}
        </label>
    }
    .erase()
}

fn resume(reading: Reading, (waiting, is_held): (usize, bool)) -> AnyView {
    let more = if is_held { "more than " } else { "" };
    let words = match waiting {
        0 => "Go on following".to_owned(),
        _ => format!("Go on following: {more}{} new lines", count(waiting as u64)),
    };
    view! {
        <button
            type="button"
            class="btn btn-sm btn-primary log-resume"
            on:click=move |_| reading.follow(true)
        >
            {words}
        </button>
    }
    .erase()
}

/// How reading goes, in words; said aloud when it changes.
fn said(status: Status, follows: bool) -> &'static str {
    match (status, follows) {
        (Status::Opening, _) => "Asking for the logs…",
        (Status::Lost, _) => "The connection is lost; it is tried again and goes on where it was.",
        (Status::Refused, _) => "The server gives no logs of this deployment; it is tried again.",
        (Status::Complete, _) => "Complete: nothing more will come.",
        (Status::Following, true) => "Following.",
        (Status::Following, false) => "Paused.",
    }
}

fn told(figures: Figures) -> String {
    let Figures {
        lines,
        dropped,
        sources,
        ..
    } = figures;
    let of = match sources {
        1 => "1 container".to_owned(),
        more => format!("{more} containers"),
    };
    let mut text = format!("{} lines of {of}", count(lines as u64));
    if dropped > 0 {
        text.push_str(&format!(
            ", the {} before them were dropped here",
            count(dropped)
        ));
    }
    text
}

fn found(figures: Figures) -> String {
    match figures.matches {
        1 => "1 match".to_owned(),
        more => format!("{} matches", count(more as u64)),
    }
}
