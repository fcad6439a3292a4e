#[test]
fn the_written_documentation_is_what_the_types_say() {
    let advice = "out of date: cargo run -p config --example write-docs";
    let written = include_str!("../../../../docs/configuration.md");
    assert!(
        written == config::reference_markdown(),
        "docs/configuration.md is {advice}"
    );
    let written = include_str!("../../../../docs/config.schema.json");
    assert!(
        written == config::schema_json(),
        "docs/config.schema.json is {advice}"
    );
}

#[test]
fn every_key_is_described() {
    let text = config::reference_markdown();
    for row in text.lines().filter(|line| line.starts_with("| `")) {
        let meaning = row.rsplit(" | ").next().unwrap_or_default();
        assert!(meaning.len() > 5, "{row}");
    }
}
