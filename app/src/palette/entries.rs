//! What the palette leads to.

use super::text;
use crate::live::{Session, Store};
use crate::{MenuItem, NamedView, Theme};
use leptos::prelude::*;
use model::{Density, DeploymentKey, Fuzzy, SortedSet, Text, sorted_places};

/// Where an entry leads, or what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// A Deployment.
    Deployment(DeploymentKey),
    /// A Pod of a Deployment.
    Pod(DeploymentKey, Text),
    /// All Deployments of a namespace.
    Namespace(Text),
    /// All Deployments of a cluster.
    Cluster(Text),
    /// What is shown, this densely.
    Density(Density),
    /// The view with this name, by its query.
    View(NamedView),
    /// The section at this path.
    Page(String),
    /// A theme.
    Theme(Theme),
    /// Problems only, or everything again.
    OnlyProblems,
    /// The sheet of shortcuts.
    Shortcuts,
}

/// A heading of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heading {
    Recent,
    Deployments,
    Pods,
    Namespaces,
    Clusters,
    Views,
    Pages,
    Commands,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it leads.
    pub goal: Goal,
    /// Its name.
    pub name: String,
    /// Where that is, or nothing.
    pub place: String,
}

/// An entry that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub entry: Entry,
    pub heading: Heading,
    /// Which characters of its name were found.
    pub name_marks: Vec<usize>,
    /// Which of its place.
    pub place_marks: Vec<usize>,
}

/// What is found by a Pod's name counts this much less.
const CHANCE: i32 = 40;
/// What was chosen recently counts this much more.
const RECENT: i32 = 15;
/// So many Deployments are offered at most …
const MOST_DEPLOYMENTS: usize = 20;
/// … and so many of everything else, under each heading.
const MOST_OTHERS: usize = 6;

// === impl Goal ===

impl Goal {
    /// By which it is remembered.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Deployment(key) => format!("deployment {key}"),
            Self::Pod(key, name) => format!("pod {key} {name}"),
            Self::Namespace(name) => format!("namespace {name}"),
            Self::Cluster(name) => format!("cluster {name}"),
            Self::Density(density) => format!("density {}", density.as_str()),
            Self::View(view) => format!("view {}", view.name),
            Self::Page(href) => format!("page {href}"),
            Self::Theme(theme) => format!("theme {}", theme.as_str()),
            Self::OnlyProblems => "only problems".to_owned(),
            Self::Shortcuts => "shortcuts".to_owned(),
        }
    }

    pub(super) const fn heading(&self) -> Heading {
        match self {
            Self::Deployment(_) => Heading::Deployments,
            Self::Pod(..) => Heading::Pods,
            Self::Namespace(_) => Heading::Namespaces,
            Self::Cluster(_) => Heading::Clusters,
            Self::Density(_) | Self::View(_) => Heading::Views,
            Self::Page(_) => Heading::Pages,
            Self::Theme(_) | Self::OnlyProblems | Self::Shortcuts => Heading::Commands,
        }
    }
}

// === impl Heading ===

impl Heading {
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Recent => text::RECENT,
            Self::Deployments => text::DEPLOYMENTS,
            Self::Pods => text::PODS,
            Self::Namespaces => text::NAMESPACES,
            Self::Clusters => text::CLUSTERS,
            Self::Views => text::VIEWS,
            Self::Pages => text::PAGES,
            Self::Commands => text::COMMANDS,
        }
    }

    const fn most(self) -> usize {
        match self {
            Self::Deployments => MOST_DEPLOYMENTS,
            _ => MOST_OTHERS,
        }
    }
}

/// Everything there is at this moment.
pub(super) fn all(store: Store, session: Session, views: &[NamedView]) -> Vec<Entry> {
    let entry = |goal, name: String, place: String| Entry { goal, name, place };
    let mut all: Vec<Entry> = store.with_snapshot(|snapshot| {
        let rows = snapshot.rows.iter().map(|row| {
            let key = &row.key;
            let cluster = model::find(&snapshot.clusters, &key.cluster);
            let cluster = cluster.map_or(&key.cluster, |cluster| &cluster.title);
            let place = format!("{cluster} / {}", key.namespace);
            entry(Goal::Deployment(key.clone()), row.title.to_string(), place)
        });
        rows.collect()
    });
    all.extend(pods(store, store.known_pods()));
    store.clusters.with_untracked(|clusters| {
        all.extend(clusters.iter().map(|one| {
            let name = one.state.name.clone();
            entry(
                Goal::Cluster(name),
                one.state.title.to_string(),
                String::new(),
            )
        }));
        let namespaces = clusters.iter().flat_map(|one| &one.state.namespaces);
        let known: SortedSet<&Text> = namespaces.collect();
        all.extend(known.into_iter().map(|name| {
            entry(
                Goal::Namespace(name.clone()),
                name.to_string(),
                String::new(),
            )
        }));
    });
    all.extend(views.iter().map(|view| {
        let name = view.name.clone();
        entry(Goal::View(view.clone()), name, String::new())
    }));
    all.extend(Density::ALL.map(|(density, title)| {
        let name = text::show_as(title);
        entry(Goal::Density(density), name, String::new())
    }));
    let pages = session.menu.get_untracked().into_iter();
    all.extend(
        pages.map(|MenuItem { title, href, .. }| entry(Goal::Page(href), title, String::new())),
    );
    let command = |goal, name: &str| entry(goal, name.to_owned(), String::new());
    all.push(command(Goal::OnlyProblems, text::ONLY_PROBLEMS));
    all.extend(Theme::ALL.map(|(theme, title)| {
        let name = text::theme(title);
        entry(Goal::Theme(theme), name, String::new())
    }));
    all.push(command(Goal::Shortcuts, text::SHORTCUTS));
    all
}

/// Entries of these Pods.
pub(super) fn pods(store: Store, pods: Vec<(DeploymentKey, Text)>) -> impl Iterator<Item = Entry> {
    pods.into_iter().map(move |(key, pod)| Entry {
        name: pod.to_string(),
        place: store.place(&key),
        goal: Goal::Pod(key, pod),
    })
}

/// The entries that fit what is typed, best first under each heading, the heading with the best
/// one first. Where nothing is typed: what was chosen recently, pages and commands.
pub(super) fn find(all: &[Entry], typed: &str, recent: &[String]) -> Vec<Hit> {
    let fuzzy = Fuzzy::new(typed);
    let place_of = |goal: &Goal| {
        let id = (!recent.is_empty()).then(|| goal.id())?;
        recent.iter().position(|one| *one == id)
    };
    let heading_of = |goal: &Goal| match fuzzy.is_empty() && place_of(goal).is_some() {
        true => Heading::Recent,
        false => goal.heading(),
    };
    let score_of = |entry: &Entry| match (place_of(&entry.goal), fuzzy.is_empty()) {
        (Some(place), true) => Some(i32::try_from(place).map_or(i32::MIN, |place| -place)),
        (None, true) => (entry.goal.heading() >= Heading::Views).then_some(-1000),
        (recent, false) => {
            let score = fuzzy.score(&[&entry.name, &entry.place])?;
            // The end of a pod's name is a matter of chance, and what is in it is found by chance.
            let loss = if entry.goal.heading() == Heading::Pods {
                CHANCE
            } else {
                0
            };
            Some(score - loss + recent.map_or(0, |_| RECENT))
        }
    };
    let scores: Vec<Option<i32>> = all.iter().map(score_of).collect();
    let order = sorted_places(all.len(), &mut |a, b| scores[b].cmp(&scores[a]));
    let scored: Vec<(Heading, usize)> = order
        .into_iter()
        .filter(|index| scores[*index].is_some())
        .map(|index| (heading_of(&all[index].goal), index))
        .collect();
    let mut headings: Vec<Heading> = Vec::new();
    for (heading, _) in &scored {
        if !headings.contains(heading) {
            headings.push(*heading);
        }
    }
    let hit = |(heading, index): &(Heading, usize)| {
        let entry = &all[*index];
        let marks = fuzzy.marks(&[&entry.name, &entry.place]);
        let mut marks = marks.into_iter();
        Hit {
            entry: entry.clone(),
            heading: *heading,
            name_marks: marks.next().unwrap_or_default(),
            place_marks: marks.next().unwrap_or_default(),
        }
    };
    let under = |heading: &Heading| {
        let mine = scored.iter().filter(|(other, _)| other == heading);
        mine.take(heading.most()).map(hit).collect::<Vec<Hit>>()
    };
    headings.iter().flat_map(under).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mk_all() -> Vec<Entry> {
        let mut all: Vec<Entry> = (0..40)
            .map(|number| {
                let name = format!("shop-{number:02}");
                Entry {
                    goal: Goal::Deployment(DeploymentKey::new("eu", "shop", name.as_str())),
                    name,
                    place: "eu / shop".to_owned(),
                }
            })
            .collect();
        for (goal, name) in [
            (Goal::Namespace("shop".into()), "shop"),
            (Goal::Page("/".to_owned()), "Status"),
            (Goal::Theme(Theme::Dark), "Theme: dark"),
        ] {
            let (name, place) = (name.to_owned(), String::new());
            all.push(Entry { goal, name, place });
        }
        all
    }

    fn names(hits: &[Hit]) -> Vec<&str> {
        hits.iter().map(|hit| hit.entry.name.as_str()).collect()
    }

    #[test]
    fn the_best_stand_first_and_few_are_shown() {
        let all = mk_all();
        let hits = find(&all, "shop", &[]);
        assert_eq!(hits.len(), 21);
        assert_eq!(
            hits[0].entry.goal,
            Goal::Deployment(DeploymentKey::new("eu", "shop", "shop-00"))
        );
        assert_eq!(hits[20].heading, Heading::Namespaces);
        assert_eq!(hits[0].name_marks, [0, 1, 2, 3]);
        assert_eq!(names(&find(&all, "drk", &[])), ["Theme: dark"]);
        assert!(find(&all, "nothing like it", &[]).is_empty());
    }

    #[test]
    fn what_was_chosen_recently_comes_first() {
        let all = mk_all();
        let recent = [all[7].goal.id(), all[3].goal.id(), "gone".to_owned()];
        let hits = find(&all, "", &recent);
        assert_eq!(
            names(&hits),
            ["shop-07", "shop-03", "Status", "Theme: dark"]
        );
        assert_eq!(hits[0].heading, Heading::Recent);
        let hits = find(&all, "shop", &recent);
        assert_eq!(names(&hits)[..3], ["shop-03", "shop-07", "shop-00"]);
    }
}
