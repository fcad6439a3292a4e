//! `dashboard-light explain-access`: why somebody sees something, or does not.

use super::ConfigSource;
use crate::StartError;
use crate::auth::explain::{Answer, Explanation, Place, Question, explain};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The exit code when what was asked for is hidden.
const HIDDEN: u8 = 3;

/// Who is asked about, and what.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code: 0 when it is shown or nothing is asked for, 3 when it is hidden, 1 when the
configuration can't be used, 2 when the command line is wrong.

Examples:
  dashboard-light explain-access --groups team/qa
  dashboard-light explain-access --groups team/qa,team/ops --cluster prod --namespace shop")]
pub struct ExplainAccess {
    /// Full paths of somebody's groups, separated by commas; without any, somebody who is not
    /// signed in
    #[arg(long, value_name = "GROUPS", value_delimiter = ',')]
    groups: Vec<String>,
    /// Do they see this cluster?
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,
    /// Do they see this namespace of the cluster?
    #[arg(long, value_name = "NAME", requires = "cluster")]
    namespace: Option<String>,
    /// The configuration file [default: config.yaml if there is one, else all defaults]
    #[arg(long, short, value_name = "FILE", env = "DASHBOARD_LIGHT_CONFIG")]
    config: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the explanation. The exit code says whether what was asked for is shown.
///
/// # Errors
/// Every mistake in the configuration.
pub fn explain_access(options: ExplainAccess) -> Result<ExitCode, StartError> {
    let source = ConfigSource {
        config: options.config,
        kubeconfig: None,
    };
    let config = source.load()?;
    let groups = options.groups.iter().map(|group| group.trim());
    let namespace = options.namespace;
    let question = Question {
        groups: groups
            .filter(|group| !group.is_empty())
            .map(str::to_owned)
            .collect(),
        place: options.cluster.map(|cluster| Place { cluster, namespace }),
    };
    let explanation = explain(&config, &question);
    print(&explanation, options.json).map_err(StartError::Output)?;
    Ok(match explanation.is_hidden() {
        true => ExitCode::from(HIDDEN),
        false => ExitCode::SUCCESS,
    })
}

fn print(explanation: &Explanation, as_json: bool) -> io::Result<()> {
    let mut output = io::stdout().lock();
    if as_json {
        serde_json::to_writer_pretty(&mut output, explanation)?;
        writeln!(output)
    } else {
        output.write_all(text(explanation).as_bytes())
    }
}

/// The explanation for a terminal.
fn text(explanation: &Explanation) -> String {
    let mut blocks = vec![heading(explanation), roles(explanation)];
    blocks.push(block(
        "Menu",
        explanation
            .menu
            .iter()
            .map(|section| row(&section.id, section.reason()))
            .collect(),
    ));
    blocks.extend(explanation.answer.as_ref().map(answer));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n")
}

fn heading(explanation: &Explanation) -> String {
    let notes = explanation.notes().map(|note| format!("  {note}\n"));
    format!("{}\n{}", explanation.sentence(), notes.collect::<String>())
}

fn roles(explanation: &Explanation) -> String {
    let list = |items: &[String]| match items {
        [] => "none".to_owned(),
        items => items.join("  "),
    };
    let blocks = explanation.roles.iter().map(|role| {
        let because = role.because.iter().map(ToString::to_string);
        let rows = vec![
            row("because", because.collect::<Vec<_>>().join("; ")),
            row("menu items", list(&role.menu_items)),
            row("clusters", list(&role.clusters)),
            row("namespaces", list(&role.namespace_patterns)),
        ];
        block(&format!("Role {}", role.name), rows)
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn answer(answer: &Answer) -> String {
    let roles = answer.roles.iter().flat_map(|role| {
        let namespace = role.about_namespace(&answer.place);
        let cluster = row(&role.role, format!("cluster: {}", role.about_cluster()));
        let namespace = namespace.map(|words| row("", format!("namespace: {words}")));
        [Some(cluster), namespace].into_iter().flatten()
    });
    let others = answer.other_roles.iter().map(ToString::to_string);
    let others = others.map(|other| row("shown to", other));
    block(&answer.headline(), roles.chain(others).collect())
}

type Row = (String, String);

fn row(name: &str, words: String) -> Row {
    (name.to_owned(), words)
}

/// A heading with aligned rows below it.
fn block(heading: &str, rows: Vec<Row>) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max();
    let Some(width) = width else {
        return format!("{heading}\n");
    };
    let rows = rows.iter();
    let lines = rows.map(|(name, words)| format!("  {name:width$}  {words}\n"));
    format!("{heading}\n{}", lines.collect::<String>())
}
