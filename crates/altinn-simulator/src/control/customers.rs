//! The call that creates a customer for a test: a new person with a new organisation, which no other test uses.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::{ControlError, parties, read_body};
use crate::world::World;
use crate::{
    Simulator,
    rules::{ClientRelation, Connection, Lack, Organisation, Person, ProviderRole, role},
    texts::complaints,
};
use altinn_types::{LocalizedText, OrgNumber};

/// The body of `POST /control/customers`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct NewCustomer {
    kind: CustomerKind,
    /// The resources and packages that the person cannot delegate, with the reasons. Only the kind `lacks` allows this
    /// member. If the list is empty, the person cannot delegate the access package `lonn` (payroll).
    lacks: Vec<Lack>,
    /// For the kind `several`, this is the number of organisations. For the kind `accountant`, this is the number of
    /// clients. The default is 3.
    count: Option<u32>,
    /// The name of the organisation. If the body has no name, the simulator makes up a name.
    name: Option<String>,
}

/// What the new person can do for the new organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, VariantNames)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum CustomerKind {
    /// The person is a general manager, who can approve everything.
    #[default]
    Approver,
    /// The person is an access manager, but cannot delegate some resources or packages.
    Lacks,
    /// The person is an employee who can forward requests, but not approve them. An access manager of the same
    /// organisation can approve a forwarded request.
    Forwarder,
    /// The person has no role in any organisation. The access manager of the new organisation is another person.
    Unrelated,
    /// The person is the general manager of several organisations.
    Several,
    /// The person is the general manager of an accountant. Several clients have given this accountant the role REGN.
    Accountant,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    person: PersonJson,
    organisation: OrganisationJson,
    /// The person who can approve for the organisation. Only the kinds `forwarder` and `unrelated` have this member.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_manager: Option<PersonJson>,
    organisations: Vec<OrganisationJson>,
    /// The accountant's clients. Only the kind `accountant` has this member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<ClientJson>,
}

#[derive(Debug, Serialize)]
struct ClientJson {
    #[serde(flatten)]
    organisation: OrganisationJson,
    /// The UUID that callers send as the parameter `client` of Altinn's API for client delegation.
    uuid: uuid::Uuid,
}

#[derive(Debug, Serialize)]
struct PersonJson {
    key: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct OrganisationJson {
    number: OrgNumber,
    name: String,
}

impl From<&Organisation> for OrganisationJson {
    fn from(organisation: &Organisation) -> Self {
        Self {
            number: organisation.number.clone(),
            name: organisation.name.clone(),
        }
    }
}

impl From<Person> for PersonJson {
    fn from(person: Person) -> Self {
        Self {
            key: person.key,
            name: person.name,
        }
    }
}

/// Handles `POST /control/customers`.
pub(crate) async fn create(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<(StatusCode, Json<Customer>), ControlError> {
    let new: NewCustomer = read_body(&body)?;
    let count = new.count.unwrap_or(3);
    if !(1..=200).contains(&count) {
        return Err(ControlError::Invalid(complaints::count()));
    }
    if !(new.lacks.is_empty() || new.kind == CustomerKind::Lacks) {
        return Err(ControlError::Invalid(complaints::lacks_of_another_kind()));
    }
    let mut world = simulator.world();
    let lacks = parties::known_lacks(&world, new.lacks)?;
    let new = NewCustomer { lacks, ..new };
    let customer = create_customer(&mut world, new, count);
    Ok((StatusCode::CREATED, Json(customer)))
}

fn create_customer(world: &mut World, new: NewCustomer, count: u32) -> Customer {
    let mut person = world.make_person();
    let mut organisation = world.make_organisation();
    if let Some(name) = new.name {
        organisation.name = name;
        world.parties.put_organisation(organisation.clone());
    }
    person.description = description(new.kind, &organisation);
    world.parties.put_person(person.clone());

    let connect = |person: &Person, organisation: &Organisation| {
        Connection::of(&person.key, organisation.number.clone())
    };
    let mut access_manager = None;
    let mut clients = Vec::new();
    match new.kind {
        CustomerKind::Approver => {
            world
                .parties
                .connect(connect(&person, &organisation).with_role(role::GENERAL_MANAGER));
        }
        CustomerKind::Lacks => {
            let missing: &[&str] = if new.lacks.is_empty() { &["lonn"] } else { &[] };
            let connection = connect(&person, &organisation)
                .with_role(role::ACCESS_MANAGER)
                .with_all_packages_but(missing);
            world.parties.connect(Connection {
                lacks: new.lacks,
                ..connection
            });
        }
        CustomerKind::Forwarder | CustomerKind::Unrelated => {
            if new.kind == CustomerKind::Forwarder {
                let employee = connect(&person, &organisation).with_role(role::RIGHT_HOLDER);
                world
                    .parties
                    .connect(employee.with_package("skattegrunnlag"));
            }
            let mut manager = world.make_person();
            manager.description = description(CustomerKind::Approver, &organisation);
            world.parties.put_person(manager.clone());
            let connection = connect(&manager, &organisation).with_role(role::ACCESS_MANAGER);
            world.parties.connect(connection.with_all_packages_but(&[]));
            access_manager = Some(manager.into());
        }
        CustomerKind::Accountant => {
            world
                .parties
                .connect(connect(&person, &organisation).with_role(role::GENERAL_MANAGER));
            clients = create_clients(world, &organisation, count);
        }
        CustomerKind::Several => {
            world
                .parties
                .connect(connect(&person, &organisation).with_role(role::GENERAL_MANAGER));
            for _ in 1..count {
                let another = world.make_organisation();
                world
                    .parties
                    .connect(connect(&person, &another).with_role(role::GENERAL_MANAGER));
            }
        }
    }
    Customer {
        organisations: world
            .parties
            .organisations_of(&person.key)
            .map(|(organisation, _)| organisation.into())
            .collect(),
        organisation: (&organisation).into(),
        access_manager,
        clients,
        person: person.into(),
    }
}

fn create_clients(world: &mut World, provider: &Organisation, count: u32) -> Vec<ClientJson> {
    let clients = (0..count).map(|_| {
        let client = world.make_organisation();
        let role = ProviderRole::Accountant;
        let relation =
            ClientRelation::by_role(client.number.clone(), provider.number.clone(), role);
        world.put_client_relation(relation);
        ClientJson {
            uuid: client.uuid(),
            organisation: (&client).into(),
        }
    });
    clients.collect()
}

fn description(kind: CustomerKind, organisation: &Organisation) -> LocalizedText {
    let name = &organisation.name;
    let [nb, nn, en] = match kind {
        CustomerKind::Approver => [
            format!("Kan godkjenne alt for {name}."),
            format!("Kan godkjenne alt for {name}."),
            format!("Can approve everything for {name}."),
        ],
        CustomerKind::Lacks => [
            format!("Tilgangsstyrer i {name} som mangler noen fullmakter."),
            format!("Tilgangsstyrar i {name} som manglar nokre fullmakter."),
            format!("Access manager of {name} who lacks some powers."),
        ],
        CustomerKind::Forwarder => [
            format!("Ansatt i {name}. Kan bare sende videre."),
            format!("Tilsett i {name}. Kan berre sende vidare."),
            format!("Employee of {name}. Can only forward."),
        ],
        CustomerKind::Unrelated => [
            "Har ingenting med noen virksomhet å gjøre.".to_owned(),
            "Har ingenting med noka verksemd å gjere.".to_owned(),
            "Has nothing to do with any organisation.".to_owned(),
        ],
        CustomerKind::Accountant => [
            format!("Daglig leder i {name}, som fører regnskap for klienter."),
            format!("Dagleg leiar i {name}, som fører rekneskap for klientar."),
            format!("General manager of {name}, which keeps accounts for clients."),
        ],
        CustomerKind::Several => [
            format!("Daglig leder i {name} og flere."),
            format!("Dagleg leiar i {name} og fleire."),
            format!("General manager of {name} and more."),
        ],
    };
    LocalizedText { nb, nn, en }
}
