//! What a container does, as far as it matters to its log.

use model::{ContainerState, ContainerStatus, PodFacts, Terminated, Text};

/// A container whose log can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Watched {
    pub(crate) pod: Text,
    pub(crate) pod_uid: Text,
    pub(crate) container: Text,
    /// Whether it is the Pod's first one.
    pub(crate) is_first: bool,
    pub(crate) sight: Sight,
}

/// What a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Which run it is: how often it was restarted.
    pub(crate) run: u32,
    pub(crate) state: State,
}

/// What becomes of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It has never run; why, in the kubelet's word.
    NotStarted(Option<Text>),
    Running,
    Ended(Terminated),
    /// The Pod is no more.
    Gone,
}

// === impl Watched ===

impl Watched {
    /// The containers of a Pod, the long-running ones first.
    pub(crate) fn of(pod: &PodFacts) -> impl Iterator<Item = Self> + '_ {
        let main = pod.containers.iter().map(|spec| &spec.name);
        let inits = pod.init_containers.iter().map(|init| &init.spec.name);
        main.chain(inits).enumerate().map(|(number, name)| {
            let mut statuses = pod.statuses.iter().chain(&pod.init_statuses);
            Self {
                pod: pod.name.clone(),
                pod_uid: pod.uid.clone(),
                container: name.clone(),
                is_first: number == 0,
                sight: Sight::of(statuses.find(|status| status.name == *name)),
            }
        })
    }
}

// === impl Sight ===

impl Sight {
    fn of(status: Option<&ContainerStatus>) -> Self {
        let Some(status) = status else {
            return Self {
                run: 0,
                state: State::NotStarted(None),
            };
        };
        let state = match (&status.state, &status.last) {
            (ContainerState::Running { .. }, _) => State::Running,
            (ContainerState::Terminated(ended), _) => State::Ended(ended.clone()),
            (_, Some(last)) => State::Ended(last.clone()),
            (ContainerState::Waiting { reason, .. }, None) => State::NotStarted(reason.clone()),
            (ContainerState::Unreported, None) => State::NotStarted(None),
        };
        Self {
            run: status.restarts,
            state,
        }
    }

    pub(super) fn gone(self) -> Self {
        Self {
            state: State::Gone,
            ..self
        }
    }
}

/// How a container ended, in words.
pub(super) fn ended(how: &Terminated) -> String {
    let code = how.exit_code;
    match how.reason.as_deref() {
        None | Some("Completed" | "Error") => format!("the container ended, exit code {code}"),
        Some(reason) => format!("the container ended, exit code {code} ({reason})"),
    }
}
