//! The bustle of a working day: now and then somebody does something to a calm Deployment.

use jiff::Timestamp;

use crate::play::{
    app::{App, Exit, Fate, PullError, Template},
    pod::{milliseconds, seconds},
    release,
    workload::{Act, Live, Workload},
};

/// So many workloads of a cluster may be stirred at a time; the others stay calm.
const BUSY_AT_MOST: usize = 4;

/// Picks what happens next, and to whom.
#[derive(Debug)]
pub(crate) struct Ambience {
    random: fastrand::Rng,
    next: Timestamp,
    /// Workloads stirred and not calm again.
    busy: Vec<usize>,
}

// === impl Ambience ===

impl Ambience {
    pub(crate) fn new(mut random: fastrand::Rng, now: Timestamp) -> Self {
        let next = now + milliseconds(random.i64(500..4000));
        Self {
            random,
            next,
            busy: Vec::new(),
        }
    }

    pub(crate) fn next(&self) -> Timestamp {
        self.next
    }

    /// Writes something into a calm workload's agenda. Returns which one.
    pub(crate) fn stir(&mut self, workloads: &mut [Workload], now: Timestamp) -> Option<usize> {
        self.next = now + milliseconds(self.random.i64(4_000..14_000));
        self.busy.retain(|number| !workloads[*number].calm());
        if self.busy.len() >= BUSY_AT_MOST {
            return None;
        }
        let calm = |(number, workload): (usize, &Workload)| {
            (workload.calm() && !is_flapping(workload)).then_some(number)
        };
        let calm: Vec<usize> = workloads.iter().enumerate().filter_map(calm).collect();
        let number = *self.random.choice(&calm)?;
        let live = workloads[number].live.clone()?;
        workloads[number].agenda = self.plot(&workloads[number].app, &live, now);
        self.busy.push(number);
        Some(number)
    }

    /// A little story of acts and times.
    fn plot(&mut self, app: &App, live: &Live, now: Timestamp) -> Vec<(Timestamp, Act)> {
        let later = now + seconds(self.random.i64(45..110));
        let replicas = live.replicas;
        let branch = release::branch(&live.template.tag);
        let newest = release::newest(app, now);
        let tag = release::tag(app, branch, newest + 1);
        let broken = |fate| {
            Act::SetTemplate(Template {
                tag: tag.clone(),
                restarted_at: None,
                fate,
            })
        };
        match self.random.u8(..100) {
            0..38 => self.roll_out(app, live, now),
            38..49 if replicas < 6 => vec![(now, Act::Scale(replicas + self.random.u32(1..=2)))],
            38..60 => vec![(now, Act::Scale(replicas.saturating_sub(2).max(1)))],
            60..70 => vec![(now, Act::Restart)],
            70..77 => vec![
                (now, broken(Fate::PullFails(PullError::NotFound))),
                (later, Act::Undo),
            ],
            77..79 => vec![(now, broken(Fate::NeverReady)), (later, Act::Undo)],
            79..81 => {
                let fate = Fate::Crashes {
                    after: 3,
                    exit: Exit::Code(1),
                };
                vec![(now, broken(fate)), (later, Act::Undo)]
            }
            81..85 => {
                let fate = Fate::Crashes {
                    after: 8,
                    exit: Exit::OutOfMemory,
                };
                vec![(now, Act::Afflict(fate)), (later, Act::Afflict(Fate::Well))]
            }
            85..90 => {
                let pause = now + seconds(self.random.i64(6..12));
                vec![
                    (now, Act::SetTag(tag)),
                    (pause, Act::Pause),
                    (later, Act::Resume),
                    (later + seconds(30), Act::Undo),
                ]
            }
            90..94 => vec![(now, Act::Scale(0)), (later, Act::Scale(replicas))],
            94..97 => {
                let template = Template {
                    tag: release::tag(app, branch, newest),
                    restarted_at: None,
                    fate: Fate::Well,
                };
                vec![
                    (now, Act::Delete),
                    (later, Act::Create { template, replicas }),
                ]
            }
            _ => vec![
                (now, Act::Quota(Some(replicas))),
                (now, Act::Scale(replicas + 2)),
                (later, Act::Quota(None)),
                (later, Act::Scale(replicas)),
            ],
        }
    }

    /// Clusters part and come together again: what is behind gets the newest release, and what has
    /// it tries the next one for a while.
    fn roll_out(&mut self, app: &App, live: &Live, now: Timestamp) -> Vec<(Timestamp, Act)> {
        let branch = release::branch(&live.template.tag);
        let newest = release::newest(app, now);
        let [newest, next] = [newest, newest + 1].map(|number| release::tag(app, branch, number));
        let back = now + seconds(self.random.i64(35..75));
        if live.template.tag == newest {
            vec![(now, Act::SetTag(next)), (back, Act::Undo)]
        } else if live.template.tag == next {
            vec![(now, Act::Restart)]
        } else {
            vec![(now, Act::SetTag(newest))]
        }
    }
}

fn is_flapping(workload: &Workload) -> bool {
    let flaps = |live: &Live| matches!(live.template.fate, Fate::Flaps { .. });
    workload.live.as_ref().is_some_and(flaps)
}
