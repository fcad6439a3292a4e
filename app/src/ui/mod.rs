//! Parts any page uses.

mod account;
mod bars;
pub(crate) mod brand;
pub(crate) mod connection;
pub(crate) mod dropdown;
pub(crate) mod erase;
pub(crate) mod frame;
pub(crate) mod freshness;
mod header;
pub(crate) mod icon;
mod listbox;
mod menu;
mod picker;
mod search;
mod suggestions;
pub(crate) mod theme;
pub(crate) mod words;
