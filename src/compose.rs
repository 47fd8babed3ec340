//! A record made into a document, one function per component of the decree.
