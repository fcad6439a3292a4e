//! `dashboard-light`: parses the command line and runs what it asks for.

use clap::Parser;
use server::cli::{Command, Options};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let options = Options::parse();
    let done = |()| ExitCode::SUCCESS;
    let result = match options.command {
        Command::Serve(source) => server::serve(source).await.map(done),
        Command::CheckConfig(source) => server::cli::check_config(&source).map(done),
        Command::ExplainAccess(options) => server::cli::explain_access(options),
        Command::Version => {
            println!("dashboard-light {}", env!("CARGO_PKG_VERSION"));
            Ok(ExitCode::SUCCESS)
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}
