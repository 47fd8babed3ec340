//! The use cases; all that the edges call.
