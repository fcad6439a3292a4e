use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

fn shown(moment: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(moment.0)
        .unwrap()
        .to_string()
}

/// The next three moments of a schedule.
fn next_three(text: &str, zone: Option<&str>, after: &str) -> Vec<String> {
    let schedule = Schedule::parse(text, zone).unwrap();
    let first = schedule.next_after(at(after));
    let moments = std::iter::successors(first, |last| schedule.next_after(*last));
    moments.take(3).map(shown).collect()
}

#[test]
fn minutes_hours_lists_ranges_and_steps_match() {
    for (text, expected) in [
        ("* * * * *", ["00:01", "00:02", "00:03"]),
        ("*/20 * * * *", ["00:20", "00:40", "01:00"]),
        ("5,10 3 * * *", ["03:05", "03:10", "03:05"]),
        ("50/5 * * * *", ["00:50", "00:55", "01:50"]),
        ("0 2-6/2 * * *", ["02:00", "04:00", "06:00"]),
        ("@hourly", ["01:00", "02:00", "03:00"]),
        ("@every 90m", ["01:30", "03:00", "04:30"]),
    ] {
        let next = next_three(text, None, "2026-03-01T00:00:00Z");
        let times: Vec<&str> = next.iter().map(|moment| &moment[11..16]).collect();
        assert_eq!(times, expected, "{text}");
    }
}

#[test]
fn a_moment_of_the_schedule_is_not_its_own_next() {
    let next = next_three("0 0 * * *", None, "2026-03-01T00:00:00Z");
    assert_eq!(next[0], "2026-03-02T00:00:00Z");
    let next = next_three("0 0 * * *", None, "2026-02-28T23:59:59.999Z");
    assert_eq!(next[0], "2026-03-01T00:00:00Z");
}

#[test]
fn days_match_by_month_and_week() {
    // 2026-03-01 is a Sunday.
    for (text, expected) in [
        ("0 0 13 * *", ["03-13", "04-13", "05-13"]),
        ("0 0 * * fri", ["03-06", "03-13", "03-20"]),
        ("0 0 13 * FRI", ["03-06", "03-13", "03-20"]),
        ("0 0 1 1 *", ["01-01", "01-01", "01-01"]),
        ("0 0 31 * *", ["03-31", "05-31", "07-31"]),
        ("0 0 * jun-jul 1", ["06-01", "06-08", "06-15"]),
        ("0 0 */10 * 1", ["03-02", "03-09", "03-11"]),
        ("0 0 ? * 0", ["03-08", "03-15", "03-22"]),
        ("@weekly", ["03-08", "03-15", "03-22"]),
        ("@monthly", ["04-01", "05-01", "06-01"]),
        ("@daily", ["03-02", "03-03", "03-04"]),
        ("@yearly", ["01-01", "01-01", "01-01"]),
    ] {
        let next = next_three(text, None, "2026-03-01T00:00:00Z");
        let days: Vec<&str> = next.iter().map(|moment| &moment[5..10]).collect();
        assert_eq!(days, expected, "{text}");
    }
}

#[test]
fn a_leap_day_is_waited_for_and_a_day_that_never_comes_is_not() {
    let next = next_three("0 0 29 2 *", None, "2026-03-01T00:00:00Z");
    assert_eq!(next[0], "2028-02-29T00:00:00Z");
    let never = Schedule::parse("0 0 31 2 *", None).unwrap();
    assert_eq!(never.next_after(at("2026-03-01T00:00:00Z")), None);
}

#[test]
fn time_zones_and_their_changes_are_heeded() {
    let berlin = Some("Europe/Berlin");
    let next = next_three("30 8 * * *", berlin, "2026-01-10T00:00:00Z");
    assert_eq!(next[0], "2026-01-10T07:30:00Z");
    // On 29 March 2026 there is no 2:30.
    let next = next_three("30 2 * * *", berlin, "2026-03-28T00:00:00Z");
    assert_eq!(
        next,
        [
            "2026-03-28T01:30:00Z",
            "2026-03-30T00:30:00Z",
            "2026-03-31T00:30:00Z"
        ]
    );
    // On 25 October 2026 there are two.
    let next = next_three("30 2 * * *", berlin, "2026-10-24T12:00:00Z");
    assert_eq!(next[..2], ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    let next = next_three("TZ=Europe/Berlin 30 8 * * *", None, "2026-01-10T00:00:00Z");
    assert_eq!(next[0], "2026-01-10T07:30:00Z");
}

#[test]
fn what_cannot_be_read_is_none() {
    for text in [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 7",
        "5-1 * * * *",
        "*/0 * * * *",
        "a * * * *",
        "@never",
        "@every soon",
        "TZ=Europe/Berlin",
    ] {
        assert!(Schedule::parse(text, None).is_none(), "{text}");
    }
    assert!(Schedule::parse("* * * * *", Some("Moon/Sea")).is_none());
}
