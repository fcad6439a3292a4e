//! The throw-away certificates of a cluster.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use crate::error::Result;
use crate::folder::{Folder, NodeRecord};

/// An authority that signs certificates into the cluster's folder.
struct Authority<'a> {
    folder: &'a Folder,
    issuer: Issuer<'static, KeyPair>,
}

/// Writes all certificates and keys of a cluster into its folder:
///
/// * `ca`, `front-proxy-ca`: the authorities;
/// * `apiserver`: what the API server shows;
/// * `admin`: the administrator (`system:masters`);
/// * `kubelet-client`: what the API server shows to kubelets;
/// * `front-proxy-client`: what it shows to metrics-server;
/// * `NODE`: what a kubelet shows to both sides;
/// * `service-account`: what signs the tokens of service accounts.
pub(crate) fn write_all(folder: &Folder, nodes: &[NodeRecord]) -> Result<()> {
    let authority = Authority::write(folder, "ca")?;
    let mut names = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "kubernetes.default.svc".to_owned(),
        "10.96.0.1".to_owned(),
    ];
    names.extend(nodes.iter().map(NodeRecord::machine_address));
    authority.issue("apiserver", "kube-apiserver", None, names)?;
    authority.issue("admin", "admin", Some("system:masters"), vec![])?;
    authority.issue(
        "kubelet-client",
        "kube-apiserver",
        Some("system:masters"),
        vec![],
    )?;
    for node in nodes {
        let user = format!("system:node:{}", node.name);
        let names = vec![node.name.clone(), node.address()];
        authority.issue(&node.name, &user, Some("system:nodes"), names)?;
    }
    Authority::write(folder, "front-proxy-ca")?.issue(
        "front-proxy-client",
        "front-proxy-client",
        None,
        vec![],
    )?;
    let tokens = KeyPair::generate()?;
    folder.write("service-account.key", &tokens.serialize_pem())?;
    folder.write("service-account.pub", &tokens.public_key_pem())?;
    Ok(())
}

// === impl Authority ===

impl<'a> Authority<'a> {
    fn write(folder: &'a Folder, name: &str) -> Result<Self> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec![])?;
        params
            .distinguished_name
            .push(DnType::CommonName, format!("testcluster {name}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::KeyCertSign,
            KeyUsagePurpose::DigitalSignature,
        ];
        let certificate = params.self_signed(&key)?;
        folder.write(&format!("{name}.crt"), &certificate.pem())?;
        folder.write(&format!("{name}.key"), &key.serialize_pem())?;
        Ok(Self {
            folder,
            issuer: Issuer::new(params, key),
        })
    }

    /// Signs a certificate for both ends of a connection. In Kubernetes the
    /// common name is the user and the organization the group.
    fn issue(&self, file: &str, user: &str, group: Option<&str>, names: Vec<String>) -> Result<()> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, user);
        if let Some(group) = group {
            params
                .distinguished_name
                .push(DnType::OrganizationName, group);
        }
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ClientAuth,
            ExtendedKeyUsagePurpose::ServerAuth,
        ];
        let certificate = params.signed_by(&key, &self.issuer)?;
        self.folder
            .write(&format!("{file}.crt"), &certificate.pem())?;
        self.folder
            .write(&format!("{file}.key"), &key.serialize_pem())?;
        Ok(())
    }
}
