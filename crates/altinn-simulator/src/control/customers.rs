use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};

use super::{ControlError, additions, read};
use crate::world::World;
use crate::{
    Simulator,
    rules::{ClientRelation, Connection, Lack, Organisation, Person, ProviderRole, role},
};
use altinn_types::{LocalizedText, OrgNumber};

/// What kind of customer to make.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct NewCustomer {
    kind: Kind,
    /// For `lacks`: what the person cannot delegate, and why. Nothing given, it is all about payroll.
    lacks: Vec<Lack>,
    /// For `several`: how many organisations. For `accountant`: how many clients.
    count: Option<u32>,
    /// What the organisation is called, where a made-up name will not do.
    name: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// General manager: can approve everything.
    #[default]
    Approver,
    /// Access manager who cannot delegate something.
    Lacks,
    /// Employee who can only forward; with an access manager who can approve.
    Forwarder,
    /// Has nothing to do with the organisation, nor with any other; with an access manager.
    Unrelated,
    /// General manager of several organisations.
    Several,
    /// General manager of an accountant that has clients by the role REGN.
    Accountant,
}

/// A person and an organisation that no other test knows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    person: Named,
    organisation: Numbered,
    /// Who can approve, where it is not the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_manager: Option<Named>,
    /// All that the person has anything to do with.
    organisations: Vec<Numbered>,
    /// Of an accountant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<Client>,
}

#[derive(Debug, Serialize)]
struct Client {
    #[serde(flatten)]
    numbered: Numbered,
    /// The `client` of client delegation.
    uuid: uuid::Uuid,
}

#[derive(Debug, Serialize)]
struct Named {
    key: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct Numbered {
    number: OrgNumber,
    name: String,
}

/// `POST /control/customers`.
pub(crate) async fn make(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<(StatusCode, Json<Customer>), ControlError> {
    let wanted: NewCustomer = read(&body)?;
    let count = wanted.count.unwrap_or(3);
    if !(1..=200).contains(&count) {
        return Err(ControlError::BadRequest("count is from 1 to 200".to_owned()));
    }
    if !(wanted.lacks.is_empty() || matches!(wanted.kind, Kind::Lacks)) {
        return Err(ControlError::BadRequest(
            "lacks goes with the kind lacks alone".to_owned(),
        ));
    }
    let mut world = simulator.world();
    let lacks = additions::known_lacks(&world, wanted.lacks)?;
    let wanted = NewCustomer { lacks, ..wanted };
    Ok((
        StatusCode::CREATED,
        Json(customer(&mut world, wanted, count)),
    ))
}

fn customer(world: &mut World, wanted: NewCustomer, count: u32) -> Customer {
    let mut person = world.make_person();
    let mut organisation = world.make_organisation();
    if let Some(name) = wanted.name {
        organisation.name = name;
        world.put_organisation(organisation.clone());
    }
    person.description = story(wanted.kind, &organisation);
    world.put_person(person.clone());

    let of = |person: &Person, organisation: &Organisation| {
        Connection::of(&person.key, organisation.number.clone())
    };
    let mut access_manager = None;
    let mut clients = Vec::new();
    match wanted.kind {
        Kind::Approver => {
            world.connect(of(&person, &organisation).with_role(role::GENERAL_MANAGER));
        }
        Kind::Lacks => {
            let lacking: &[&str] = if wanted.lacks.is_empty() {
                &["lonn"]
            } else {
                &[]
            };
            let connection = of(&person, &organisation)
                .with_role(role::ACCESS_MANAGER)
                .with_all_packages_but(lacking);
            world.connect(Connection {
                lacks: wanted.lacks,
                ..connection
            });
        }
        Kind::Forwarder | Kind::Unrelated => {
            if matches!(wanted.kind, Kind::Forwarder) {
                let employee = of(&person, &organisation).with_role(role::RIGHT_HOLDER);
                world.connect(employee.with_package("skattegrunnlag"));
            }
            let mut manager = world.make_person();
            manager.description = story(Kind::Approver, &organisation);
            world.put_person(manager.clone());
            let connection = of(&manager, &organisation).with_role(role::ACCESS_MANAGER);
            world.connect(connection.with_all_packages_but(&[]));
            access_manager = Some(Named {
                key: manager.key,
                name: manager.name,
            });
        }
        Kind::Accountant => {
            world.connect(of(&person, &organisation).with_role(role::GENERAL_MANAGER));
            clients = accounted_for(world, &organisation, count);
        }
        Kind::Several => {
            world.connect(of(&person, &organisation).with_role(role::GENERAL_MANAGER));
            for _ in 1..count {
                let another = world.make_organisation();
                world.connect(of(&person, &another).with_role(role::GENERAL_MANAGER));
            }
        }
    }
    Customer {
        organisations: world
            .organisations_of(&person.key)
            .map(|(organisation, _)| numbered(organisation))
            .collect(),
        organisation: numbered(&organisation),
        access_manager,
        clients,
        person: Named {
            key: person.key,
            name: person.name,
        },
    }
}

fn numbered(organisation: &Organisation) -> Numbered {
    Numbered {
        number: organisation.number.clone(),
        name: organisation.name.clone(),
    }
}

/// Makes the clients of an accountant.
fn accounted_for(world: &mut World, provider: &Organisation, count: u32) -> Vec<Client> {
    let clients = (0..count).map(|_| {
        let client = world.make_organisation();
        let role = ProviderRole::Accountant;
        let relation =
            ClientRelation::by_role(client.number.clone(), provider.number.clone(), role);
        world.put_client_relation(relation);
        Client {
            uuid: client.uuid(),
            numbered: numbered(&client),
        }
    });
    clients.collect()
}

/// What the page where a person is chosen says of this one.
fn story(kind: Kind, organisation: &Organisation) -> LocalizedText {
    let name = &organisation.name;
    let [nb, nn, en] = match kind {
        Kind::Approver => [
            format!("Kan godkjenne alt for {name}."),
            format!("Kan godkjenne alt for {name}."),
            format!("Can approve everything for {name}."),
        ],
        Kind::Lacks => [
            format!("Tilgangsstyrer i {name} som mangler noen fullmakter."),
            format!("Tilgangsstyrar i {name} som manglar nokre fullmakter."),
            format!("Access manager of {name} who lacks some powers."),
        ],
        Kind::Forwarder => [
            format!("Ansatt i {name}. Kan bare sende videre."),
            format!("Tilsett i {name}. Kan berre sende vidare."),
            format!("Employee of {name}. Can only forward."),
        ],
        Kind::Unrelated => [
            "Har ingenting med noen virksomhet å gjøre.".to_owned(),
            "Har ingenting med noka verksemd å gjere.".to_owned(),
            "Has nothing to do with any organisation.".to_owned(),
        ],
        Kind::Accountant => [
            format!("Daglig leder i {name}, som fører regnskap for klienter."),
            format!("Dagleg leiar i {name}, som fører rekneskap for klientar."),
            format!("General manager of {name}, which keeps accounts for clients."),
        ],
        Kind::Several => [
            format!("Daglig leder i {name} og flere."),
            format!("Dagleg leiar i {name} og fleire."),
            format!("General manager of {name} and more."),
        ],
    };
    LocalizedText { nb, nn, en }
}
