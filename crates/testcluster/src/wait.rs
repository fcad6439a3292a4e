//! Waiting for conditions, never for fixed times.

use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// Looks at a condition until it holds (`Ok`), and then returns what it found.
/// `Err` says what is there instead, for the message when time runs out.
///
/// # Errors
/// [`Error::Timeout`] when the condition did not hold within the given time.
pub async fn wait_until<T>(
    what: &str,
    within: Duration,
    mut look: impl AsyncFnMut() -> std::result::Result<T, String>,
) -> Result<T> {
    let begun = Instant::now();
    loop {
        match look().await {
            Ok(found) => return Ok(found),
            Err(seen) if begun.elapsed() >= within => {
                return Err(Error::Timeout {
                    what: what.to_owned(),
                    within,
                    seen,
                });
            }
            Err(_) => tokio::time::sleep(INTERVAL).await,
        }
    }
}
