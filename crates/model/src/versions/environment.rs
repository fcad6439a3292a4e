//! How the names of namespaces tell environments.

use crate::Text;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// What the name of a namespace tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The environment: `staging`.
    pub environment: Text,
    /// What its applications are parts of, where that is told: `app1`.
    pub project: Option<Text>,
}

/// Reads the name of a namespace.
type Read = dyn Fn(&str) -> Option<Place> + Send + Sync;

/// How the names of namespaces tell environments; by default they tell none.
#[derive(Clone, Default)]
pub struct Environments {
    read: Option<Arc<Read>>,
    order: Vec<Text>,
}

// === impl Environments ===

impl Environments {
    /// Environments that `read` tells; those in `order` come first, the others by name.
    pub fn new(
        read: impl Fn(&str) -> Option<Place> + Send + Sync + 'static,
        order: impl IntoIterator<Item = Text>,
    ) -> Self {
        Self {
            read: Some(Arc::new(read)),
            order: order.into_iter().collect(),
        }
    }

    /// Whether no namespace tells one.
    pub fn is_empty(&self) -> bool {
        self.read.is_none()
    }

    /// What the name of this namespace tells.
    pub fn place(&self, namespace: &str) -> Option<Place> {
        self.read.as_ref()?(namespace)
    }

    /// Orders environments; what is none stands last.
    pub(super) fn order(&self, a: Option<&Text>, b: Option<&Text>) -> Ordering {
        let rank = |name: &Option<&Text>| {
            let place = |name| self.order.iter().position(|known| known == name);
            (
                name.is_none(),
                name.map(|name| place(name).unwrap_or(usize::MAX)),
            )
        };
        rank(&a).cmp(&rank(&b)).then_with(|| a.cmp(&b))
    }
}

impl fmt::Debug for Environments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environments")
            .field("is_empty", &self.is_empty())
            .field("order", &self.order)
            .finish()
    }
}
