//! What the browser knows and how it keeps it up: stream, polls, patches.
//!
//! The [`Store`] holds the last state; every card has signals of its own in it, so that a change
//! reaches exactly the card it is about. [`Driver`] keeps it up to date in the browser.

mod clock;
mod connection;
mod driver;
mod overview;
mod pods;
mod renewal;
mod session;
mod store;
mod stream;

pub(crate) use clock::Clock;
pub(crate) use connection::Connection;
pub(crate) use driver::{CARDS_ID, start};
pub(crate) use overview::ClusterSummary;
pub(crate) use pods::Visible;
pub(crate) use session::{Session, Standing};
pub(crate) use store::{Card, Group, GroupHead, Order, Shown, Store};
