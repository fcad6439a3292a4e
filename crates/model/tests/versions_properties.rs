//! What holds of any fleet: which version runs where.

mod arbitrary;
mod build;

use arbitrary::{cluster, row};
use model::{
    Application, ClusterState, DeploymentKey, Environments, ImageReference, Place, Row, Running,
    Search, SortedSet, Text, Versions, VersionsBy, VersionsQuery, WorkloadKind, find,
    shown_verdict, version_of, versions, versions_csv, versions_markdown,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;

/// Everything that stands in the lines, in order, with its marks.
fn keys<'r>(matrix: &Versions, rows: &'r [Row]) -> Vec<(&'r DeploymentKey, bool, bool)> {
    let running = matrix.applications.iter().flat_map(Application::running);
    let key = |it: &Running| (&rows[it.row].key, it.differs, it.is_found);
    running.map(key).collect()
}

fn any_query() -> impl Strategy<Value = VersionsQuery> {
    let names = || {
        let name = select(vec!["a", "b", "web", "é", "a&b=c", "x y"]);
        vec(name.prop_map(Text::from), 0..3).prop_map(SortedSet::from_iter)
    };
    let by = option::of(select(vec![VersionsBy::Cluster, VersionsBy::Environment]));
    let compare = option::of(select(vec!["a", "b", "web", "prod & more"]).prop_map(Text::from));
    let search = select(vec!["", "web", "tag:v2 -x", "\"a b\"", "50%&more"]);
    let kinds = vec(select(WorkloadKind::ALL.to_vec()), 0..4).prop_map(|kinds| {
        let kinds = SortedSet::from_iter(kinds);
        // Deployments alone are what is meant where nothing is said.
        match kinds.iter().eq([&WorkloadKind::Deployment]) {
            true => SortedSet::new(),
            false => kinds,
        }
    });
    (names(), names(), kinds, search, by, any::<bool>(), compare).prop_map(
        |(clusters, namespaces, kinds, search, by, only_differences, compare)| VersionsQuery {
            clusters,
            namespaces,
            kinds,
            search: Search::new(search),
            by,
            only_differences,
            compare,
        },
    )
}

/// Rows of different keys with few different tags, and their clusters.
fn fleet() -> impl Strategy<Value = (Vec<Row>, Vec<ClusterState>)> {
    let tag = select(vec!["v1", "v2", "prod-aaaaaaa1", "staging-aaaaaaa1", ""]);
    let row = (row(), tag).prop_map(|(row, tag)| Row {
        image: (!tag.is_empty()).then(|| ImageReference::new(format!("x:{tag}").into())),
        ..row
    });
    (vec(row, 0..24), vec(cluster(), 0..5)).prop_map(|(rows, clusters)| {
        let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.key.clone(), row)).collect();
        let clusters: BTreeMap<_, _> = clusters
            .into_iter()
            .map(|one| (one.name.clone(), one))
            .collect();
        (
            rows.into_values().collect(),
            clusters.into_values().collect(),
        )
    })
}

/// One letter is an environment; others are none.
fn by_letter() -> Environments {
    let place = |namespace: &str| {
        (namespace.len() == 1).then(|| Place {
            environment: namespace.into(),
            project: None,
        })
    };
    Environments::new(place, [])
}

fn environments() -> impl Strategy<Value = Environments> {
    any::<bool>().prop_map(|is_told| {
        if is_told {
            by_letter()
        } else {
            Environments::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn an_address_is_read_back(query in any_query()) {
        prop_assert_eq!(VersionsQuery::from_query(&query.to_query()), query);
    }

    #[test]
    fn everything_picked_stands_in_one_cell(
        (rows, clusters) in fleet(), query in any_query(), environments in environments(),
    ) {
        let everything = VersionsQuery {
            search: Search::default(),
            only_differences: false,
            ..query
        };
        let matrix = versions(&rows, &clusters, &environments, &everything);
        let mut seen = Vec::new();
        for line in &matrix.applications {
            prop_assert_eq!(line.cells.len(), matrix.columns.len());
            for (column, cell) in matrix.columns.iter().zip(&line.cells) {
                for running in cell {
                    let row = &rows[running.row];
                    prop_assert_eq!(&row.title, &line.name);
                    prop_assert_eq!(&row.key.cluster, &column.cluster);
                    seen.push(running.row);
                }
            }
        }
        seen.sort_unstable();
        let has = |all: &SortedSet<Text>, one: &Text| all.is_empty() || all.contains(one);
        let picked: Vec<usize> = (0..rows.len()).filter(|&index| {
            let key = &rows[index].key;
            has(&everything.clusters, &key.cluster) && has(&everything.namespaces, &key.namespace)
                && everything.places().has_kind(key.kind)
                && find(&clusters, &key.cluster).is_some()
        }).collect();
        prop_assert_eq!(seen, picked);
    }

    #[test]
    fn a_line_differs_when_two_versions_run(
        (rows, clusters) in fleet(), query in any_query(), environments in environments(),
    ) {
        let alone = VersionsQuery { compare: None, ..query };
        let matrix = versions(&rows, &clusters, &environments, &alone);
        for line in &matrix.applications {
            let images = line.running().filter_map(|it| rows[it.row].image.as_ref());
            let versions: SortedSet<&str> = images.map(|it| version_of(&it.tag)).collect();
            prop_assert_eq!(line.differs, versions.len() > 1);
            prop_assert!(line.differs || !alone.only_differences);
        }
    }

    #[test]
    fn only_what_is_left_out_changes_by_leaving_out(
        (rows, clusters) in fleet(), query in any_query(), environments in environments(),
    ) {
        let everything = VersionsQuery {
            search: Search::default(),
            only_differences: false,
            ..query.clone()
        };
        let all = versions(&rows, &clusters, &environments, &everything);
        let some = versions(&rows, &clusters, &environments, &query);
        prop_assert_eq!((&some.columns, some.all, some.differing), (&all.columns, all.all, all.differing));
        let finds = |running: &Running| {
            let row = &rows[running.row];
            let cluster = find(&clusters, &row.key.cluster);
            let title = cluster.map_or("", |it| &*it.title);
            query.search.finds(row, shown_verdict(row.verdict, cluster), title)
        };
        let wanted = all.applications.into_iter().filter(|line| {
            (line.differs || !query.only_differences) && line.running().any(finds)
        });
        let marks = |lines: Vec<Application>| -> Vec<_> {
            lines.into_iter().map(|line| {
                let cells: Vec<Vec<_>> = line.cells.iter()
                    .map(|cell| cell.iter().map(|it| (it.row, it.differs)).collect())
                    .collect();
                (line.name, line.project, cells, line.differs)
            }).collect()
        };
        for line in &some.applications {
            for running in line.running() {
                prop_assert_eq!(running.is_found, finds(running));
            }
        }
        prop_assert_eq!(marks(some.applications), marks(wanted.collect()));
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(
        (rows, clusters) in fleet(), query in any_query(), environments in environments(),
    ) {
        let mut turned = rows.clone();
        turned.reverse();
        let [one, other] = [&rows, &turned]
            .map(|rows| keys(&versions(rows, &clusters, &environments, &query), rows));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn no_cell_of_a_table_breaks_its_line(
        (rows, clusters) in fleet(), tag in "[ -~\n\r\t]{0,12}",
    ) {
        let rows: Vec<Row> = rows.into_iter().map(|row| Row {
            image: Some(ImageReference { reference: (&*tag).into(), tag: (&*tag).into() }),
            title: (&*tag).into(),
            ..row
        }).collect();
        let matrix = versions(&rows, &clusters, &Environments::default(), &VersionsQuery::default());
        let markdown = versions_markdown(&matrix, &rows, &clusters);
        for line in markdown.lines() {
            let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            prop_assert_eq!(bars, matrix.columns.len() + 2, "{}", line);
        }
        let csv = versions_csv(&matrix, &rows, &clusters, |_| String::new());
        for cell in cells(&csv) {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{}", cell);
        }
        let here = matrix.applications.iter().flat_map(Application::running).count();
        prop_assert_eq!(cells(&csv).len(), 13 * (here + 1));
    }
}

/// The cells of a CSV file, read as a spreadsheet would.
fn cells(csv: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut letters = csv.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(cell) = cells.last_mut() else {
            continue;
        };
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            '\r' if !is_quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                cells.push(String::new());
            }
            other => cell.push(other),
        }
    }
    // The last line ends too.
    cells.pop();
    cells
}
