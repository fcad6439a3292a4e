//! The list of Deployments, whatever its density: what of it is drawn, and where the viewer is.
//!
//! A short list is drawn in full. Of a long one the server draws a page, so that it reads without
//! script; with script everything is there, and what lies far from the screen is a gap (see
//! [`super::window`]). Gaps need exact heights, so cards of a long list are equally high; all
//! other heights are measured on the page.

use super::window::{Piece, Stretch, window};
use crate::address::{Address, page_number};
use crate::browser;
use crate::live::{CARDS_ID, Store};
use crate::ui::effect::effect;
use leptos::ev;
use leptos::prelude::*;
use model::{Density, DeploymentKey, Text};
use std::collections::{HashMap, HashSet};

/// How far off the screen lines are drawn, and how far it moves before others are, in pixels.
const MARGIN: f64 = 1000.0;
const STEP: f64 = 250.0;
/// So many tiles are drawn at once, the others frame by frame: a keystroke is not to wait for all.
const TILES: usize = 1500;

/// What of the list is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// The groups.
    pub groups: Vec<Piece<Text>>,
    /// The Deployments of the drawn groups.
    pub rows: HashMap<Text, Vec<Piece<DeploymentKey>>>,
    /// Whether the list is long.
    pub is_long: bool,
    /// How many pages it has without script.
    pub pages: usize,
}

/// Heights in pixels, and how many cards stand side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sizes {
    columns: usize,
    card: f64,
    /// A group of cards without its cards.
    card_group: f64,
    line: f64,
    why: f64,
    /// A group's heading in the table.
    line_group: f64,
}

/// The list.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// What is shown.
    pub store: Store,
    /// What of it is drawn.
    pub plan: Memo<Plan>,
    /// The page of rows that is drawn without script, from 1.
    pub page: usize,
    /// Groups that the viewer closed.
    closed: RwSignal<HashSet<Text>>,
    /// The Deployment that has the focus.
    focused: RwSignal<Option<DeploymentKey>>,
    /// What is near the screen, from the list's upper edge; `None` until there is a screen.
    near: RwSignal<Option<Stretch>>,
    sizes: RwSignal<Sizes>,
    /// How many tiles are drawn.
    tiles: RwSignal<usize>,
    is_looking: StoredValue<bool>,
}

/// The rows of this page without script: how many to leave out, and how many to draw.
pub(crate) fn page_of(density: Density, page: usize) -> (usize, usize) {
    let size = match density {
        Density::Cards => Density::MOST_CARDS,
        Density::Table => 500,
        Density::Tiles | Density::Wall => Density::MOST_LINES,
    };
    (page.saturating_sub(1).saturating_mul(size), size)
}

// === impl List ===

impl List {
    pub(super) fn new(store: Store) -> Self {
        let address = expect_context::<Address>();
        let page = address.query.with_untracked(|query| page_number(query));
        let (closed, focused) = (RwSignal::new(HashSet::new()), RwSignal::new(None));
        let (near, tiles) = (RwSignal::new(None), RwSignal::new(TILES));
        let sizes = RwSignal::new(Sizes {
            columns: 4,
            card: 244.0,
            card_group: 60.0,
            line: 36.0,
            why: 26.0,
            line_group: 34.0,
        });
        let plan = Memo::new(move |_| {
            let focused = focused.get();
            let draft = Draft {
                store,
                density: store.density.get(),
                page,
                near: near.get(),
                sizes: sizes.get(),
                tiles: tiles.get(),
                focused: focused.as_ref(),
            };
            closed.with(|closed| draft.plan(closed))
        });
        let list = Self {
            store,
            plan,
            page,
            closed,
            focused,
            near,
            sizes,
            tiles,
            is_looking: StoredValue::new(false),
        };
        list.follow();
        list
    }

    /// What is drawn of this group.
    pub(super) fn rows(self, group: &Text) -> Vec<Piece<DeploymentKey>> {
        let rows = |plan: &Plan| plan.rows.get(group).cloned();
        self.plan.with(rows).unwrap_or_default()
    }

    /// Whether the group is open.
    pub(super) fn is_open(self, group: &Text) -> bool {
        self.closed.with_untracked(|closed| !closed.contains(group))
    }

    /// The viewer opened or closed a group.
    pub(super) fn toggle(self, group: &Text, is_open: bool) {
        if self.is_open(group) != is_open {
            self.closed.update(|closed| {
                if !closed.remove(group) {
                    closed.insert(group.clone());
                }
            });
        }
    }

    /// The focus came to what stands for a Deployment, or went.
    pub(super) fn focus(self, key: Option<DeploymentKey>) {
        // What has the focus loses it when the list goes.
        if self.focused.try_with_untracked(|old| *old != key) == Some(true) {
            self.focused.set(key);
        }
    }

    /// Looks where the screen is whenever that may have changed.
    fn follow(self) {
        effect(move |_| {
            let scroll = window_event_listener(ev::scroll, move |_| self.look_soon());
            let resize = window_event_listener(ev::resize, move |_| self.look_soon());
            on_cleanup(move || {
                scroll.remove();
                resize.remove();
            });
        });
        effect(move |_| {
            self.store.version.track();
            self.plan.track();
            self.look_soon();
        });
    }

    /// Looks before the next frame, once.
    fn look_soon(self) {
        if !self.is_looking.get_value() {
            self.is_looking.set_value(true);
            request_animation_frame(move || {
                // The page may be another one by now.
                if self.is_looking.try_set_value(false).is_none() {
                    self.look();
                }
            });
        }
    }

    /// Draws more tiles, and from few begins anew.
    fn add_tiles(self) {
        if self.store.density.get_untracked() != Density::Tiles {
            return;
        }
        let all = self.store.shown_count.get_untracked() as usize;
        let (now, next) = self
            .tiles
            .with_untracked(|now| (*now, (now + TILES).min(all)));
        let next = next.max(TILES);
        if next != now {
            self.tiles.set(next);
        }
    }

    fn look(self) {
        self.add_tiles();
        // A short list is drawn in full, wherever the screen is.
        let is_long = self.plan.with_untracked(|plan| plan.is_long);
        if !is_long && self.near.with_untracked(Option::is_some) {
            return;
        }
        let Some((top, screen)) = browser::place_of(CARDS_ID) else {
            return;
        };
        let step = |at: f64| (at / STEP).floor() * STEP;
        let before = self.near.get_untracked();
        // Whoever pulls the scroll bar sees each place for a moment only.
        let is_elsewhere = before.is_some_and(|it| -top + screen < it.top || -top > it.bottom);
        let margin = if is_elsewhere { 0.0 } else { MARGIN };
        if is_elsewhere {
            self.look_soon();
        }
        let near = Some(Stretch {
            top: step(-top - margin),
            bottom: step(screen - top + margin) + STEP,
        });
        let sizes = self.sizes.get_untracked().measured();
        if self.sizes.get_untracked() != sizes {
            self.sizes.set(sizes);
        }
        if before != near {
            self.near.set(near);
        }
    }
}

// === impl Sizes ===

impl Sizes {
    /// The sizes as they are on the page, as far as there is something to measure.
    fn measured(self) -> Self {
        let height = |selector: &str| browser::height_of(CARDS_ID, selector);
        let rem = browser::rem();
        Self {
            columns: browser::columns_of(CARDS_ID, ".deploy-grid").unwrap_or(self.columns),
            card: height(".deploy-card").unwrap_or(self.card),
            // The heading's margin and the group's; see group.css.
            card_group: height(".group > summary")
                .map_or(self.card_group, |heading| heading + 1.75 * rem),
            line: height("tr.dt-line").unwrap_or(self.line),
            why: height("tr.why-row").unwrap_or(self.why),
            line_group: height("tr.grp").unwrap_or(self.line_group),
        }
    }
}

/// All that a plan depends on.
struct Draft<'a> {
    store: Store,
    density: Density,
    page: usize,
    near: Option<Stretch>,
    sizes: Sizes,
    tiles: usize,
    focused: Option<&'a DeploymentKey>,
}

// === impl Draft ===

impl Draft<'_> {
    fn plan(&self, closed: &HashSet<Text>) -> Plan {
        let names = self.store.groups.get();
        let cells = names.iter().filter_map(|name| {
            let group = self.store.group(name)?;
            Some((name.clone(), group.cards.get()))
        });
        let groups: Vec<(Text, Vec<DeploymentKey>)> = cells.collect();
        let total: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
        let has_gaps = matches!(self.density, Density::Cards | Density::Table);
        let is_long = has_gaps && total > Density::MOST_CARDS;
        let (first, size) = page_of(self.density, self.page);
        let mut plan = match self.near {
            Some(near) if is_long => self.windowed(&groups, near, closed),
            Some(_) if has_gaps => sliced(groups, 0, total),
            Some(_) => sliced(groups, 0, self.tiles),
            None => sliced(groups, first, size),
        };
        plan.is_long = is_long;
        plan.pages = total.div_ceil(size).max(1);
        plan
    }

    /// What is near the screen.
    fn windowed(
        &self,
        groups: &[(Text, Vec<DeploymentKey>)],
        near: Stretch,
        closed: &HashSet<Text>,
    ) -> Plan {
        let is_table = self.density == Density::Table;
        // Cards stand with space between; see card.css.
        let spacing = if is_table {
            0.0
        } else {
            0.625 * browser::rem()
        };
        if is_table {
            // Reasons come and go, and with them heights.
            self.store.version.track();
        }
        let mut plan = Plan::default();
        let mut heights = Vec::with_capacity(groups.len());
        let mut top = 0.0;
        for (name, rows) in groups {
            let heading = match (is_table, name.is_empty()) {
                (_, true) => 0.0,
                (true, false) => self.sizes.line_group,
                (false, false) => self.sizes.card_group,
            };
            let columns = if is_table {
                1
            } else {
                self.sizes.columns.max(1)
            };
            let height = |line: &[DeploymentKey]| match line {
                [key] if is_table && self.store.has_why(key) => self.sizes.line + self.sizes.why,
                _ if is_table => self.sizes.line,
                _ => self.sizes.card + spacing,
            };
            let lines = || rows.chunks(columns).map(|line| (line, height(line)));
            let inside: f64 = match closed.contains(name) {
                true => 0.0,
                false => lines().map(|(_, height)| height).sum(),
            };
            let is_near = top + heading + inside > near.top && top < near.bottom;
            let is_focused = self.focused.is_some_and(|key| rows.contains(key));
            if is_near || is_focused {
                let pieces = window(lines(), spacing, top + heading, near, self.focused);
                plan.rows.insert(name.clone(), pieces);
            }
            heights.push((name.clone(), heading + inside, is_focused));
            top += heading + inside;
        }
        let pinned = heights.iter().find(|(_, _, is_focused)| *is_focused);
        let lines = heights
            .iter()
            .map(|(name, height, _)| (std::slice::from_ref(name), *height));
        plan.groups = window(lines, 0.0, 0.0, near, pinned.map(|(name, _, _)| name));
        plan
    }
}

/// So many rows after so many others, in their groups.
fn sliced(groups: Vec<(Text, Vec<DeploymentKey>)>, mut first: usize, mut number: usize) -> Plan {
    let mut plan = Plan::default();
    for (name, rows) in groups {
        let all = rows.len();
        let here: Vec<_> = rows.into_iter().skip(first).take(number).collect();
        first = first.saturating_sub(all);
        number -= here.len();
        if !here.is_empty() {
            let here = here.into_iter().map(Piece::One).collect();
            plan.rows.insert(name.clone(), here);
            plan.groups.push(Piece::One(name));
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cut_through_groups() {
        let key = |name: &str| DeploymentKey::new("a", "b", name);
        let group = |name: &str, rows: &[&str]| {
            (Text::from(name), rows.iter().map(|row| key(row)).collect())
        };
        let groups = || vec![group("g", &["1", "2", "3"]), group("h", &["4", "5"])];
        let page = |first, number| {
            let plan = sliced(groups(), first, number);
            let mut said = Vec::new();
            for piece in &plan.groups {
                let Piece::One(name) = piece else { continue };
                for row in &plan.rows[name] {
                    let Piece::One(key) = row else { continue };
                    said.push(format!("{name}{}", key.name));
                }
            }
            said
        };
        assert_eq!(page(0, 2), ["g1", "g2"]);
        assert_eq!(page(2, 2), ["g3", "h4"]);
        assert_eq!(page(4, 2), ["h5"]);
        assert!(page(6, 2).is_empty());
    }
}
