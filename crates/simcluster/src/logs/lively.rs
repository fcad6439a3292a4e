//! What the demo's containers say on a working day.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Key;
use crate::play::app::SIDECAR;

/// The seed of a container's words.
pub(super) fn seed(key: &Key) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Nanoseconds between two lines: from five a second to one in three.
pub(super) fn period(seed: u64) -> u64 {
    const TIMES: [u64; 6] = [200, 350, 600, 900, 1600, 3000];
    TIMES[(seed % 6) as usize] * 1_000_000
}

/// A number of its own for each line.
pub(super) fn hash(seed: u64, number: u64) -> u64 {
    fastrand::Rng::with_seed(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).u64(..)
}

/// The end of a run that ended badly.
pub(super) fn last_words(code: i64) -> String {
    format!(
        "FATAL cannot connect to ledger-db.billing:5432: connection refused, exiting with {code}"
    )
}

/// Line `number`.
pub(super) fn line(key: &Key, seed: u64, number: u64) -> String {
    let mut random = fastrand::Rng::with_seed(hash(seed, number));
    if key.2 == SIDECAR {
        return access(&mut random);
    }
    match number {
        0 => return "INFO starting, configuration read from /etc/app/config.yaml".to_owned(),
        1 => return "INFO listening on 0.0.0.0:8080".to_owned(),
        _ => {}
    }
    let line = work(&mut random);
    match (seed % 3, seed % 5) {
        (0, _) => coloured(&line),
        (_, 0) => structured(&line, &mut random),
        _ => line,
    }
}

fn work(random: &mut fastrand::Rng) -> String {
    let id = random.u32(1000..99_999);
    let took = random.u32(2..180);
    let retry = random.u32(1..4);
    let path = ["carts", "orders", "prices", "stock", "sessions"][random.usize(..5)];
    match random.u32(..100) {
        0 => format!("ERROR stock reservation {id} expired before capture"),
        1 => format!(
            "ERROR order {id}: payment-gateway answered 502 after {} ms",
            took * 20
        ),
        2..6 => format!(
            "WARN payment-gateway answered 429, retry {retry} of 3 in {} ms",
            retry * 250
        ),
        6..8 => format!("WARN slow query: {} ms for {path} {id}", took * 12),
        8..24 => "INFO GET /healthz 200 in 1 ms".to_owned(),
        24..44 => format!("INFO POST /api/v2/{path}/{id} 201 in {took} ms"),
        44..52 => format!(
            "INFO published {path}.changed for {id} to partition {}",
            id % 12
        ),
        52..56 => format!(
            "DEBUG cache: {took} of {} entries of {path} are fresh",
            took * 7
        ),
        _ => format!("INFO GET /api/v2/{path}/{id} 200 in {took} ms"),
    }
}

fn coloured(line: &str) -> String {
    let (level, text) = line.split_once(' ').unwrap_or(("INFO", line));
    let colour = match level {
        "ERROR" => 31,
        "WARN" => 33,
        "DEBUG" => 36,
        _ => 32,
    };
    format!("\u{1b}[1;{colour}m{level}\u{1b}[0m {text}")
}

fn structured(line: &str, random: &mut fastrand::Rng) -> String {
    let (level, text) = line.split_once(' ').unwrap_or(("INFO", line));
    let fields = serde_json::json!({
        "level": level.to_lowercase(), "message": text, "trace": format!("{:016x}", random.u64(..)),
    });
    fields.to_string()
}

fn access(random: &mut fastrand::Rng) -> String {
    let status = [200, 200, 200, 200, 201, 304, 404, 503][random.usize(..8)];
    let (sent, took) = (random.u32(200..9000), random.u32(1..90));
    format!(
        "\"GET /api/v2/prices HTTP/1.1\" {status} - via_upstream - \"-\" 0 {sent} {took} \"10.64.3.{}\"",
        random.u8(2..250)
    )
}
