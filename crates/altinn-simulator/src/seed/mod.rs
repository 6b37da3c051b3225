//! The seed: a JSON document with the test data that a vendor wants at startup. Each list contains objects of one path of
//! the control API. An object also contains the id that the control API takes from the path.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::control::{ControlError, additions, client_relations, clients, read, read_whole};
use crate::world::World;
use crate::{
    Simulator,
    altinn::{errors::ValidationError, vendor_api::system_body::SystemBody},
    rules::register::{RegisterRefusal, Registrar, System, SystemDraft},
    storage::export_document::Document,
};

/// The seed document. The simulator adds each object, or replaces the object with the same id. [`Seed::put_back`] has
/// other rules for the seed after a reset.
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

/// A copy of the world with the whole seed in it. Fails if one object is invalid.
fn sown(world: &World, seed: &Seed) -> Result<World, ControlError> {
    let mut world = world.clone();
    seed.sow(&mut world, &mut Sowing::Whole)?;
    Ok(world)
}

/// Why a seed cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotSown(String);

/// How the simulator adds a seed to the world.
enum Sowing {
    /// Adds the whole seed or nothing, and replaces objects with the same id.
    Whole,
    /// Adds the seed after a reset, and keeps the objects that the reset kept. Contains the errors of the objects that the
    /// simulator could not add.
    Again(Vec<String>),
}

impl Seed {
    /// Reads a seed.
    ///
    /// # Errors
    ///
    /// [`NotSown`] if the text is not a seed document.
    pub fn of(text: &[u8]) -> Result<Self, NotSown> {
        serde_json::from_slice(text).map_err(|error| NotSown(error.to_string()))
    }

    /// Adds the whole seed to a world.
    ///
    /// # Errors
    ///
    /// [`NotSown`] for the first invalid object. The world then stays unchanged.
    pub fn put_into(&self, world: &mut World) -> Result<(), NotSown> {
        *world = sown(world, self).map_err(|stuck| NotSown(stuck.to_string()))?;
        Ok(())
    }

    /// Adds the seed to a world after a reset. A reset keeps systems, clients, and added resources and packages, so the
    /// function does not replace them.
    ///
    /// An invalid object does not stop the others. Returns one error for each object that the function could not add.
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
            if again && world.catalogue.has_added_package(&additions::urn(&package)) {
                return Ok(());
            }
            additions::package(world, &package, parsed(row)?)
        })?;
        how.each("resources", &self.resources, |row, again| {
            let id = name(row, "id")?;
            if again && world.catalogue.has_added_resource(&id) {
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
    /// Calls `put` for each object of a list, and adds the object's position to an error. The flag tells `put` to keep
    /// existing objects.
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

/// Removes the id from an object, because the control API takes the id from the path and not from the body.
fn name(row: &mut Map<String, Value>, member: &str) -> Result<String, ControlError> {
    match row.remove(member) {
        Some(Value::String(name)) => Ok(name),
        _ => Err(ControlError::Wrong(format!(
            "`{member}` is missing or is not a string"
        ))),
    }
}

fn parsed<T: DeserializeOwned>(row: &Map<String, Value>) -> Result<T, ControlError> {
    serde_json::from_value(Value::Object(row.clone()))
        .map_err(|error| ControlError::Wrong(error.to_string()))
}

/// Registers a system by the same rules as for a vendor. An existing system is replaced, or kept if `again` is set.
fn system(
    world: &mut World,
    row: &mut Map<String, Value>,
    again: bool,
) -> Result<(), ControlError> {
    // The system register accepts member names in any case.
    let lower = row
        .iter()
        .map(|(name, value)| (name.to_lowercase(), value.clone()));
    let mut row: Map<String, Value> = lower.collect();
    if let Some(Value::Object(vendor)) = row.get_mut("vendor")
        && let Some(id) = vendor.remove("ID")
    {
        vendor.insert("id".to_owned(), id);
    }
    let raw: SystemBody = parsed(&row)?;
    let missing = raw.missing();
    if !missing.is_empty() {
        return Err(ControlError::Wrong(format!(
            "{} is missing",
            missing.join(", ")
        )));
    }
    let system = SystemDraft::from(raw);
    let id = system.id.clone().unwrap_or_default();
    let vendor = id.split('_').next().and_then(|number| number.parse().ok());
    let by = Registrar {
        vendor: vendor.ok_or_else(|| {
            ControlError::Wrong(format!(
                "the system id {id} must begin with the organisation number of its vendor"
            ))
        })?,
        client_id: "seed".to_owned(),
        admin: false,
    };
    let now = world.now();
    let there = id.parse().ok().and_then(|id| world.register.system(&id));
    let done = match there.map(System::is_deleted) {
        Some(false) if again => return Ok(()),
        Some(false) => world.replace_system(&by, &id, system, now),
        _ => world.register_system(&by, system, Uuid::new_v4(), now),
    };
    done.map_err(|refusal| {
        ControlError::Wrong(match refusal {
            RegisterRefusal::Invalid(errors) => {
                let errors = errors.into_iter().map(ValidationError::from);
                let errors = errors.map(|error| format!("{} {}", error.code, error.title));
                errors.collect::<Vec<_>>().join("; ")
            }
            other => format!("the system register refuses the system: {other:?}"),
        })
    })
}
