//! Time on the page: the server's, ticking.

use crate::browser;
use leptos::prelude::*;
use model::Timestamp;

/// How many milliseconds pass between two ticks of what is a minute old or more.
const SLOW_MS: i64 = 10_000;

/// The server's clock as the page shows it.
///
/// The first paint shows the moment of the server's rendering, so that the browser hydrates the
/// very same text; ticking starts after that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    fast: RwSignal<Timestamp>,
    slow: RwSignal<Timestamp>,
    /// What to add to the browser's clock to get the server's, in milliseconds.
    ahead: StoredValue<i64>,
    /// How far the viewer's zone is ahead of UTC, in minutes; unknown in the server.
    zone: RwSignal<Option<i64>>,
}

// === impl Clock ===

impl Clock {
    /// A clock that stands still.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            fast: RwSignal::new(now),
            slow: RwSignal::new(now),
            ahead: StoredValue::new(0),
            zone: RwSignal::new(None),
        }
    }

    /// Begins with the moment of the server's rendering, until a later one is known.
    pub(crate) fn begin(self) {
        self.set(self.fast.get_untracked());
    }

    /// Takes over the server's clock.
    pub(crate) fn set(self, server: Timestamp) {
        self.ahead.set_value(server.0 - browser::now_ms());
    }

    /// Lets time pass.
    pub(crate) fn tick(self) {
        let now = self.moment();
        self.fast.set(now);
        if now.0 - self.slow.get_untracked().0 >= SLOW_MS {
            self.slow.set(now);
        }
    }

    /// From now on clock times are the viewer's own.
    pub(crate) fn localise(self) {
        self.zone.set(Some(browser::zone_minutes()));
    }

    /// The present moment, for who need not be told of the next.
    pub(crate) fn moment(self) -> Timestamp {
        Timestamp(browser::now_ms() + self.ahead.get_value())
    }

    /// The present moment, every second.
    pub(crate) fn now(self) -> Timestamp {
        self.fast.get()
    }

    /// The present moment, as exactly as the age of `moment` needs it: who shows it is told again
    /// when its words may change.
    pub(crate) fn now_for(self, moment: Timestamp) -> Timestamp {
        let now = self.fast.get_untracked();
        if moment.seconds_until(now) < 60 {
            self.fast.get()
        } else {
            self.slow.get();
            now
        }
    }

    /// How long ago `moment` was: `48 s`, `11 min`.
    pub(crate) fn age(self, moment: Timestamp) -> String {
        moment.age(self.now_for(moment))
    }

    /// The time of day: the viewer's, or UTC where that is not known.
    pub(crate) fn time(self, moment: Timestamp) -> String {
        time_of_day(moment, self.zone.get(), true)
    }

    /// The time of day, to the minute.
    pub(crate) fn minute(self, moment: Timestamp) -> String {
        time_of_day(moment, self.zone.get(), false)
    }
}

/// `14:02:11` or `14:02`, and `UTC` without a zone. `zone` is in minutes ahead of UTC.
pub(crate) fn time_of_day(moment: Timestamp, zone: Option<i64>, to_the_second: bool) -> String {
    let seconds = moment.0.div_euclid(1000) + zone.unwrap_or(0) * 60;
    let seconds = seconds.rem_euclid(86_400);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let suffix = if zone.is_none() { " UTC" } else { "" };
    if to_the_second {
        format!("{hours:02}:{minutes:02}:{seconds:02}{suffix}")
    } else {
        format!("{hours:02}:{minutes:02}{suffix}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_the_viewers_own() {
        let moment = Timestamp::from_seconds(86_400 + 14 * 3600 + 2 * 60 + 11);
        assert_eq!(time_of_day(moment, None, true), "14:02:11 UTC");
        assert_eq!(time_of_day(moment, Some(120), true), "16:02:11");
        assert_eq!(time_of_day(moment, Some(-15 * 60), true), "23:02:11");
        assert_eq!(time_of_day(moment, Some(120), false), "16:02");
    }
}
