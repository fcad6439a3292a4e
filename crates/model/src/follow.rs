//! Following: when to tell somebody that what they follow became healthy or unhealthy.

use crate::{
    Row, Search, Selection, Snapshot, SortedSet, Timestamp, Verdict, find, matches, shown_verdict,
    sorted_places,
};

/// The two ways in which what is followed can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// All is well.
    Healthy,
    /// A person should look.
    Unhealthy,
}

/// What somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What became how.
    pub title: String,
    /// Why, and where.
    pub body: String,
}

/// At most so many Deployments of a view are named.
const MOST_NAMED: usize = 3;

// === impl Health ===

impl Health {
    /// What a verdict says of health. A change that is under way, and a cluster that does not
    /// answer, say nothing: what was known before still counts.
    pub const fn of(shown: Verdict) -> Option<Self> {
        match shown {
            Verdict::Down | Verdict::Failed | Verdict::Degraded | Verdict::Warning => {
                Some(Self::Unhealthy)
            }
            Verdict::Healthy | Verdict::Idle => Some(Self::Healthy),
            Verdict::Unknown | Verdict::Progressing | Verdict::Paused | Verdict::Terminating => {
                None
            }
        }
    }

    /// Takes in how it is now and returns whether somebody is told: only of a change, and not of
    /// what was found at first.
    pub fn observe(known: &mut Option<Self>, now: Option<Self>) -> Option<Self> {
        let news = now.filter(|now| *known != Some(*now));
        let is_first = known.is_none();
        *known = now.or(*known);
        news.filter(|_| !is_first)
    }
}

// === impl Notice ===

impl Notice {
    /// What is told of one Deployment.
    pub fn of_deployment(row: &Row, shown: Verdict, cluster_title: &str, now: Timestamp) -> Self {
        let place = format!("{cluster_title} / {}", row.key.namespace);
        Self {
            title: format!("{}: {}", row.title, row.headline(shown, None)),
            body: match sentence(row, shown, now) {
                Some(why) => format!("{why}\n{place}"),
                None => place,
            },
        }
    }

    /// What is told of a view with this name.
    pub fn of_view(name: &str, view: &ViewHealth<'_>, now: Timestamp) -> Self {
        let number = view.alerts.len();
        let title = match number {
            0 => format!("No problems any more: {name}"),
            1 => format!("1 problem: {name}"),
            _ => format!("{number} problems: {name}"),
        };
        let mut lines: Vec<String> = view
            .alerts
            .iter()
            .take(MOST_NAMED)
            .map(|(row, shown)| match sentence(row, *shown, now) {
                Some(why) => format!("{}: {why}", row.title),
                None => format!("{}: {}", row.title, row.headline(*shown, None)),
            })
            .collect();
        if number > MOST_NAMED {
            lines.push(format!("and {} more", number - MOST_NAMED));
        }
        Self {
            title,
            body: lines.join("\n"),
        }
    }
}

/// Why a Deployment needs somebody.
fn sentence(row: &Row, shown: Verdict, now: Timestamp) -> Option<String> {
    let why = row.why.as_ref().filter(|_| shown.is_alert())?;
    Some(why.sentence(now))
}

/// How a view is.
#[derive(Clone, Debug)]
pub struct ViewHealth<'a> {
    /// The Deployments that a person should look at, worst first, with their shown verdicts.
    pub alerts: Vec<(&'a Row, Verdict)>,
    /// Whether one of its places does not answer.
    has_unknown: bool,
}

// === impl ViewHealth ===

impl<'a> ViewHealth<'a> {
    /// How the view with this selection is.
    pub fn of(snapshot: &'a Snapshot, selection: &Selection) -> Self {
        let places = Selection {
            verdicts: SortedSet::new(),
            only_problems: false,
            search: Search::default(),
            ..selection.clone()
        };
        let mut alerts = Vec::new();
        let mut has_unknown = false;
        for row in &snapshot.rows {
            let cluster = find(&snapshot.clusters, &row.key.cluster);
            let title = cluster.map_or("", |cluster| &*cluster.title);
            let shown = shown_verdict(row.verdict, cluster);
            if shown.is_alert() && matches(row, shown, title, selection) {
                alerts.push((row, shown));
            }
            // A verdict that is picked, or searched for, would hide it.
            has_unknown |= shown == Verdict::Unknown && matches(row, shown, title, &places);
        }
        let rank = |(row, shown): (&'a Row, Verdict)| (shown, &row.title, &row.key);
        let order = sorted_places(alerts.len(), &mut |a, b| {
            rank(alerts[a]).cmp(&rank(alerts[b]))
        });
        Self {
            alerts: order.into_iter().map(|place| alerts[place]).collect(),
            has_unknown,
        }
    }

    /// What that says of its health.
    pub fn health(&self) -> Option<Health> {
        if !self.alerts.is_empty() {
            Some(Health::Unhealthy)
        } else if self.has_unknown {
            None
        } else {
            Some(Health::Healthy)
        }
    }
}
