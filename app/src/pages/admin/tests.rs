use super::data::*;
use super::document;

const NASTY: &str = "<script>alert(1)</script>\"><img src=x onerror=y>'&";

/// Every part of the page, with `text` wherever words come from elsewhere.
fn parts(text: &str) -> [String; 3] {
    let own = || text.to_owned();
    let access = Access {
        asked: Asked {
            groups: own(),
            cluster: own(),
            namespace: own(),
        },
        known_groups: vec![own()],
        known_clusters: vec![own()],
        known_namespaces: vec![own()],
        problem: Some(own()),
        answer: Some(Answer {
            sentence: own(),
            notes: vec![own()],
            roles: vec![(own(), vec![own()])],
            sections: vec![Section {
                title: own(),
                is_open: false,
                reason: own(),
            }],
            place: Some(PlaceAnswer {
                headline: own(),
                is_allowed: false,
                roles: vec![RoleAnswer {
                    role: own(),
                    is_allowed: false,
                    cluster: own(),
                    namespace: Some(own()),
                }],
                other_roles: vec![own()],
            }),
            view_as: Some(own()),
        }),
        roles: vec![Role {
            name: own(),
            is_anonymous: true,
            groups: vec![own()],
            menu_items: vec![own()],
            clusters: vec![own()],
            patterns: vec![own()],
        }],
    };
    let patterns = Patterns {
        roles: vec![RolePatterns {
            role: own(),
            allowed_clusters: vec![own()],
            notes: vec![own()],
            patterns: vec![PatternMatches {
                pattern: own(),
                count: 60,
                matches: vec![own()],
                near_count: 1,
                near: vec![(own(), own())],
            }],
        }],
    };
    let moment = || Moment {
        exact: own(),
        words: own(),
        age: own(),
    };
    let audit = Audit {
        filter: AuditFilter {
            action: own(),
            outcome: own(),
            text: own(),
        },
        actions: vec![(own(), own())],
        outcomes: vec![(own(), own())],
        since: moment(),
        most: 1000,
        count: 101,
        first: 101,
        events: vec![AuditEvent {
            at: moment(),
            action: own(),
            is_success: true,
            outcome: own(),
            name: Some(own()),
            subject: Some(own()),
            groups: vec![own()],
            roles: vec![own()],
            address: Some(own()),
            detail: own(),
            request_id: Some(own()),
        }],
        newer: Some(own()),
        older: Some(own()),
    };
    [
        AdminData::Access(access),
        AdminData::Patterns(patterns),
        AdminData::Audit(audit),
    ]
    .map(|data| document(&data))
}

#[test]
fn words_of_others_stay_words() {
    for part in parts(NASTY) {
        for refused in ["<script", "<img"] {
            assert!(!part.contains(refused), "{refused} in {part}");
        }
        assert!(part.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!part.contains(" style="), "{part}");
    }
}

#[test]
fn each_part_says_which_one_it_is_and_leads_to_the_others() {
    for (part, name) in parts("words").iter().zip(["access", "patterns", "audit"]) {
        assert_eq!(part.matches("aria-current=\"true\"").count(), 1);
        assert!(
            part.contains(&format!("href=\"/admin?tab={name}\" aria-current=\"true\"")),
            "{part}"
        );
        assert_eq!(part.matches("<h1").count(), 1);
        assert!(part.contains("<caption"), "a table says what it is");
    }
}

#[test]
fn what_is_asked_stays_in_the_form_and_can_be_looked_at() {
    let [access, _, audit] = parts("team/qa");
    assert!(access.contains("<form method=\"post\" action=\"/auth/view-as\""));
    assert!(access.contains("name=\"groups\" value=\"team/qa\""));
    assert!(access.contains("role=\"alert\""));
    assert!(audit.contains("Events 101 to 101 of 101"));
    assert!(audit.contains("<option value=\"team/qa\" selected"));
}

#[test]
fn patterns_without_a_match_are_marked_and_long_lists_end() {
    let pattern = |count, matches: usize| PatternMatches {
        pattern: "^x$".to_owned(),
        count,
        matches: vec!["a / b".to_owned(); matches],
        ..PatternMatches::default()
    };
    let role = RolePatterns {
        patterns: vec![pattern(0, 0), pattern(1, 1), pattern(60, 50)],
        ..RolePatterns::default()
    };
    let page = document(&AdminData::Patterns(Patterns { roles: vec![role] }));
    assert_eq!(page.matches("Matches nothing").count(), 1);
    assert!(
        page.contains("1 namespace<") && page.contains("and 10 more"),
        "{page}"
    );
    assert_eq!(
        page.matches("<details open").count(),
        1,
        "only the short list is open"
    );
}
