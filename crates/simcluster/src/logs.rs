//! What containers write: by hand, at a rate, or as the demo's play has it.

mod lively;

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// How many lines a log keeps: the kubelet rotates older ones away.
const KEPT: u64 = 100_000;

/// A container's run, from its Pod's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) from: Timestamp,
    /// When it ended and with which code; `None` while it runs.
    pub(crate) end: Option<(Timestamp, i64)>,
}

/// Which log: namespace, pod and container.
pub(crate) type Key = (String, String, String);

/// What every container wrote and writes.
#[derive(Debug, Default)]
pub(crate) struct LogBook {
    by_hand: HashMap<Key, Voice>,
    /// Containers that nobody gave a voice speak as on a working day.
    pub(crate) is_lively: bool,
    /// Containers that nobody gave a voice write so many numbered lines a second.
    pub(crate) rate: Option<u32>,
}

#[derive(Debug)]
enum Voice {
    Written(Written),
    /// Numbered lines, so many a second.
    Paced(u32),
}

#[derive(Debug, Default)]
struct Written {
    lines: VecDeque<(Timestamp, Vec<u8>)>,
    /// How many came before the first of them.
    forgotten: u64,
}

/// How a container that goes by itself speaks.
#[derive(Clone, Copy, Debug)]
enum Pace {
    Numbered(u32),
    Lively(u64),
}

/// Where a reader is: the number of the next line.
pub(crate) type Cursor = u64;

// === impl Run ===

impl Run {
    /// The present and the previous run of a container of this Pod.
    pub(crate) fn of(pod: &Value, container: &str) -> (Option<Self>, Option<Self>) {
        let lists = ["containerStatuses", "initContainerStatuses"];
        let mut statuses = lists
            .iter()
            .filter_map(|list| pod["status"][list].as_array())
            .flatten();
        let Some(status) = statuses.find(|status| status["name"] == container) else {
            return (None, None);
        };
        let time = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
        let ended = |state: &Value| {
            let code = state["exitCode"].as_i64()?;
            let end = Some((time(&state["finishedAt"])?, code));
            let from = time(&state["startedAt"])?;
            Some(Self { from, end })
        };
        let last = ended(&status["lastState"]["terminated"]);
        let now = ended(&status["state"]["terminated"]).or_else(|| {
            let from = time(&status["state"]["running"]["startedAt"])?;
            Some(Self { from, end: None })
        });
        // Between two runs the log of the one that ended is still the present one.
        match now {
            Some(now) => (Some(now), last),
            None => (last, None),
        }
    }

    fn holds(&self, at: Timestamp) -> bool {
        at >= self.from && self.end.is_none_or(|(end, _)| at <= end)
    }
}

// === impl LogBook ===

impl LogBook {
    pub(crate) fn write(&mut self, key: Key, at: Timestamp, line: &[u8]) {
        let empty = || Voice::Written(Written::default());
        let voice = self.by_hand.entry(key).or_insert_with(empty);
        if let Voice::Paced(_) = voice {
            *voice = empty();
        }
        if let Voice::Written(written) = voice {
            written.lines.push_back((at, line.to_vec()));
        }
    }

    pub(crate) fn pace(&mut self, key: Key, rate: u32) {
        self.by_hand.insert(key, Voice::Paced(rate.max(1)));
    }

    /// What was written is gone, as after a rotation.
    pub(crate) fn rotate(&mut self, key: &Key) {
        if let Some(Voice::Written(written)) = self.by_hand.get_mut(key) {
            written.forgotten += written.lines.len() as u64;
            written.lines.clear();
        }
    }

    /// The number of the first line to read: not before `since`, and of the last `tail`.
    pub(crate) fn begin(
        &self,
        key: &Key,
        run: &Run,
        (since, tail): (Option<Timestamp>, Option<u64>),
        now: Timestamp,
    ) -> Cursor {
        let since = since.unwrap_or(run.from).max(run.from);
        let (first, end) = match self.by_hand.get(key) {
            Some(Voice::Written(written)) => written.range(run, since),
            voice => match self.pace_of(key, voice) {
                Some(pace) => pace.range(run, since, now),
                None => return 0,
            },
        };
        tail.map_or(first, |tail| first.max(end.saturating_sub(tail)))
    }

    /// The next line and when it was written, if it is written by `now`; goes on behind it.
    pub(crate) fn next(
        &self,
        key: &Key,
        run: &Run,
        cursor: &mut Cursor,
        now: Timestamp,
    ) -> Option<(Timestamp, Vec<u8>)> {
        let (at, line) = match self.by_hand.get(key) {
            Some(Voice::Written(written)) => {
                *cursor = (*cursor).max(written.forgotten);
                let place = usize::try_from(*cursor - written.forgotten).ok()?;
                written.lines.get(place)?.clone()
            }
            voice => self.pace_of(key, voice)?.line(key, run, cursor, now)?,
        };
        if at > now || !run.holds(at) {
            return None;
        }
        *cursor += 1;
        Some((at, line))
    }

    /// When the next line is written that nobody writes by hand.
    pub(crate) fn due(&self, key: &Key, run: &Run, cursor: Cursor) -> Option<Timestamp> {
        let voice = self.by_hand.get(key);
        Some(self.pace_of(key, voice)?.at(run, cursor))
    }

    fn pace_of(&self, key: &Key, voice: Option<&Voice>) -> Option<Pace> {
        match (voice, self.rate) {
            (Some(Voice::Written(_)), _) => None,
            (Some(&Voice::Paced(rate)), _) | (None, Some(rate)) => Some(Pace::Numbered(rate)),
            (None, None) if self.is_lively => Some(Pace::Lively(lively::seed(key))),
            (None, None) => None,
        }
    }
}

// === impl Written ===

impl Written {
    fn range(&self, run: &Run, since: Timestamp) -> (u64, u64) {
        let first = self.lines.partition_point(|(at, _)| *at < since);
        let end = self
            .lines
            .partition_point(|(at, _)| run.holds(*at) || *at < run.from);
        (self.forgotten + first as u64, self.forgotten + end as u64)
    }
}

// === impl Pace ===

impl Pace {
    /// Nanoseconds from one line to the next.
    fn period(self) -> u64 {
        match self {
            Self::Numbered(rate) => 1_000_000_000 / u64::from(rate),
            Self::Lively(seed) => lively::period(seed),
        }
    }

    /// When line `number` is written. Later lines are later.
    fn at(self, run: &Run, number: u64) -> Timestamp {
        let slot = number.saturating_mul(self.period());
        let within = match self {
            Self::Numbered(_) => 0,
            Self::Lively(seed) => lively::hash(seed, number) % (self.period() * 9 / 10),
        };
        let after = i64::try_from(slot.saturating_add(within)).unwrap_or(i64::MAX);
        run.from
            .saturating_add(SignedDuration::from_nanos(after))
            .unwrap_or(Timestamp::MAX)
    }

    /// The first line not before `since`, and how many there are by `now`.
    fn range(self, run: &Run, since: Timestamp, now: Timestamp) -> (u64, u64) {
        let now = run.end.map_or(now, |(end, _)| end.min(now));
        let first = self.count_until(run, since, false);
        let end = self.count_until(run, now, true);
        (first.max(end.saturating_sub(KEPT)), end)
    }

    /// How many lines are written before `time`, or by it.
    fn count_until(self, run: &Run, time: Timestamp, inclusive: bool) -> u64 {
        let passed = time.duration_since(run.from).as_nanos();
        let Ok(passed) = u64::try_from(passed) else {
            return 0;
        };
        let slot = passed / self.period();
        let at = self.at(run, slot);
        slot + u64::from(at < time || (inclusive && at == time))
    }

    /// The line at the cursor, or the oldest that is kept.
    fn line(
        self,
        key: &Key,
        run: &Run,
        cursor: &mut Cursor,
        now: Timestamp,
    ) -> Option<(Timestamp, Vec<u8>)> {
        let at = self.at(run, *cursor);
        if at > now {
            return None;
        }
        let (_, end) = self.range(run, run.from, now);
        *cursor = (*cursor).max(end.saturating_sub(KEPT));
        let at = self.at(run, *cursor);
        let text = match (self, run.end) {
            (_, Some((ended, code))) if at >= ended => {
                // One last word, at the very end.
                if *cursor != end || code == 0 || code == 137 {
                    return None;
                }
                return Some((ended, lively::last_words(code).into()));
            }
            (Self::Numbered(_), _) => format!(
                "INFO line={} pod={} order accepted and handed on to the warehouse for packing",
                *cursor, key.1
            ),
            (Self::Lively(seed), _) => lively::line(key, seed, *cursor),
        };
        Some((at, text.into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        ("shop".into(), "web-1".into(), "main".into())
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn read(
        book: &LogBook,
        run: &Run,
        mut cursor: Cursor,
        now: Timestamp,
    ) -> Vec<(Timestamp, String)> {
        let next = || {
            let (at, line) = book.next(&key(), run, &mut cursor, now)?;
            Some((at, String::from_utf8(line).unwrap()))
        };
        std::iter::from_fn(next).collect()
    }

    fn run() -> Run {
        let from = time("2026-01-01T00:00:00Z");
        Run { from, end: None }
    }

    #[test]
    fn a_rate_is_kept_and_any_part_of_it_is_the_same() {
        let mut book = LogBook::default();
        book.pace(key(), 200);
        let now = time("2026-01-01T00:00:10Z");
        let all = read(
            &book,
            &run(),
            book.begin(&key(), &run(), (None, None), now),
            now,
        );
        assert_eq!(all.len(), 2001);
        assert!(all.is_sorted_by_key(|(at, _)| *at));
        let since = Some(time("2026-01-01T00:00:09Z"));
        let part = read(
            &book,
            &run(),
            book.begin(&key(), &run(), (since, None), now),
            now,
        );
        assert_eq!(part, all[1800..]);
        let tail = read(
            &book,
            &run(),
            book.begin(&key(), &run(), (None, Some(3)), now),
            now,
        );
        assert_eq!(tail, all[1998..]);
    }

    #[test]
    fn the_demo_speaks_the_same_whenever_it_is_asked() {
        let book = LogBook {
            is_lively: true,
            ..LogBook::default()
        };
        let now = time("2026-01-01T01:00:00Z");
        let all = read(
            &book,
            &run(),
            book.begin(&key(), &run(), (None, None), now),
            now,
        );
        assert!(all.len() > 500, "{}", all.len());
        assert!(all.is_sorted_by_key(|(at, _)| *at));
        let since = all[all.len() / 2].0;
        let part = read(
            &book,
            &run(),
            book.begin(&key(), &run(), (Some(since), None), now),
            now,
        );
        assert_eq!(part, all[all.len() / 2..]);
    }

    #[test]
    fn what_is_written_by_hand_belongs_to_the_run_of_its_time() {
        let mut book = LogBook::default();
        let now = time("2026-01-01T00:00:10Z");
        for second in 1..=4 {
            let at = run().from + SignedDuration::from_secs(second);
            book.write(key(), at, format!("{second}").as_bytes());
        }
        let end = Some((time("2026-01-01T00:00:02Z"), 1));
        let first = Run { end, ..run() };
        let begin = |run: &Run, tail| book.begin(&key(), run, (None, tail), now);
        let texts = |run: &Run, tail| -> Vec<String> {
            let lines = read(&book, run, begin(run, tail), now);
            lines.into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(texts(&first, None), ["1", "2"]);
        assert_eq!(texts(&first, Some(1)), ["2"]);
        let from = time("2026-01-01T00:00:03Z");
        assert_eq!(texts(&Run { from, end: None }, None), ["3", "4"]);
        assert_eq!(texts(&run(), Some(3)), ["2", "3", "4"]);
    }

    #[test]
    fn runs_are_read_from_the_status() {
        let ended = serde_json::json!({"exitCode": 1, "startedAt": "2026-01-01T00:00:00Z",
            "finishedAt": "2026-01-01T00:00:02Z"});
        let status = |state: Value| {
            serde_json::json!({"status": {"containerStatuses": [
                {"name": "main", "state": state, "lastState": {"terminated": ended}}]}})
        };
        let end = Some((time("2026-01-01T00:00:02Z"), 1));
        let first = Run { end, ..run() };
        let from = time("2026-01-01T00:00:05Z");
        let running = status(serde_json::json!({"running": {"startedAt": "2026-01-01T00:00:05Z"}}));
        let now = Some(Run { from, end: None });
        assert_eq!(Run::of(&running, "main"), (now, Some(first.clone())));
        let waiting = status(serde_json::json!({"waiting": {"reason": "CrashLoopBackOff"}}));
        assert_eq!(Run::of(&waiting, "main"), (Some(first), None));
        assert_eq!(Run::of(&waiting, "other"), (None, None));
    }
}
