//! For a screen on a wall: problems only, large, and nothing else. It goes round the named views,
//! unless the address names a view of its own.

use super::each::each;
use super::{filters, text, verdict};
use crate::address::{Address, link_with};
use crate::live::{Card, Overview, Store};
use crate::ui::effect::effect;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use crate::ui::theme::Look;
use crate::ui::words::{counts, rows};
use crate::ui::{connection, freshness};
use crate::{PageSettings, browser};
use leptos::ev;
use leptos::prelude::*;
use model::{DeploymentKey, GroupBy, Selection};
use std::time::Duration;

/// How long a view is shown.
const TURN: Duration = Duration::from_secs(15);
/// So many cards fit on a screen, large enough to be read from afar.
const MOST: usize = 12;

/// A view in turn.
#[derive(Clone, Debug, PartialEq)]
struct Turn {
    name: String,
    selection: Selection,
}

/// What is shown of a view.
#[derive(Clone, Debug, PartialEq)]
struct Sight {
    /// The first problems, worst first.
    problems: Vec<DeploymentKey>,
    /// How many problems are not among them.
    more: usize,
    /// How many Deployments there are.
    all: u32,
}

/// The wall. Escape and a click leave it, Space holds it, arrow keys turn it.
pub(super) fn view(store: Store) -> AnyView {
    let address = expect_context::<Address>();
    let settings = expect_context::<StoredValue<PageSettings>>();
    let turns = Memo::new(move |_| {
        let views = settings.with_value(turns_of);
        store.selection.with(|selection| turns(views, selection))
    });
    let place = RwSignal::new(0usize);
    let is_held = RwSignal::new(false);
    let turn = Memo::new(move |_| {
        let place = place.get();
        turns.with(|turns| turns.get(place % turns.len().max(1)).cloned())
    });
    let sight = Memo::new(move |_| {
        store.version.track();
        let turn = turn.get();
        let selection = turn.map(|turn| turn.selection).unwrap_or_default();
        sight(&store.overview(&selection))
    });
    let go = move |by: isize| {
        let many = turns.with_untracked(Vec::len).max(1);
        place.update(|place| *place = place.saturating_add(many).saturating_add_signed(by) % many);
    };
    let leave = leave_link(store);
    effect(move |_| {
        let timer = set_interval_with_handle(
            move || {
                if !is_held.get_untracked() {
                    go(1);
                }
            },
            TURN,
        );
        let key = window_event_listener(ev::keydown, move |event| match &*event.key() {
            // Alt and Left is the browser's Back, and a dialog has keys of its own.
            _ if browser::has_modifier(&event) || browser::has_dialog() => {}
            "Escape" => address.go(&leave.get_untracked()),
            "ArrowRight" => go(1),
            "ArrowLeft" => go(-1),
            // On a button it is the button's.
            " " if !is_control(event.target()) => {
                event.prevent_default();
                is_held.update(|is_held| *is_held = !*is_held);
            }
            _ => {}
        });
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
            key.remove();
        });
    });
    let name = live(move || turn.get().map(|turn| turn.name));
    let clock = store.clock;
    let keys = move || sight.with(|sight| sight.problems.clone());
    let more = live(move || {
        let more = sight.with(|sight| sight.more);
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        (more > 0).then(|| {
            let words = text::more_problems(more);
            view! { <li class="wall-more">{words}</li> }.erase()
        })
    });
    let calm =
        live(move || sight.with(|sight| sight.problems.is_empty().then(|| calm(store, sight.all))));
    let steps = live(move || {
        let many = turns.with(Vec::len);
        (many > 1).then(|| {
            let held = live(move || {
                if is_held.get() {
                    text::GO_ON
                } else {
                    text::HOLD
                }
            });
            view! {
                <span class="wall-step">{live(move || text::step(place.get() + 1, many))}</span>
                <button
                    type="button"
                    class="btn btn-sm btn-line script-only"
                    on:click=move |_| is_held.update(|is_held| *is_held = !*is_held)
                >
                    {held}
                </button>
                <button
                    type="button"
                    class="btn btn-sm btn-line script-only"
                    on:click=move |_| go(1)
                >
                    {text::NEXT}
                </button>
            }
            .erase_once()
        })
    });
    view! {
        <section
            class="wall"
            aria-label=text::PROBLEMS
            on:click=move |event| {
                if !is_control(event.target()) {
                    address.go(&leave.get_untracked());
                }
            }
        >
            <header class="wall-head">
                <h2>{name}</h2>
                {steps}
                <span class="flex-1"></span>
                {clusters(store)}
                {connection::view()}
                <a class="btn btn-sm btn-line" href=live(move || leave.get())>
                    {text::LEAVE}
                </a>
                <time class="wall-clock">{live(move || clock.time(clock.now()))}</time>
            </header>
            {calm}
            <ul class="wall-grid">
                {each(keys, move |key| store.card(&key).map(|card| problem(store, card)).erase())}
                {more}
            </ul>
        </section>
    }
    .erase_once()
}

/// The page behind the wall, as it was last arranged.
fn leave_link(store: Store) -> Signal<String> {
    let last = expect_context::<Look>().last_selection;
    Signal::derive(move || {
        store.selection.with(|selection| {
            link_with(selection, |next| {
                next.density = last.with_value(|last| last.density);
            })
        })
    })
}

fn turns_of(settings: &PageSettings) -> Vec<Turn> {
    let views = settings.views.iter().map(|view| Turn {
        name: view.name.clone(),
        selection: Selection::from_query(&view.query),
    });
    views.collect()
}

/// What is shown in turn: what the address picks; where it picks nothing, the named views.
fn turns(views: Vec<Turn>, selection: &Selection) -> Vec<Turn> {
    let turns = match selection.is_narrowed() || views.is_empty() {
        true => {
            let known = views
                .into_iter()
                .find(|view| is_same(&view.selection, selection));
            vec![known.unwrap_or_else(|| Turn {
                name: match selection.is_narrowed() {
                    true => filters::words_of(selection),
                    false => text::STATUS.to_owned(),
                },
                selection: selection.clone(),
            })]
        }
        false => views,
    };
    let problems = turns.into_iter().map(|turn| Turn {
        name: turn.name,
        selection: Selection {
            only_problems: true,
            group: GroupBy::None,
            ..turn.selection
        },
    });
    problems.collect()
}

/// Whether both pick the same, however they arrange it.
fn is_same(one: &Selection, other: &Selection) -> bool {
    let bare = |selection: &Selection| Selection {
        group: GroupBy::default(),
        sort: model::SortBy::default(),
        density: None,
        ..selection.clone()
    };
    bare(one) == bare(other)
}

fn sight(overview: &Overview) -> Sight {
    let problems = overview.groups.iter().flat_map(|group| &group.cards);
    let number = problems.clone().count();
    // The last place says how many more there are.
    let shown = if number > MOST { MOST - 1 } else { number };
    Sight {
        problems: problems.take(shown).cloned().collect(),
        more: number - shown,
        all: overview.totals.all(),
    }
}

/// Whether the event is for a link or a button.
fn is_control(target: Option<web_sys::EventTarget>) -> bool {
    browser::closest(target, "a, button").is_some()
}

fn calm(store: Store, all: u32) -> AnyView {
    let (title, words) = match all {
        0 => (text::NOTHING_HERE, text::NOTHING_HERE_WHY.to_owned()),
        all => (text::ALL_IS_WELL, {
            let all = store.selection.with(|selection| rows(selection, all));
            text::none_needs_anybody(&all)
        }),
    };
    view! {
        <div class="wall-calm" data-verdict="healthy">
            {Icon::CircleCheck.view()}
            <p class="wall-title">{title}</p>
            <p>{words}</p>
        </div>
    }
    .erase_once()
}

/// How recent the clusters' data are.
fn clusters(store: Store) -> AnyView {
    let chips = live(move || {
        store.clusters.with(|clusters| {
            let chip = |cluster: &crate::live::ClusterSummary| {
                view! {
                    <li>
                        <b>{cluster.state.title.to_string()}</b>
                        {freshness::view(&cluster.state.freshness, store.clock, false)}
                    </li>
                }
                .erase()
            };
            let selection = store.selection.get();
            let picked = clusters
                .iter()
                .filter(|it| selection.has_cluster(&it.state.name));
            picked.map(chip).collect::<Vec<_>>()
        })
    });
    view! { <ul class="wall-clusters">{chips}</ul> }.erase()
}

fn problem(store: Store, card: Card) -> AnyView {
    let clock = store.clock;
    let place = store.place(&card.key);
    let verdict = {
        let card = card.clone();
        move || card.verdict().as_str()
    };
    let icon = {
        let card = card.clone();
        move || verdict::icon(card.verdict())
    };
    let title = {
        let card = card.clone();
        live(move || card.title())
    };
    let ready = {
        let card = card.clone();
        live(move || card.row.with(counts))
    };
    let word = {
        let card = card.clone();
        live(move || card.headline(clock))
    };
    let why = {
        let card = card.clone();
        live(move || card.why(clock))
    };
    let age = live(move || card.age(clock));
    view! {
        <li class="wall-card" data-verdict=verdict>
            <div class="wall-card-head">
                {Icon::changing(icon, "i")}
                <h3>{title}</h3>
                <b>{ready}</b>
            </div>
            <p class="wall-word">{word}</p>
            <p class="wall-why">{why}</p>
            <p class="wall-foot">
                <span>{place}</span>
                <span>{age}</span>
            </p>
        </li>
    }
    .erase_once()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, query: &str) -> Turn {
        Turn {
            name: name.to_owned(),
            selection: Selection::from_query(query),
        }
    }

    fn names(query: &str) -> Vec<String> {
        let views = vec![
            named("Shop", "namespace=shop&sort=cpu"),
            named("EU", "cluster=eu"),
        ];
        let turns = turns(views, &Selection::from_query(query));
        assert!(turns.iter().all(|turn| turn.selection.only_problems));
        turns.into_iter().map(|turn| turn.name).collect()
    }

    #[test]
    fn named_views_take_turns_unless_the_address_picks_something() {
        assert_eq!(names("view=wall"), ["Shop", "EU"]);
        assert_eq!(names("view=wall&namespace=shop"), ["Shop"]);
        assert_eq!(names("view=wall&namespace=base"), ["namespace: base"]);
        assert_eq!(turns(Vec::new(), &Selection::default()).len(), 1);
    }
}
