//! Reading what was.

use super::Fleet;
use crate::Scope;
use model::{DeploymentKey, DeploymentUsage, Timestamp, VerdictHistory};

// === impl Fleet ===

impl Fleet {
    /// What a Deployment and each of its Pods used since then, at the finest resolution that is
    /// kept for so long: 15 s for half an hour, 1 min for 6 hours, 5 min for a day. `None` where
    /// there is no such Deployment or it may not be seen.
    pub fn usage_history(
        &self,
        scope: &Scope,
        key: &DeploymentKey,
        since: Timestamp,
    ) -> Option<DeploymentUsage> {
        let (room, place) = self.find(scope, key)?;
        let index = room.index.read();
        index.usage_history(&place, &room.usage_book.read(), since)
    }

    /// The verdicts of a Deployment over the last day as they were shown, unknown while its cluster
    /// did not answer. `None` where there is no such Deployment or it may not be seen.
    pub fn verdict_history(&self, scope: &Scope, key: &DeploymentKey) -> Option<VerdictHistory> {
        let (room, place) = self.find(scope, key)?;
        let now = self.0.clock.now();
        room.verdict_book.read().of(&place, now)
    }
}
