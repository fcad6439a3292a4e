//! The configured status colours as a style sheet.

use config::{Colour, StatusColors};
use std::fmt::Write;

/// Custom properties for `main.css`: each colour, and black or white to write on it.
pub(crate) fn colors_css(colors: &StatusColors) -> String {
    let (deployment, pod) = (&colors.deployment, &colors.pod);
    let all: [(&str, Colour); 9] = [
        ("status-healthy", deployment.healthy),
        ("status-progressing", deployment.progressing),
        ("status-scaled-zero", deployment.scaled_zero),
        ("status-error", deployment.error),
        ("pod-running", pod.running),
        ("pod-succeeded", pod.succeeded),
        ("pod-pending", pod.pending),
        ("pod-failed", pod.failed),
        ("pod-terminating", pod.terminating),
    ];
    let mut css = String::from(":root {\n");
    for (name, color) in all {
        let _ = writeln!(css, "  --{name}: {color};\n  --{name}-on: {};", color.on());
    }
    css.push_str("}\n");
    css
}
