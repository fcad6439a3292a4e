//! What was, kept in memory alone: 24 hours of usage at falling resolution, and of verdicts. It
//! begins when the process does and says so.

mod figure;
mod track;
mod usage_book;
mod verdict_book;

pub(crate) use usage_book::{Measured, UsageBook};
pub(crate) use verdict_book::VerdictBook;

/// For how long anything is kept, in seconds.
const KEPT_SECONDS: i64 = 24 * 3600;
