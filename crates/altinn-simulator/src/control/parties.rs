//! The calls that add organisations and persons, and give persons roles in organisations. Each call replaces an object
//! with the same id.

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
    rules::{
        Connection, Held, Lack, Organisation, Person, catalogue::roles,
        personal_number::PersonalNumber, role,
    },
    texts::complaints,
};
use altinn_types::OrgNumber;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOrganisation {
    name: String,
    unit_type: Option<String>,
    parent: Option<String>,
}

/// Handles `PUT /control/organisations/{number}`.
pub async fn put_organisation(
    State(simulator): State<Simulator>,
    Path(number): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    organisation(&mut simulator.world(), &number, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds an organisation, or replaces the organisation with the same number.
///
/// # Errors
///
/// Returns [`ControlError::Invalid`] if the organisation number or the parent is invalid. A parent is invalid if the
/// parent is unknown, or is a subunit of the new organisation.
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
        if world.parties.is_below(&parent, &organisation.number) {
            return Err(ControlError::Invalid(complaints::own_subunit()));
        }
        organisation.parent = Some(parent);
    }
    world.parties.put_organisation(organisation);
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPerson {
    name: String,
    /// A synthetic personal number. If it is missing, an existing person keeps the old number, and a new person gets an
    /// unused number.
    personal_number: Option<PersonalNumber>,
    /// One sentence that says what happens to a user who logs in as this person. Older programs call this member
    /// `story`.
    #[serde(alias = "story")]
    description: Option<Text>,
}

/// Handles `PUT /control/persons/{key}`.
pub async fn put_person(
    State(simulator): State<Simulator>,
    Path(key): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    person(&mut simulator.world(), &key, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a person, or replaces the person with the same key.
///
/// # Errors
///
/// [`ControlError::Invalid`] in these cases:
///
/// - The key is invalid.
/// - The key belongs to one of the named persons that every simulator starts with. Nobody can change these persons.
/// - The personal number belongs to another person.
pub fn person(world: &mut World, key: &str, new: NewPerson) -> Result<(), ControlError> {
    check_id("a person", key)?;
    let existing = world.parties.person(key).cloned();
    if existing.as_ref().is_some_and(|person| person.built_in) {
        return Err(ControlError::Invalid(complaints::named_person(key)));
    }
    let number = match (new.personal_number, &existing) {
        (Some(number), _) => number,
        (None, Some(existing)) => existing.personal_number.clone(),
        (None, None) => world.unused_personal_number(),
    };
    let owner = world.parties.person_by_number(number.as_str());
    if owner.is_some_and(|person| person.key != key) {
        return Err(ControlError::Invalid(complaints::personal_number_taken()));
    }
    let mut person = Person::new(key, number, &new.name);
    if let Some(description) = new.description {
        person.description = description.localized();
    }
    world.parties.put_person(person);
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConnection {
    /// The roles of the person in the organisation. Each is a code such as `daglig-leder`, or a URN.
    roles: Vec<String>,
    /// Packages that the person holds in addition to the packages of the roles.
    packages: Option<Packages>,
    /// The resources and packages that the person cannot delegate, each with the reason.
    #[serde(default)]
    lacks: Vec<Lack>,
}

/// The access packages that a person holds, in the body of a call. Each package is a name or a URN.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Packages {
    /// The person holds these packages.
    These(Vec<String>),
    /// The person holds all packages except those in `allBut` and the packages for managing access.
    AllBut {
        #[serde(rename = "allBut")]
        all_but: Vec<String>,
    },
}

/// Handles `PUT /control/connections/{person}/{organisation}`.
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

/// Sets the roles and packages of a person in an organisation, in place of the earlier ones.
///
/// # Errors
///
/// [`ControlError::Invalid`] if the person, the organisation, a role, a package or a resource is unknown.
pub fn connection(
    world: &mut World,
    person: &str,
    organisation: &str,
    new: NewConnection,
) -> Result<(), ControlError> {
    if world.parties.person(person).is_none() {
        return Err(ControlError::Invalid(complaints::unknown_person(person)));
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
    world.parties.connect(connection);
    Ok(())
}

/// Handles `DELETE /control/connections/{person}/{organisation}`. The person then has neither roles nor packages in the
/// organisation, and Altinn no longer lists the organisation for the person.
pub async fn delete_connection(
    State(simulator): State<Simulator>,
    Path((person, organisation)): Path<(String, String)>,
) -> Result<StatusCode, ControlError> {
    let organisation = org_number(&organisation)?;
    let removed = simulator.world().parties.disconnect(&person, &organisation);
    removed.ok_or(ControlError::NotFound("connection"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Checks the list of resources and packages that a person cannot delegate, and replaces the names of packages with
/// URNs.
///
/// # Errors
///
/// [`ControlError::Invalid`] for the first id that is neither a resource nor a package in the catalogue.
pub fn known_lacks(world: &World, lacks: Vec<Lack>) -> Result<Vec<Lack>, ControlError> {
    let known = |lack: Lack| {
        if world.catalogue.resource(&lack.id).is_some() {
            return Ok(lack);
        }
        let urn = urn(&lack.id);
        match world.catalogue.package(&urn) {
            Some(_) => Ok(Lack { id: urn, ..lack }),
            None => Err(ControlError::Invalid(complaints::unknown_lack(&lack.id))),
        }
    };
    lacks.into_iter().map(known).collect()
}

fn known_role(name: &str) -> Result<String, ControlError> {
    const WITH_A_PACKAGE: [&str; 2] = [role::ACCESS_MANAGER, role::CLIENT_ADMINISTRATOR];
    let of_package = WITH_A_PACKAGE.into_iter();
    let mut of_package = of_package.filter(|urn| role::code(urn) == role::code(name));
    let known = of_package
        .next()
        .or_else(|| roles::role(name).map(|role| role.urn.as_str()));
    known
        .map(str::to_owned)
        .ok_or_else(|| ControlError::Invalid(complaints::unknown_role(name)))
}

/// Parses an organisation number, and checks that the simulator knows the organisation.
///
/// # Errors
///
/// [`ControlError::Invalid`] if the number is invalid or the organisation is unknown.
pub fn known_organisation(world: &World, number: &str) -> Result<OrgNumber, ControlError> {
    let number = org_number(number)?;
    match world.parties.organisation(&number) {
        Some(_) => Ok(number),
        None => Err(ControlError::Invalid(complaints::unknown_organisation(
            number.as_str(),
        ))),
    }
}

/// Parses an organisation number for a call of the control API.
///
/// # Errors
///
/// [`ControlError::Invalid`] if the text is not an organisation number.
pub fn org_number(text: &str) -> Result<OrgNumber, ControlError> {
    text.parse()
        .map_err(|error: altinn_types::InvalidOrgNumber| {
            ControlError::Invalid(complaints::organisation_number(text, &error.to_string()))
        })
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
