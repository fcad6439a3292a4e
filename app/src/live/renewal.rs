//! Keeps a session alive while its page is open.

use super::{Clock, Session};
use crate::SessionTimes;
use crate::api::{self, ApiError, Renewed};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Timestamp;

/// Milliseconds from one attempt to the next; less in a session that does not last long.
const PAUSE_MS: i64 = 30_000;
/// Milliseconds until a refusal is asked about once more: another replica may just have renewed.
const DOUBT_MS: i64 = 2_000;

/// How the renewal goes. All moments are the server's.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    /// When in its time this page renews, in thousandths: pages must not all come at once.
    spread: i64,
    /// Not before this moment.
    not_before: Timestamp,
    /// Whether an answer is awaited.
    is_asking: bool,
    /// Whether the last answer was a refusal.
    is_refused: bool,
    /// Whether nobody could answer the last time.
    is_unanswered: bool,
}

/// What follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The session goes on.
    Renewed,
    /// Ask again.
    Wait,
    /// The session is not renewed any more.
    Refused,
}

/// The keeper of a session. [`Keeper::tick`] must be called now and then.
#[derive(Clone, Copy)]
pub(super) struct Keeper {
    session: Session,
    clock: Clock,
    plan: StoredValue<Plan>,
}

// === impl Keeper ===

impl Keeper {
    /// A keeper whose moments lie where `chance` (from 0 to 1) says.
    pub(super) fn new(session: Session, clock: Clock, chance: f64) -> Self {
        // A thousand steps are fine enough.
        #[allow(clippy::cast_possible_truncation)]
        let spread = (chance * 1000.0) as i64;
        Self {
            session,
            clock,
            plan: StoredValue::new(Plan {
                spread,
                ..Plan::default()
            }),
        }
    }

    /// Renews when it is time.
    pub(super) fn tick(self) {
        let Some(times) = self.session.times() else {
            return;
        };
        let now = self.clock.moment();
        let plan = self.plan.get_value();
        if plan.is_unanswered && is_nearly_over(times, now) {
            self.session.fade(times.expires_at);
        }
        if !plan.is_asking && now >= plan.next(times) {
            self.renew(times);
        }
    }

    fn renew(self, times: SessionTimes) {
        self.plan.update_value(|plan| plan.is_asking = true);
        spawn_local(async move {
            let answer = api::renew().await;
            let now = self.clock.moment();
            let mut step = Step::Wait;
            self.plan
                .update_value(|plan| step = plan.after(answer.as_ref(), times, now));
            match (step, answer) {
                (Step::Renewed, Ok(renewed)) => {
                    self.session.recover();
                    let is_later = renewed.expires_at != times.expires_at;
                    // Without an answer the old times stay, and the next attempt finds out.
                    if renewed.changed || is_later && self.session.look().await == Ok(false) {
                        self.session.doubt();
                    }
                }
                (Step::Refused, _) => self.session.refuse(),
                _ => {}
            }
        });
    }
}

// === impl Plan ===

impl Plan {
    /// When to renew a session with these times.
    fn next(&self, times: SessionTimes) -> Timestamp {
        due(times, self.spread).max(self.not_before)
    }

    /// Takes an answer about a session with these times in, at `now`.
    fn after(
        &mut self,
        answer: Result<&Renewed, &ApiError>,
        times: SessionTimes,
        now: Timestamp,
    ) -> Step {
        let was_refused = self.is_refused;
        self.is_asking = false;
        self.is_refused = answer == Err(&ApiError::SignedOut);
        self.is_unanswered = answer.is_err() && !self.is_refused;
        let is_doubtful = self.is_refused && !was_refused;
        let pause = if is_doubtful {
            DOUBT_MS
        } else {
            PAUSE_MS.min(life(times) / 10)
        };
        self.not_before = Timestamp(now.0 + pause);
        match answer {
            Ok(_) => Step::Renewed,
            Err(ApiError::SignedOut) if was_refused => Step::Refused,
            Err(_) => Step::Wait,
        }
    }
}

/// When to renew: between 50 % and 70 % of the session's life, where `spread` (in thousandths) says.
fn due(times: SessionTimes, spread: i64) -> Timestamp {
    let life = life(times);
    Timestamp(times.issued_at.0 + life / 2 + life / 5 * spread / 1000)
}

/// Whether the last fifth of the session's life has begun.
fn is_nearly_over(times: SessionTimes, now: Timestamp) -> bool {
    now.0 >= times.expires_at.0 - life(times) / 5
}

/// How long the session lasts, in milliseconds.
fn life(times: SessionTimes) -> i64 {
    times.expires_at.0.saturating_sub(times.issued_at.0).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An hour from minute 100 on.
    const HOUR: SessionTimes = SessionTimes {
        issued_at: minute(100),
        expires_at: minute(160),
    };

    const fn minute(minute: i64) -> Timestamp {
        Timestamp::from_seconds(minute * 60)
    }

    fn renewed() -> Renewed {
        Renewed {
            expires_at: minute(200),
            changed: false,
        }
    }

    #[test]
    fn a_session_is_renewed_between_half_and_seven_tenths_of_its_life() {
        assert_eq!(due(HOUR, 0), minute(130));
        assert_eq!(due(HOUR, 500), minute(136));
        assert_eq!(due(HOUR, 1000), minute(142));
        let backwards = SessionTimes {
            issued_at: HOUR.expires_at,
            expires_at: HOUR.issued_at,
        };
        assert_eq!(due(backwards, 1000), minute(160));
    }

    #[test]
    fn an_attempt_without_an_answer_is_followed_by_another() {
        let mut plan = Plan::default();
        for error in [ApiError::Unreachable, ApiError::Misunderstood] {
            assert_eq!(plan.after(Err(&error), HOUR, minute(135)), Step::Wait);
            assert!(plan.is_unanswered);
            assert_eq!(plan.next(HOUR), minute(135).plus_seconds(30));
        }
        assert_eq!(plan.after(Ok(&renewed()), HOUR, minute(140)), Step::Renewed);
        assert!(!plan.is_unanswered);
    }

    #[test]
    fn a_short_session_is_tried_more_often() {
        let short = SessionTimes {
            issued_at: minute(100),
            expires_at: minute(101),
        };
        let mut plan = Plan::default();
        plan.after(Err(&ApiError::Unreachable), short, minute(101));
        assert_eq!(plan.next(short), minute(101).plus_seconds(6));
    }

    #[test]
    fn a_refusal_counts_when_it_is_said_twice_in_a_row() {
        let refusal = Err(&ApiError::SignedOut);
        let mut plan = Plan::default();
        assert_eq!(plan.after(refusal, HOUR, minute(135)), Step::Wait);
        assert_eq!(plan.next(HOUR), minute(135).plus_seconds(2));
        assert_eq!(plan.after(Ok(&renewed()), HOUR, minute(135)), Step::Renewed);
        assert_eq!(plan.after(refusal, HOUR, minute(136)), Step::Wait);
        assert_eq!(plan.after(refusal, HOUR, minute(137)), Step::Refused);
        assert!(!plan.is_unanswered);
    }

    #[test]
    fn an_answer_that_changes_nothing_is_not_asked_for_at_once_again() {
        let mut plan = Plan::default();
        plan.after(Ok(&renewed()), HOUR, minute(131));
        assert_eq!(plan.next(HOUR), minute(131).plus_seconds(30));
    }

    #[test]
    fn the_end_is_near_in_the_last_fifth() {
        assert!(!is_nearly_over(HOUR, minute(147)));
        assert!(is_nearly_over(HOUR, minute(148)));
    }
}
