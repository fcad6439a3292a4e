//! The rows as signals: each change reaches the card that it is about.

use super::{Store, put};
use crate::live::{Card, Shown};
use leptos::prelude::*;
use model::{DeploymentKey, Snapshot, Text, Verdict, find, shown_verdict};
use std::collections::HashSet;

// === impl Store ===

impl Store {
    /// Takes the rows over into the signals of their cards.
    pub(super) fn refresh_cards(self) {
        self.snapshot
            .with_value(|snapshot| self.refresh_cards_of(snapshot));
    }

    fn refresh_cards_of(self, snapshot: &Snapshot) {
        let mut is_other = false;
        self.cards.update_value(|cards| {
            for row in &snapshot.rows {
                let cluster = find(&snapshot.clusters, &row.key.cluster);
                let verdict = shown_verdict(row.verdict, cluster);
                let last_seen = cluster
                    .filter(|_| verdict == Verdict::Unknown)
                    .and_then(|cluster| cluster.freshness.last_seen);
                let shown = Shown {
                    verdict,
                    last_seen,
                    is_gone: false,
                };
                let Some(card) = cards.get(&row.key) else {
                    let card = Card {
                        key: row.key.clone(),
                        row: ArcRwSignal::new(row.clone()),
                        shown: ArcRwSignal::new(shown),
                        stands_out: ArcRwSignal::new(verdict.is_alert()),
                        pods: ArcRwSignal::new(None),
                    };
                    cards.insert(row.key.clone(), card);
                    is_other = true;
                    continue;
                };
                if card.row.with_untracked(|old| old != row) {
                    card.row.set(row.clone());
                    if self
                        .visible
                        .with_value(|visible| visible.contains(&row.key))
                    {
                        self.want_if_old(card);
                    }
                }
                put(&card.shown, shown);
            }
            if cards.len() > snapshot.rows.len() {
                let rows = &snapshot.rows;
                let is_there =
                    |key: &DeploymentKey| rows.binary_search_by(|r| r.key.cmp(key)).is_ok();
                for card in cards.values().filter(|card| !is_there(&card.key)) {
                    is_other |= card.shown.with_untracked(|shown| !shown.is_gone);
                    put(&card.shown, Shown::GONE);
                }
                self.wanted.update_value(|keys| keys.retain(is_there));
            }
        });
        if is_other {
            self.known.update(|known| *known = known.wrapping_add(1));
        }
    }

    /// Lets go of the cards of what is gone, and says of the others whether they stand out. To be
    /// called when all stand where they should.
    pub(super) fn settle_cards(self, alerts: &HashSet<DeploymentKey>) {
        self.cards.update_value(|cards| {
            cards.retain(|_, card| card.shown.with_untracked(|shown| !shown.is_gone));
            for card in cards.values() {
                put(&card.stands_out, alerts.contains(&card.key));
            }
            let is_there = |key: &DeploymentKey| cards.contains_key(key);
            self.visible.update_value(|keys| keys.retain(is_there));
        });
    }

    /// Asks for the pods of this card if those at hand are not of its present revision.
    pub(crate) fn want_if_old(self, card: &Card) {
        let revision = card.row.with_untracked(|row| row.pods_revision);
        let is_old = card.pods.with_untracked(|pods| {
            pods.as_ref()
                .is_none_or(|pods| pods.pods_revision != revision)
        });
        if is_old {
            self.wanted.update_value(|wanted| {
                wanted.insert(card.key.clone());
            });
        }
    }

    /// The Pods that are known, with their Deployments.
    pub(crate) fn known_pods(self) -> Vec<(DeploymentKey, Text)> {
        let pods_of = |card: &Card| {
            card.pods.with_untracked(|pods| {
                let rows = pods.iter().flat_map(|pods| &pods.pods);
                rows.map(|pod| (card.key.clone(), pod.name.clone()))
                    .collect::<Vec<_>>()
            })
        };
        self.cards
            .with_value(|cards| cards.values().flat_map(pods_of).collect())
    }
}
