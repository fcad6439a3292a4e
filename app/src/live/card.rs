//! What is known of one Deployment, in signals, and what is said of it.

use super::Clock;
use leptos::prelude::*;
use model::{DeploymentKey, DeploymentPods, Row, Timestamp, Verdict};

const DELETED: &str = "Deleted";
const NO_LONGER_THERE: &str = "It is no longer there.";

/// What is said of a Deployment at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The verdict.
    pub verdict: Verdict,
    /// When its cluster was last heard of, where it is not now.
    pub last_seen: Option<Timestamp>,
    /// Whether it was deleted: its card stands there only because somebody works with the cards.
    pub is_gone: bool,
}

/// The signals of one card.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// Which Deployment.
    pub key: DeploymentKey,
    /// Its row.
    pub row: ArcRwSignal<Row>,
    /// What is said of it.
    pub shown: ArcRwSignal<Shown>,
    /// Whether it is set out as one that a person should look at. While cards are kept in their
    /// places this stays too, because it may take room.
    pub stands_out: ArcRwSignal<bool>,
    /// Its pods, once known.
    pub pods: ArcRwSignal<Option<DeploymentPods>>,
}

// === impl Shown ===

impl Shown {
    /// What is said of what is no longer there.
    pub(super) const GONE: Self = Self {
        verdict: Verdict::Terminating,
        last_seen: None,
        is_gone: true,
    };
}

// === impl Card ===

impl Card {
    /// What is said of it.
    pub(crate) fn verdict(&self) -> Verdict {
        self.shown.with(|shown| shown.verdict)
    }

    /// Its trimmed name.
    pub(crate) fn title(&self) -> String {
        self.row.with(|row| row.title.to_string())
    }

    /// Its trimmed name at this moment.
    pub(crate) fn present_title(&self) -> String {
        self.row.with_untracked(|row| row.title.to_string())
    }

    /// How it is, in a few words.
    pub(crate) fn headline(&self, clock: Clock) -> String {
        let Shown {
            verdict,
            last_seen,
            is_gone,
        } = self.shown.get();
        if is_gone {
            return DELETED.to_owned();
        }
        let last_seen = last_seen.map(|at| clock.time(at));
        self.row
            .with(|row| row.headline(verdict, last_seen.as_deref()))
    }

    /// How it is, in a word or two.
    pub(crate) fn word(&self, clock: Clock) -> String {
        match self.shown.get() {
            Shown { is_gone: true, .. }
            | Shown {
                verdict: Verdict::Progressing,
                ..
            } => self.headline(clock),
            Shown { verdict, .. } => verdict.title().to_owned(),
        }
    }

    /// Why it is so, as it reads at present.
    pub(crate) fn why(&self, clock: Clock) -> Option<String> {
        let Shown {
            verdict, is_gone, ..
        } = self.shown.get();
        self.row.with(|row| {
            let why = row.why_of(verdict)?;
            if is_gone {
                return Some(NO_LONGER_THERE.to_owned());
            }
            let now = why.since.map_or(row.created, |since| clock.now_for(since));
            Some(why.sentence(now))
        })
    }

    /// The end of that, which does not depend on the time.
    pub(crate) fn why_detail(&self) -> Option<String> {
        let verdict = self.verdict();
        self.row.with(|row| {
            let detail = row.why_of(verdict)?.detail.as_deref()?;
            Some(detail.to_owned())
        })
    }

    /// Whether it says why it is so.
    pub(crate) fn has_why(&self) -> bool {
        let verdict = self.verdict();
        self.row.with(|row| row.why_of(verdict).is_some())
    }

    /// How long it is so.
    pub(crate) fn age(&self, clock: Clock) -> String {
        clock.age(self.row.with(Row::changed))
    }
}
