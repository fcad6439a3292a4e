//! x
use crate::Fault;
#[derive(Clone, Debug)]
pub struct Part;
impl Part { pub(crate) fn faults(&self) -> &[Fault] { &[] } pub fn empty() -> Self { Part } }
pub struct Load; pub struct Scenario; pub struct UnknownScenario;
impl Scenario { pub fn by_name(_: &str) -> Result<Self, UnknownScenario> { Ok(Self) } pub fn part(&self, _: &str) -> Part { Part } }
