//! Counts by verdict.

use model::{Totals, Verdict};

#[test]
fn every_verdict_is_counted_by_itself() {
    for (index, verdict) in Verdict::ALL.into_iter().enumerate() {
        let totals: Totals = std::iter::repeat_n(verdict, index + 1).collect();
        for other in Verdict::ALL {
            let count = if other == verdict {
                index as u32 + 1
            } else {
                0
            };
            assert_eq!(totals.get(other), count, "{other} of {verdict}");
        }
        assert_eq!(totals.all(), index as u32 + 1);
        let json = serde_json::to_value(totals).ok().unwrap_or_default();
        assert_eq!(json[verdict.as_str()], index + 1);
    }
}

#[test]
fn all_is_the_sum_and_alerts_leave_out_the_unknown() {
    let totals: Totals = Verdict::ALL.into_iter().collect();
    assert_eq!(totals.all(), 10);
    assert_eq!(totals.alerts(), 4);
    assert_eq!(Totals::default().all(), 0);
}

#[test]
fn verdicts_stand_worst_first_and_their_words_read_back() {
    assert!(Verdict::ALL.is_sorted());
    for verdict in Verdict::ALL {
        assert_eq!(verdict.as_str().parse::<Verdict>().ok(), Some(verdict));
        assert_eq!(verdict.title().to_lowercase(), verdict.as_str());
        assert_eq!(
            serde_json::to_value(verdict).ok(),
            Some(verdict.as_str().into())
        );
    }
}
