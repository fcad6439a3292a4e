//! Pages of a long list, for browsers without script.

use super::list::List;
use super::text;
use crate::address::link_to_page;
use crate::ui::erase::{Erase, live};
use leptos::prelude::*;

/// Links to the pages before and after; nothing where there is one page.
pub(super) fn view(list: List) -> AnyView {
    let store = list.store;
    let to = move |page: usize, words: &'static str| {
        let pages = list.plan.with(|plan| plan.pages);
        let is_there = (1..=pages).contains(&page);
        is_there.then(|| {
            let href = store
                .selection
                .with(|selection| link_to_page(selection, page));
            view! {
                <a class="lnk" href=href>
                    {words}
                </a>
            }
        })
    };
    let pager = live(move || {
        let pages = list.plan.with(|plan| plan.pages);
        (pages > 1).then(|| {
            view! {
                <nav class="pager no-script" aria-label=text::PAGES>
                    {to(list.page.saturating_sub(1), text::PREVIOUS_PAGE)}
                    <span>{text::page_of(list.page, pages)}</span>
                    {to(list.page.saturating_add(1), text::NEXT_PAGE)}
                </nav>
            }
            .erase()
        })
    });
    view! { {pager} }.erase_once()
}
