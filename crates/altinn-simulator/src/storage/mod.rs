//! This module stores the simulator's state. The state is in an SQLite file, so it survives a restart. People can also
//! export the state as a JSON document, and import such a document.

pub mod export_document;
pub mod sqlite;
