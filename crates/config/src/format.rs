//! What a text must look like, by the `format` its schema names.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use jiff::Timestamp;
use url::Url;

use crate::colour::Colour;
use crate::diagnostics::Place;
use crate::group::GroupPattern;
use crate::links::LinkUrl;
use crate::pattern::NamespacePattern;
use crate::versions::EnvironmentPattern;
use crate::{clusters, log};

/// The checks, and what paths are relative to.
pub(crate) struct Formats<'a> {
    /// The folder of the file.
    pub(crate) folder: &'a Path,
    /// What `~` stands for.
    pub(crate) home: Option<&'a Path>,
}

/// A text that is right.
pub(crate) struct Checked {
    /// The text to go on with.
    pub(crate) text: String,
    /// What its author probably did not mean.
    pub(crate) doubt: Option<String>,
}

// === impl Formats ===

impl Formats<'_> {
    /// Checks a text; the error says what is wrong and what is allowed. A format without a rule
    /// allows everything.
    pub(crate) fn check(&self, format: &str, text: &str, place: &Place) -> Result<Checked, String> {
        let mut checked = Checked {
            text: text.to_owned(),
            doubt: None,
        };
        match format {
            "path" => checked.text = self.path(text, place)?,
            "regex" => {
                let pattern = text
                    .parse::<NamespacePattern>()
                    .map_err(|bad| bad.to_string())?;
                checked.doubt = pattern.doubt();
            }
            "environment-regex" => drop(
                text.parse::<EnvironmentPattern>()
                    .map_err(|bad| bad.to_string())?,
            ),
            "group" => drop(
                text.parse::<GroupPattern>()
                    .map_err(|bad| bad.to_string())?,
            ),
            "colour" => drop(text.parse::<Colour>().map_err(|bad| bad.to_string())?),
            "link" => drop(text.parse::<LinkUrl>().map_err(|bad| bad.to_string())?),
            "socket-address" => drop(socket_address(text)?),
            "uri" => drop(url(text)?),
            "cidr" => drop(network(text)?),
            "date-time" => drop(text.parse::<Timestamp>().map_err(|_| {
                format!("\"{text}\" is not a moment; allowed is for example 2026-01-31T12:00:00Z")
            })?),
            "log-level" => log::check_level(text)?,
            "cluster-name" => clusters::check_name(text)?,
            "variable-name" => variable_name(text)?,
            _ => {}
        }
        Ok(checked)
    }

    fn path(&self, text: &str, place: &Place) -> Result<String, String> {
        if text.is_empty() {
            return Err("is empty; allowed is the path of a file or folder".to_owned());
        }
        let path = match (text.strip_prefix('~'), self.home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
                home.join(rest.trim_start_matches('/'))
            }
            _ => PathBuf::from(text),
        };
        // A variable was written by somebody who stands in the working directory.
        let path = match place {
            Place::File { .. } => self.folder.join(path),
            _ => path,
        };
        Ok(path.to_string_lossy().into_owned())
    }
}

fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        let hint = match text.rsplit_once(':') {
            Some(("", port)) => format!("; did you mean \"0.0.0.0:{port}\"?"),
            Some(("localhost", port)) => format!("; did you mean \"127.0.0.1:{port}\"?"),
            _ => String::new(),
        };
        format!(
            "\"{text}\" is not an address and port{hint} (allowed is for example 127.0.0.1:3000 \
             or [::]:3000)"
        )
    })
}

fn network(text: &str) -> Result<IpNet, String> {
    text.parse().map_err(|_| {
        let hint = match text.parse::<IpAddr>() {
            Ok(address) => format!("; did you mean \"{}\"?", IpNet::from(address)),
            Err(_) => String::new(),
        };
        format!("\"{text}\" is not a network{hint} (allowed is for example 10.0.0.0/8)")
    })
}

fn url(text: &str) -> Result<Url, String> {
    const ALLOWED: &str = "allowed is for example https://gitlab.example.com";
    let shown = if text.contains('@') {
        "the value"
    } else {
        &format!("\"{text}\"")
    };
    let url = Url::parse(text).map_err(|why| format!("{shown} is not a URL: {why}; {ALLOWED}"))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(format!("{shown} is not a web address; {ALLOWED}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!(
            "a URL must not carry a user or password; {ALLOWED}"
        ));
    }
    Ok(url)
}

/// The text is not repeated: people write the secret itself where its variable's name belongs.
fn variable_name(text: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if text.is_empty() || !text.chars().all(allowed) {
        return Err(
            "is not the name of an environment variable; allowed are A-Z, 0-9 and _ \
                    (the secret itself does not belong into the file)"
                .to_owned(),
        );
    }
    Ok(())
}
