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
mod text;
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
                        placeholder=text::SEARCH
                        aria-label=text::SEARCH
                        autocomplete="off"
                        on:input:target=move |event| words.set(event.target().value())
                    />
                </label>
                <span class="log-found" role="status">
                    {move || is_searching().then(|| text::matches(reading.figures.get().matches))}
                </span>
                {switch(text::ONLY_MATCHING, only)}
                <span class="flex-1"></span>
                {switch(text::TIMES, times)}
                {switch(text::WRAP, wraps)}
                <label class="switch">
                    <input
                        type="checkbox"
                        class="toggle"
                        role="switch"
                        prop:checked=reading.follows
                        on:change:target=move |event| reading.follow(event.target().checked())
                    />
                    {text::FOLLOW}
                </label>
            </div>
            <div class="log-probes" aria-hidden="true">
                <span class="log-probe"></span>
            </div>
            <div
                class="logbox script-only"
                class:log-untimed=move || !times.get()
                class:log-wrapped=wraps
                data-named=move || reading.wish.with(|wish| wish.container == "*").then_some("")
                role="region"
                aria-label=text::LINES
                tabindex="0"
                node_ref=frame
                on:scroll=move |_| reading.scrolled()
            >
                <svg class="log-above" width="1" height="0" aria-hidden="true"></svg>
                <p class="log-none">{move || nothing(reading, only.get() && is_searching())}</p>
                <div class="log-rows"></div>
                <svg class="log-below" width="1" height="0" aria-hidden="true"></svg>
            </div>
            <div class="log-foot script-only">
                <p class="note" role="status">
                    {move || said(reading.status.get(), reading.follows.get())}
                </p>
                <p class="note">
                    {move || {
                        let Figures { lines, sources, dropped, .. } = reading.figures.get();
                        text::lines(lines, sources, dropped)
                    }}
                </p>
                {move || {
                    let waiting = reading.figures.with(|it| (it.waiting, it.is_held));
                    (!reading.follows.get()).then(|| resume(reading, waiting))
                }}
            </div>
            <p class="note no-script">{text::WITHOUT_SCRIPT}</p>
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
            let all = ("".into(), text::all_pods(choice.pods.len()));
            let each = choice.pods.iter().map(|pod| (pod.clone(), pod.to_string()));
            std::iter::once(all).chain(each).collect::<Vec<_>>()
        })
    };
    let containers = move || {
        choice.with(|choice| {
            let main = choice.main.as_deref().unwrap_or(text::MAIN_CONTAINER);
            let mut all = vec![("".into(), main.to_owned())];
            let others = choice.containers.iter();
            let others = others.filter(|name| Some(*name) != choice.main.as_ref());
            all.extend(others.map(|name| (name.clone(), name.to_string())));
            if all.len() > 1 {
                all.push(("*".into(), text::ALL_CONTAINERS.to_owned()));
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
                {select(text::PODS, pods, move |it| &mut it.pod, wish)}
                {select(text::CONTAINER, containers, move |it| &mut it.container, wish)}
                {select(text::HOW_FAR_BACK, since, move |it| &mut it.since, wish)}
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
                    {text::PREVIOUS_RUN}
                </label>
            </span>
            <a class="btn btn-sm btn-line" href=download download="">
                {Icon::Download.sized("i i-sm")}
                {text::DOWNLOAD}
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
    view! {
        <button
            type="button"
            class="btn btn-sm btn-primary log-resume"
            on:click=move |_| reading.follow(true)
        >
            {text::go_on(waiting, is_held)}
        </button>
    }
    .erase()
}

/// How reading goes, in words; said aloud when it changes.
fn said(status: Status, follows: bool) -> &'static str {
    match (status, follows) {
        (Status::Opening, _) => text::OPENING,
        (Status::Lost, _) => text::LOST,
        (Status::Refused, _) => text::REFUSED,
        (Status::Complete, _) => text::COMPLETE,
        (Status::Following, true) => text::FOLLOWING,
        (Status::Following, false) => text::PAUSED,
    }
}

/// What stands in place of the lines where there are none.
fn nothing(reading: Reading, is_sifted: bool) -> Option<&'static str> {
    let Figures { lines, matches, .. } = reading.figures.get();
    match (reading.status.get(), lines) {
        (Status::Following, 0) => Some(text::NO_LINES_YET),
        (Status::Complete, 0) => Some(text::NO_LINES),
        (_, 1..) if is_sifted && matches == 0 => Some(text::NO_MATCH),
        _ => None,
    }
}
