//! Who is in a cluster: namespaces, names and sizes made from short lists.

use crate::{
    play::app::{App, Sidecar, Size},
    scenario::role::{Character, Role},
};

/// Requests, limits and usage, millicores and MiB: small to big.
const SIZES: [[u64; 6]; 5] = [
    [50, 200, 64, 128, 12, 44],
    [100, 500, 256, 512, 85, 205],
    [100, 500, 256, 512, 140, 330],
    [250, 1000, 512, 1024, 220, 560],
    [500, 2000, 1024, 2048, 640, 1480],
];

/// The characters of one namespace.
pub(crate) fn namespace(
    namespace: &str,
    branch: &str,
    names: &str,
    role: impl Fn(&str) -> Role,
    random: &mut fastrand::Rng,
) -> Vec<Character> {
    let character = |name: &str| {
        let role = role(name);
        let [
            cpu_request,
            cpu_limit,
            memory_request,
            memory_limit,
            cpu_used,
            memory_used,
        ] = SIZES[random.usize(..SIZES.len())];
        let sidecar = match random.u8(..12) {
            0 | 1 => Sidecar::Plain,
            2 => Sidecar::Native,
            _ => Sidecar::None,
        };
        let init = if random.u8(..6) == 0 {
            vec!["migrate".to_owned()]
        } else {
            Vec::new()
        };
        let few = branch != "prod";
        let replicas = match role {
            Role::Flapping | Role::Down | Role::TagNotFound => 3,
            Role::DeadlineExceeded => 6,
            Role::Rolling => 5,
            Role::Refused => 1,
            _ if few => random.u32(1..=2),
            _ => random.u32(2..=4),
        };
        let base = namespace
            .trim_end_matches("-staging")
            .trim_end_matches("-prod");
        let project = base.trim_start_matches("project-");
        Character {
            app: App {
                namespace: namespace.to_owned(),
                name: format!("{name}-deploy"),
                label: name.to_owned(),
                container: format!("apf-{name}-pod"),
                image: format!("registry.example:5000/{project}/{name}"),
                size: Size {
                    cpu_request,
                    cpu_limit,
                    memory_request,
                    memory_limit,
                    cpu_used,
                    memory_used,
                },
                sidecar,
                init,
            },
            replicas,
            branch: branch.to_owned(),
            role,
        }
    };
    names.split_whitespace().map(character).collect()
}
