//! The query of a log, read strictly.

use crate::http::Problem;
use crate::http::rest::words;
use fleet::{Containers, LogPosition, LogQuery};
use model::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

/// How many lines of each container a stream begins with, where nothing else is asked.
const TAIL: u32 = 500;

/// Which lines are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogsQuery {
    /// Names of Pods, separated by commas; absent: all of the Deployment.
    #[param(value_type = Vec<String>)]
    pod: String,
    /// Names of containers, separated by commas, or `*` for all; absent: the main one.
    #[param(value_type = Vec<String>)]
    container: String,
    /// Not before: a time (RFC 3339), or so long ago: `90s`, `15m`, `2h`, `1d`.
    #[param(value_type = Option<String>)]
    since: String,
    /// How many of the newest lines of each container; absent: 500 of a stream, else all.
    tail: Option<u32>,
    /// Of the run before the present one.
    previous: bool,
    /// Goes on with what will be written, and with Pods that come.
    follow: bool,
    /// Where each source stood: the `positions` of a stream before, separated by commas. It goes on
    /// after them, whatever `since` and `tail` say.
    #[param(value_type = Vec<String>)]
    from: String,
    /// Present: text comes as a file to be saved.
    download: Option<String>,
}

// === impl LogsQuery ===

impl LogsQuery {
    pub(super) fn is_download(&self) -> bool {
        self.download.is_some()
    }

    /// What is asked for at this moment.
    pub(super) fn read(&self, now: Timestamp) -> Result<LogQuery, Problem> {
        let names = |list| words(list).map(Into::into).collect::<Vec<_>>();
        let containers = names(&self.container);
        let from = words(&self.from).map(str::parse::<LogPosition>);
        let from = from.collect::<Result<_, _>>();
        Ok(LogQuery {
            pods: names(&self.pod),
            containers: match containers.is_empty() {
                true => Containers::Main,
                false if containers.iter().any(|name| &**name == "*") => Containers::All,
                false => Containers::Named(containers),
            },
            since: match self.since.is_empty() {
                true => None,
                false => Some(since(&self.since, now)?),
            },
            tail: self
                .tail
                .or((self.follow && self.since.is_empty()).then_some(TAIL)),
            previous: self.previous,
            follow: self.follow,
            from: from.map_err(|error| Problem::bad_request(format!("from: {error}")))?,
        })
    }
}

fn since(text: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    let ago = || {
        let (number, unit) = text.split_at(text.len().checked_sub(1)?);
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => return None,
        };
        let number: u32 = number.parse().ok()?;
        Some(now.plus_seconds(-i64::from(number) * seconds))
    };
    let time = || {
        let time: jiff::Timestamp = text.parse().ok()?;
        Some(Timestamp(time.as_millisecond()))
    };
    ago().or_else(time).ok_or_else(|| {
        let shown: String = text.chars().take(80).collect();
        Problem::bad_request(format!(
            "since: `{shown}` is neither a time such as 2026-01-31T14:00:00Z nor one such as 90s, 15m, 2h, 1d"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_893_456_000);

    #[test]
    fn since_is_a_time_or_a_span() {
        assert_eq!(since("15m", NOW).unwrap(), NOW.plus_seconds(-900));
        assert_eq!(since("1d", NOW).unwrap(), NOW.plus_seconds(-86_400));
        assert_eq!(since("2030-01-01T00:00:00Z", NOW).unwrap(), NOW);
        for bad in ["", "m", "-5m", "15", "1w", "ä", "yesterday"] {
            assert!(since(bad, NOW).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_stream_begins_with_some_lines_and_a_text_with_all() {
        let read = |query: LogsQuery| query.read(NOW).unwrap();
        assert_eq!(read(LogsQuery::default()).tail, None);
        let follow = LogsQuery {
            follow: true,
            ..LogsQuery::default()
        };
        assert_eq!(read(follow).tail, Some(500));
        let all = LogsQuery {
            container: "main, *".to_owned(),
            ..LogsQuery::default()
        };
        assert_eq!(read(all).containers, Containers::All);
    }
}
