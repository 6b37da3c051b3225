//! How the simulator's state outlives a restart: SQLite, and one JSON document for export.

pub mod export_document;
pub mod sqlite;
