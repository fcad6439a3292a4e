//! The usage of one thing over a day: three rings, each coarser and longer than the one before.

#[cfg(test)]
mod tests;

use super::figure::Figure;
use model::{Usage, UsageStep};
use std::collections::VecDeque;
use std::ops::RangeInclusive;

/// The length of a slot in seconds: metrics-server measures this often.
pub(super) const SLOT_SECONDS: i64 = 15;

/// A moment, in slots since 1970.
pub(super) type Slot = i64;

/// What is older than this is not kept.
const DAY: Slot = 24 * 3600 / SLOT_SECONDS;

/// A resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// How many slots one of its steps takes.
    pub(super) step: i64,
    /// How many steps are kept.
    pub(super) kept: usize,
}

/// 15 s for half an hour.
pub(super) const FINE: Grid = Grid { step: 1, kept: 120 };
/// 1 min for 6 hours.
pub(super) const MINUTES: Grid = Grid { step: 4, kept: 360 };
/// 5 min for a day.
pub(super) const FIVE_MINUTES: Grid = Grid {
    step: 20,
    kept: 288,
};

/// The usage of one thing over a day: 5.8 KB when full, which is 120 bytes an hour for each of its
/// two figures. A coarse step is worked out of the fine ones when it ends, so nothing is kept for
/// it until then.
#[derive(Clone, Debug)]
pub(super) struct Track {
    /// The latest slot.
    last: Slot,
    /// Up to and with `last`, without a gap.
    fine: VecDeque<Option<Sample>>,
    /// Up to and without the step that `last` is in.
    minutes: VecDeque<Option<Summary>>,
    five_minutes: VecDeque<Option<Summary>>,
}

/// What was used at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sample {
    cpu: Figure,
    memory: Figure,
}

/// What was used in a step. The mean alone would hide what came near a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Summary {
    mean: Sample,
    max: Sample,
}

// === impl Track ===

impl Track {
    /// Begins with this sample.
    pub(super) fn new(slot: Slot, used: Usage) -> Self {
        Self {
            last: slot,
            fine: VecDeque::from([Some(Sample::new(used))]),
            minutes: VecDeque::new(),
            five_minutes: VecDeque::new(),
        }
    }

    /// Takes a sample in. Of several in one slot the highest figures count. A gap of less than
    /// `hold` slots is closed by the sample before it; in a longer one nothing is known. What
    /// comes too late is left out.
    pub(super) fn put(&mut self, slot: Slot, used: Usage, hold: i64) {
        let sample = Sample::new(used);
        let gap = slot - self.last;
        if gap > DAY {
            *self = Self::new(slot, used);
            return;
        }
        if gap == 0 {
            if let Some(latest) = self.fine.back_mut() {
                *latest = Some(latest.map_or(sample, |known| known.max(sample)));
            }
            return;
        }
        let between = self.fine.back().copied().flatten();
        let between = between.filter(|_| gap <= hold);
        for _ in 1..gap {
            self.step(between);
        }
        if gap > 0 {
            self.step(Some(sample));
        }
    }

    /// Goes on by one slot.
    fn step(&mut self, sample: Option<Sample>) {
        let next = self.last + 1;
        if next % MINUTES.step == 0 {
            let ended = self.under_way(MINUTES);
            push(&mut self.minutes, MINUTES.kept, ended);
        }
        if next % FIVE_MINUTES.step == 0 {
            let ended = self.under_way(FIVE_MINUTES);
            push(&mut self.five_minutes, FIVE_MINUTES.kept, ended);
        }
        push(&mut self.fine, FINE.kept, sample);
        self.last = next;
    }

    /// The step that the latest slot is in, as far as it came.
    fn under_way(&self, grid: Grid) -> Option<Summary> {
        let slots = self.last.rem_euclid(grid.step) + 1;
        let slots = usize::try_from(slots).unwrap_or(1).min(self.fine.len());
        Summary::of(self.fine.range(self.fine.len() - slots..).flatten())
    }

    /// These steps of the grid, counted from 1970; `None` where nothing is known.
    pub(super) fn read(&self, grid: Grid, steps: RangeInclusive<i64>) -> Vec<Option<UsageStep>> {
        let current = self.last.div_euclid(grid.step);
        let under_way = self.under_way(grid).map(Summary::shown);
        let summaries = match grid {
            MINUTES => &self.minutes,
            _ => &self.five_minutes,
        };
        let back = |step: i64| usize::try_from(current - step).ok();
        steps
            .map(|step| match (back(step)?, grid) {
                (0, _) => under_way,
                (back, FINE) => {
                    let sample = self.fine.get(self.fine.len().checked_sub(back + 1)?)?;
                    sample.map(Sample::shown)
                }
                (back, _) => {
                    let summary = summaries.get(summaries.len().checked_sub(back)?)?;
                    summary.map(Summary::shown)
                }
            })
            .collect()
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let summaries = self.minutes.capacity() + self.five_minutes.capacity();
        size_of::<Self>()
            + self.fine.capacity() * size_of::<Option<Sample>>()
            + summaries * size_of::<Option<Summary>>()
    }
}

/// Adds to a ring of `kept`, which grows as it is filled and never beyond.
fn push<T>(ring: &mut VecDeque<T>, kept: usize, value: T) {
    if ring.len() >= kept {
        ring.pop_front();
    } else if ring.len() == ring.capacity() {
        ring.reserve_exact(ring.len().max(4).min(kept - ring.len()));
    }
    ring.push_back(value);
}

// === impl Sample ===

impl Sample {
    fn new(used: Usage) -> Self {
        Self {
            cpu: Figure::new(used.cpu_millicores),
            memory: Figure::new(used.memory_bytes),
        }
    }

    fn usage(self) -> Usage {
        Usage {
            cpu_millicores: self.cpu.get(),
            memory_bytes: self.memory.get(),
        }
    }

    fn max(self, other: Self) -> Self {
        Self {
            cpu: self.cpu.max(other.cpu),
            memory: self.memory.max(other.memory),
        }
    }

    fn shown(self) -> UsageStep {
        let usage = self.usage();
        UsageStep {
            mean: usage,
            max: usage,
        }
    }
}

// === impl Summary ===

impl Summary {
    /// Of the samples there are; `None` of none.
    fn of<'a>(samples: impl Iterator<Item = &'a Sample>) -> Option<Self> {
        let (mut count, mut cpu, mut memory) = (0u128, 0u128, 0u128);
        let mut max: Option<Sample> = None;
        for sample in samples {
            let usage = sample.usage();
            count += 1;
            cpu += u128::from(usage.cpu_millicores);
            memory += u128::from(usage.memory_bytes);
            max = Some(max.map_or(*sample, |known| known.max(*sample)));
        }
        let mean = |sum: u128| u64::try_from((sum + count / 2) / count).unwrap_or(u64::MAX);
        max.map(|max| Self {
            mean: Sample::new(Usage {
                cpu_millicores: mean(cpu),
                memory_bytes: mean(memory),
            }),
            max,
        })
    }

    fn shown(self) -> UsageStep {
        UsageStep {
            mean: self.mean.usage(),
            max: self.max.usage(),
        }
    }
}
