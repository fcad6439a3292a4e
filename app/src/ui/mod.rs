//! Parts any page uses.

pub mod icon;
