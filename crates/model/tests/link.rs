//! Links filled in from templates.

use model::{LinkFacts, LinkTemplate, split_tag};
use proptest::prelude::*;

fn link(url: &str) -> LinkTemplate {
    LinkTemplate {
        name: "Link".to_owned(),
        url: url.to_owned(),
    }
}

fn facts(image: &str) -> LinkFacts {
    LinkFacts {
        cluster: "arn:aws:eks:eu:1:cluster/prod".to_owned(),
        namespace: "shop".to_owned(),
        name: "cart-deploy".to_owned(),
        container: Some("apf-cart-pod".to_owned()),
        image: Some(image.to_owned()),
    }
}

const IMAGE: &str = "registry-minor:5000/wl/backend:staging-a1dcf6ff";

#[test]
fn every_placeholder_is_filled_in_and_encoded() {
    for (url, filled) in [
        ("https://x/{namespace}/{name}", "https://x/shop/cart-deploy"),
        (
            "https://x/?c={cluster}",
            "https://x/?c=arn%3Aaws%3Aeks%3Aeu%3A1%3Acluster%2Fprod",
        ),
        (
            "https://x/{tag}/{sha}",
            "https://x/staging-a1dcf6ff/a1dcf6ff",
        ),
        (
            "https://x/{image}",
            "https://x/registry-minor%3A5000%2Fwl%2Fbackend%3Astaging-a1dcf6ff",
        ),
        ("https://x/{container}#end", "https://x/apf-cart-pod#end"),
        ("https://x/", "https://x/"),
    ] {
        assert_eq!(link(url).fill(&facts(IMAGE)).as_deref(), Some(filled));
    }
}

#[test]
fn a_link_whose_values_are_not_known_is_none() {
    for image in [
        "web:v1.2.3",
        "web",
        "web:20240131",
        "web@sha256:0123456789abcdef0123",
    ] {
        assert_eq!(link("https://x/{sha}").fill(&facts(image)), None, "{image}");
    }
    let bare = LinkFacts::default();
    assert_eq!(link("https://x/{container}").fill(&bare), None);
    assert_eq!(link("https://x/{tag}").fill(&bare), None);
    assert_eq!(link("https://x/{other}").fill(&facts(IMAGE)), None);
}

#[test]
fn only_a_hash_is_told_apart() {
    assert_eq!(split_tag("staging-a1dcf6ff"), ("staging-", "a1dcf6ff"));
    assert_eq!(split_tag("v7.4.2-r3"), ("", "v7.4.2-r3"));
    assert_eq!(split_tag("latest"), ("", "latest"));
    assert_eq!(split_tag("feature-x-0123456"), ("feature-x-", "0123456"));
}

proptest! {
    #[test]
    fn no_value_leads_elsewhere(value in ".*") {
        let facts = LinkFacts { namespace: value, ..facts(IMAGE) };
        let filled = link("https://x/{namespace}/end").fill(&facts).unwrap();
        let inner = filled.strip_prefix("https://x/").unwrap().strip_suffix("/end").unwrap();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
        prop_assert!(inner.chars().all(is_plain), "{}", inner);
    }
}
