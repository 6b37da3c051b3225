//! What a vendor wants to be there at the start, as one JSON document: lists of what the levers take one
//! at a time, each with its name in it.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::control::{ControlError, additions, client_relations, clients, read, read_whole};
use crate::world::World;
use crate::{
    Simulator,
    rules::register::{RawSystem, RegisterRefusal, Registrar, System},
    storage::export_document::Document,
};

/// The document. Everything in it is added, or replaces what has the same name; but after a fresh start, see
/// [`Seed::put_back`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Seed {
    organisations: Vec<Map<String, Value>>,
    persons: Vec<Map<String, Value>>,
    connections: Vec<Map<String, Value>>,
    client_relations: Vec<Map<String, Value>>,
    resources: Vec<Map<String, Value>>,
    packages: Vec<Map<String, Value>>,
    maskinporten_clients: Vec<Map<String, Value>>,
    idporten_clients: Vec<Map<String, Value>>,
    systems: Vec<Map<String, Value>>,
}

/// `POST /control/seed`.
pub(crate) async fn seed(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let seed: Seed = read_whole(&body)?;
    let mut world = simulator.world();
    *world = sown(&world, &seed)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /control/world`.
pub(crate) async fn export(State(simulator): State<Simulator>) -> Json<Document> {
    Json(simulator.world().document())
}

/// `PUT /control/world`.
pub(crate) async fn import(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let document: Document = read(&body)?;
    let world =
        World::of_document(document).map_err(|error| ControlError::Wrong(error.to_string()))?;
    *simulator.world() = world;
    Ok(StatusCode::NO_CONTENT)
}

/// The world with a seed in it; all of it, or [`ControlError`].
fn sown(world: &World, seed: &Seed) -> Result<World, ControlError> {
    let mut world = world.clone();
    seed.sow(&mut world, &mut Sowing::Whole)?;
    Ok(world)
}

/// Why a seed cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotSown(String);

/// How a seed goes in.
enum Sowing {
    /// All of it, or nothing. What has the same name is replaced.
    Whole,
    /// Into a world that has started afresh: what outlives that is left as it is. Holds what did not go in.
    Again(Vec<String>),
}

impl Seed {
    /// Reads a seed.
    ///
    /// # Errors
    ///
    /// [`NotSown`] for what is no such document.
    pub fn of(text: &[u8]) -> Result<Self, NotSown> {
        serde_json::from_slice(text).map_err(|error| NotSown(error.to_string()))
    }

    /// Puts all of it into a world.
    ///
    /// # Errors
    ///
    /// [`NotSown`] for the first that cannot be; then the world is as before.
    pub fn put_into(&self, world: &mut World) -> Result<(), NotSown> {
        *world = sown(world, self).map_err(|stuck| NotSown(stuck.to_string()))?;
        Ok(())
    }

    /// Puts it into a world that has started afresh. Systems, clients, and added resources and packages outlive a
    /// fresh start: those that are there stay as they are.
    ///
    /// Gives what did not go in, and why: one row does not keep the others out.
    #[must_use]
    pub fn put_back(&self, world: &mut World) -> Vec<String> {
        let mut sowing = Sowing::Again(Vec::new());
        if let Err(stuck) = self.sow(world, &mut sowing) {
            return vec![stuck.to_string()];
        }
        match sowing {
            Sowing::Again(not_sown) => not_sown,
            Sowing::Whole => Vec::new(),
        }
    }

    fn sow(&self, world: &mut World, how: &mut Sowing) -> Result<(), ControlError> {
        how.each("organisations", &self.organisations, |row, _| {
            let number = name(row, "number")?;
            additions::organisation(world, &number, parsed(row)?)
        })?;
        how.each("persons", &self.persons, |row, _| {
            let key = name(row, "key")?;
            additions::person(world, &key, parsed(row)?)
        })?;
        how.each("packages", &self.packages, |row, again| {
            let package = name(row, "package")?;
            if again && world.has_added_package(&additions::urn(&package)) {
                return Ok(());
            }
            additions::package(world, &package, parsed(row)?)
        })?;
        how.each("resources", &self.resources, |row, again| {
            let id = name(row, "id")?;
            if again && world.has_added_resource(&id) {
                return Ok(());
            }
            additions::resource(world, &id, parsed(row)?)
        })?;
        how.each("connections", &self.connections, |row, _| {
            let (person, organisation) = (name(row, "person")?, name(row, "organisation")?);
            additions::connection(world, &person, &organisation, parsed(row)?)
        })?;
        how.each("clientRelations", &self.client_relations, |row, _| {
            let (client, provider) = (name(row, "client")?, name(row, "provider")?);
            client_relations::relation(world, &client, &provider, parsed(row)?)
        })?;
        let clients = &self.maskinporten_clients;
        how.each("maskinportenClients", clients, |row, again| {
            let id = name(row, "clientId")?;
            if again && world.oauth_clients.maskinporten_client(&id).is_some() {
                return Ok(());
            }
            clients::maskinporten(world, id, parsed(row)?)
        })?;
        how.each("idportenClients", &self.idporten_clients, |row, again| {
            let id = name(row, "clientId")?;
            if again && world.oauth_clients.idporten_client(&id).is_some() {
                return Ok(());
            }
            clients::idporten(world, id, parsed(row)?)
        })?;
        how.each("systems", &self.systems, |row, again| {
            system(world, row, again)
        })
    }
}

impl Sowing {
    /// Puts each row of a list in; says of which row it is that something is wrong with it. `put` is told
    /// whether what is there is to be left as it is.
    fn each(
        &mut self,
        list: &str,
        rows: &[Map<String, Value>],
        mut put: impl FnMut(&mut Map<String, Value>, bool) -> Result<(), ControlError>,
    ) -> Result<(), ControlError> {
        let again = matches!(self, Self::Again(_));
        for (place, row) in (1..).zip(rows) {
            let Err(stuck) = put(&mut row.clone(), again) else {
                continue;
            };
            let text = format!("number {place} of {list}: {stuck}");
            match self {
                Self::Whole => return Err(ControlError::Wrong(text)),
                Self::Again(not_sown) => not_sown.push(text),
            }
        }
        Ok(())
    }
}

/// Takes the name out of a row: in a call it stands in the path.
fn name(row: &mut Map<String, Value>, member: &str) -> Result<String, ControlError> {
    match row.remove(member) {
        Some(Value::String(name)) => Ok(name),
        _ => Err(ControlError::Wrong(format!(
            "`{member}` is missing, or no text"
        ))),
    }
}

fn parsed<T: DeserializeOwned>(row: &Map<String, Value>) -> Result<T, ControlError> {
    serde_json::from_value(Value::Object(row.clone()))
        .map_err(|error| ControlError::Wrong(error.to_string()))
}

/// A system as its vendor would register it, with the same rules; one that is there is replaced, or left.
fn system(
    world: &mut World,
    row: &mut Map<String, Value>,
    again: bool,
) -> Result<(), ControlError> {
    // The register takes names in any case.
    let lower = row
        .iter()
        .map(|(name, value)| (name.to_lowercase(), value.clone()));
    let mut row: Map<String, Value> = lower.collect();
    if let Some(Value::Object(vendor)) = row.get_mut("vendor")
        && let Some(id) = vendor.remove("ID")
    {
        vendor.insert("id".to_owned(), id);
    }
    let raw: RawSystem = parsed(&row)?;
    let missing = raw.missing();
    if !missing.is_empty() {
        return Err(ControlError::Wrong(format!(
            "{} is missing",
            missing.join(", ")
        )));
    }
    let id = raw.id.clone().unwrap_or_default();
    let vendor = id.split('_').next().and_then(|number| number.parse().ok());
    let by = Registrar {
        vendor: vendor.ok_or_else(|| {
            ControlError::Wrong(format!("{id} does not begin with its vendor's number"))
        })?,
        client_id: "seed".to_owned(),
        admin: false,
    };
    let now = world.now();
    let there = id.parse().ok().and_then(|id| world.system(&id));
    let done = match there.map(System::is_deleted) {
        Some(false) if again => return Ok(()),
        Some(false) => world.replace_system(&by, &id, raw, now),
        _ => world.register_system(&by, raw, now).map(|_| ()),
    };
    done.map_err(|refusal| {
        ControlError::Wrong(match refusal {
            RegisterRefusal::Invalid(errors) => {
                let errors = errors
                    .iter()
                    .map(|error| format!("{} {}", error.code, error.title));
                errors.collect::<Vec<_>>().join("; ")
            }
            other => format!("the register refuses it: {other:?}"),
        })
    })
}
