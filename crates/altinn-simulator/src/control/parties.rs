//! Adds organisations and persons, and connects persons to organisations. Each call replaces the object with the same id.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{
    ControlError,
    catalogue::{Text, check_id, known_packages, urn},
    read_body,
};
use crate::world::World;
use crate::{
    Simulator,
    rules::{Connection, Held, Lack, Organisation, Person, named_persons::PersonalNumber, role},
};
use altinn_types::OrgNumber;

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
    organisation(&mut simulator.world(), &number, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds an organisation.
///
/// # Errors
///
/// [`ControlError::BadRequest`] for an invalid organisation number, an unknown parent, or a parent that is a subunit of the
/// organisation.
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
                "an organisation cannot be a subunit of itself, or of its own subunits".to_owned(),
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
    /// A synthetic personal number. If it is left out, an existing person keeps the number, and a new person gets one.
    personal_number: Option<PersonalNumber>,
    /// One line that says what happens to a user who logs in as this person. Older clients call this member `story`.
    #[serde(alias = "story")]
    description: Option<Text>,
}

/// `PUT /control/persons/{key}`.
pub async fn put_person(
    State(simulator): State<Simulator>,
    Path(key): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    person(&mut simulator.world(), &key, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a person.
///
/// # Errors
///
/// [`ControlError::BadRequest`] for an invalid key, for one of the named persons, and for the personal number of another
/// person.
pub fn person(world: &mut World, key: &str, new: NewPerson) -> Result<(), ControlError> {
    check_id("a person", key)?;
    let existing = world.person(key).cloned();
    if existing.as_ref().is_some_and(|person| person.built_in) {
        return Err(ControlError::BadRequest(format!(
            "{key} is one of the named persons, and they cannot be changed: choose another key"
        )));
    }
    let number = match (new.personal_number, &existing) {
        (Some(number), _) => number,
        (None, Some(existing)) => existing.personal_number.clone(),
        (None, None) => world.unused_personal_number(),
    };
    let owner = world.person_by_number(number.as_str());
    if owner.is_some_and(|person| person.key != key) {
        return Err(ControlError::BadRequest(
            "another person has this personal number".to_owned(),
        ));
    }
    let mut person = Person::new(key, number, &new.name);
    if let Some(description) = new.description {
        person.description = description.localized();
    }
    world.put_person(person);
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConnection {
    /// The roles, by short name (`daglig-leder`) or by URN.
    roles: Vec<String>,
    /// The packages that the person holds in addition to the packages of the roles.
    packages: Option<Packages>,
    /// The resources and packages that the person cannot delegate, with the reasons.
    #[serde(default)]
    lacks: Vec<Lack>,
}

/// The packages in a list, or all ordinary packages except those in a list. A package is a name or a URN.
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
    connection(
        &mut simulator.world(),
        &person,
        &organisation,
        read_body(&body)?,
    )?;
    Ok(StatusCode::NO_CONTENT)
}

/// Connects a person to an organisation.
///
/// # Errors
///
/// [`ControlError::BadRequest`] for an unknown person, organisation, role, package or resource.
pub fn connection(
    world: &mut World,
    person: &str,
    organisation: &str,
    new: NewConnection,
) -> Result<(), ControlError> {
    if world.person(person).is_none() {
        return Err(ControlError::BadRequest(format!(
            "person {person} is unknown: add the person with PUT /control/persons/{person} first"
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

/// Checks what a person cannot delegate, and replaces package names with URNs.
///
/// # Errors
///
/// [`ControlError::BadRequest`] for an id that is neither a resource nor a package of the catalogue.
pub fn known_lacks(world: &World, lacks: Vec<Lack>) -> Result<Vec<Lack>, ControlError> {
    let known = |lack: Lack| {
        if world.resource(&lack.id).is_some() {
            return Ok(lack);
        }
        let urn = urn(&lack.id);
        match world.package(&urn) {
            Some(_) => Ok(Lack { id: urn, ..lack }),
            None => Err(ControlError::BadRequest(format!(
                "{} is neither a resource nor a package of the catalogue: add the resource or the package first",
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
        ControlError::BadRequest(format!("role {name} is unknown: use one of {names}"))
    })
}

/// Parses the number of an organisation that the simulator knows.
///
/// # Errors
///
/// [`ControlError::BadRequest`] for an invalid or unknown number.
pub fn known_organisation(world: &World, number: &str) -> Result<OrgNumber, ControlError> {
    let number = org_number(number)?;
    match world.organisation(&number) {
        Some(_) => Ok(number),
        None => Err(ControlError::BadRequest(format!(
            "organisation {number} is unknown: add it with PUT /control/organisations/{number} first"
        ))),
    }
}

/// Parses an organisation number.
///
/// # Errors
///
/// [`ControlError::BadRequest`] for an invalid number.
pub fn org_number(text: &str) -> Result<OrgNumber, ControlError> {
    text.parse()
        .map_err(|error| ControlError::BadRequest(format!("organisation {text}: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_description_under_its_old_name_is_read() {
        let text = json!({ "nb": "a", "nn": "b", "en": "c" });
        let new = json!({ "name": "Eva Moen", "story": text });
        let new: NewPerson = serde_json::from_value(new).unwrap();
        let Some(Text::Localized(description)) = new.description else {
            panic!("{new:?}");
        };

        let number = World::seeded().unused_personal_number();
        let mut person = Person::new("eva", number, "Eva Moen");
        person.description = description;
        let mut saved = serde_json::to_value(&person).unwrap();
        let members = saved.as_object_mut().unwrap();
        let description = members.remove("description").unwrap();
        assert_eq!(description, text);
        members.insert("story".to_owned(), description);
        assert_eq!(serde_json::from_value::<Person>(saved).unwrap(), person);
    }
}
