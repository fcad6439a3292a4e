//! One kind of string for everything that is shared and rarely changes.

/// A cheaply cloned, immutable string. Names, tags and reasons repeat thousands of times in a
/// fleet; the data layer interns them so that each is stored once.
pub type Text = std::sync::Arc<str>;
