//! The stream of one connection, as it comes.

use crate::json;
use leptos::prelude::*;
use model::{LogBatch, LogChoice, LogNote, LogSource};
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::EventSource;

/// The names of the events.
const EVENTS: [&str; 6] = ["choice", "source", "lines", "note", "heartbeat", "end"];

/// One message of the server.
#[derive(Debug)]
pub(super) enum Message {
    Choice(LogChoice),
    Source(LogSource),
    Lines(LogBatch),
    Note(LogNote),
    Heartbeat,
    /// Nothing more comes: `complete`, `session` or `access`.
    End(String),
    /// The connection broke; whether it was ever open is said.
    Broken(bool),
}

#[derive(Deserialize)]
struct End {
    reason: String,
}

/// An open stream. Dropping it closes it.
pub(super) struct Connection {
    source: EventSource,
    _on_event: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

// === impl Connection ===

impl Connection {
    /// Opens this address and hands over what comes.
    pub(super) fn open(url: &str, take: impl Fn(Message) + Copy + 'static) -> Option<Self> {
        let source = EventSource::new(url).ok()?;
        let was_heard = StoredValue::new(false);
        let on_event = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
            let data = event.data().as_string().unwrap_or_default();
            was_heard.try_set_value(true);
            if let Some(message) = read(&event.type_(), &data) {
                take(message);
            }
        });
        for name in EVENTS {
            let on_event = on_event.as_ref().unchecked_ref();
            source
                .add_event_listener_with_callback(name, on_event)
                .ok()?;
        }
        let on_error = Closure::<dyn FnMut(_)>::new(move |_: web_sys::Event| {
            take(Message::Broken(was_heard.try_get_value().unwrap_or(false)));
        });
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            source,
            _on_event: on_event,
            _on_error: on_error,
        })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// What an event says; what cannot be read is left out.
fn read(name: &str, data: &str) -> Option<Message> {
    Some(match name {
        "choice" => Message::Choice(json::read(data).ok()?),
        "source" => Message::Source(json::read(data).ok()?),
        "lines" => Message::Lines(json::read(data).ok()?),
        "note" => Message::Note(json::read(data).ok()?),
        "heartbeat" => Message::Heartbeat,
        "end" => Message::End(json::read::<End>(data).ok()?.reason),
        _ => return None,
    })
}
