//! What the browser knows and how it keeps it up: stream, polls, patches.
//!
//! The [`Store`] holds the last state; every card has signals of its own in it, so that a change
//! reaches exactly the card it is about. [`Driver`] keeps it up to date in the browser.

mod card;
mod clock;
mod connection;
mod driver;
mod finding;
mod group;
mod order;
mod overview;
mod pods;
mod renewal;
mod session;
mod store;
mod stream;
mod usage;

pub(crate) use card::{Card, Shown};
pub(crate) use clock::Clock;
#[cfg(feature = "ssr")]
pub(crate) use clock::time_of_day;
pub(crate) use connection::Connection;
pub(crate) use driver::{CARDS_ID, ask_for_order, find_pods, is_in_use, start};
pub(crate) use group::{Group, GroupHead};
pub(crate) use order::Order;
#[cfg(feature = "ssr")]
pub(crate) use overview::density;
pub(crate) use overview::{ClusterSummary, Overview};
pub(crate) use pods::Visible;
pub(crate) use session::{Session, Standing};
pub(crate) use store::Store;
