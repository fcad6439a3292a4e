//! The rows in sight, drawn by hand: a line is no signal and no view.

use super::buffer::{Buffer, Row};
use super::words::{self, Level};
use crate::browser;
use crate::ui::words::tenths;
use leptos::prelude::*;
use model::NoteKind;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How many rows are drawn beyond what is in sight, above and below.
const BEYOND: u64 = 6;
/// How many colours tell Pods apart.
const HUES: usize = 8;

/// What a container is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) pod: String,
    pub(super) container: String,
    /// In short.
    pub(super) label: String,
}

/// Where the rows are drawn.
pub(super) struct Screen {
    /// What scrolls.
    frame: HtmlElement,
    /// Takes the place of the rows above those drawn, and of those below.
    above: Element,
    below: Element,
    rows: Element,
    /// As large as a hundred rows of a hundred letters.
    probe: HtmlElement,
    drawn: Vec<Drawn>,
    /// Drawn rows of another generation are of another look.
    generation: u32,
    /// Where it was last scrolled to, in pixels.
    top: f64,
}

/// A row that is drawn.
struct Drawn {
    row: Element,
    at: Element,
    source: Element,
    text: Element,
    id: Option<(u32, (u64, u64))>,
}

// === impl Screen ===

impl Screen {
    /// Takes hold of the parts in this frame.
    pub(super) fn of(frame: HtmlElement) -> Option<Self> {
        let part = |name: &str| frame.query_selector(name).ok().flatten();
        Some(Self {
            above: part(".log-above")?,
            below: part(".log-below")?,
            rows: part(".log-rows")?,
            probe: {
                let probe = frame.parent_element()?.query_selector(".log-probe");
                probe.ok().flatten()?.dyn_into().ok()?
            },
            frame,
            drawn: Vec::new(),
            generation: 0,
            top: 0.0,
        })
    }

    /// Whatever is drawn must be drawn anew.
    pub(super) fn forget(&mut self) {
        self.generation = self.generation.wrapping_add(1);
    }

    /// How many columns a line has room for.
    pub(super) fn columns(&mut self) -> Option<usize> {
        self.grow(1);
        let first = self.drawn.first()?;
        let room = f64::from(first.text.client_width());
        let letter = f64::from(self.probe.offset_width()) / 100.0;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let columns = (room / letter.max(1.0)).floor() as usize;
        Some(columns.max(10))
    }

    /// Whether the person scrolled: up (`Some(false)`) or down to the end (`Some(true)`).
    pub(super) fn scrolled(&mut self) -> Option<bool> {
        let top = f64::from(self.frame.scroll_top());
        let moved = top - self.top;
        self.top = top;
        let end = self.frame.scroll_height() - self.frame.client_height();
        let is_at_end = self.frame.scroll_top() >= end - 4;
        match is_at_end {
            true if moved > 0.0 => Some(true),
            false if moved < -1.0 => Some(false),
            _ => None,
        }
    }

    /// Draws the rows in sight; with `to_end` the last ones.
    pub(super) fn draw(&mut self, buffer: &Buffer, sources: &[Source], zone: i64, to_end: bool) {
        let height = self.row_height();
        let rows = buffer.rows();
        let view = f64::from(self.frame.client_height());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = |pixels: f64| (pixels / height).max(0.0) as u64;
        let in_sight = whole(view) + 2;
        let first = match to_end {
            true => rows.saturating_sub(in_sight + BEYOND),
            false => whole(f64::from(self.frame.scroll_top()))
                .min(rows)
                .saturating_sub(BEYOND),
        };
        let count = (in_sight + 2 * BEYOND).min(rows - first);
        self.grow(usize::try_from(count).unwrap_or(0));
        let generation = self.generation;
        let words = &buffer.look().words;
        for (drawn, number) in self.drawn.iter_mut().zip(first..) {
            let row = buffer.row(number).filter(|_| number < first + count);
            drawn.show(row, generation, |row| (sources, zone, words.as_str(), row));
        }
        // Pixels far below what a number of this kind holds exactly.
        #[allow(clippy::cast_precision_loss)]
        let pixels = |rows: u64| tenths(rows as f64 * height);
        set(&self.above, "height", &pixels(first));
        set(&self.below, "height", &pixels(rows - first - count));
        if to_end {
            self.frame.set_scroll_top(self.frame.scroll_height());
            self.top = f64::from(self.frame.scroll_top());
        }
    }

    fn row_height(&self) -> f64 {
        (f64::from(self.probe.offset_height()) / 100.0).max(1.0)
    }

    fn grow(&mut self, count: usize) {
        while self.drawn.len() < count {
            let Some(drawn) = Drawn::new(&self.rows) else {
                return;
            };
            self.drawn.push(drawn);
        }
    }
}

// === impl Drawn ===

impl Drawn {
    fn new(rows: &Element) -> Option<Self> {
        let make = |name: &str, class: &str| {
            let element = document().create_element(name).ok()?;
            set(&element, "class", class);
            Some(element)
        };
        let row = make("div", "log-row")?;
        let (at, source) = (make("span", "log-at")?, make("span", "log-source")?);
        let text = make("span", "log-text")?;
        for part in [&at, &source, &text] {
            row.append_child(part).ok()?;
        }
        rows.append_child(&row).ok()?;
        Some(Self {
            row,
            at,
            source,
            text,
            id: None,
        })
    }

    /// Shows this row, or nothing.
    fn show<'a>(
        &mut self,
        row: Option<Row<'a>>,
        generation: u32,
        with: impl FnOnce(Row<'a>) -> (&'a [Source], i64, &'a str, Row<'a>),
    ) {
        let id = row.as_ref().map(|row| (generation, row.id));
        if self.id == id && id.is_some() {
            return;
        }
        match row {
            None => set(&self.row, "hidden", ""),
            Some(row) => {
                if self.id.is_none() {
                    let _ = self.row.remove_attribute("hidden");
                }
                let (sources, zone, words, row) = with(row);
                self.write(&row, sources, zone, words);
            }
        }
        self.id = id;
    }

    fn write(&self, row: &Row<'_>, sources: &[Source], zone: i64, words: &str) {
        let entry = row.entry;
        let is_first = row.id.1 == 0;
        let number = entry.source.filter(|number| *number < sources.len());
        let source = number.map(|number| &sources[number]);
        let hue = number.map_or_else(String::new, |number| (number % HUES).to_string());
        set(&self.row, "data-hue", &hue);
        let kind = match (entry.note, words::level(&entry.text)) {
            (Some(NoteKind::Gap | NoteKind::Lost | NoteKind::Refused), _) => "note-bad",
            (Some(_), _) => "note",
            (None, Some(Level::Error)) => "error",
            (None, Some(Level::Warning)) => "warning",
            (None, None) => "",
        };
        set(&self.row, "data-kind", kind);
        let (time, label) = match is_first {
            true => (
                words::time_of_day(&entry.at, zone),
                source.map_or("", |source| source.label.as_str()),
            ),
            false => (String::new(), ""),
        };
        self.at.set_text_content(Some(&time));
        set(&self.at, "title", &entry.at);
        self.source.set_text_content(Some(label));
        let full = source.map(|source| format!("{} / {}", source.pod, source.container));
        set(&self.source, "title", &full.unwrap_or_default());
        let parts = words::split(row.text, words);
        if let [text] = parts.as_slice() {
            self.text.set_text_content(Some(text));
            return;
        }
        self.text.set_text_content(None);
        for (turn, part) in parts.into_iter().enumerate() {
            let name = if turn % 2 == 1 { "mark" } else { "span" };
            if let Ok(element) = document().create_element(name) {
                element.set_text_content(Some(part));
                let _ = self.text.append_child(&element);
            }
        }
    }
}

/// Sets an attribute where it is another.
fn set(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _ = element.set_attribute(name, value);
    }
}

/// The zone in which times are written.
pub(super) fn zone() -> i64 {
    browser::zone_minutes()
}
