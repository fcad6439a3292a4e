//! The command line.

mod explain_access;

pub use explain_access::{ExplainAccess, explain_access};

use crate::StartError;
use clap::{Args, Parser, Subcommand};
use config::Config;
use std::path::PathBuf;

/// A live view of every Deployment and Pod of many Kubernetes clusters.
#[derive(Debug, Parser)]
#[command(name = "dashboard-light", version, arg_required_else_help = true)]
pub struct Options {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the dashboard.
    Serve(ConfigSource),
    /// Check the configuration and say everything that is wrong with it.
    CheckConfig(ConfigSource),
    /// Say why somebody sees something, or does not.
    ExplainAccess(ExplainAccess),
    /// Print the version.
    Version,
}

/// Where the configuration comes from.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigSource {
    /// The configuration file [default: config.yaml if there is one, else all defaults]
    #[arg(long, short, value_name = "FILE", env = "DASHBOARD_LIGHT_CONFIG")]
    pub config: Option<PathBuf>,
    /// Show every context of this kubeconfig, whatever the configuration says of clusters
    #[arg(long, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
}

/// The file that is read when none is named.
const DEFAULT_FILE: &str = "config.yaml";

// === impl ConfigSource ===

impl ConfigSource {
    /// The configuration, with its warnings on standard error.
    ///
    /// # Errors
    /// Every mistake in it, each with its place.
    pub fn load(&self) -> Result<Config, StartError> {
        let loaded = config::load(&self.source(), &config::process_environment())
            .map_err(|invalid| StartError::Config(invalid.to_string()))?;
        eprint!("{}", loaded.warnings);
        Ok(loaded.config)
    }

    /// The file that is read, whether it is there or not.
    pub fn path(&self) -> PathBuf {
        let named = self.config.clone();
        named.unwrap_or_else(|| DEFAULT_FILE.into())
    }

    fn source(&self) -> config::Source {
        match &self.config {
            Some(file) => config::Source::File(file.clone()),
            None => config::Source::IfPresent(DEFAULT_FILE.into()),
        }
    }
}

/// Prints everything that is wrong with the configuration.
///
/// # Errors
/// The report, when the configuration is refused.
pub fn check_config(source: &ConfigSource) -> Result<(), StartError> {
    let report = config::check_config(&source.source(), &config::process_environment())
        .map_err(StartError::Config)?;
    println!("{report}");
    Ok(())
}
