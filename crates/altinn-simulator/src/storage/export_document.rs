//! Exports the simulator's data as one JSON document, and imports such a document. People can edit the document before
//! the import.
//!
//! ```json
//! {
//!   "format": "altinn-simulator-world",
//!   "version": 2,
//!   "tables": {
//!     "person": { "kari": { … } },
//!     "organisation": { "312450186": { … } },
//!     …
//!   }
//! }
//! ```
//!
//! Each table is an object with one member for each row, in insertion order. The name of a member is the id of its row.
//! The tables of log-ins and the table of used grants are left out. The document contains personal numbers and the
//! secrets of ID-porten's clients. The document never contains the signing keys of the services.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::Value;

use crate::world::World;
use crate::{
    faults::InvalidFault,
    rules::{
        Saved, Unreadable,
        settings::{CLOCK_AHEAD, REQUEST_LIFETIME_DAYS},
    },
};

const FORMAT: &str = "altinn-simulator-world";
const VERSION: u32 = 2;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    format: String,
    version: u32,
    tables: OrderedMap<OrderedMap<Value>>,
}

/// A JSON object that keeps its members in the order of the document.
#[derive(Debug)]
struct OrderedMap<T>(Vec<(String, T)>);

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the document is not an exported world of the simulator: `format` must be {FORMAT}")]
    Format,
    #[error("the document has version {0}, but the simulator reads only version {VERSION}")]
    Version(u32),
    #[error("{0}")]
    Row(#[from] Unreadable),
    #[error("the {kind} {id}: the id inside the row differs from the id of the row")]
    OtherId { kind: &'static str, id: String },
    #[error("the document refers to {what} {id}, but does not contain it")]
    Missing { what: &'static str, id: String },
    #[error("the organisation {0} is a subunit of itself")]
    OwnSubunit(String),
    #[error("the fault {id} is invalid: {reason}")]
    Fault { id: String, reason: InvalidFault },
    #[error("the value of {0} is out of bounds")]
    OutOfBounds(&'static str),
}

impl World {
    /// Returns the world as a document, without the tables of log-ins and the table of used grants.
    pub fn document(&mut self) -> Document {
        let tables = self.exported().into_iter().map(|table| {
            let rows = table.rows();
            (table.kind().to_owned(), OrderedMap(rows))
        });
        Document {
            format: FORMAT.to_owned(),
            version: VERSION,
            tables: OrderedMap(tables.collect()),
        }
    }

    /// Imports a world from a document. No user is logged in to the imported world.
    ///
    /// # Errors
    ///
    /// Returns [`ImportError`] for the first error in the document.
    pub fn from_document(document: Document) -> Result<Self, ImportError> {
        if document.format != FORMAT {
            return Err(ImportError::Format);
        }
        if document.version != VERSION {
            return Err(ImportError::Version(document.version));
        }
        let mut world = Self::default();
        for (kind, rows) in document.tables.0 {
            let mut tables = world.exported().into_iter();
            let table = tables.find(|table| table.kind() == kind);
            let table = table.ok_or_else(|| Unreadable {
                kind: kind.clone(),
                reason: "there is no such table".to_owned(),
            })?;
            for (place, (id, row)) in (1..).zip(rows.0) {
                table.restore(&id, place, &row.to_string())?;
            }
        }
        world.check()?;
        world.rebuild_index();
        // The document can come from another version of the simulator, but the named persons must be those of this
        // version.
        crate::rules::named_persons::seed(&mut world.altinn);
        for table in world.tables() {
            table.mark_all_unsaved();
        }
        Ok(world)
    }

    fn exported(&mut self) -> Vec<&mut dyn Saved> {
        let mut left_out: Vec<_> = self.login.tables().iter().map(|t| t.kind()).collect();
        left_out.push(self.oauth_clients.used_grants.kind());
        let mut tables = self.tables();
        tables.retain(|table| !left_out.contains(&table.kind()));
        tables
    }

    /// Checks for the most common mistakes in an edited document. Examples are a wrong id inside a row, a reference to
    /// a missing row, and an invalid value.
    fn check(&self) -> Result<(), ImportError> {
        let same_id = |kind, id: &dyn fmt::Display, own: &dyn fmt::Display| {
            let id = id.to_string();
            if id == own.to_string() {
                Ok(())
            } else {
                Err(ImportError::OtherId { kind, id })
            }
        };
        let exists = |what, id: &dyn fmt::Display, exists: bool| {
            let id = id.to_string();
            exists
                .then_some(())
                .ok_or(ImportError::Missing { what, id })
        };
        for (id, person) in self.parties.persons.iter() {
            same_id("person", id, &person.key)?;
        }
        for (id, organisation) in self.parties.organisations.iter() {
            same_id("organisation", id, &organisation.number)?;
            if let Some(parent) = &organisation.parent {
                let known = self.parties.organisations.contains(parent);
                exists("the organisation", parent, known)?;
                if self.parties.is_below(parent, id) {
                    return Err(ImportError::OwnSubunit(id.to_string()));
                }
            }
        }
        for (id, connection) in self.parties.connections.iter() {
            same_id("connection", id, &connection.key())?;
            let (person, organisation) = (&connection.person, &connection.organisation);
            exists("the person", person, self.parties.persons.contains(person))?;
            let known = self.parties.organisations.contains(organisation);
            exists("the organisation", organisation, known)?;
        }
        for (id, system) in self.register.systems.iter() {
            same_id("system", id, system.id())?;
        }
        for (id, sandbox) in self.sandboxes.rows() {
            same_id("sandbox", id, &sandbox.id)?;
        }
        for (kind, id, request) in self.requests.rows() {
            same_id(kind, id, &request.id)?;
            let system = &request.system_id;
            exists("the system", system, self.register.systems.contains(system))?;
        }
        for (id, user) in self.system_users.table.iter() {
            same_id("system-user", id, &user.id)?;
            let system = &user.system_id;
            exists("the system", system, self.register.systems.contains(system))?;
        }
        for (id, client) in self.oauth_clients.maskinporten_clients.iter() {
            same_id("maskinporten-client", id, &client.client_id)?;
        }
        for (id, client) in self.oauth_clients.idporten_clients.iter() {
            same_id("idporten-client", id, &client.client_id)?;
        }
        for (id, fault) in self.faults.table.iter() {
            fault.check().map_err(|reason| ImportError::Fault {
                id: id.to_string(),
                reason,
            })?;
        }
        if !CLOCK_AHEAD.contains(&self.clock_ahead().as_secs()) {
            return Err(ImportError::OutOfBounds("clock_ahead_ms"));
        }
        if !REQUEST_LIFETIME_DAYS.contains(&self.request_lifetime_days()) {
            return Err(ImportError::OutOfBounds("request_lifetime_days"));
        }
        Ok(())
    }
}

impl<T: Serialize> Serialize for OrderedMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrderedMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = OrderedMap<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(OrderedMap(members))
            }
        }

        deserializer.deserialize_map(Members(std::marker::PhantomData))
    }
}
