//! Stores the simulator's state in an SQLite file, so that the state is still there after a restart. A user can also
//! export the state as a JSON document, and import such a document.

pub mod export_document;
pub mod sqlite;
