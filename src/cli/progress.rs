//! The progress bar on stderr; it is not drawn where stderr is no terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for `phase`, or a counter where the total is not known.
pub fn bar(phase: impl Into<String>, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{prefix} {bar:30} {pos}/{len} {msg} {eta}"),
        None => (ProgressBar::no_length(), "{prefix} {spinner} {pos} {msg}"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_prefix(phase.into())
}
