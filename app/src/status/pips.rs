//! Replicas as marks: shape and fill, so that they read without colour.

use crate::ui::erase::Erase;
use leptos::prelude::*;
use model::{DeploymentPods, PodLevel, Row, Verdict};

/// More than these are not drawn; then only the numbers stand.
const MOST: usize = 12;

/// One replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pip {
    Ready,
    Starting,
    Failing,
    Missing,
}

// === impl Pip ===

impl Pip {
    const fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Starting => "starting",
            Self::Failing => "failing",
            Self::Missing => "missing",
        }
    }

    const fn href(self) -> &'static str {
        match self {
            Self::Ready => "#p-ready",
            Self::Starting => "#p-starting",
            Self::Failing => "#p-failing",
            Self::Missing => "#p-missing",
        }
    }
}

/// The marks of the row's replicas.
pub(crate) fn view(row: &Row, shown: Verdict, pods: Option<&DeploymentPods>) -> AnyView {
    let pips = pips(row, pods.filter(|_| shown != Verdict::Unknown));
    if pips.is_empty() {
        return ().erase();
    }
    let draw = |pip: Pip| {
        view! {
            <svg class="pip" data-pip=pip.name()>
                <use href=pip.href()></use>
            </svg>
        }
        .erase()
    };
    view! {
        <span class="pips" aria-hidden="true">
            {pips.into_iter().map(draw).collect::<Vec<_>>()}
        </span>
    }
    .erase()
}

/// One mark a wanted replica: the ready ones, then what its other pods do, then what is missing.
fn pips(row: &Row, pods: Option<&DeploymentPods>) -> Vec<Pip> {
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let wanted = size(row.desired.max(row.ready));
    if wanted > MOST {
        return Vec::new();
    }
    let count = |level: PodLevel| {
        pods.map_or(0, |pods| {
            pods.pods.iter().filter(|pod| pod.level == level).count()
        })
    };
    let ready = std::iter::repeat_n(Pip::Ready, size(row.ready));
    let starting = std::iter::repeat_n(Pip::Starting, count(PodLevel::Pending));
    let failing = std::iter::repeat_n(Pip::Failing, count(PodLevel::Failing));
    ready
        .chain(starting)
        .chain(failing)
        .chain(std::iter::repeat(Pip::Missing))
        .take(wanted)
        .collect()
}
