//! Parts any page uses.

mod account;
mod bars;
pub(crate) mod brand;
pub(crate) mod connection;
pub(crate) mod drawn;
pub(crate) mod dropdown;
pub(crate) mod effect;
pub(crate) mod erase;
pub(crate) mod frame;
pub(crate) mod freshness;
mod header;
pub(crate) mod icon;
pub(crate) mod listbox;
pub(crate) mod menu;
pub(crate) mod modal;
mod picker;
mod picker_list;
mod search;
mod suggestions;
pub(crate) mod tab;
mod text;
pub(crate) mod theme;
pub(crate) mod words;
