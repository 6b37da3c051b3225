//! Stores the simulator's state: in an SQLite file, so that the state survives a restart, and in one JSON document for
//! export and import.

pub mod export_document;
pub mod sqlite;
