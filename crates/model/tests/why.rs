//! Sentences for people: exit codes, image errors and the why of a verdict.

mod build;

use build::{at, ended, mk_pod_in, text, waiting};
use model::{Why, assess, explain_exit};

#[test]
fn exit_codes_with_a_meaning_are_explained() {
    for (code, reason, words) in [
        (0, "Completed", "exit code 0"),
        (1, "Error", "exit code 1"),
        (126, "Error", "exit code 126, not executable"),
        (127, "Error", "exit code 127, command not found"),
        (137, "Error", "exit code 137, killed"),
        (137, "OOMKilled", "out of memory (OOMKilled)"),
        (139, "Error", "exit code 139, segmentation fault"),
        (143, "Error", "exit code 143, terminated"),
        (255, "", "exit code 255"),
        (-1, "", "exit code -1"),
    ] {
        assert_eq!(explain_exit(&ended(code, reason, at(0))), words);
    }
}

fn pull_error(image: &str, message: &str) -> String {
    let mut pod = mk_pod_in(waiting("ErrImagePull", message));
    pod.containers[0].image = image.into();
    assess(&pod, at(1)).detail.unwrap_or_default().to_string()
}

#[test]
fn an_image_error_is_said_shortly() {
    let image = "reg.example:5000/shop/web:v2";
    for (message, words) in [
        (
            "failed to resolve reference: reg.example:5000/shop/web:v2: not found",
            "tag v2 not found",
        ),
        ("manifest unknown: manifest unknown", "tag v2 not found"),
        (
            "pull access denied, repository does not exist or may require authorization",
            "the registry refuses access to reg.example:5000/shop/web:v2",
        ),
        (
            "unexpected status from HEAD request: 401 Unauthorized",
            "the registry refuses access to reg.example:5000/shop/web:v2",
        ),
        (
            "unexpected status: 403 Forbidden",
            "the registry refuses access to reg.example:5000/shop/web:v2",
        ),
        (
            "dial tcp: lookup reg.example: no such host",
            "the registry of reg.example:5000/shop/web:v2 cannot be reached",
        ),
        (
            "dial tcp 10.4.2.9:5401: i/o timeout",
            "the registry of reg.example:5000/shop/web:v2 cannot be reached",
        ),
        (
            "429 Too Many Requests",
            "the registry limits the number of pulls",
        ),
        (
            "toomanyrequests: You have reached your pull rate limit",
            "the registry limits the number of pulls",
        ),
        ("something\nquite new", "quite new"),
        ("", "image reg.example:5000/shop/web:v2"),
    ] {
        assert_eq!(pull_error(image, message), words, "{message}");
    }
}

#[test]
fn a_digest_that_is_not_found_is_called_a_digest() {
    let words = pull_error("web@sha256:0123456789abcdef", "not found");
    assert_eq!(words, "digest sha256:0123456789ab not found");
}

#[test]
fn the_name_of_an_image_is_not_taken_for_the_error() {
    let words = pull_error(
        "shop/denied:401-not found",
        "Back-off pulling image \"shop/denied:401-not found\": connection refused",
    );
    assert_eq!(
        words,
        "the registry of shop/denied:401-not found cannot be reached"
    );
}

#[test]
fn a_long_message_is_cut_to_its_start() {
    let mut pod = mk_pod_in(waiting("CreateContainerError", &"é".repeat(500)));
    pod.containers[0].image = "web".into();
    let detail = assess(&pod, at(1)).detail.unwrap_or_default();
    assert_eq!(detail.chars().count(), 141);
    assert!(detail.ends_with('…'));
}

#[test]
fn a_message_of_blank_lines_says_nothing() {
    let pod = mk_pod_in(waiting("CreateContainerError", " \n\t\n"));
    assert_eq!(assess(&pod, at(1)).detail, None);
}

#[test]
fn the_sentence_has_up_to_three_parts() {
    let why = || Why::new("ImagePullBackOff on 1 of 3 new pods");
    for (why, sentence) in [
        (why(), "ImagePullBackOff on 1 of 3 new pods"),
        (
            why().since(Some(at(0))),
            "ImagePullBackOff on 1 of 3 new pods for 4 min",
        ),
        (
            why().detail("tag v2 not found"),
            "ImagePullBackOff on 1 of 3 new pods: tag v2 not found",
        ),
        (
            why().since(Some(at(0))).detail("tag v2 not found"),
            "ImagePullBackOff on 1 of 3 new pods for 4 min: tag v2 not found",
        ),
        (
            why().since(None).detail(""),
            "ImagePullBackOff on 1 of 3 new pods",
        ),
    ] {
        assert_eq!(why.sentence(at(240)), sentence);
    }
}

#[test]
fn what_is_not_said_is_not_sent() {
    let json = serde_json::to_value(Why::new("x")).ok();
    assert_eq!(json, Some(serde_json::json!({ "what": "x" })));
    assert_eq!(
        Why::new("x").detail(text("").unwrap_or_default()).detail,
        None
    );
}
