//! What is better not shown.

use model::{HIDDEN, looks_secret, shown_value};

#[test]
fn values_under_telling_names_are_hidden() {
    for name in [
        "DB_PASSWORD",
        "apiKey",
        "SECRET",
        "GITLAB_TOKEN",
        "AWS_ACCESS_KEY_ID",
        "credentials",
    ] {
        assert!(looks_secret(name, "x"), "{name}");
        assert_eq!(shown_value(name, "x"), HIDDEN);
    }
    assert!(!looks_secret("PASSWORD", ""), "there is nothing to hide");
}

#[test]
fn values_that_look_like_secrets_are_hidden_whatever_their_name() {
    for value in [
        "-----BEGIN RSA PRIVATE KEY-----",
        "eyJhbGciOiJIUzI1NiJ9.e30.abc",
        "glpat-aaaaaaaaaaaaaaaaaaaa",
        "x7Gq2Lz9Pw4Rt8Yv1Nb6Mc3Kd5Hf0JsQ",
    ] {
        assert!(looks_secret("X", value), "{value}");
    }
}

#[test]
fn ordinary_values_are_shown() {
    for (name, value) in [
        ("LOG_LEVEL", "debug"),
        ("", "registry-minor:5000/wl/backend:staging-a1dcf6ff"),
        (
            "",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
        ("COMMIT", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"),
        (
            "URL",
            "https://service.shop.svc.cluster.local:8443/path?x=1",
        ),
        (
            "JAVA_OPTS",
            "-XX:MaxRAMPercentage=75.0 -Dfile.encoding=UTF-8",
        ),
        ("uid", "0b7d3c52-7f0e-4a52-9d3c-6cf1d2a3b4c5"),
        ("NAME", "checkout-deploy-6c9d7f5b84-t8p5n"),
    ] {
        assert_eq!(shown_value(name, value), value, "{name}");
    }
}

#[test]
fn of_addresses_and_options_only_the_secret_is_hidden() {
    let url = shown_value("DB_URL", "postgres://web:canary@db:5432/web?x=a@b");
    assert_eq!(url, format!("postgres://web:{HIDDEN}@db:5432/web?x=a@b"));
    let option = shown_value("", "--db-password=canary");
    assert_eq!(option, format!("--db-password={HIDDEN}"));
    assert_eq!(shown_value("", "--port=80"), "--port=80");
}
