//! One file a page; the Status page has a folder of its own.

pub(crate) mod admin;
pub(crate) mod not_found;
pub(crate) mod versions;
