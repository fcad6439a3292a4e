//! The filters in force, each of which can be taken off.

use super::text;
use crate::address::link;
use crate::live::Store;
use crate::ui::erase::{Erase, live};
use crate::ui::icon::Icon;
use leptos::prelude::*;
use model::{Search, Selection, WorkloadKind};

/// The chips; nothing when everything is shown.
pub(super) fn view(store: Store) -> AnyView {
    let chips = live(move || {
        store.selection.with(|selection| {
            selection.is_narrowed().then(|| {
                view! {
                    <div class="filters" role="group" aria-label=text::FILTERS>
                        {each(selection).into_iter().map(chip).collect_view()}
                        <a class="lnk text-xs" href=link(&selection.widened())>
                            {text::CLEAR_ALL}
                        </a>
                    </div>
                }
                .erase()
            })
        })
    });
    view! { {chips} }.erase_once()
}

/// What a selection shows, in words.
pub(crate) fn words_of(selection: &Selection) -> String {
    let words: Vec<String> = each(selection)
        .into_iter()
        .map(|(words, _)| words)
        .collect();
    if words.is_empty() {
        text::ALL_DEPLOYMENTS.to_owned()
    } else {
        words.join(", ")
    }
}

/// The words of every filter with the selection that is left without it.
pub(crate) fn each(selection: &Selection) -> Vec<(String, Selection)> {
    let mut all = Vec::new();
    let mut add = |words: String, change: &dyn Fn(&mut Selection)| {
        let mut without = selection.clone();
        change(&mut without);
        all.push((words, without));
    };
    for cluster in &selection.clusters {
        add(text::cluster_filter(cluster), &|rest| {
            rest.clusters.remove(cluster);
        });
    }
    for namespace in &selection.namespaces {
        add(text::namespace_filter(namespace), &|rest| {
            rest.namespaces.remove(namespace);
        });
    }
    let has_all = selection.kinds.len() == WorkloadKind::ALL.len();
    if has_all {
        add(text::ALL_KINDS_FILTER.to_owned(), &|rest| {
            rest.kinds.clear()
        });
    }
    for kind in selection.kinds.iter().filter(|_| !has_all) {
        add(text::kind_filter(kind.title()), &|rest| {
            rest.kinds.remove(kind);
        });
    }
    for verdict in &selection.verdicts {
        add(text::verdict_filter(verdict.title()), &|rest| {
            rest.verdicts.remove(verdict);
        });
    }
    if selection.only_problems {
        add(text::ONLY_PROBLEMS_FILTER.to_owned(), &|rest| {
            rest.only_problems = false
        });
    }
    if !selection.search.is_empty() {
        add(text::search_filter(&selection.search), &|rest| {
            rest.search = Search::default();
        });
    }
    all
}

fn chip((words, without): (String, Selection)) -> AnyView {
    let label = text::remove_filter(&words);
    view! {
        <span class="chip">
            <span class="chip-words">{words}</span>
            <a href=link(&without) aria-label=label>
                {Icon::X.sized("i i-xs")}
            </a>
        </span>
    }
    .erase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_can_be_taken_off_alone() {
        let selection =
            Selection::from_query("cluster=a,b&namespace=shop&verdict=down&problems=1&q=x");
        let all = each(&selection);
        assert_eq!(all.len(), 6);
        assert!(all.iter().all(|(_, without)| *without != selection));
        assert_eq!(all[0].0, "cluster: a");
        assert_eq!(
            all[0].1.to_query(),
            "cluster=b&namespace=shop&verdict=down&problems=1&q=x"
        );
    }
}
