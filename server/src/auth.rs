//! Who asks, and what they may see.
//!
//! Architecture invariant: this is the only module that makes a `fleet::Scope`, and it makes one
//! from the configuration and a verified identity alone ([`policy`]). Everything that is read goes
//! through a `Scope`, so nothing can be read past it.
//!
//! A request carries a [`session`]; the [`policy`] of the present configuration says what its
//! groups may do; [`caller`] is what handlers get. Sessions begin and are renewed at a
//! [`provider`].

pub mod audit;
pub mod caller;
pub mod cookies;
pub mod ended;
pub mod explain;
pub mod keys;
pub mod next;
pub mod policy;
pub mod provider;
pub mod renewal;
pub mod session;
pub mod view_as;

pub use audit::{Action, Audit, Origin, Outcome};
pub use caller::{Caller, Standing};
pub use ended::EndedSessions;
pub use policy::{Grant, Policy};
pub use session::{Session, Sessions};
