//! What can be added to the catalogue and the registers of persons and organisations. Each is replaced by
//! another with the same name.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{ControlError, read};
use crate::world::World;
use crate::{
    Simulator,
    rules::named_persons::PersonalNumber,
    rules::{
        Connection, Held, Lack, Organisation, Package, Person, Resource, catalogue::Owner, role,
    },
};
use altinn_types::{AccessPackage, LocalizedText, OrgNumber};

const URN: &str = "urn:altinn:accesspackage:";
/// The package that a resource is put into where none is named: somebody has to hold it.
const USUAL_PACKAGE: &str = "test-av-systembruker";

/// One text for all languages, or one for each.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Same(String),
    Each(LocalizedText),
}

impl Text {
    fn localized(self) -> LocalizedText {
        match self {
            Self::Each(text) => text,
            Self::Same(text) => LocalizedText {
                nb: text.clone(),
                nn: text.clone(),
                en: text,
            },
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewResource {
    title: Text,
    description: Option<Text>,
    owner: Option<Owner>,
    resource_type: Option<String>,
    delegable: Option<bool>,
    actions: Option<Vec<String>>,
    /// The packages that it is in, by name or URN.
    packages: Option<Vec<String>>,
}

/// `PUT /control/resources/{id}`.
pub async fn put_resource(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    resource(&mut simulator.world(), &id, read(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn resource(world: &mut World, id: &str, new: NewResource) -> Result<(), ControlError> {
    check_name("a resource", id)?;
    let packages = new
        .packages
        .unwrap_or_else(|| vec![USUAL_PACKAGE.to_owned()]);
    let urns: Vec<String> = packages.iter().map(|name| urn(name)).collect();
    known_packages(world, &urns)?;
    let title = new.title.localized();
    world.put_resource(Resource {
        id: id.to_owned(),
        description: new
            .description
            .map_or_else(|| title.clone(), Text::localized),
        title,
        owner: new.owner.unwrap_or_else(|| Owner {
            code: "ttd".to_owned(),
            name: "Testdepartementet".to_owned(),
            organisation: "405003309".to_owned(),
        }),
        kind: match new.resource_type {
            None => "GenericAccessResource".to_owned(),
            Some(kind) => known_type(kind)?,
        },
        delegable: new.delegable.unwrap_or(true),
        actions: new
            .actions
            .unwrap_or_else(|| vec!["read".to_owned(), "write".to_owned()]),
    });
    for urn in urns {
        world.put_into_package(&urn, id);
    }
    Ok(())
}

fn known_type(kind: String) -> Result<String, ControlError> {
    if Resource::types().any(|known| known == kind) {
        return Ok(kind);
    }
    let names: Vec<_> = Resource::types().collect();
    Err(ControlError::BadRequest(format!(
        "{kind} is no resourceType here; there are {}",
        names.join(", ")
    )))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPackage {
    name: Text,
    description: Option<Text>,
    area: Option<String>,
    /// What the area is in: `Allment`, `Bransje` or `Særskilt`.
    group: Option<String>,
    is_assignable: Option<bool>,
    is_delegable: Option<bool>,
    /// Ids of resources.
    #[serde(default)]
    resources: Vec<String>,
}

/// `PUT /control/packages/{name}`.
pub async fn put_package(
    State(simulator): State<Simulator>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    package(&mut simulator.world(), &name, read(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn package(world: &mut World, name: &str, new: NewPackage) -> Result<(), ControlError> {
    check_name("a package", name.strip_prefix(URN).unwrap_or(name))?;
    if let Some(id) = new.resources.iter().find(|id| world.resource(id).is_none()) {
        return Err(ControlError::BadRequest(format!(
            "resource {id} is not in the catalogue: add it first"
        )));
    }
    let text = new.name.localized();
    world.put_package(Package {
        urn: urn(name),
        description: new
            .description
            .map_or_else(|| text.clone(), Text::localized),
        name: text,
        area: new
            .area
            .unwrap_or_else(|| "Andre tjenesteytende næringer".to_owned()),
        group: new.group.unwrap_or_else(|| "Bransje".to_owned()),
        is_assignable: new.is_assignable.unwrap_or(true),
        is_delegable: new.is_delegable.unwrap_or(true),
        resources: new.resources,
    });
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOrganisation {
    name: String,
    unit_type: Option<String>,
    parent: Option<String>,
}

/// `PUT /control/organisations/{number}`.
pub async fn put_organisation(
    State(simulator): State<Simulator>,
    Path(number): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    organisation(&mut simulator.world(), &number, read(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn organisation(
    world: &mut World,
    number: &str,
    new: NewOrganisation,
) -> Result<(), ControlError> {
    let mut organisation = Organisation::new(
        org_number(number)?,
        &new.name,
        new.unit_type.as_deref().unwrap_or("AS"),
    );
    if let Some(parent) = new.parent {
        let parent = known_organisation(world, &parent)?;
        if world.is_below(&parent, &organisation.number) {
            return Err(ControlError::BadRequest(
                "an organisation is no subunit of itself or of its own subunits".to_owned(),
            ));
        }
        organisation.parent = Some(parent);
    }
    world.put_organisation(organisation);
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPerson {
    name: String,
    /// A synthetic one. Left out, it stays, or one is made.
    personal_number: Option<PersonalNumber>,
    /// What will happen to who chooses this person.
    story: Option<Text>,
}

/// `PUT /control/persons/{key}`.
pub async fn put_person(
    State(simulator): State<Simulator>,
    Path(key): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    person(&mut simulator.world(), &key, read(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn person(world: &mut World, key: &str, new: NewPerson) -> Result<(), ControlError> {
    check_name("a person", key)?;
    let before = world.person(key).cloned();
    if before.as_ref().is_some_and(|person| person.built_in) {
        return Err(ControlError::BadRequest(format!(
            "{key} is one of the named persons, who stay as they are"
        )));
    }
    let number = match (new.personal_number, &before) {
        (Some(number), _) => number,
        (None, Some(before)) => before.personal_number.clone(),
        (None, None) => world.unused_personal_number(),
    };
    let owner = world.person_by_number(number.as_str());
    if owner.is_some_and(|person| person.key != key) {
        return Err(ControlError::BadRequest(
            "another person has this personal number".to_owned(),
        ));
    }
    let mut person = Person::new(key, number, &new.name);
    if let Some(story) = new.story {
        person.description = story.localized();
    }
    world.put_person(person);
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConnection {
    /// Short names or URNs, such as `daglig-leder`.
    roles: Vec<String>,
    /// What is held beside what the roles bring.
    packages: Option<Packages>,
    /// What cannot be passed on, and why.
    #[serde(default)]
    lacks: Vec<Lack>,
}

/// A list of names or URNs, or all ordinary ones but those.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Packages {
    These(Vec<String>),
    AllBut {
        #[serde(rename = "allBut")]
        all_but: Vec<String>,
    },
}

/// `PUT /control/connections/{person}/{organisation}`.
pub async fn put_connection(
    State(simulator): State<Simulator>,
    Path((person, organisation)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    connection(&mut simulator.world(), &person, &organisation, read(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn connection(
    world: &mut World,
    person: &str,
    organisation: &str,
    new: NewConnection,
) -> Result<(), ControlError> {
    if world.person(person).is_none() {
        return Err(ControlError::BadRequest(format!(
            "person {person} is not known: add them first"
        )));
    }
    let mut connection = Connection::of(person, known_organisation(world, organisation)?);
    for name in new.roles {
        connection.roles.push(known_role(&name)?);
    }
    let urns = |names: Vec<String>| names.iter().map(|name| urn(name)).collect::<Vec<_>>();
    let (urns, held): (_, fn(Vec<String>) -> Held) = match new.packages {
        None => (Vec::new(), Held::These),
        Some(Packages::These(names)) => (urns(names), Held::These),
        Some(Packages::AllBut { all_but }) => (urns(all_but), Held::AllBut),
    };
    known_packages(world, &urns)?;
    connection.packages = held(urns);
    connection.lacks = known_lacks(world, new.lacks)?;
    world.connect(connection);
    Ok(())
}

/// What cannot be passed on, with packages by their URNs.
pub fn known_lacks(world: &World, lacks: Vec<Lack>) -> Result<Vec<Lack>, ControlError> {
    let known = |lack: Lack| {
        if world.resource(&lack.id).is_some() {
            return Ok(lack);
        }
        let urn = urn(&lack.id);
        match world.package(&urn) {
            Some(_) => Ok(Lack { id: urn, ..lack }),
            None => Err(ControlError::BadRequest(format!(
                "{} is neither a resource nor a package of the catalogue: add it first",
                lack.id
            ))),
        }
    };
    lacks.into_iter().map(known).collect()
}

fn known_role(name: &str) -> Result<String, ControlError> {
    const KNOWN: [&str; 7] = [
        role::GENERAL_MANAGER,
        role::PROPRIETOR,
        role::CHAIR,
        role::ACCESS_MANAGER,
        role::MAIN_ADMINISTRATOR,
        role::CLIENT_ADMINISTRATOR,
        role::RIGHT_HOLDER,
    ];
    let short = |urn: &str| urn.rsplit(':').next().unwrap_or_default().to_owned();
    let known = KNOWN.iter().find(|urn| **urn == name || short(urn) == name);
    known.map(|urn| (*urn).to_owned()).ok_or_else(|| {
        let names = KNOWN.map(short).join(", ");
        ControlError::BadRequest(format!("{name} is no role here; there are {names}"))
    })
}

pub fn known_packages(world: &World, urns: &[String]) -> Result<(), ControlError> {
    match urns.iter().find(|urn| world.package(urn).is_none()) {
        Some(urn) => Err(ControlError::BadRequest(format!(
            "{urn} is not in the catalogue: add it first"
        ))),
        None => Ok(()),
    }
}

pub fn known_organisation(world: &World, number: &str) -> Result<OrgNumber, ControlError> {
    let number = org_number(number)?;
    match world.organisation(&number) {
        Some(_) => Ok(number),
        None => Err(ControlError::BadRequest(format!(
            "organisation {number} is not known: add it first"
        ))),
    }
}

pub fn org_number(text: &str) -> Result<OrgNumber, ControlError> {
    text.parse()
        .map_err(|error| ControlError::BadRequest(format!("organisation {text}: {error}")))
}

pub fn urn(name: &str) -> String {
    if name.starts_with(URN) {
        name.to_owned()
    } else {
        AccessPackage::named(name).urn
    }
}

/// As those that are there: what stands in paths, URNs and forms.
fn check_name(what: &str, name: &str) -> Result<(), ControlError> {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    if (1..=100).contains(&name.len()) && name.chars().all(fits) {
        Ok(())
    } else {
        Err(ControlError::BadRequest(format!(
            "the name of {what} is of letters, digits, -, _ and ., and of 100 signs at most"
        )))
    }
}
