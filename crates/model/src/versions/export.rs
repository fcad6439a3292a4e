//! The matrix for other programs and for people elsewhere.

use super::{Running, VersionColumn, Versions, VersionsBy};
use crate::{ClusterState, Row, Timestamp, find, shown_verdict};
use std::iter;

/// A line for each Deployment (RFC 4180), the names of the columns first. `time` writes moments. A
/// cell that a spreadsheet would take for a formula begins with `'`.
pub fn versions_csv(
    versions: &Versions,
    rows: &[Row],
    clusters: &[ClusterState],
    time: impl Fn(Timestamp) -> String,
) -> String {
    let heads = [
        "application",
        "project",
        "environment",
        "cluster",
        "namespace",
        "kind",
        "name",
        "tag",
        "previous_tag",
        "image",
        "since",
        "verdict",
        "differs",
    ];
    let mut lines = line(heads.map(str::to_owned));
    for application in &versions.applications {
        for (column, cell) in versions.columns.iter().zip(&application.cells) {
            for running in cell {
                let row = &rows[running.row];
                let image = row.image.as_ref();
                let text = |text: Option<&crate::Text>| text.map_or("", |text| text).to_owned();
                let shown = shown_verdict(row.verdict, find(clusters, &row.key.cluster));
                lines.push_str(&line([
                    application.name.to_string(),
                    text(application.project.as_ref()),
                    text(column.environment.as_ref()),
                    column.cluster.to_string(),
                    row.key.namespace.to_string(),
                    row.key.kind.as_str().to_owned(),
                    row.key.name.to_string(),
                    text(image.map(|image| &image.tag)),
                    text(row.previous_tag.as_ref()),
                    text(image.map(|image| &image.reference)),
                    row.image_since.map(&time).unwrap_or_default(),
                    shown.as_str().to_owned(),
                    running.differs.to_string(),
                ]));
            }
        }
    }
    lines
}

fn line<const N: usize>(cells: [String; N]) -> String {
    let cells = cells.map(|cell| csv_cell(&cell));
    format!("{}\r\n", cells.join(","))
}

fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = match is_formula {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// The matrix as a table: the tag, in bold where it differs, and the verdict where it is none to be
/// happy with.
pub fn versions_markdown(versions: &Versions, rows: &[Row], clusters: &[ClusterState]) -> String {
    let heads = versions
        .columns
        .iter()
        .map(|column| head(column, versions.by, clusters));
    let heads: Vec<String> = iter::once("Application".to_owned()).chain(heads).collect();
    let rule = vec!["---".to_owned(); heads.len()];
    let lines = versions.applications.iter().map(|application| {
        let name = match &application.project {
            Some(project) => format!("{} ({})", escaped(&application.name), escaped(project)),
            None => escaped(&application.name),
        };
        let cells = application.cells.iter().map(|cell| {
            let all: Vec<String> = cell
                .iter()
                .map(|running| markdown_cell(running, &rows[running.row], clusters))
                .collect();
            match all.is_empty() {
                true => "–".to_owned(),
                false => all.join("<br>"),
            }
        });
        iter::once(name).chain(cells).collect()
    });
    [heads, rule]
        .into_iter()
        .chain(lines)
        .map(|cells: Vec<String>| format!("| {} |\n", cells.join(" | ")))
        .collect()
}

fn head(column: &VersionColumn, by: VersionsBy, clusters: &[ClusterState]) -> String {
    let title = find(clusters, &column.cluster).map_or(&column.cluster, |it| &it.title);
    match (by, &column.environment) {
        (VersionsBy::Cluster, _) => escaped(title),
        (VersionsBy::Environment, Some(name)) => format!("{}, {}", escaped(name), escaped(title)),
        (VersionsBy::Environment, None) => format!("no environment, {}", escaped(title)),
    }
}

fn markdown_cell(running: &Running, row: &Row, clusters: &[ClusterState]) -> String {
    let tag = row.image.as_ref().map_or("–", |image| &*image.tag);
    // No tag has a backtick; whatever stands here cannot end the code.
    let tag = format!("`{}`", tag.replace(['`', '|', '\n', '\r'], ""));
    let tag = match running.differs {
        true => format!("**{tag}** differs"),
        false => tag,
    };
    let shown = shown_verdict(row.verdict, find(clusters, &row.key.cluster));
    match shown {
        crate::Verdict::Healthy => tag,
        other => format!("{tag} ({})", other.title()),
    }
}

/// Text that means nothing to Markdown.
fn escaped(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars() {
        if character.is_control() {
            plain.push(' ');
            continue;
        }
        if character.is_ascii_punctuation() && !matches!(character, '-' | '.' | '/' | ':') {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}
