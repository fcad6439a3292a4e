//! Counted words.

/// `1 pod`, `3 pods`.
pub(crate) fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `1 deployment`, `40 deployments`.
pub(crate) fn deployments(number: u32) -> String {
    counted(number, "deployment", "deployments")
}
