//! When a CronJob is due: its schedule as Kubernetes reads it.
//!
//! The dialect is that of `ParseStandard` in Go's `robfig/cron` v3, which Kubernetes uses: five
//! fields, names of months and days, `@hourly` and its like, `@every 90m`. A day has to match both
//! the day of the month and that of the week if one of them is `*`, else either.

#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, ToSpan};
use model::Timestamp;

/// How many days are looked at for a moment of the schedule: as many as the original looks at.
const MOST_DAYS: usize = 366 * 5;

/// A schedule in a time zone.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    when: When,
    zone: TimeZone,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum When {
    /// At matching minutes.
    Matching(Fields),
    /// After so much time each.
    Every(SignedDuration),
}

/// The minutes, hours… that match: a bit for each, and whether it was `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Field {
    bits: u64,
    is_any: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fields {
    minutes: Field,
    hours: Field,
    days: Field,
    months: Field,
    weekdays: Field,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

// === impl Schedule ===

impl Schedule {
    /// Reads a schedule; `None` where it cannot be read, or the time zone is not known.
    pub(crate) fn parse(text: &str, zone: Option<&str>) -> Option<Self> {
        let (zone, text) = match text.strip_prefix("CRON_TZ=").or(text.strip_prefix("TZ=")) {
            Some(rest) => {
                let (zone, text) = rest.split_once(' ')?;
                (Some(zone), text)
            }
            None => (zone, text),
        };
        let zone = match zone {
            None | Some("" | "UTC" | "Etc/UTC") => TimeZone::UTC,
            Some(name) => TimeZone::get(name).ok()?,
        };
        let when = match text.trim().strip_prefix('@') {
            Some(word) => descriptor(word)?,
            None => When::Matching(Fields::parse(text.trim())?),
        };
        Some(Self { when, zone })
    }

    /// The first moment of it after this one; `None` where there is none in the next five years.
    pub(crate) fn next_after(&self, moment: Timestamp) -> Option<Timestamp> {
        let moment = jiff::Timestamp::from_millisecond(moment.0).ok()?;
        let next = match &self.when {
            When::Every(period) => moment.checked_add(*period).ok()?,
            When::Matching(fields) => self.next_matching(fields, moment)?,
        };
        Some(Timestamp(next.as_millisecond()))
    }

    fn next_matching(&self, fields: &Fields, after: jiff::Timestamp) -> Option<jiff::Timestamp> {
        let mut date = self.zone.to_datetime(after).date();
        for _ in 0..MOST_DAYS {
            if fields.has_day(date) {
                let moments = fields.times().filter_map(|time| self.moment(date, time));
                // Clocks that are put back tell some times twice, so they are not in order.
                if let Some(next) = moments.filter(|moment| *moment > after).min() {
                    return Some(next);
                }
            }
            date = date.checked_add(1.day()).ok()?;
        }
        None
    }

    /// When the clocks show this; a time that is left out in spring does not come.
    fn moment(&self, date: Date, time: Time) -> Option<jiff::Timestamp> {
        let shown = self
            .zone
            .to_ambiguous_timestamp(DateTime::from_parts(date, time));
        match shown.offset() {
            AmbiguousOffset::Gap { .. } => None,
            _ => shown.compatible().ok(),
        }
    }
}

/// What stands behind `@`.
fn descriptor(word: &str) -> Option<When> {
    let fields = match word {
        "yearly" | "annually" => "0 0 1 1 *",
        "monthly" => "0 0 1 * *",
        "weekly" => "0 0 * * 0",
        "daily" | "midnight" => "0 0 * * *",
        "hourly" => "0 * * * *",
        _ => {
            let period = word
                .strip_prefix("every ")?
                .parse::<SignedDuration>()
                .ok()?;
            let seconds = SignedDuration::from_secs(period.as_secs().max(1));
            return Some(When::Every(seconds));
        }
    };
    Fields::parse(fields).map(When::Matching)
}

// === impl Fields ===

impl Fields {
    fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = words[..] else {
            return None;
        };
        Some(Self {
            minutes: Field::parse(minutes, (0, 59), &[])?,
            hours: Field::parse(hours, (0, 23), &[])?,
            days: Field::parse(days, (1, 31), &[])?,
            months: Field::parse(months, (1, 12), &MONTHS)?,
            weekdays: Field::parse(weekdays, (0, 6), &WEEKDAYS)?,
        })
    }

    fn has_day(&self, date: Date) -> bool {
        let month = self.months.has(date.month());
        let day = self.days.has(date.day());
        let weekday = self.weekdays.has(date.weekday().to_sunday_zero_offset());
        let is_day = match self.days.is_any || self.weekdays.is_any {
            true => day && weekday,
            false => day || weekday,
        };
        month && is_day
    }

    fn times(&self) -> impl Iterator<Item = Time> {
        let hours = (0..24i8).filter(|hour| self.hours.has(*hour));
        hours.flat_map(|hour| {
            let minutes = (0..60i8).filter(|minute| self.minutes.has(*minute));
            minutes.filter_map(move |minute| Time::new(hour, minute, 0, 0).ok())
        })
    }
}

// === impl Field ===

impl Field {
    fn parse(text: &str, range: (u32, u32), names: &[&str]) -> Option<Self> {
        let mut field = Self {
            bits: 0,
            is_any: false,
        };
        for part in text.split(',') {
            let part = Self::parse_part(part, range, names)?;
            field.bits |= part.bits;
            field.is_any |= part.is_any;
        }
        Some(field)
    }

    /// `*`, `5`, `mon`, `1-5`, each with `/2` for every second of them; `5/15` goes on to the end.
    fn parse_part(text: &str, (least, most): (u32, u32), names: &[&str]) -> Option<Self> {
        let (span, step) = match text.split_once('/') {
            Some((span, step)) => (
                span,
                Some(step.parse::<u32>().ok().filter(|step| *step > 0)?),
            ),
            None => (text, None),
        };
        let is_star = matches!(span, "*" | "?");
        let number = |word: &str| {
            let name = names
                .iter()
                .position(|name| name.eq_ignore_ascii_case(word));
            match name {
                Some(place) => u32::try_from(place).ok().map(|place| place + least),
                None => word.parse().ok(),
            }
        };
        let (from, to) = match span.split_once('-') {
            _ if is_star => (least, most),
            Some((from, to)) => (number(from)?, number(to)?),
            None => {
                let from = number(span)?;
                (from, if step.is_some() { most } else { from })
            }
        };
        if from < least || to > most || from > to {
            return None;
        }
        let step = step.unwrap_or(1);
        let numbers = (from..=to).step_by(step as usize);
        Some(Self {
            bits: numbers.fold(0, |bits, number| bits | 1 << number),
            is_any: is_star && step == 1,
        })
    }

    fn has(self, number: i8) -> bool {
        u32::try_from(number).is_ok_and(|number| self.bits >> number & 1 == 1)
    }
}
