//! The names on a card: trimmed of what everybody's names end in, and the one container that counts.

use crate::{ContainerSpec, Text};
use serde::{Deserialize, Serialize};

/// How names are shortened and which containers are never the main one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamingRules {
    /// Suffixes a Deployment's name loses; the first that matches.
    pub deployment_suffixes: Vec<String>,
    /// Suffixes a container's name loses; the first that matches.
    pub container_suffixes: Vec<String>,
    /// Container names that are helpers, never the main container.
    pub sidecars: Vec<String>,
}

/// A container's full and trimmed name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerName {
    /// In full.
    pub name: Text,
    /// As shown.
    pub title: Text,
}

impl Default for NamingRules {
    fn default() -> Self {
        let strings = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect();
        Self {
            deployment_suffixes: strings(&["-deploy"]),
            container_suffixes: strings(&["-pod"]),
            sidecars: strings(&[
                "istio-proxy",
                "linkerd-proxy",
                "envoy",
                "vault-agent",
                "cloudsql-proxy",
                "cloud-sql-proxy",
                "fluent-bit",
                "fluentd",
                "otel-collector",
                "otc-container",
                "datadog-agent",
                "aws-xray-daemon",
            ]),
        }
    }
}

// === impl NamingRules ===

impl NamingRules {
    /// A Deployment's name as shown.
    pub fn deployment_title<'a>(&self, name: &'a str) -> &'a str {
        trim(name, &self.deployment_suffixes)
    }

    /// A container's full name with the name as shown.
    pub fn container_name(&self, name: &Text) -> ContainerName {
        ContainerName {
            name: name.clone(),
            title: trim(name, &self.container_suffixes).into(),
        }
    }

    /// The container that counts: the annotated one, else the one whose trimmed name is or
    /// contains the Deployment's, else the first that is no sidecar, else the first.
    pub fn main_container<'a>(
        &self,
        deployment: &str,
        annotated: Option<&str>,
        containers: &'a [ContainerSpec],
    ) -> Option<&'a ContainerSpec> {
        let title = self.deployment_title(deployment);
        let trimmed = |spec: &'a ContainerSpec| trim(&spec.name, &self.container_suffixes);
        let by =
            |wanted: &dyn Fn(&'a ContainerSpec) -> bool| containers.iter().find(|&c| wanted(c));
        by(&|spec| annotated == Some(&*spec.name))
            .or_else(|| by(&|spec| trimmed(spec) == title))
            .or_else(|| by(&|spec| trimmed(spec).contains(title) && !self.is_sidecar(&spec.name)))
            .or_else(|| by(&|spec| !self.is_sidecar(&spec.name)))
            .or_else(|| containers.first())
    }

    fn is_sidecar(&self, name: &str) -> bool {
        self.sidecars.iter().any(|sidecar| sidecar == name)
    }
}

/// `name` without the first suffix that matches; never the empty string.
fn trim<'a>(name: &'a str, suffixes: &[String]) -> &'a str {
    suffixes
        .iter()
        .filter(|suffix| !suffix.is_empty())
        .find_map(|suffix| name.strip_suffix(suffix.as_str()))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name)
}
