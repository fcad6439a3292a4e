//! Where one is in the log of a container.

use model::Text;
use std::fmt;
use std::str::FromStr;

/// How far the log of a container was told. Written `POD/CONTAINER@TIME~COUNT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPosition {
    /// The Pod.
    pub pod: Text,
    /// The container.
    pub container: Text,
    pub(super) mark: Mark,
}

/// A text that is no position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no position in a log: POD/CONTAINER@TIME~COUNT, as a stream told it")]
pub struct BadPosition(String);

/// The last line that was told: when it was written, and how many of that very moment were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// RFC 3339 in UTC with nine digits.
    pub(super) at: String,
    pub(super) count: u32,
}

/// Leaves out the lines that were told before.
#[derive(Debug)]
pub(super) struct Skip {
    mark: Mark,
    seen: u32,
    is_over: bool,
}

/// What is to be done with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was told.
    Known,
    /// It is new.
    New,
    /// It is new, and the line that was told last is not there any more: there may be a gap.
    NewAfterGap,
}

// === impl Mark ===

impl Mark {
    /// A line of this moment was told.
    pub(super) fn pass(&mut self, at: &str) {
        if at.is_empty() {
            return;
        }
        if self.at == at {
            self.count += 1;
        } else {
            at.clone_into(&mut self.at);
            self.count = 1;
        }
    }

    /// The second to ask from: the API server's times have no fractions.
    pub(super) fn second(&self) -> Option<String> {
        self.at.get(..19).map(|second| format!("{second}Z"))
    }

    pub(super) fn is_set(&self) -> bool {
        !self.at.is_empty()
    }
}

// === impl Skip ===

impl Skip {
    pub(super) fn to(mark: &Mark) -> Self {
        Self {
            mark: mark.clone(),
            seen: 0,
            is_over: !mark.is_set(),
        }
    }

    /// Whether the line that was told last was there.
    pub(super) fn has_met_mark(&self) -> bool {
        self.mark.is_set() && self.seen >= self.mark.count
    }

    /// What is to be done with the next line, written `at`.
    pub(super) fn judge(&mut self, at: &str) -> Fate {
        if self.is_over {
            return Fate::New;
        }
        if at.is_empty() || at < self.mark.at.as_str() {
            return Fate::Known;
        }
        if at == self.mark.at && self.seen < self.mark.count {
            self.seen += 1;
            return Fate::Known;
        }
        self.is_over = true;
        match self.seen < self.mark.count {
            true => Fate::NewAfterGap,
            false => Fate::New,
        }
    }
}

// === impl LogPosition ===

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pod,
            container,
            mark: Mark { at, count },
        } = self;
        write!(f, "{pod}/{container}@{at}~{count}")
    }
}

impl FromStr for LogPosition {
    type Err = BadPosition;

    fn from_str(text: &str) -> Result<Self, BadPosition> {
        let read = || {
            let (place, mark) = text.split_once('@')?;
            let (pod, container) = place.split_once('/')?;
            let (at, count) = mark.split_once('~')?;
            let (at, count) = (super::line::moment(at)?, count.parse().ok()?);
            let is_name = |name: &str| !name.is_empty() && name.len() <= 253;
            (is_name(pod) && is_name(container)).then(|| Self {
                pod: pod.into(),
                container: container.into(),
                mark: Mark { at, count },
            })
        };
        read().ok_or_else(|| BadPosition(text.chars().take(80).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "2026-01-02T03:04:05.000000001Z";
    const B: &str = "2026-01-02T03:04:05.000000002Z";
    const C: &str = "2026-01-02T03:04:06.000000000Z";

    fn mark(at: &str, count: u32) -> Mark {
        let at = at.to_owned();
        Mark { at, count }
    }

    fn fates(mark: &Mark, lines: &[&str]) -> Vec<Fate> {
        let mut skip = Skip::to(mark);
        lines.iter().map(|at| skip.judge(at)).collect()
    }

    #[test]
    fn positions_are_read_as_they_are_written() {
        let text = format!("web-5d9c-x/main@{A}~3");
        let position: LogPosition = text.parse().unwrap();
        assert_eq!(position.to_string(), text);
        assert_eq!(position.mark.second().unwrap(), "2026-01-02T03:04:05Z");
        for bad in ["", "a@b~1", "a/b@2026~1", &format!("a/b@{A}"), "a/b@~"] {
            assert!(bad.parse::<LogPosition>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_was_told_is_skipped_and_nothing_else() {
        use Fate::{Known, New, NewAfterGap};
        assert_eq!(fates(&mark(B, 1), &[A, B, C]), [Known, Known, New]);
        assert_eq!(fates(&mark(B, 2), &[B, B, B, C]), [Known, Known, New, New]);
        assert_eq!(fates(&mark(B, 2), &[B, C]), [Known, NewAfterGap]);
        assert_eq!(fates(&mark(A, 1), &[B, C]), [NewAfterGap, New]);
        assert_eq!(fates(&Mark::default(), &[A]), [New]);
    }

    #[test]
    fn a_mark_counts_lines_of_one_moment() {
        let mut passed = Mark::default();
        for at in [A, B, B, "", B] {
            passed.pass(at);
        }
        assert_eq!(passed, mark(B, 3));
    }
}
