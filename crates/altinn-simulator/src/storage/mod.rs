//! This module stores the simulator's state. An SQLite file keeps the state over a restart. A JSON document is for
//! export and import.

pub mod export_document;
pub mod sqlite;
