use super::*;
use crate::Theme;

const NASTY: &str = "<script>alert(1)</script>\"><img src=x onerror=y>'&";

fn assets() -> AssetNames {
    AssetNames {
        style: "/pkg/dashboard-light.3f2a.css".to_owned(),
        script: "/pkg/dashboard-light.3f2a.js".to_owned(),
        wasm: "/pkg/dashboard-light.3f2a.wasm".to_owned(),
    }
}

fn gitlab() -> SignInProvider {
    SignInProvider {
        name: "GitLab".to_owned(),
        host: "gitlab.example.com".to_owned(),
        is_gitlab: true,
    }
}

fn sign_in_page() -> SignInPage {
    SignInPage {
        title: "Dashboard-Light".to_owned(),
        version: "1.4.0".to_owned(),
        provider: gitlab(),
        sign_in_href: "/auth/sign-in?next=%2F".to_owned(),
        ..SignInPage::default()
    }
}

fn trouble(text: &str) -> SignInTrouble {
    SignInTrouble {
        heading: text.to_owned(),
        text: text.to_owned(),
        detail: Some(text.to_owned()),
        request_id: Some(text.to_owned()),
    }
}

fn sign_in(page: &SignInPage) -> String {
    sign_in_document(page, &assets(), &Preferences::default())
}

fn no_role(page: &NoRolePage) -> String {
    no_role_document(page, &assets(), &Preferences::default())
}

/// Every document, with `text` wherever somebody else's words stand.
fn documents(text: &str) -> [String; 3] {
    let own = || text.to_owned();
    let provider = SignInProvider {
        name: own(),
        host: own(),
        is_gitlab: false,
    };
    [
        sign_in(&SignInPage {
            title: own(),
            version: own(),
            provider: provider.clone(),
            sign_in_href: own(),
            anonymous_href: Some(own()),
            anonymous_role: Some(own()),
            notice: Some(Notice::Problem(trouble(text))),
        }),
        problem_document(
            &ProblemPage {
                title: own(),
                version: own(),
                provider: provider.clone(),
                trouble: trouble(text),
                advice: Some(own()),
                sign_in_href: own(),
                anonymous_href: Some(own()),
            },
            &assets(),
            &Preferences::default(),
        ),
        no_role(&NoRolePage {
            title: own(),
            version: own(),
            provider,
            name: own(),
            groups: vec![own()],
            more_groups: 0,
            help_text: Some(own()),
            check_again_href: own(),
        }),
    ]
}

#[test]
fn documents_hold_nothing_that_the_policy_refuses() {
    for document in documents("words") {
        assert!(document.starts_with("<!DOCTYPE html>"), "{document}");
        for refused in [
            "<script",
            " style=",
            " onclick",
            "javascript:",
            "data:",
            "http",
        ] {
            assert!(!document.contains(refused), "{refused} in {document}");
        }
        assert!(document.contains("href=\"/pkg/dashboard-light.3f2a.css\""));
        assert!(document.contains("href=\"/assets/colors.css\""));
    }
}

#[test]
fn words_of_others_stay_words() {
    for document in documents(NASTY) {
        for refused in ["<script", "<img"] {
            assert!(!document.contains(refused), "{refused} in {document}");
        }
        assert!(document.contains("href=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;"));
    }
}

#[test]
fn the_theme_is_the_one_that_was_chosen() {
    let document = |theme| {
        let preferences = Preferences {
            theme,
            ..Preferences::default()
        };
        sign_in_document(&sign_in_page(), &assets(), &preferences)
    };
    assert!(document(Theme::Dark).contains("data-theme=\"dark\""));
    assert!(document(Theme::Light).contains("data-theme=\"light\""));
    assert!(!document(Theme::System).contains("data-theme"));
}

#[test]
fn the_way_in_names_the_provider() {
    let document = sign_in(&sign_in_page());
    assert!(document.contains("Sign in with GitLab"));
    assert!(document.contains("your GitLab groups may see"));
    assert!(document.contains("href=\"/auth/sign-in?next=%2F\""));
    assert!(document.contains("gitlab.example.com") && document.contains("Dashboard-Light 1.4.0"));

    let other = SignInProvider {
        name: "id.example.org".to_owned(),
        host: "id.example.org".to_owned(),
        is_gitlab: false,
    };
    let document = sign_in(&SignInPage {
        provider: other,
        ..sign_in_page()
    });
    assert!(document.contains("Sign in with id.example.org"));
    assert!(!document.contains("GitLab"));
}

#[test]
fn going_on_without_signing_in_is_offered_only_where_it_works() {
    assert!(!sign_in(&sign_in_page()).contains("ithout signing in"));
    let document = sign_in(&SignInPage {
        anonymous_href: Some("/".to_owned()),
        anonymous_role: Some("viewer".to_owned()),
        ..sign_in_page()
    });
    assert!(document.contains("Continue without signing in"));
    assert!(document.contains("<b>viewer</b>"));
}

#[test]
fn what_just_happened_is_said_in_the_right_tone() {
    let with = |notice| {
        sign_in(&SignInPage {
            notice: Some(notice),
            ..sign_in_page()
        })
    };
    let document = with(Notice::Status("You are signed out.".to_owned()));
    assert!(document.contains("role=\"status\"") && document.contains("You are signed out."));
    let document = with(Notice::Problem(trouble("no answer")));
    assert!(document.contains("role=\"alert\"") && document.contains("<code>no answer</code>"));
}

#[test]
fn no_more_than_fifty_groups_are_listed() {
    let page = |groups: usize, more_groups| NoRolePage {
        name: "dana.kim".to_owned(),
        provider: gitlab(),
        groups: (0..groups).map(|n| format!("team/group-{n}")).collect(),
        more_groups,
        ..NoRolePage::default()
    };
    assert!(no_role(&page(0, 0)).contains("GitLab named no group of yours."));
    let few = no_role(&page(50, 0));
    assert!(few.contains("team/group-49") && !few.contains("more</li>"));
    let many = no_role(&page(60, 440));
    assert!(many.contains("team/group-49") && !many.contains("team/group-50"));
    assert!(many.contains("and 450 more"));
}

#[test]
fn a_person_without_a_role_can_sign_out_and_ask_again() {
    let document = no_role(&NoRolePage {
        name: "dana.kim".to_owned(),
        help_text: Some("Ask the platform team.".to_owned()),
        check_again_href: "/auth/sign-in?next=%2F".to_owned(),
        ..NoRolePage::default()
    });
    assert!(document.contains("<form method=\"post\" action=\"/auth/sign-out\">"));
    assert!(document.contains("href=\"/auth/sign-in?next=%2F\""));
    assert!(document.contains("Ask the platform team."));
}
