//! A draft checked against its type: values that can be composed, or every problem at once.
