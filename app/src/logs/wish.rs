//! What of the logs is wanted, and its address at the server.

use super::text;
use model::DeploymentKey;

/// How far back one may look: the word in the address, and on the page.
pub(super) const SINCE: [(&str, &str); 6] = [
    ("", text::LAST_500_LINES),
    ("5m", text::LAST_5_MINUTES),
    ("15m", text::LAST_15_MINUTES),
    ("1h", text::LAST_HOUR),
    ("6h", text::LAST_6_HOURS),
    ("3650d", text::EVERYTHING),
];

/// What of the logs is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// One Pod; empty: all.
    pub(super) pod: String,
    /// One container, `*` for all; empty: the main one.
    pub(super) container: String,
    pub(super) since: String,
    pub(super) previous: bool,
}

// === impl Wish ===

impl Wish {
    /// The address of the text.
    pub(super) fn download(&self, key: &DeploymentKey) -> String {
        self.address(key, &[("download", "")])
    }

    /// The address of the stream that goes on after these positions.
    pub(super) fn stream(&self, key: &DeploymentKey, from: &[String]) -> String {
        let from = from.join(",");
        self.address(key, &[("follow", "true"), ("from", &from)])
    }

    fn address(&self, key: &DeploymentKey, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let previous = if self.previous { "true" } else { "" };
        let own = [
            ("pod", self.pod.as_str()),
            ("container", &self.container),
            ("since", &self.since),
            ("previous", previous),
        ];
        for (name, value) in own.iter().chain(more) {
            if !value.is_empty() || *name == "download" {
                query.append_pair(name, value);
            }
        }
        let part = |text: &str| -> String {
            let bytes = form_urlencoded::byte_serialize(text.as_bytes());
            bytes.collect::<String>().replace('+', "%20")
        };
        format!(
            "/api/v1/deployments/{}/{}/{}/logs?{}",
            part(&key.cluster),
            part(&key.namespace),
            part(&key.named_as()),
            query.finish()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_what_is_wanted() {
        let key = DeploymentKey::new("arn:a/b", "shop", "web");
        let wish = Wish {
            pod: "web-1".into(),
            previous: true,
            ..Wish::default()
        };
        assert_eq!(
            wish.download(&key),
            "/api/v1/deployments/arn%3Aa%2Fb/shop/web/logs?pod=web-1&previous=true&download="
        );
        let from = ["a/b@2026-01-01T00:00:00.000000000Z~1".to_owned()];
        assert_eq!(
            Wish::default().stream(&key, &from),
            "/api/v1/deployments/arn%3Aa%2Fb/shop/web/logs?follow=true&\
             from=a%2Fb%402026-01-01T00%3A00%3A00.000000000Z%7E1"
        );
    }
}
