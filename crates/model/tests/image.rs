//! What a card shows of an image.

use model::{ImageReference, image_tag};
use proptest::prelude::*;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn the_tag_is_what_follows_the_last_colon_after_the_last_slash() {
    for (reference, tag) in [
        (
            "registry-minor:5000/wl/backend:staging-a1dcf6ff",
            "staging-a1dcf6ff",
        ),
        ("nginx:1.29", "1.29"),
        ("docker.io/library/nginx:1.29-alpine", "1.29-alpine"),
        ("a/b:c:d", "d"),
    ] {
        assert_eq!(image_tag(reference), tag, "{reference}");
    }
}

#[test]
fn without_a_tag_it_is_latest_even_behind_a_port() {
    for reference in [
        "nginx",
        "registry-minor:5000/wl/backend",
        "a/b",
        "",
        "a:",
        "a/",
    ] {
        assert_eq!(image_tag(reference), "latest", "{reference}");
    }
}

#[test]
fn a_digest_alone_is_shown_by_its_first_12_digits() {
    for name in ["nginx", "registry-minor:5000/wl/backend"] {
        assert_eq!(
            image_tag(&format!("{name}@{DIGEST}")),
            "@sha256:0123456789ab"
        );
    }
    assert_eq!(
        image_tag("a@sha512:0123456789abcdef"),
        "@sha512:0123456789ab"
    );
    assert_eq!(image_tag("a@sha256:0123"), "@sha256:0123");
}

#[test]
fn of_tag_and_digest_the_tag_is_shown_and_the_reference_kept() {
    let reference = format!("registry:5000/wl/backend:v2@{DIGEST}");
    let image = ImageReference::new(reference.as_str().into());
    assert_eq!(&*image.tag, "v2");
    assert_eq!(&*image.reference, reference);
}

proptest! {
    #[test]
    fn no_reference_has_an_empty_tag(reference in any::<String>()) {
        prop_assert!(!image_tag(&reference).is_empty());
    }
}
