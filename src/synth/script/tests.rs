//! Scripted scenes as a whole.
