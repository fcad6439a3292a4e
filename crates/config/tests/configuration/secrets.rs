use secrecy::ExposeSecret;

use crate::{environment, read_with};

const CANARY: &str = "cAnary-0123456789-0123456789-0123456789";

const AUTH: &str = "auth:
  provider: oidc
  issuer: https://id.example.com
  client_id: x
  redirect_uri: https://d.example.com/auth/callback
  allow_anonymous_access: true
  anonymous_role: viewer
  roles: { viewer: {} }
  permissions: { viewer: {} }
";

#[test]
fn a_secret_is_read_and_never_shown() {
    let text = format!("{AUTH}  client_secret_env: THE_SECRET\n  session_keys_env: THE_KEYS\n");
    let keys = format!("{CANARY}, {CANARY}2");
    let loaded = read_with(&text, &[("THE_SECRET", CANARY), ("THE_KEYS", &keys)]).unwrap();
    assert!(!format!("{loaded:?} {loaded:#?}").contains(CANARY));
    let auth = loaded.config.auth.unwrap();
    assert_eq!(auth.session.keys.len(), 2);
    assert_eq!(auth.session.keys[1].expose_secret(), format!("{CANARY}2"));
    assert_eq!(
        auth.sign_in.unwrap().client_secret.unwrap().expose_secret(),
        CANARY
    );
}

#[test]
fn a_secret_in_a_file_is_read_without_its_line_break() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), format!("{CANARY}\n")).unwrap();
    let text = format!("{AUTH}  client_secret_file: secret\n");
    let file = folder.path().join("config.yaml");
    let loaded = config::parse(Some(&file), text.as_bytes(), &environment(&[])).unwrap();
    let auth = loaded.config.auth.unwrap();
    assert_eq!(
        auth.sign_in.unwrap().client_secret.unwrap().expose_secret(),
        CANARY
    );
}

/// People put the secret itself where it does not belong.
#[test]
fn a_secret_written_into_the_file_or_a_variable_is_not_repeated() {
    let misplaced = [
        format!("{AUTH}  client_secret: {CANARY}\n"),
        format!("{AUTH}  client_secret:\n    {CANARY}\n"),
        format!("{AUTH}  client_secret: [{CANARY}]\n"),
        format!("{AUTH}  client_secret_env: {CANARY}\n"),
        format!("{AUTH}  client_secret_env: [{CANARY}]\n"),
        format!("{AUTH}  client_secret_env: {CANARY}\n  clientt_id: x\n"),
        format!("{AUTH}  client_secret_env: \"{CANARY}\n"),
        format!("{AUTH}  session_keys_env: {CANARY}\n"),
        format!("{AUTH}  ca_file: {{ password: {CANARY} }}\n"),
        AUTH.replace("https://id.", &format!("https://me:{CANARY}@id.")),
        AUTH.replace("https://id.", &format!("https//me:{CANARY}@id.")),
    ];
    for text in misplaced {
        let invalid = read_with(&text, &[]).unwrap_err();
        for shown in [invalid.to_string(), format!("{invalid:?}")] {
            assert!(!shown.contains(CANARY), "{text}\n{shown}");
        }
    }
    let name = "DASHBOARD_LIGHT__AUTH__CLIENT_SECRET";
    let invalid = read_with(AUTH, &[(name, CANARY)]).unwrap_err();
    assert!(!format!("{invalid:?} {invalid}").contains(CANARY));
    assert!(
        invalid
            .to_string()
            .contains("did you mean client_secret_env?"),
        "{invalid}"
    );
}

#[test]
fn a_short_session_key_is_refused_without_showing_it() {
    let text = format!("{AUTH}  client_secret_env: S\n  session_keys_env: K\n");
    let invalid = read_with(&text, &[("S", "s"), ("K", "cAnary")]).unwrap_err();
    let shown = format!("{invalid}{invalid:?}");
    assert!(
        shown.contains("key 1 in environment variable K has 6 characters"),
        "{shown}"
    );
    assert!(!shown.contains("cAnary"));
}

#[test]
fn missing_secrets_are_errors_where_people_must_sign_in() {
    let text = include_str!("../files/missing-secrets.yaml");
    insta::assert_snapshot!(read_with(text, &[]).unwrap_err().report);
}
