#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use super::*;
use rcgen::generate_simple_self_signed;
use tempfile::TempDir;

/// A certificate and its key, in PEM.
fn pair() -> (String, String) {
    let made = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

/// A folder with these two files.
fn folder((certificate, key): &(String, String)) -> (TempDir, config::Tls) {
    let folder = tempfile::tempdir().unwrap();
    let files = config::Tls {
        certificate: folder.path().join("tls.crt"),
        key: folder.path().join("tls.key"),
    };
    std::fs::write(&files.certificate, certificate).unwrap();
    std::fs::write(&files.key, key).unwrap();
    (folder, files)
}

async fn refusal(pair: (String, String)) -> String {
    let (_folder, files) = folder(&pair);
    match Certificate::load(&files).await {
        Ok(_) => panic!("it was accepted"),
        Err(error) => error.to_string(),
    }
}

/// The certificate that handshakes are answered with.
fn served(served: &Served) -> CertificateDer<'static> {
    served.now().cert[0].clone()
}

fn first(certificate: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()
}

#[tokio::test]
async fn refusals_say_what_is_wrong_with_which_file() {
    let (certificate, key) = pair();
    let files = config::Tls {
        certificate: "no/such/tls.crt".into(),
        key: "no/such/tls.key".into(),
    };
    let error = Certificate::load(&files).await.unwrap_err().to_string();
    assert!(
        error.starts_with("server.tls.certificate: cannot read no/such/tls.crt: "),
        "{error}"
    );

    let error = refusal((key.clone(), key.clone())).await;
    assert!(
        error.contains("there is no certificate in ") && error.contains("tls.crt"),
        "{error}"
    );
    let error = refusal((certificate.clone(), certificate.clone())).await;
    assert!(
        error.contains("there is no private key in ") && error.contains("tls.key"),
        "{error}"
    );
    let error = refusal((certificate.clone(), pair().1)).await;
    assert!(
        error.contains("does not fit the first certificate"),
        "{error}"
    );
    let error = refusal((certificate.replace("END", "DNE"), key.clone())).await;
    assert!(
        error.contains("server.tls.certificate: ") && error.contains("PEM"),
        "{error}"
    );
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let error = refusal((nonsense.to_owned(), key.clone())).await;
    assert!(error.contains("cannot be used: "), "{error}");
    assert!(!error.contains(key.lines().nth(1).unwrap()));
}

#[tokio::test(start_paused = true)]
async fn files_are_followed() {
    let (_folder, files) = folder(&pair());
    let certificate = Certificate::load(&files).await.unwrap();
    let now = Arc::clone(&certificate.served);
    let following = tokio::spawn(certificate.follow(Clock::system()));
    let other = pair();
    std::fs::write(&files.certificate, &other.0).unwrap();
    std::fs::write(&files.key, &other.1).unwrap();
    let new = first(&other.0);
    let noticed = async {
        while served(&now) != new {
            tokio::time::sleep(INTERVAL).await;
        }
    };
    // Time jumps ahead as soon as there is nothing to do but wait.
    tokio::time::timeout(5 * INTERVAL, noticed).await.unwrap();
    following.abort();
}

#[tokio::test]
async fn a_swapped_link_is_noticed() {
    let (old, new) = (pair(), pair());
    let ((before, _), (after, _)) = (folder(&old), folder(&new));
    let mount = tempfile::tempdir().unwrap();
    let data = mount.path().join("..data");
    std::os::unix::fs::symlink(before.path(), &data).unwrap();
    let files = config::Tls {
        certificate: data.join("tls.crt"),
        key: data.join("tls.key"),
    };
    let mut certificate = Certificate::load(&files).await.unwrap();
    assert!(!certificate.check().await.unwrap(), "nothing is new");
    let swapped = mount.path().join("..data_tmp");
    std::os::unix::fs::symlink(after.path(), &swapped).unwrap();
    std::fs::rename(swapped, data).unwrap();
    assert!(certificate.check().await.unwrap());
    assert_eq!(served(&certificate.served), first(&new.0));
    assert!(!certificate.check().await.unwrap(), "it is new once");
}

#[tokio::test]
async fn a_bad_pair_is_refused_once_and_the_old_one_stays() {
    let (old, new) = (pair(), pair());
    let (_folder, files) = folder(&old);
    let mut certificate = Certificate::load(&files).await.unwrap();

    // The certificate is there already, its key not yet.
    std::fs::write(&files.certificate, &new.0).unwrap();
    let error = certificate.check().await.unwrap_err();
    assert!(matches!(error, TlsError::DoesNotFit(_)), "{error}");
    assert!(!certificate.check().await.unwrap(), "it is said once");
    assert_eq!(served(&certificate.served), first(&old.0));

    std::fs::remove_file(&files.key).unwrap();
    let error = certificate.check().await.unwrap_err();
    assert!(matches!(error, TlsError::Read { .. }), "{error}");
    assert!(!certificate.check().await.unwrap(), "it is said once");
    assert_eq!(served(&certificate.served), first(&old.0));

    std::fs::write(&files.key, &new.1).unwrap();
    assert!(certificate.check().await.unwrap());
    assert_eq!(served(&certificate.served), first(&new.0));
}
