//! What a vendor wants to be there at the start, as one JSON document: lists of what the levers take one
//! at a time, each with its name in it.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{Stuck, additions, clients, read};
use crate::simulator::{
    Simulator, World,
    world::{
        document::Document,
        register::{RawSystem, RegisterRefusal, Registrar},
    },
};

/// The document. Everything in it is added, or replaces what has the same name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Seed {
    organisations: Vec<Map<String, Value>>,
    persons: Vec<Map<String, Value>>,
    connections: Vec<Map<String, Value>>,
    resources: Vec<Map<String, Value>>,
    packages: Vec<Map<String, Value>>,
    maskinporten_clients: Vec<Map<String, Value>>,
    idporten_clients: Vec<Map<String, Value>>,
    systems: Vec<Map<String, Value>>,
}

/// `POST /control/seed`.
pub(super) async fn seed(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, Stuck> {
    let seed: Seed = read(&body)?;
    let mut world = simulator.world();
    *world = sown(&world, &seed)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /control/world`.
pub(super) async fn export(State(simulator): State<Simulator>) -> Json<Document> {
    Json(simulator.world().document())
}

/// `PUT /control/world`.
pub(super) async fn import(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, Stuck> {
    let document: Document = read(&body)?;
    let world = World::of_document(document).map_err(|error| Stuck::Wrong(error.to_string()))?;
    *simulator.world() = world;
    Ok(StatusCode::NO_CONTENT)
}

/// The world with a seed in it; all of it, or [`Stuck`].
fn sown(world: &World, seed: &Seed) -> Result<World, Stuck> {
    let mut world = world.clone();
    seed.sow(&mut world)?;
    Ok(world)
}

/// Why a seed cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotSown(String);

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

    fn sow(&self, world: &mut World) -> Result<(), Stuck> {
        each("organisations", &self.organisations, |row| {
            let number = name(row, "number")?;
            additions::organisation(world, &number, parsed(row)?)
        })?;
        each("persons", &self.persons, |row| {
            let key = name(row, "key")?;
            additions::person(world, &key, parsed(row)?)
        })?;
        each("packages", &self.packages, |row| {
            let package = name(row, "package")?;
            additions::package(world, &package, parsed(row)?)
        })?;
        each("resources", &self.resources, |row| {
            let id = name(row, "id")?;
            additions::resource(world, &id, parsed(row)?)
        })?;
        each("connections", &self.connections, |row| {
            let (person, organisation) = (name(row, "person")?, name(row, "organisation")?);
            additions::connection(world, &person, &organisation, parsed(row)?)
        })?;
        each("maskinportenClients", &self.maskinporten_clients, |row| {
            let id = name(row, "clientId")?;
            clients::maskinporten(world, id, parsed(row)?)
        })?;
        each("idportenClients", &self.idporten_clients, |row| {
            let id = name(row, "clientId")?;
            clients::idporten(world, id, parsed(row)?)
        })?;
        each("systems", &self.systems, |row| system(world, row))
    }
}

/// Says of which row it is that something is wrong with it.
fn each(
    list: &str,
    rows: &[Map<String, Value>],
    mut put: impl FnMut(&mut Map<String, Value>) -> Result<(), Stuck>,
) -> Result<(), Stuck> {
    for (place, row) in (1..).zip(rows) {
        put(&mut row.clone())
            .map_err(|stuck| Stuck::Wrong(format!("number {place} of {list}: {stuck}")))?;
    }
    Ok(())
}

/// Takes the name out of a row: in a call it stands in the path.
fn name(row: &mut Map<String, Value>, member: &str) -> Result<String, Stuck> {
    match row.remove(member) {
        Some(Value::String(name)) => Ok(name),
        _ => Err(Stuck::Wrong(format!("`{member}` is missing, or no text"))),
    }
}

fn parsed<T: DeserializeOwned>(row: &Map<String, Value>) -> Result<T, Stuck> {
    serde_json::from_value(Value::Object(row.clone()))
        .map_err(|error| Stuck::Wrong(error.to_string()))
}

/// A system as its vendor would register it, with the same rules; one that is there is replaced.
fn system(world: &mut World, row: &mut Map<String, Value>) -> Result<(), Stuck> {
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
        return Err(Stuck::Wrong(format!("{} is missing", missing.join(", "))));
    }
    let id = raw.id.clone().unwrap_or_default();
    let vendor = id.split('_').next().and_then(|number| number.parse().ok());
    let by = Registrar {
        vendor: vendor
            .ok_or_else(|| Stuck::Wrong(format!("{id} does not begin with its vendor's number")))?,
        client_id: "seed".to_owned(),
        admin: false,
    };
    let now = world.now();
    let known = id.parse().is_ok_and(|id| world.live_system(&id).is_some());
    let done = if known {
        world.replace_system(&by, &id, raw, now)
    } else {
        world.register_system(&by, raw, now).map(|_| ())
    };
    done.map_err(|refusal| {
        Stuck::Wrong(match refusal {
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
