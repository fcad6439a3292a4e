//! Which verdicts the Deployments of one cluster had over the last day.

use super::KEPT_SECONDS;
use crate::place::Place;
use model::{Timestamp, Verdict, VerdictHistory, VerdictSpan};
use std::collections::{HashMap, VecDeque};

/// The most changes that are kept of one Deployment, and of a cluster. Of one that changes its mind
/// more often the history begins later, as after a restart.
const MOST: usize = 512;

/// The changes of verdicts in one cluster. A Deployment's go with it.
#[derive(Debug, Default)]
pub(crate) struct VerdictBook {
    deployments: HashMap<Place, Changes<Verdict>>,
    /// Whether the cluster's verdicts were shown as unknown.
    hidden: Changes<bool>,
}

/// What something came to be, and when.
type Changes<T> = VecDeque<(Timestamp, T)>;

// === impl VerdictBook ===

impl VerdictBook {
    /// The Deployment has this verdict now.
    pub(crate) fn note(&mut self, place: &Place, verdict: Verdict, now: Timestamp) {
        match self.deployments.get_mut(place) {
            Some(changes) => note(changes, verdict, now),
            None => {
                let changes = VecDeque::from([(now, verdict)]);
                self.deployments.insert(place.clone(), changes);
            }
        }
    }

    /// The Deployment is gone.
    pub(crate) fn forget(&mut self, place: &Place) {
        self.deployments.remove(place);
    }

    /// Whether the cluster's verdicts are shown as unknown now.
    pub(crate) fn note_hidden(&mut self, hides: bool, now: Timestamp) {
        note(&mut self.hidden, hides, now);
    }

    /// The verdicts as they were shown; `None` for what is not known.
    pub(crate) fn of(&self, place: &Place, now: Timestamp) -> Option<VerdictHistory> {
        let verdicts = self.deployments.get(place)?;
        let (begin, _) = *verdicts.front()?;
        let mut moments: Vec<Timestamp> = verdicts.iter().map(|(at, _)| *at).collect();
        moments.extend(
            self.hidden
                .iter()
                .map(|(at, _)| *at)
                .filter(|at| *at > begin),
        );
        moments.sort_unstable();
        let horizon = now.plus_seconds(-KEPT_SECONDS);
        let mut spans: Vec<VerdictSpan> = Vec::new();
        for at in moments {
            let is_hidden = state(&self.hidden, at).unwrap_or(false);
            let known = state(verdicts, at).unwrap_or(Verdict::Unknown);
            let verdict = if is_hidden { Verdict::Unknown } else { known };
            if at <= horizon {
                spans.clear();
            }
            if spans.last().is_none_or(|last| last.verdict != verdict) {
                let from = at.max(horizon);
                spans.push(VerdictSpan { from, verdict });
            }
        }
        Some(VerdictHistory { spans })
    }
}

/// What held at this moment.
fn state<T: Copy>(changes: &Changes<T>, at: Timestamp) -> Option<T> {
    let next = changes.partition_point(|(from, _)| *from <= at);
    next.checked_sub(1).map(|place| changes[place].1)
}

/// Adds what is new, and drops what ended before it can matter.
fn note<T: Copy + PartialEq>(changes: &mut Changes<T>, value: T, now: Timestamp) {
    match changes.back() {
        Some((_, known)) if *known == value => return,
        // A clock that went back takes nothing out of order.
        Some((latest, _)) => changes.push_back((now.max(*latest), value)),
        None => changes.push_back((now, value)),
    }
    let horizon = now.plus_seconds(-KEPT_SECONDS);
    while changes.len() > MOST || changes.get(1).is_some_and(|(from, _)| *from <= horizon) {
        changes.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3600;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_893_456_000 + seconds)
    }

    fn web() -> Place {
        Place {
            namespace: "shop".into(),
            name: "web".into(),
            kind: model::WorkloadKind::Deployment,
        }
    }

    fn told(history: &VerdictHistory) -> Vec<(i64, Verdict)> {
        let spans = history.spans.iter();
        spans
            .map(|span| (at(0).seconds_until(span.from), span.verdict))
            .collect()
    }

    #[test]
    fn only_changes_are_kept_and_they_begin_when_we_do() {
        let mut book = VerdictBook::default();
        for (seconds, verdict) in [
            (120, Verdict::Healthy),
            (150, Verdict::Healthy),
            (600, Verdict::Down),
            (1020, Verdict::Healthy),
        ] {
            book.note(&web(), verdict, at(seconds));
        }
        let history = book.of(&web(), at(2000)).unwrap();
        let expected = [
            (120, Verdict::Healthy),
            (600, Verdict::Down),
            (1020, Verdict::Healthy),
        ];
        assert_eq!(told(&history), expected);
        assert_eq!(history.since(), Some(at(120)));
        book.forget(&web());
        assert_eq!(book.of(&web(), at(2000)), None);
    }

    #[test]
    fn what_the_cluster_did_not_answer_for_is_unknown() {
        let mut book = VerdictBook::default();
        book.note_hidden(false, at(0));
        book.note(&web(), Verdict::Healthy, at(10));
        book.note_hidden(true, at(100));
        // Judged by time alone, of what was last known.
        book.note(&web(), Verdict::Warning, at(150));
        book.note_hidden(false, at(200));
        book.note(&web(), Verdict::Degraded, at(200));
        let history = book.of(&web(), at(300)).unwrap();
        let expected = [
            (10, Verdict::Healthy),
            (100, Verdict::Unknown),
            (200, Verdict::Degraded),
        ];
        assert_eq!(told(&history), expected);
    }

    #[test]
    fn a_day_is_kept_and_no_more() {
        let mut book = VerdictBook::default();
        book.note(&web(), Verdict::Healthy, at(0));
        book.note(&web(), Verdict::Down, at(HOUR));
        book.note(&web(), Verdict::Healthy, at(30 * HOUR));
        let history = book.of(&web(), at(40 * HOUR)).unwrap();
        let expected = [(16 * HOUR, Verdict::Down), (30 * HOUR, Verdict::Healthy)];
        assert_eq!(told(&history), expected);
        let history = book.of(&web(), at(90 * HOUR)).unwrap();
        assert_eq!(told(&history), [(66 * HOUR, Verdict::Healthy)]);
    }

    #[test]
    fn of_too_many_changes_the_latest_are_kept() {
        let mut book = VerdictBook::default();
        for second in 0..2000 {
            let verdict = Verdict::ALL[usize::try_from(second % 2).unwrap()];
            book.note(&web(), verdict, at(second));
        }
        let history = book.of(&web(), at(2000)).unwrap();
        assert_eq!(history.spans.len(), MOST);
        assert_eq!(history.since(), Some(at(2000 - 512)));
    }

    proptest! {
        #[test]
        fn it_says_what_was_shown_at_every_moment(
            events in prop::collection::vec((0i64..90, 0usize..12), 1..80),
        ) {
            // What was shown, minute by minute.
            let mut shown: Vec<Option<Verdict>> = Vec::new();
            let mut book = VerdictBook::default();
            let (mut verdict, mut hides) = (None, false);
            for (wait, event) in events {
                let now = at(60 * i64::try_from(shown.len()).unwrap());
                match event {
                    0..10 => {
                        verdict = Some(Verdict::ALL[event]);
                        book.note(&web(), Verdict::ALL[event], now);
                    }
                    _ => {
                        hides = event == 10;
                        book.note_hidden(hides, now);
                    }
                }
                let now_shown = verdict.map(|known| if hides { Verdict::Unknown } else { known });
                shown.extend(std::iter::repeat_n(now_shown, usize::try_from(wait).unwrap()));
            }
            let now = at(60 * i64::try_from(shown.len()).unwrap());
            let Some(history) = book.of(&web(), now) else {
                prop_assert_eq!(verdict, None);
                return Ok(());
            };
            let spans: Vec<_> = history.lasting(now).collect();
            for (minute, expected) in shown.into_iter().enumerate() {
                let moment = at(60 * i64::try_from(minute).unwrap());
                let found = spans
                    .iter()
                    .find(|span| span.from <= moment && moment < span.until)
                    .map(|span| span.verdict);
                let is_old = moment < now.plus_seconds(-KEPT_SECONDS);
                prop_assert_eq!(found, expected.filter(|_| !is_old), "minute {}", minute);
            }
            let mut neighbours = spans.windows(2);
            prop_assert!(neighbours.all(|pair| pair[0].verdict != pair[1].verdict));
        }
    }
}
