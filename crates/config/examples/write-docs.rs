//! Writes `docs/configuration.md` and `docs/config.schema.json`; with `--check` only says whether
//! they are what they should be.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let files = [
        ("configuration.md", config::reference_markdown()),
        ("config.schema.json", config::schema_json()),
    ];
    let mut code = ExitCode::SUCCESS;
    for (name, text) in files {
        let path = docs.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|written| written == text) {
            println!("docs/{name} is up to date");
        } else if check {
            println!("docs/{name} is out of date: cargo run -p config --example write-docs");
            code = ExitCode::FAILURE;
        } else if let Err(error) = std::fs::write(&path, text) {
            println!("docs/{name} can't be written: {error}");
            code = ExitCode::FAILURE;
        } else {
            println!("docs/{name} written");
        }
    }
    code
}
