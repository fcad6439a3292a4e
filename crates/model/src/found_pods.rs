//! What a search finds by the names of Pods, which rows do not have.

use crate::search::Folded;
use crate::{DeploymentKey, Text};
use serde::{Deserialize, Serialize};

/// Each word that was looked for in the names of Pods, with the Pods that have it and the keys of their
/// rows, in order.
///
/// Whoever has all Pods works it out ([`crate::Search::find_pods`]) for whoever has the rows alone. Pods
/// that have a word from their row's name are not in it: it finds the row anyway.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FoundPods(Vec<(String, Vec<(DeploymentKey, Text)>)>);

// === impl FoundPods ===

impl FoundPods {
    /// What is found of these words in the names of these Pods.
    pub(crate) fn of<'a>(
        words: impl Iterator<Item = &'a Folded>,
        pods: impl Iterator<Item = (DeploymentKey, Text)>,
    ) -> Self {
        let mut found: Vec<_> = words.map(|word| (word, Vec::new())).collect();
        for (key, pod) in pods {
            for (word, pods) in &mut found {
                if word.is_in(&pod) && !word.is_in(&key.name) {
                    pods.push((key.clone(), pod.clone()));
                }
            }
        }
        let sorted = found.into_iter().map(|(word, mut pods)| {
            pods.sort_unstable();
            (word.as_str().to_owned(), pods)
        });
        Self(sorted.collect())
    }

    /// Whether the row of this key has a Pod with this word in its name.
    pub(crate) fn has(&self, word: &Folded, key: &DeploymentKey) -> bool {
        let is_there = |pods: &[(DeploymentKey, Text)]| {
            let of_key = pods.binary_search_by(|(known, _)| known.cmp(key));
            of_key.is_ok()
        };
        let mut words = self.0.iter();
        words.any(|(known, pods)| known == word.as_str() && is_there(pods))
    }

    /// Every Pod that was found, with the key of its row.
    pub fn pods(&self) -> impl Iterator<Item = &(DeploymentKey, Text)> {
        self.0.iter().flat_map(|(_, pods)| pods)
    }
}
