//! `dashboard-light`: parses the command line and runs what it asks for.

use clap::Parser;
use server::cli::{Command, Options};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let options = Options::parse();
    let result = match options.command {
        Command::Serve(source) => server::serve(source).await,
        Command::CheckConfig(source) => server::cli::check_config(&source),
        Command::Version => {
            println!("dashboard-light {}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
