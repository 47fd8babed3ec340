//! Who is asking, and what they may do: keys of programs, accounts of people, roles in organs.
//!
//! Takes a credential; gives a [`Scope`], without which no use case can be called. It refuses what is unknown, expired,
//! revoked or disabled, and never says which.

mod scope;

pub use scope::{Grant, Organs, Right, Role, Scope};

use crate::store::Store;
use crate::world::World;

/// Keys, accounts and sessions. Clones share them.
#[derive(Clone, Debug)]
pub struct Access {
    store: Store,
    world: World,
}

impl Access {
    /// The access of a store.
    pub fn new(store: Store, world: World) -> Self {
        Self { store, world }
    }
}
