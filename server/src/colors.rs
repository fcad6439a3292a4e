//! The configured status colours as a style sheet.

use config::{Colour, StatusColors};
use std::fmt::Write;

/// Custom properties that replace the defaults of `style/tokens.css`; what is derived of them
/// (tints, text to write on them) the stylesheet works out.
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
        let _ = writeln!(css, "  --{name}: {color};");
    }
    css.push_str("}\n");
    css
}
