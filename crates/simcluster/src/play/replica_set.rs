//! A ReplicaSet and its pods.

use jiff::Timestamp;

use crate::play::{
    app::{Template, safe_letters},
    pod::PodPlay,
};

/// A ReplicaSet of the play.
#[derive(Clone, Debug)]
pub(crate) struct SetPlay {
    pub(crate) uid: String,
    pub(crate) hash: String,
    pub(crate) revision: u32,
    pub(crate) template: Template,
    pub(crate) created: Timestamp,
    pub(crate) generation: i64,
    pub(crate) desired: u32,
    pub(crate) pods: Vec<PodPlay>,
    /// Since when the quota refuses pods.
    pub(crate) refused: Option<Timestamp>,
}

// === impl SetPlay ===

impl SetPlay {
    pub(crate) fn created(template: &Template, now: Timestamp, random: &mut fastrand::Rng) -> Self {
        Self {
            uid: crate::cluster::uid(random),
            hash: safe_letters(random, 10),
            revision: 0,
            template: template.clone(),
            created: now,
            generation: 1,
            desired: 0,
            pods: Vec::new(),
            refused: None,
        }
    }

    /// Pods that are not on their way out.
    pub(crate) fn active(&self) -> u32 {
        self.pods.iter().filter(|pod| !pod.deleted()).count() as u32
    }

    pub(crate) fn available(&self) -> u32 {
        self.pods.iter().filter(|pod| pod.available()).count() as u32
    }

    pub(crate) fn scale(&mut self, desired: u32) {
        if self.desired != desired {
            self.desired = desired;
            self.generation += 1;
        }
    }

    /// Deletes pods above the wanted number: unready ones first, then the youngest.
    pub(crate) fn delete_surplus(&mut self, now: Timestamp) {
        let surplus = self.active().saturating_sub(self.desired) as usize;
        let mut active: Vec<&mut PodPlay> =
            self.pods.iter_mut().filter(|pod| !pod.deleted()).collect();
        active.sort_by_key(|pod| (pod.available(), std::cmp::Reverse(pod.created)));
        active
            .into_iter()
            .take(surplus)
            .for_each(|pod| pod.delete(now));
    }
}
