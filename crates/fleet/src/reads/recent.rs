//! Answers of the last moments.

use super::ReadError;
use crate::place::Place;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long an answer counts as the present one.
const FRESH: Duration = Duration::from_secs(2);
/// More answers than these are not kept.
const MOST: usize = 64;

type Answer<T> = Result<Arc<T>, ReadError>;
/// Held while it is being read, so that everybody who asks waits for the same answer.
type Slot<T> = tokio::sync::Mutex<Option<(Instant, Answer<T>)>>;

/// Answers of the last moments, by what they are about.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    slots: Mutex<HashMap<Place, Arc<Slot<T>>>>,
}

// === impl Recent ===

impl<T> Recent<T> {
    /// The answer that is there, or else the one that `read` gives.
    pub(super) async fn get(
        &self,
        place: &Place,
        read: impl Future<Output = Result<T, ReadError>>,
    ) -> Answer<T> {
        let slot = self.slot(place);
        let mut slot = slot.lock().await;
        if let Some((at, answer)) = &*slot
            && at.elapsed() < FRESH
        {
            return answer.clone();
        }
        let answer = read.await.map(Arc::new);
        *slot = Some((Instant::now(), answer.clone()));
        answer
    }

    fn slot(&self, place: &Place) -> Arc<Slot<T>> {
        let mut slots = self.slots.lock();
        if slots.len() >= MOST {
            // Whoever waits for one of them holds it.
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        slots.entry(place.clone()).or_default().clone()
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            slots: Mutex::default(),
        }
    }
}
