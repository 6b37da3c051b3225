//! Tests of the platform calls of Altinn's own pages with a person's token (contract/approval.md §2 to §4 and §6 to
//! §8).
//!
//! The tests have tables of calls. The name of each row cites the contract section about the expected response.

mod access_checks;
mod bff;
mod bff_system_users;
mod bff_user_decisions;
mod customer_clients;
mod own_organisation;
mod requests;
mod system_users;
mod user_decisions;

use altinn_simulator::{World, rules::Organisation};
use altinn_types::OrgNumber;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Customer, Response, TestBed, Vendor, packages, rights};

const SCOPE: &str = "altinn:portal/enduser";
const CLAIMS: &str = "ske-krav-og-betalinger";
const PAYROLL: &str = "ttd_systembruker-salary";
const LONN: &str = "regnskapsforer-lonn";
const UTEN: &str = "regnskapsforer-uten-signeringsrettighet";

#[derive(Clone, Debug)]
enum Expected {
    Empty(u16),
    Problem(u16, &'static str),
    Json(u16, Value),
    /// A response with status 400 in the format of ASP.NET. Its object `errors` must contain a member with this name.
    Model(&'static str),
}

use Expected::{Empty, Json, Model, Problem};

/// One call: its name, the calling person, the HTTP method, the path and the expected response. The name cites the
/// contract.
type Row<'a> = (&'a str, &'a str, Method, String, Expected);

/// For each row, makes the call and checks the response. Keeps the order of the rows, because a call can depend on the
/// calls before it.
async fn met(bed: &TestBed, rows: Vec<Row<'_>>) {
    for (name, person, method, path, expected) in rows {
        let answer = call(bed, person, method, &path, None).await;
        assert_is(name, &answer, &expected);
    }
}

#[track_caller]
fn assert_is(name: &str, answer: &Response, expected: &Expected) {
    let told = || format!("{name}: {} {}", answer.status, answer.body);
    let status = answer.status.as_u16();
    match expected {
        Empty(request_body) => assert_eq!(
            (status, answer.body.as_str()),
            (*request_body, ""),
            "{}",
            told()
        ),
        Problem(request_body, code) => {
            assert!(answer.body.contains(code), "{}, not {code}", told());
            answer.assert_problem(*request_body, code);
        }
        Json(request_body, body) => {
            assert_eq!(status, *request_body, "{}", told());
            assert_eq!(answer.json(), *body, "{name}");
        }
        Model(member) => {
            assert_eq!(status, 400, "{}", told());
            assert!(answer.json()["errors"][member].is_array(), "{}", told());
        }
    }
}

async fn call(
    bed: &TestBed,
    person: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Response {
    let token = token(bed, person, SCOPE).await;
    bed.call(method, &bed.authentication(path), &token, body)
        .await
}

/// Exchanges an ID-porten token of the person for an Altinn token, and returns the Altinn token.
async fn token(bed: &TestBed, person: &str, scope: &str) -> String {
    let token = bed.idporten_token(person, scope);
    let answer = bed
        .get(&bed.authentication("exchange/id-porten"), &token)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn organisation(bed: &TestBed, number: &str) -> Organisation {
    let number: OrgNumber = number.parse().unwrap();
    let world = bed.simulator().world();
    world.parties.organisation(&number).unwrap().clone()
}

fn party(bed: &TestBed, customer: &Customer) -> i64 {
    organisation(bed, &customer.organisation).party_id()
}

fn party_uuid(bed: &TestBed, customer: &Customer) -> Uuid {
    organisation(bed, &customer.organisation).uuid()
}

/// Marks an organisation as deleted in the entity register. Altinn still knows which roles persons had in the
/// organisation.
fn wind_up(bed: &TestBed, customer: &Customer) {
    let organisation = Organisation {
        is_deleted: true,
        ..organisation(bed, &customer.organisation)
    };
    change(bed, |world| world.parties.put_organisation(organisation));
}

fn change(bed: &TestBed, change: impl FnOnce(&mut World)) {
    change(&mut bed.simulator().world());
}

/// Registers a system with these packages and returns the id of the system. A Maskinporten client can belong to one
/// system only, so each system gets a new client.
async fn registered(vendor: &Vendor<'_>, names: &[&str]) -> String {
    let mut system = vendor.system(&format!("portal-{}", Uuid::new_v4().simple()));
    system["accessPackages"] = packages(names);
    system["clientId"] = json!([Uuid::new_v4()]);
    let answer = vendor.register(&system).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    system["id"].as_str().unwrap().to_owned()
}

/// Registers a new system, and creates a request for these rights and packages.
async fn request(
    vendor: &Vendor<'_>,
    customer: &Customer,
    rights_asked: &[&str],
    packages_asked: &[&str],
) -> String {
    let system = registered(vendor, &["krav-og-utlegg"]).await;
    request_of(vendor, &system, customer, rights_asked, packages_asked).await
}

async fn request_of(
    vendor: &Vendor<'_>,
    system: &str,
    customer: &Customer,
    rights_asked: &[&str],
    packages_asked: &[&str],
) -> String {
    let mut body = vendor.request(system, &customer.organisation);
    body["rights"] = rights(rights_asked);
    body["accessPackages"] = packages(packages_asked);
    vendor.create_request(&body).await
}

/// Registers a system with these packages, and creates an agent request for all the packages.
async fn agent_request(vendor: &Vendor<'_>, customer: &Customer, names: &[&str]) -> String {
    let system = registered(vendor, names).await;
    let body = vendor.agent_request(&system, &customer.organisation, names);
    vendor.create_agent_request(&body).await
}

/// Creates a change request that adds one right to a system user.
async fn change_request(vendor: &Vendor<'_>, user: &str, right: &str) -> String {
    let id = Uuid::new_v4();
    let path = format!("systemuser/changerequest/vendor?correlation-id={id}&system-user-id={user}");
    let token = vendor.token(crate::support::WRITE).await;
    let body = json!({ "requiredRights": rights(&[right]) });
    let url = vendor.bed.authentication(&path);
    let answer = vendor.bed.post(&url, &token, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    id.to_string()
}

/// An accountant with two clients and an agent system user.
struct Office {
    accountant: Customer,
    clients: Vec<Value>,
    party: i64,
    uuid: Uuid,
    agent: String,
}

impl Office {
    async fn with(bed: &TestBed, vendor: &Vendor<'_>, names: &[&str]) -> Self {
        let made = bed
            .post_control("customers", json!({ "kind": "accountant", "count": 2 }))
            .await;
        let accountant = Customer::of(&made);
        let agent = agent_request(vendor, &accountant, names).await;
        let approved = bed.approve(&agent, &accountant.person).await;
        assert_eq!(approved.status, 200, "{}", approved.body);
        Self {
            party: party(bed, &accountant),
            uuid: party_uuid(bed, &accountant),
            accountant,
            clients: made["clients"].as_array().unwrap().clone(),
            agent,
        }
    }

    fn client(&self, place: usize) -> &str {
        self.clients[place]["uuid"].as_str().unwrap()
    }
}
