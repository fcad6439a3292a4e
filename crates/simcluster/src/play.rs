//! x
use crate::{api::Server, scenario::Part};
use jiff::Timestamp;
pub(crate) struct Play;
impl Play {
    pub(crate) fn begin(_: Part, _: Timestamp) -> Option<Self> { None }
    pub(crate) fn perform(&mut self, _: &Server, _: Timestamp) {}
    pub(crate) fn next_scene(&self) -> Option<Timestamp> { None }
}
