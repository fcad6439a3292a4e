//! The command palette: to anything in a few letters.

mod entries;
mod results;
mod text;

use crate::address::{Address, link};
use crate::drawer::Opened;
use crate::live::{Session, Store};
use crate::shortcuts::Dialogs;
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::theme::Look;
use crate::ui::{listbox, menu, modal};
use crate::{Page, PageSettings, api, browser};
use entries::{Entry, Goal, Hit};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Search, Selection, WorkloadKind};

/// Where the browser keeps what was chosen.
const KEY: &str = "dl_recent";
/// So much of it.
const MOST_RECENT: usize = 8;

/// The palette while it is open.
#[derive(Clone, Copy)]
struct Palette {
    store: Store,
    session: Session,
    settings: StoredValue<PageSettings>,
    address: Address,
    look: Look,
    dialogs: Dialogs,
    /// What there was when it opened.
    entries: StoredValue<Vec<Entry>>,
    recent: StoredValue<Vec<String>>,
    typed: StoredValue<String>,
    hits: RwSignal<Vec<Hit>>,
    active: RwSignal<Option<usize>>,
}

/// The palette.
pub(crate) fn view(store: Store, session: Session, dialogs: Dialogs) -> AnyView {
    let palette = Palette {
        store,
        session,
        settings: expect_context(),
        address: expect_context(),
        look: expect_context(),
        dialogs,
        entries: StoredValue::new(Vec::new()),
        recent: StoredValue::new(Vec::new()),
        typed: StoredValue::new(String::new()),
        hits: RwSignal::new(Vec::new()),
        active: RwSignal::new(None),
    };
    let is_open = dialogs.palette;
    effect(move |_| {
        if is_open.get() {
            palette.begin();
        }
    });
    // The field is drawn with each opening, and is empty then.
    let content = live(move || is_open.get().then(|| untrack(|| palette.draw())));
    modal::view(
        is_open,
        "palette-place",
        text::PALETTE,
        view! { {content} }.erase_frame(),
    )
}

// === impl Palette ===

impl Palette {
    /// Reads what there is.
    fn begin(self) {
        let views = self.settings.with_value(|settings| settings.views.clone());
        self.entries
            .set_value(entries::all(self.store, self.session, &views));
        self.recent.set_value(browser::kept(KEY));
        self.find("");
    }

    /// Somebody typed: finds what is known at once, and Pods that are not on screen when the server
    /// has found them.
    fn typed(self, typed: String) {
        self.find(&typed);
        // Here no word has another meaning.
        let words = typed.replace('"', " ");
        let words = words.split_whitespace().map(|word| format!("\"{word}\""));
        let query = Selection {
            kinds: WorkloadKind::ALL.into(),
            search: Search::new(&words.collect::<Vec<_>>().join(" ")),
            ..Selection::default()
        };
        self.typed.set_value(typed.clone());
        if !query.search.asks_for_pods() {
            return;
        }
        spawn_local(async move {
            // What cannot be asked for is not offered; the page tells how it is connected.
            let Ok(found) = api::find_pods(query.to_query()).await else {
                return;
            };
            let pods = entries::pods(self.store, found.pods().cloned().collect());
            let news: Vec<Entry> = self.entries.with_value(|all| {
                let is_new = |entry: &Entry| !all.iter().any(|known| known.goal == entry.goal);
                pods.filter(is_new).collect()
            });
            // Whoever typed on or walked through the list goes on with what is there.
            let is_wanted = self.typed.with_value(|now| *now == typed)
                && self.active.get_untracked().is_none_or(|active| active == 0);
            if is_wanted && !news.is_empty() {
                self.entries.update_value(|all| all.extend(news));
                self.find(&typed);
            }
        });
    }

    fn find(self, typed: &str) {
        let hits = self.entries.with_value(|all| {
            self.recent
                .with_value(|recent| entries::find(all, typed, recent))
        });
        self.active.set((!hits.is_empty()).then_some(0));
        self.hits.set(hits);
    }

    /// Closes the palette, goes there, and remembers that.
    fn choose(self, index: usize) {
        let hit = self.hits.with_untracked(|hits| hits.get(index).cloned());
        let Some(Hit { entry, .. }) = hit else {
            return;
        };
        self.dialogs.palette.set(false);
        let id = entry.goal.id();
        let mut recent = self.recent.get_value();
        recent.retain(|other| *other != id);
        recent.insert(0, id);
        recent.truncate(MOST_RECENT);
        browser::keep(KEY, &recent);
        self.go(entry.goal);
    }

    fn go(self, goal: Goal) {
        let selection = self.store.selection.get_untracked();
        let to = |selection: Selection| self.address.visit(&link(&selection));
        match goal {
            Goal::Deployment(key) | Goal::Pod(key, _) => {
                self.address.visit(&Opened::new(key).link(&selection));
            }
            Goal::Namespace(name) => to(Selection {
                namespaces: [name].into(),
                ..selection.widened()
            }),
            Goal::Cluster(name) => to(Selection {
                clusters: [name].into(),
                ..selection.widened()
            }),
            Goal::Density(density) => to(Selection {
                density: Some(density),
                ..selection
            }),
            Goal::View(view) => to(Selection::from_query(&view.query)),
            Goal::Page(href) => {
                let page = self.address.path.with_untracked(|path| Page::at(path));
                let last = self.look.last_selection;
                let link = last.with_value(|last| menu::section(&href, page, &selection, last));
                self.address.visit(&link);
            }
            Goal::Theme(theme) => self.look.theme.set(theme),
            Goal::OnlyProblems => to(Selection {
                only_problems: !selection.only_problems,
                ..selection
            }),
            Goal::Shortcuts => self.dialogs.sheet.set(true),
        }
    }

    fn press(self, event: &web_sys::KeyboardEvent) {
        let key = event.key();
        let count = self.hits.with_untracked(Vec::len);
        let active = self.active.get_untracked();
        if let Some(next) = listbox::step(&key, active, count) {
            event.prevent_default();
            self.active.set(Some(next));
            listbox::reveal(&results::option_id(next));
        } else if let ("Enter", Some(active), false) = (&*key, active, event.is_composing()) {
            event.prevent_default();
            self.choose(active);
        }
    }

    fn draw(self) -> AnyView {
        let count = live(move || {
            let count = self.hits.with(Vec::len);
            text::results(u32::try_from(count).unwrap_or(u32::MAX))
        });
        view! {
            <div class="palette">
                <div class="palette-in">
                    {Icon::Search.sized("i m")}
                    <input
                        type="text"
                        role="combobox"
                        autofocus=true
                        autocomplete="off"
                        spellcheck="false"
                        placeholder=text::GO_TO
                        aria-label=text::GO_OR_RUN
                        aria-autocomplete="list"
                        aria-expanded="true"
                        aria-controls=results::LIST
                        aria-activedescendant=live(move || self.active.get().map(results::option_id))
                        on:input:target=move |event| self.typed(event.target().value())
                        on:keydown=move |event| self.press(&event)
                    />
                    <button
                        type="button"
                        class="kbd"
                        on:click=move |_| self.dialogs.palette.set(false)
                    >
                        {text::ESC}
                        <span class="sr-only">{text::CLOSES}</span>
                    </button>
                </div>
                {results::view(
                    self.store,
                    self.hits,
                    self.active,
                    move |index| self.choose(index),
                )}
                <span class="sr-only" role="status">
                    {count}
                </span>
            </div>
        }
        .erase_once()
    }
}
