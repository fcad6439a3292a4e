//! What the containers of a simulated cluster use of processor and memory.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// Length of a metrics window: figures change this often.
pub(crate) const WINDOW_SECONDS: i64 = 15;

/// What one container uses at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContainerUsage {
    pub(crate) name: String,
    pub(crate) cpu_nanocores: u64,
    pub(crate) memory_bytes: u64,
}

/// The level a container's usage moves around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) name: String,
    pub(crate) cpu_millicores: u64,
    pub(crate) memory_bytes: u64,
}

/// How the usage of one pod runs.
#[derive(Clone, Debug)]
pub(crate) struct PodUsage {
    /// When its first container started.
    pub(crate) since: Timestamp,
    pub(crate) levels: Vec<Level>,
    /// `None` for figures that stand still.
    pub(crate) seed: Option<u64>,
}

/// Usage by `namespace/name` of the pod.
#[derive(Debug, Default)]
pub(crate) struct UsageTable {
    pods: BTreeMap<String, PodUsage>,
}

// === impl UsageTable ===

impl UsageTable {
    pub(crate) fn of(&self, key: &str) -> Option<&PodUsage> {
        self.pods.get(key)
    }

    pub(crate) fn set(&mut self, key: String, usage: PodUsage) {
        self.pods.insert(key, usage);
    }

    pub(crate) fn forget(&mut self, key: &str) {
        self.pods.remove(key);
    }
}

// === impl PodUsage ===

impl PodUsage {
    /// The figures of the window that contains `now`.
    pub(crate) fn containers(&self, now: Timestamp) -> Vec<ContainerUsage> {
        let window = now.as_second().div_euclid(WINDOW_SECONDS);
        let figure = |(number, level): (usize, &Level)| {
            let (cpu, memory) = match self.seed {
                Some(seed) => sway(seed.wrapping_add(number as u64), window),
                None => (1000, 1000),
            };
            ContainerUsage {
                name: level.name.clone(),
                cpu_nanocores: level.cpu_millicores * 1000 * cpu,
                memory_bytes: level.memory_bytes * memory / 1000,
            }
        };
        self.levels.iter().enumerate().map(figure).collect()
    }
}

/// Factors for processor and memory in thousandths: a slow wave, and on the processor a quick
/// ripple with now and then a peak. A pure function of seed and window, so nothing is stored.
fn sway(seed: u64, window: i64) -> (u64, u64) {
    let phase = (seed % 628) as f64 / 100.0;
    let slow = (window as f64 / 23.0 + phase).sin();
    let mut noise = fastrand::Rng::with_seed(seed.rotate_left(17) ^ window as u64);
    let ripple = noise.f64() - 0.5;
    let peak = if noise.u8(..) < 8 { 0.6 } else { 0.0 };
    let cpu = 1.0 + 0.22 * slow + 0.3 * ripple + peak;
    let memory = 1.0 + 0.04 * (window as f64 / 71.0 + phase).sin() + 0.01 * ripple;
    ((cpu * 1000.0) as u64, (memory * 1000.0) as u64)
}
