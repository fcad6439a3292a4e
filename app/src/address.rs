//! The address bar: what is shown lives there, so that Back works and a link shows the same.
//!
//! A router is not needed for that: links are plain links, and a click on one that leads to a page
//! of ours is carried out without asking the server.

use crate::drawer::Opened;
use crate::{MenuItem, Page, browser};
use leptos::ev;
use leptos::prelude::*;
use model::{Selection, VersionsQuery};
use wasm_bindgen::JsValue;

/// Where we are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    /// The path.
    pub path: RwSignal<String>,
    /// The query, without `?`.
    pub query: RwSignal<String>,
}

/// The link to this selection. It always carries a query: a bare address means "where I was last".
pub(crate) fn link(selection: &Selection) -> String {
    match selection.to_query().as_str() {
        "" => "/?cluster=*".to_owned(),
        query => format!("/?{query}"),
    }
}

/// The link to the Versions page with this query.
pub(crate) fn versions_link(query: &VersionsQuery) -> String {
    match query.to_query().as_str() {
        "" => "/versions".to_owned(),
        query => format!("/versions?{query}"),
    }
}

/// The link to the selection with this change.
pub(crate) fn link_with(selection: &Selection, change: impl FnOnce(&mut Selection)) -> String {
    let mut selection = selection.clone();
    change(&mut selection);
    link(&selection)
}

/// The link to this page of the selection's rows, for browsers without script. Pages count from 1.
pub(crate) fn link_to_page(selection: &Selection, page: usize) -> String {
    match page {
        ..=1 => link(selection),
        page => format!("{}&page={page}", link(selection)),
    }
}

/// The page of rows that this query asks for, from 1.
pub(crate) fn page_number(query: &str) -> usize {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let page = pairs.filter(|(name, _)| name == "page").last();
    page.and_then(|(_, number)| number.parse().ok())
        .filter(|number| *number > 0)
        .unwrap_or(1)
}

// === impl Address ===

impl Address {
    /// The address the server was asked for.
    pub(crate) fn new(path: &str, query: &str) -> Self {
        Self {
            path: RwSignal::new(path.to_owned()),
            query: RwSignal::new(query.to_owned()),
        }
    }

    /// The page at this address, as far as `menu` leads there. `first` is what the server made of
    /// the address it was asked for.
    pub(crate) fn page(self, first: Page, menu: RwSignal<Vec<MenuItem>>) -> Memo<Page> {
        Memo::new(move |_| {
            let page = self
                .path
                .with(|path| menu.with(|menu| Page::open_at(path, menu)));
            match page {
                // Its data come with it, so it does not open later.
                Page::Admin if first != Page::Admin => Page::NotFound,
                page => page,
            }
        })
    }

    /// The Deployment that is open at this address; none on other pages than the Status page.
    pub(crate) fn opened(self) -> Memo<Option<Opened>> {
        Memo::new(move |_| {
            let is_status = self.path.with(|path| Page::at(path) == Page::Status);
            is_status.then(|| self.query.with(|query| Opened::from_query(query)))?
        })
    }

    /// What is picked at this address.
    pub(crate) fn selection(self) -> Memo<Selection> {
        Memo::new(move |_| self.query.with(|query| Selection::from_query(query)))
    }

    /// The link to this selection on the page where we are, or on the Status page from one that
    /// shows no clusters.
    pub(crate) fn link(self, selection: &Selection) -> String {
        match self.path.with(|path| Page::at(path)) {
            Page::Versions => {
                let query = self.query.with(|query| VersionsQuery::from_query(query));
                versions_link(&query.with(selection))
            }
            Page::Status | Page::Admin | Page::NotFound => link(selection),
        }
    }

    /// Goes to a link of ours; Back leads here again.
    pub(crate) fn go(self, link: &str) {
        self.change(link, false);
    }

    /// Goes to a link of ours in place of the present address.
    pub(crate) fn replace(self, link: &str) {
        self.change(link, true);
    }

    /// Goes to any page of ours, as a click on a link would.
    pub(crate) fn visit(self, link: &str) {
        let path = link.split('?').next().unwrap_or_default();
        if self.path.with_untracked(|here| is_near(here, path)) {
            self.go(link);
        } else {
            // Where that fails, the page stays.
            let _ = window().location().set_href(link);
        }
    }

    fn change(self, link: &str, in_place: bool) {
        let Ok(history) = window().history() else {
            return;
        };
        let changed = if in_place {
            history.replace_state_with_url(&JsValue::NULL, "", Some(link))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(link))
        };
        if changed.is_ok() {
            browser::hold_focus();
            let (path, query) = link.split_once('?').unwrap_or((link, ""));
            if self.path.with_untracked(|old| old != path) {
                window().scroll_to_with_x_and_y(0.0, 0.0);
            }
            self.show(path.to_owned(), query.to_owned());
        }
    }

    fn show(self, path: String, query: String) {
        if self.path.with_untracked(|old| *old != path) {
            self.path.set(path);
        }
        if self.query.with_untracked(|old| *old != query) {
            self.query.set(query);
        }
    }

    /// Follows Back and Forward and carries out clicks on links to our pages. Call once, in an
    /// effect.
    pub(crate) fn follow(self) {
        let back = window_event_listener(ev::popstate, move |_| {
            let location = window().location();
            if let (Ok(path), Ok(query)) = (location.pathname(), location.search()) {
                self.show(path, query.trim_start_matches('?').to_owned());
            }
        });
        let click = window_event_listener(ev::click, move |event| {
            if let Some(link) = own_link(&event) {
                event.prevent_default();
                // Where one picks several things one after the other, it stays open.
                let stays = browser::closest(event.target(), "details[data-stays]");
                browser::close_dropdowns(stays.as_deref(), false);
                self.go(&link);
            }
        });
        on_cleanup(move || {
            back.remove();
            click.remove();
        });
    }
}

/// Whether one path leads to the other without the server. Other pages than Status come with data
/// of their own.
fn is_near(here: &str, there: &str) -> bool {
    let is_ours = |path: &&str| matches!(Page::at(path), Page::Status | Page::Versions);
    [here, there].iter().all(is_ours)
}

/// The link to one of our pages that this click means; `None` when it is the browser's business.
fn own_link(event: &web_sys::MouseEvent) -> Option<String> {
    if event.button() != 0 || !browser::is_plain(event) || event.default_prevented() {
        return None;
    }
    let anchor = browser::closest(event.target(), "a[href]")?;
    let href = anchor.get_attribute("href")?;
    if href.is_empty() || href.starts_with('#') || anchor.has_attribute("target") {
        return None;
    }
    let location = window().location();
    let url = web_sys::Url::new_with_base(&href, &location.href().ok()?).ok()?;
    let is_ours = url.origin() == location.origin().ok()? && url.hash().is_empty();
    let here = location.pathname().unwrap_or_default();
    let is_page = is_near(&here, &url.pathname());
    (is_ours && is_page).then(|| format!("{}{}", url.pathname(), url.search()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_rows_is_read_back() {
        let selection = Selection::from_query("problems=1&view=table");
        for page in [1, 2, 40] {
            let link = link_to_page(&selection, page);
            let query = link.strip_prefix("/?").unwrap();
            assert_eq!(page_number(query), page);
            assert_eq!(Selection::from_query(query), selection);
        }
        for query in ["", "page=0", "page=-1", "page=x", "page="] {
            assert_eq!(page_number(query), 1, "{query}");
        }
    }
}
