//! Settings from flags and environment. The only reader of the environment.
