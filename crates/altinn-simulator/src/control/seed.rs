//! The seed is a JSON document with the test data that a vendor wants in every new world. Each list of the document,
//! except `systems`, belongs to one path of the control API. An object in such a list has the members of the call's
//! body, and one member for each id in the path. An object in `systems` has the members of a system in Altinn's system
//! register.

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    ControlError, catalogue, client_relations, deserialize, error::sentence, oauth_clients,
    parties, read_body, read_required_body,
};
use crate::world::World;
use crate::{
    Simulator,
    altinn::{errors::ValidationError, vendor_api::system_body::SystemBody},
    rules::register::{RegisterRefusal, Registrar, System, SystemDraft},
    storage::export_document::{Document, ImportError},
    texts::complaints::{self, Wording},
};

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/control/world", get(export).put(import))
        .route("/control/seed", post(seed))
}

/// The seed document. [`Seed::apply`] replaces existing objects that have the same id as an object of the seed.
/// [`Seed::apply_after_reset`] keeps existing systems, OAuth clients, resources and packages.
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

/// Handles `POST /control/seed`. Adds all objects of the seed to the world. If one object is invalid, the call adds
/// nothing.
pub(crate) async fn seed(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let seed: Seed = read_required_body(&body)?;
    let mut world = simulator.world();
    *world = seeded_copy(&world, &seed)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Handles `GET /control/world`. Responds with the whole world as one document.
pub(crate) async fn export(State(simulator): State<Simulator>) -> Json<Document> {
    Json(simulator.world().document())
}

/// Handles `PUT /control/world`.
pub(crate) async fn import(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let document: Document = read_body(&body)?;
    let invalid = |error: ImportError| {
        let english = sentence(&error);
        ControlError::Invalid(complaints::import(&error, english))
    };
    let world = World::from_document(document).map_err(invalid)?;
    *simulator.world() = world;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds the seed to a copy of the world, and returns the copy. If an object of the seed is invalid, this function
/// returns an error, and `world` stays unchanged.
fn seeded_copy(world: &World, seed: &Seed) -> Result<World, ControlError> {
    let mut world = world.clone();
    seed.add_to(&mut world, &mut Mode::AllOrNothing)?;
    Ok(world)
}

/// Why the simulator cannot add a seed. The text names the invalid object and what is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SeedError(String);

enum Mode {
    /// For a seed that arrives in a call of the control API. The simulator replaces existing objects that have the same
    /// id, and adds nothing if one object is invalid.
    AllOrNothing,
    /// For the seed that the simulator adds after a reset. The simulator keeps existing objects unchanged, and skips
    /// invalid objects of the seed. The list has one error for each skipped object.
    AfterReset(Vec<Wording>),
}

impl Seed {
    /// Parses a seed document without checking its objects.
    ///
    /// # Errors
    ///
    /// [`SeedError`] if the text is not a seed document.
    pub fn of(text: &[u8]) -> Result<Self, SeedError> {
        serde_json::from_slice(text).map_err(|error| SeedError(error.to_string()))
    }

    /// Adds all objects of the seed to a world.
    ///
    /// # Errors
    ///
    /// [`SeedError`] for the first invalid object. The world is unchanged after an error.
    pub fn apply(&self, world: &mut World) -> Result<(), SeedError> {
        *world = seeded_copy(world, self).map_err(|error| SeedError(error.to_string()))?;
        Ok(())
    }

    /// Adds the seed to a world after a reset. A reset keeps systems, OAuth clients, and added resources and packages.
    /// This method does not replace these objects.
    ///
    /// The method skips an invalid object and continues with the next one. Returns one error for each skipped object.
    #[must_use]
    pub(crate) fn apply_after_reset(&self, world: &mut World) -> Vec<Wording> {
        let mut mode = Mode::AfterReset(Vec::new());
        // In the mode `AfterReset`, `add_to` adds the error of each invalid object to `mode`, and does not return this
        // error.
        if let Err(error) = self.add_to(world, &mut mode) {
            return error.wording().into_iter().collect();
        }
        match mode {
            Mode::AfterReset(errors) => errors,
            Mode::AllOrNothing => Vec::new(),
        }
    }

    fn add_to(&self, world: &mut World, mode: &mut Mode) -> Result<(), ControlError> {
        mode.each("organisations", &self.organisations, |row, _| {
            let number = take_id(row, "number")?;
            parties::organisation(world, &number, parsed(row)?)
        })?;
        mode.each("persons", &self.persons, |row, _| {
            let key = take_id(row, "key")?;
            parties::person(world, &key, parsed(row)?)
        })?;
        mode.each("packages", &self.packages, |row, keep| {
            let package = take_id(row, "package")?;
            if keep && world.catalogue.has_added_package(&catalogue::urn(&package)) {
                return Ok(());
            }
            catalogue::package(world, &package, parsed(row)?)
        })?;
        mode.each("resources", &self.resources, |row, keep| {
            let id = take_id(row, "id")?;
            if keep && world.catalogue.has_added_resource(&id) {
                return Ok(());
            }
            catalogue::resource(world, &id, parsed(row)?)
        })?;
        mode.each("connections", &self.connections, |row, _| {
            let (person, organisation) = (take_id(row, "person")?, take_id(row, "organisation")?);
            parties::connection(world, &person, &organisation, parsed(row)?)
        })?;
        mode.each("clientRelations", &self.client_relations, |row, _| {
            let (client, provider) = (take_id(row, "client")?, take_id(row, "provider")?);
            client_relations::relation(world, &client, &provider, parsed(row)?)
        })?;
        let clients = &self.maskinporten_clients;
        mode.each("maskinportenClients", clients, |row, keep| {
            let id = take_id(row, "clientId")?;
            if keep && world.oauth_clients.maskinporten_client(&id).is_some() {
                return Ok(());
            }
            oauth_clients::maskinporten(world, id, parsed(row)?)
        })?;
        mode.each("idportenClients", &self.idporten_clients, |row, keep| {
            let id = take_id(row, "clientId")?;
            if keep && world.oauth_clients.idporten_client(&id).is_some() {
                return Ok(());
            }
            oauth_clients::idporten(world, id, parsed(row)?)
        })?;
        mode.each("systems", &self.systems, |row, keep| {
            register_system(world, row, keep)
        })
    }
}

impl Mode {
    /// Calls `add` for each object in one list of the seed. If `add` fails, the error names the object's position in
    /// the list. If `add` must not replace an existing object, the second argument of `add` is `true`.
    fn each(
        &mut self,
        list: &str,
        rows: &[Map<String, Value>],
        mut add: impl FnMut(&mut Map<String, Value>, bool) -> Result<(), ControlError>,
    ) -> Result<(), ControlError> {
        let keep = matches!(self, Self::AfterReset(_));
        for (place, row) in (1..).zip(rows) {
            let Err(error) = add(&mut row.clone(), keep) else {
                continue;
            };
            let (text, error) = (error.to_string(), error.wording());
            let error = error.unwrap_or_else(|| complaints::only_english(&text));
            let error = complaints::in_list(place, list, &error);
            match self {
                Self::AllOrNothing => return Err(ControlError::Invalid(error)),
                Self::AfterReset(errors) => errors.push(error),
            }
        }
        Ok(())
    }
}

/// Removes the id from an object and returns it. The calls of the control API expect the id in the path and refuse it
/// in the body.
fn take_id(row: &mut Map<String, Value>, member: &str) -> Result<String, ControlError> {
    match row.remove(member) {
        Some(Value::String(id)) => Ok(id),
        _ => Err(ControlError::Invalid(complaints::no_text_field(member))),
    }
}

fn parsed<T: DeserializeOwned>(row: &Map<String, Value>) -> Result<T, ControlError> {
    deserialize(Value::Object(row.clone()))
}

/// Registers a system by the rules of Altinn's system register. If `keep` is `true`, an existing system stays as it is.
fn register_system(
    world: &mut World,
    row: &mut Map<String, Value>,
    keep: bool,
) -> Result<(), ControlError> {
    // The system register ignores the case of member names.
    let lower = row
        .iter()
        .map(|(name, value)| (name.to_lowercase(), value.clone()));
    let mut row: Map<String, Value> = lower.collect();
    if let Some(Value::Object(vendor)) = row.get_mut("vendor")
        && let Some(id) = vendor.remove("ID")
    {
        vendor.insert("id".to_owned(), id);
    }
    let body: SystemBody = parsed(&row)?;
    let missing = body.missing();
    if !missing.is_empty() {
        let names = missing.join(", ");
        return Err(ControlError::Invalid(complaints::missing_fields(&names)));
    }
    let draft = SystemDraft::from(body);
    let id = draft.id.clone().unwrap_or_default();
    let vendor = id.split('_').next().and_then(|number| number.parse().ok());
    let by = Registrar {
        vendor: vendor
            .ok_or_else(|| ControlError::Invalid(complaints::system_id_without_vendor(&id)))?,
        client_id: "seed".to_owned(),
        admin: false,
    };
    let now = world.now();
    let existing = id.parse().ok().and_then(|id| world.register.system(&id));
    let result = match existing.map(System::is_deleted) {
        Some(false) if keep => return Ok(()),
        Some(false) => world.replace_system(&by, &id, draft, now),
        _ => world.register_system(&by, draft, Uuid::new_v4(), now),
    };
    result.map_err(|refusal| {
        ControlError::Invalid(match refusal {
            RegisterRefusal::Invalid(errors) => {
                let errors: Vec<_> = errors.into_iter().map(ValidationError::from).collect();
                let codes: Vec<_> = errors.iter().map(|error| error.code.to_string()).collect();
                let english = errors
                    .iter()
                    .map(|error| format!("{} {}", error.code, error.title));
                let english = english.collect::<Vec<_>>().join("; ");
                complaints::system_refused(&codes.join(", "), english)
            }
            other => {
                let english = format!("The system register refuses the system: {other:?}.");
                complaints::system_refused("", english)
            }
        })
    })
}
