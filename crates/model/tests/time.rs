//! Durations as the page and as kubectl write them.

use model::{Timestamp, kubectl_duration};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

#[test]
fn kubectl_writes_two_figures_where_they_matter() {
    for (seconds, words) in [
        (i64::MIN, "<invalid>"),
        (-2, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (121, "2m1s"),
        (599, "9m59s"),
        (600, "10m"),
        (3 * HOUR - 1, "179m"),
        (3 * HOUR, "3h"),
        (3 * HOUR + MINUTE, "3h1m"),
        (8 * HOUR - 1, "7h59m"),
        (8 * HOUR, "8h"),
        (2 * DAY - 1, "47h"),
        (2 * DAY, "2d"),
        (2 * DAY + HOUR, "2d1h"),
        (8 * DAY - 1, "7d23h"),
        (8 * DAY, "8d"),
        (2 * YEAR - 1, "729d"),
        (2 * YEAR, "2y"),
        (2 * YEAR + DAY, "2y1d"),
        (8 * YEAR - 1, "7y364d"),
        (8 * YEAR, "8y"),
        (i64::MAX, "292471208677y"),
    ] {
        assert_eq!(kubectl_duration(seconds), words, "{seconds} s");
    }
}

#[test]
fn the_page_writes_one_figure_with_its_unit() {
    let now = Timestamp::from_seconds(1_800_000_000);
    for (seconds, words) in [
        (-5, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (HOUR - 1, "59 min"),
        (HOUR, "1 h"),
        (2 * DAY - 1, "47 h"),
        (2 * DAY, "2 d"),
        (400 * DAY, "400 d"),
    ] {
        assert_eq!(now.plus_seconds(-seconds).age(now), words, "{seconds} s");
    }
}

#[test]
fn seconds_between_two_moments_are_whole_and_never_negative() {
    for (from, to, seconds) in [
        (0, 999, 0),
        (0, 1000, 1),
        (1, 1000, 0),
        (1000, 0, 0),
        (i64::MIN, i64::MAX, i64::MAX / 1000),
        (i64::MAX, i64::MIN, 0),
    ] {
        assert_eq!(Timestamp(from).seconds_until(Timestamp(to)), seconds);
    }
}

#[test]
fn moving_a_moment_out_of_range_stops_at_the_edge() {
    assert_eq!(Timestamp(5).plus_seconds(i64::MAX), Timestamp(i64::MAX));
    assert_eq!(Timestamp(-5).plus_seconds(i64::MIN), Timestamp(i64::MIN));
    assert_eq!(Timestamp::from_seconds(i64::MAX), Timestamp(i64::MAX));
}
