//! The system's limit of open files, which connections need.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Files that are no connections of users: to clusters and the provider, logs, what is read.
const OTHERS: u64 = 512;

/// Makes room for so many connections, as far as the system lets us, and says how many there is
/// room for. 0: as many as there is room for.
pub(crate) fn room_for(connections: u32) -> u32 {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return connections;
    };
    let wanted = match connections {
        0 => hard,
        connections => u64::from(connections) + OTHERS,
    };
    let mut most = soft;
    // The usual limit of 1024 is there for programs that use `select`.
    if soft < wanted && setrlimit(Resource::RLIMIT_NOFILE, wanted.min(hard), hard).is_ok() {
        most = wanted.min(hard);
    }
    let room = room(most);
    if room >= u64::from(connections) && connections > 0 {
        return connections;
    }
    if connections > 0 {
        tracing::warn!(
            "server.limits.connections is {connections}, but this process may open only {most} \
             files, so {room} connections are taken; raise the limit (ulimit -Hn, LimitNOFILE)"
        );
    }
    u32::try_from(room).unwrap_or(u32::MAX)
}

/// What is left for connections of so many open files: half of few, to serve somebody at all.
fn room(files: u64) -> u64 {
    files.saturating_sub(OTHERS).max(files / 2).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_few_and_no_more_than_the_system_allows() {
        assert_eq!(room_for(1), 1);
        assert!(room_for(u32::MAX) > 1);
        assert_eq!((room(1024), room(256), room(4608)), (512, 128, 4096));
    }
}
