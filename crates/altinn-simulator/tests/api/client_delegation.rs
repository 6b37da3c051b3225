//! Tests of client delegation over HTTP (contract/systemuser-api.md §8 and contract/approval.md §8).

use altinn_simulator::rules::{ClientRelation, Connection, Organisation, role};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Customer, DEMO, OTHER_VENDOR, PARTIES, Response, TestBed, Vendor, claims, packages,
};

const READ: &str = "altinn:clientdelegations.read";
const WRITE: &str = "altinn:clientdelegations.write";
const PATH: &str = "enduser/systemuser";
const LONN: &str = "regnskapsforer-lonn";
const UTEN: &str = "regnskapsforer-uten-signeringsrettighet";

/// An accountant with an agent system user. In the entity register, the accountant has the role REGN for each of its
/// clients.
struct Office<'a> {
    bed: &'a TestBed,
    vendor: Vendor<'a>,
    accountant: Customer,
    clients: Vec<Value>,
    agent: String,
}

impl<'a> Office<'a> {
    async fn with(bed: &'a TestBed, names: &[&str]) -> Self {
        let made = bed
            .post_control("customers", json!({ "kind": "accountant", "count": 3 }))
            .await;
        let accountant = Customer::of(&made);
        let vendor = bed.vendor().await;
        let mut system = vendor.system(&format!("office-{}", Uuid::new_v4().simple()));
        system["accessPackages"] = packages(names);
        assert_eq!(vendor.register(&system).await.status, 200);
        let system = system["id"].as_str().unwrap();
        let body = vendor.agent_request(system, &accountant.organisation, names);
        let agent = vendor.create_agent_request(&body).await;
        assert_eq!(bed.approve(&agent, &accountant.person).await.status, 200);
        Self {
            bed,
            vendor,
            accountant,
            clients: made["clients"].as_array().unwrap().clone(),
            agent,
        }
    }

    fn client(&self, place: usize) -> &str {
        self.clients[place]["uuid"].as_str().unwrap()
    }

    async fn as_accountant(&self, method: Method, scope: &str, path: &str) -> Response {
        self.call_as(&self.accountant.person, method, scope, path)
            .await
    }

    async fn call_as(&self, person: &str, method: Method, scope: &str, path: &str) -> Response {
        let token = exchanged(self.bed, person, scope).await;
        let url = self.bed.authentication(&format!("{PATH}/{path}"));
        self.bed.call(method, &url, &token, None).await
    }

    async fn change(&self, method: Method, client: &str) -> Response {
        let path = format!("clients?agent={}&client={client}", self.agent);
        self.as_accountant(method, WRITE, &path).await
    }

    async fn list(&self, path: &str) -> Vec<Value> {
        let path = format!("{path}?agent={}", self.agent);
        let list = self.as_accountant(Method::GET, READ, &path).await.ok();
        assert_eq!(
            (&list["links"], &list["systemUserInformation"]),
            (
                &json!({}),
                &json!({
                    "systemUserId": self.agent,
                    "systemUserOwnerOrg": self.accountant.organisation,
                })
            )
        );
        list["data"].as_array().unwrap().clone()
    }

    async fn decision(&self, organisation: &str, resource: &str) -> Value {
        let token = self.vendor.token("altinn:authorization/authorize").await;
        let token = self.vendor.exchanged(&token).await;
        let attribute = |id: &str, value: &str| json!({ "AttributeId": id, "Value": value });
        let question = json!({ "Request": {
            "AccessSubject": [{ "Attribute": [attribute("urn:altinn:systemuser:uuid", &self.agent)] }],
            "Action": [{ "Attribute": [attribute("urn:oasis:names:tc:xacml:1.0:action:action-id", "read")] }],
            "Resource": [{ "Attribute": [
                attribute("urn:altinn:resource", resource),
                attribute("urn:altinn:organization:identifier-no", organisation),
            ] }],
        } });
        let url = self.bed.platform("authorization/api/v1/authorize");
        let request = self.bed.http.post(url).bearer_auth(token);
        let request = request.header("Ocp-Apim-Subscription-Key", "any");
        let answer = self.bed.send(request.json(&question)).await.ok();
        answer["response"][0]["decision"].clone()
    }
}

async fn exchanged(bed: &TestBed, person: &str, scope: &str) -> String {
    let token = bed.idporten_token(person, scope);
    let url = bed.authentication("exchange/id-porten");
    let answer = bed.get(&url, &token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn as_client(made: &Value) -> Value {
    json!({
        "clientId": made["uuid"],
        "clientOrganizationNumber": made["number"],
        "clientOrganizationName": made["name"],
    })
}

#[tokio::test]
async fn a_client_is_connected_used_and_disconnected() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN, UTEN]).await;
    let all: Vec<_> = office.clients.iter().map(as_client).collect();
    assert_eq!(office.list("clients/available").await, all);
    assert_eq!(office.list("clients").await, [Value::Null; 0]);
    let number = office.clients[1]["number"].as_str().unwrap();
    let payroll = "ttd_systembruker-salary";
    assert_eq!(office.decision(number, payroll).await, "NotApplicable");

    let pair = json!({ "agent": office.agent, "client": office.client(1) });
    for _ in 0..2 {
        let answer = office.change(Method::POST, office.client(1)).await;
        assert_eq!(answer.ok(), pair, "again is no fault");
    }
    assert_eq!(
        office.list("clients").await,
        [as_client(&office.clients[1])]
    );
    assert_eq!(office.list("clients/available").await, all);
    assert_eq!(office.decision(number, payroll).await, "Permit");
    for (organisation, resource) in [
        (number, "ske-mva-melding"),
        (office.clients[0]["number"].as_str().unwrap(), payroll),
        (office.accountant.organisation.as_str(), payroll),
    ] {
        let decision = office.decision(organisation, resource).await;
        assert_eq!(decision, "NotApplicable", "{organisation} {resource}");
    }

    // Removing a client is idempotent, so the second call gets the same response. A call for an unknown client must
    // also succeed.
    for _ in 0..2 {
        let answer = office.change(Method::DELETE, office.client(1)).await;
        assert_eq!(answer.ok(), pair);
        assert_eq!(office.decision(number, payroll).await, "NotApplicable");
    }
    let unknown = Uuid::new_v4().to_string();
    let answer = office.change(Method::DELETE, &unknown).await;
    assert_eq!(answer.ok()["client"], unknown);
}

/// The token of an agent system user names the service provider as the owner of the system user. The authorised parties
/// are the clients that are connected to the system user (contract/approval.md §8).
#[tokio::test]
async fn the_token_belongs_to_the_provider_and_lists_the_clients_as_parties() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    office.change(Method::POST, office.client(0)).await.ok();
    let owner = &office.accountant.organisation;
    let vendor = &office.vendor;
    let grant = |scope| vendor.grant_for(scope, owner, Some("agent"));
    let token = vendor.request_token(&grant(DEMO)).await.ok();
    let response = claims(token["access_token"].as_str().unwrap());
    let detail = &response["authorization_details"][0];
    assert_eq!(detail["systemuser_id"], json!([office.agent]));
    assert_eq!(detail["systemuser_org"]["ID"], format!("0192:{owner}"));

    let token = vendor.request_token(&grant(PARTIES)).await.ok();
    let path = "accessmanagement/api/v1/enduser/authorizedparties?includeAccessPackages=true";
    let token = token["access_token"].as_str().unwrap();
    let token = vendor.exchanged(token).await;
    let parties = bed.get(&bed.platform(path), &token).await.ok();
    let parties = parties["data"].as_array().unwrap();
    assert_eq!(parties.len(), 1);
    assert_eq!(
        parties[0]["organizationNumber"],
        office.clients[0]["number"]
    );
    assert_eq!(parties[0]["authorizedAccessPackages"], json!([LONN]));
}

/// A client gives packages to the provider in two ways: by a role in the entity register, or by a delegation. Altinn
/// connects a client only if the client gives all packages of the system user (contract/approval.md §8).
#[tokio::test]
async fn a_client_gives_the_access_of_its_role_and_its_delegations() {
    let bed = TestBed::start().await;
    for (names, available) in [
        (
            &["ansvarlig-revisor", "revisormedarbeider"][..],
            &["REVI"][..],
        ),
        (
            &["regnskapsforer-med-signeringsrettighet", UTEN, LONN],
            &["REGN"],
        ),
        (&["forretningsforer-eiendom"], &["FFØR"]),
        (&["skattegrunnlag"], &["one package"]),
        (&["skattegrunnlag", LONN], &[]),
        (&["ansvarlig-revisor", LONN], &[]),
    ] {
        let office = Office::with(&bed, names).await;
        let owner: altinn_types::OrgNumber = office.accountant.organisation.parse().unwrap();
        let made = {
            let simulator = bed.simulator();
            let mut world = simulator.world();
            let mut put = |name: &'static str, relation: Value| {
                let client: Organisation = world.make_organisation();
                let mut row = json!({ "client": client.number, "provider": owner, "roles": [], "packages": [] });
                row.as_object_mut()
                    .unwrap()
                    .extend(relation.as_object().unwrap().clone());
                let row: ClientRelation = serde_json::from_value(row).unwrap();
                world.put_client_relation(row);
                (name, client)
            };
            [
                put("REVI", json!({ "roles": ["REVI"] })),
                put("FFØR", json!({ "roles": ["FFØR"] })),
                put(
                    "one package",
                    json!({ "packages": packages(&["skattegrunnlag"]) }),
                ),
            ]
        };
        let mut expected: Vec<Value> = Vec::new();
        if available.contains(&"REGN") {
            expected.extend(office.clients.iter().map(|made| made["number"].clone()));
        }
        for (name, client) in &made {
            let can = available.contains(name);
            if can {
                expected.push(json!(client.number));
            }
            let answer = office
                .change(Method::POST, &client.uuid().to_string())
                .await;
            if can {
                assert_eq!(answer.status, 200, "{name}: {}", answer.body);
            } else {
                answer.assert_problem(400, "AUTH-00080");
            }
        }
        let list = office.list("clients/available").await;
        let numbers: Vec<_> = list
            .iter()
            .map(|client| client["clientOrganizationNumber"].clone())
            .collect();
        assert_eq!(numbers, expected, "{names:?}");
    }
}

/// If the agent id and the client id are invalid, Altinn reports both errors in one response. The codes for the agent
/// id are AUTH.VLD-00014 and 00015, and the code for the client id is AUTH.VLD-00016 (contract/systemuser-api.md §8).
#[tokio::test]
async fn errors_in_both_ids_are_returned_together() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let system = other.registered().await;
    let (_, standard) = other.connected(&system, "ske-krav-og-betalinger").await;
    let agent = &office.agent;
    let unknown = Uuid::new_v4().to_string();
    let (client, zeros) = (office.client(0), Uuid::nil().to_string());
    let fourteen = ("AUTH.VLD-00014", "?agent");
    let fifteen = ("AUTH.VLD-00015", "?agent");
    let sixteen = ("AUTH.VLD-00016", "?client");
    let rows = [
        ("none", String::new(), vec![fourteen, sixteen]),
        (
            "zeros",
            format!("agent={zeros}&client={zeros}"),
            vec![fourteen, sixteen],
        ),
        (
            "unknown",
            format!("agent={unknown}&client={client}"),
            vec![fourteen],
        ),
        (
            "standard",
            format!("agent={standard}&client={client}"),
            vec![fifteen],
        ),
        (
            "standard, none",
            format!("agent={standard}"),
            vec![fifteen, sixteen],
        ),
        ("no client", format!("agent={agent}"), vec![sixteen]),
        ("no agent", format!("client={client}"), vec![fourteen]),
    ];
    for (name, query, expected) in &rows {
        for method in [Method::POST, Method::DELETE] {
            let path = format!("clients?{query}");
            let answer = office.as_accountant(method, WRITE, &path).await;
            let body = answer.assert_problem(400, "STD-00000");
            let errors = body["validationErrors"].as_array().unwrap();
            let response: Vec<_> = errors
                .iter()
                .map(|e| (e["code"].as_str().unwrap(), e["paths"][0].as_str().unwrap()))
                .collect();
            assert_eq!(response, *expected, "{name}");
        }
    }
    for path in ["clients", "clients/available"] {
        for (query, code) in [
            (String::new(), "AUTH.VLD-00014"),
            (format!("?agent={unknown}"), "AUTH.VLD-00014"),
            (format!("?agent={standard}"), "AUTH.VLD-00015"),
        ] {
            let path = format!("{path}{query}");
            let answer = office.as_accountant(Method::GET, READ, &path).await;
            let body = answer.assert_problem(400, "STD-00000");
            assert_eq!(body["validationErrors"][0]["code"], code, "{path}");
        }
        let answer = office
            .as_accountant(Method::GET, READ, &format!("{path}?agent=x"))
            .await;
        assert!(answer.json()["errors"]["agent"].is_array());
    }
    // If the organisation is not a client of the provider, Altinn returns AUTH-00079. An unknown client id gets the
    // same code.
    let stranger = bed.customer("approver").await;
    let stranger = {
        let simulator = bed.simulator();
        let world = simulator.world();
        let number = stranger.organisation.parse().unwrap();
        world
            .parties
            .organisation(&number)
            .unwrap()
            .uuid()
            .to_string()
    };
    for client in [stranger, unknown] {
        let answer = office.change(Method::POST, &client).await;
        answer.assert_problem(400, "AUTH-00079");
    }
}

/// The token must have the scope of the call. The user must be client administrator of the organisation that owns the
/// system user (contract/systemuser-api.md §8).
#[tokio::test]
async fn client_calls_need_a_client_administrator_and_the_scope() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    let stranger = bed.customer("approver").await.person;
    let (agent, client) = (&office.agent, office.client(0));
    let owner = &office.accountant.organisation;
    let rows = [
        (Method::GET, READ, WRITE, format!("agents?party={owner}")),
        (Method::GET, READ, WRITE, format!("clients?agent={agent}")),
        (
            Method::POST,
            WRITE,
            READ,
            format!("clients?agent={agent}&client={client}"),
        ),
        (
            Method::DELETE,
            WRITE,
            READ,
            format!("clients?agent={agent}&client={client}"),
        ),
        (
            Method::GET,
            READ,
            WRITE,
            format!("clients/available?agent={agent}"),
        ),
    ];
    for (method, scope, other, path) in rows {
        let response = office.as_accountant(method.clone(), other, &path).await;
        response.assert_empty(403);
        let response = office
            .call_as(&stranger, method.clone(), scope, &path)
            .await;
        response.assert_empty(403);
        let url = bed.authentication(&format!("{PATH}/{path}"));
        let response = bed.send(bed.http.request(method, url)).await;
        response.assert_empty(401);
    }
    assert_eq!(office.list("clients").await, [Value::Null; 0]);
}

/// A person gets client administration by a role, or by a package that the organisation has delegated to the person
/// (contract/systemuser-api.md §8).
#[tokio::test]
async fn a_person_is_client_administrator_by_role_or_by_package() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    let owner = &office.accountant.organisation;
    for (role, packages, administers) in [
        ("klientadministrator", json!([]), true),
        ("hovedadministrator", json!([]), true),
        ("tilgangsstyrer", json!([]), false),
        ("rettighetshaver", json!(["klientadministrator"]), true),
        ("rettighetshaver", json!(["hovedadministrator"]), true),
        ("rettighetshaver", json!(["tilgangsstyrer"]), false),
        ("rettighetshaver", json!({ "allBut": [] }), false),
    ] {
        let body = json!({ "roles": [role], "packages": packages });
        let path = format!("connections/kari/{owner}");
        let put = bed.control(Method::PUT, &path, body).await;
        assert_eq!(put.status, 204, "{role}: {}", put.body);
        let path = format!("agents?party={owner}");
        let response = office.call_as("kari", Method::GET, READ, &path).await;
        let expected = if administers { 200 } else { 403 };
        assert_eq!(response.status, expected, "{role} {packages}");
    }
}

#[tokio::test]
async fn the_agents_of_a_party_are_listed() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    let owner = &office.accountant.organisation;
    let path = format!("agents?party={owner}");
    let list = office.as_accountant(Method::GET, READ, &path).await.ok();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let agent = &list[0];
    assert_eq!(agent["id"], office.agent);
    assert_eq!(agent["userType"], "agent");
    assert_eq!(agent["reporteeOrgNo"], *owner);
    assert_eq!(agent["accessPackages"], packages(&[LONN]));
    assert_eq!(agent["externalRef"], "agent");
    let members = [
        "integrationTitle",
        "systemId",
        "productName",
        "systemInternalId",
        "partyId",
        "partyUuId",
        "created",
        "isDeleted",
        "supplierName",
        "supplierOrgno",
    ];
    for member in members {
        assert!(!agent[member].is_null(), "{member}");
    }
    let response = office.as_accountant(Method::GET, READ, "agents").await;
    assert_eq!(response.status, 400);
    // Altinn looks up the party before it checks the caller's access, so an unknown party gets 404 and not 403.
    for unknown in ["330000000", "x"] {
        let path = format!("agents?party={unknown}");
        let response = office.as_accountant(Method::GET, READ, &path).await;
        let detail = format!("No associated party information found for organisation {unknown}");
        let expected = json!({ "title": "Party not found", "status": 404, "detail": detail });
        assert_eq!((response.status.as_u16(), response.json()), (404, expected));
    }
}

#[tokio::test]
async fn the_control_api_deletes_an_agent_with_its_clients_and_its_request() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    office.change(Method::POST, office.client(2)).await.ok();
    let control_path = format!("system-users/{}", office.agent);
    let given = json!({ "packages": ["skattegrunnlag"] });
    let delegations = format!("{control_path}/delegations");
    let response = bed.control(Method::PUT, &delegations, given).await;
    response.assert_problem(400, "AUTH-00036");
    let response = bed
        .control(Method::DELETE, &control_path, Value::Null)
        .await;
    assert_eq!(response.status, 204);
    let request = format!("systemuser/request/vendor/agent/{}", office.agent);
    let read = office.vendor.get(crate::support::READ, &request).await;
    read.assert_problem(404, "AUTH-00010");
    let path = format!("clients?agent={}", office.agent);
    let response = office.as_accountant(Method::GET, READ, &path).await;
    response.assert_problem(400, "STD-00000");
}

/// Before an agent system user can act for its owner, an access manager must connect the owner to the system user.
/// Altinn allows this connection only if a standard system user could have the same packages (contract/approval.md §8).
#[tokio::test]
async fn an_agent_acts_for_its_owner_only_if_the_owner_is_connected() {
    let bed = TestBed::start().await;
    let claims = "ske-krav-og-betalinger";
    for (names, possible) in [
        (&["krav-og-utlegg"][..], true),
        (&["krav-og-utlegg", UTEN], false),
    ] {
        let office = Office::with(&bed, names).await;
        let owner = &office.accountant.organisation;
        assert_eq!(office.decision(owner, claims).await, "NotApplicable");
        let connected = {
            let simulator = bed.simulator();
            let mut world = simulator.world();
            let agent = office.agent.parse().unwrap();
            let user = world.system_users.get(agent).unwrap();
            assert_eq!(world.may_connect_own(user), possible);
            world.connect_own(&office.accountant.person, agent).is_ok()
        };
        assert_eq!(connected, possible);
        let expected = if possible { "Permit" } else { "NotApplicable" };
        assert_eq!(office.decision(owner, claims).await, expected);
        assert_eq!(office.list("clients").await, [Value::Null; 0]);
    }
}

/// An access manager can connect the owner of an agent system user, so that the system user can act for the owner. Even
/// then, the owner must not appear in the list of clients (contract/approval.md §8).
#[tokio::test]
async fn the_owner_of_an_agent_is_not_listed_as_its_client() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &["krav-og-utlegg"]).await;
    let owner: altinn_types::OrgNumber = office.accountant.organisation.parse().unwrap();
    let own = {
        let simulator = bed.simulator();
        let mut world = simulator.world();
        let agent = office.agent.parse().unwrap();
        world.connect_own(&office.accountant.person, agent).unwrap();
        let administrator = Connection::of("kari", owner.clone());
        world
            .parties
            .connect(administrator.with_role(role::CLIENT_ADMINISTRATOR));
        world.parties.organisation(&owner).unwrap().uuid()
    };
    assert_eq!(office.list("clients").await, [Value::Null; 0]);
    let path = format!("clients?agent={}&client={own}", office.agent);
    for person in ["kari", office.accountant.person.as_str()] {
        let response = office.call_as(person, Method::DELETE, WRITE, &path).await;
        assert_eq!(response.status, 200, "{person}: {}", response.body);
    }
    let claims = "ske-krav-og-betalinger";
    assert_eq!(office.decision(owner.as_str(), claims).await, "Permit");
    let grant = office
        .vendor
        .grant_for(PARTIES, owner.as_str(), Some("agent"));
    let token = office.vendor.request_token(&grant).await.ok();
    let token = token["access_token"].as_str().unwrap();
    let token = office.vendor.exchanged(token).await;
    let path = bed.platform("accessmanagement/api/v1/enduser/authorizedparties");
    let parties = bed.get(&path, &token).await.ok();
    assert_eq!(parties["data"][0]["organizationNumber"], json!(owner));

    // Altinn refuses to delete an agent system user while clients are connected to it. The owner is not a client, so
    // Altinn deletes the system user here.
    let control_path = format!("system-users/{}", office.agent);
    let response = bed
        .control(Method::DELETE, &control_path, Value::Null)
        .await;
    assert_eq!(response.status, 204, "{}", response.body);
    let decision = office.decision(owner.as_str(), claims).await;
    assert_eq!(decision, "NotApplicable");
}

#[tokio::test]
async fn the_built_in_accountant_has_clients_of_three_kinds() {
    let bed = TestBed::start().await;
    let simulator = bed.simulator();
    let world = simulator.world();
    let (provider, connection) = world.parties.organisations_of("ida").next().unwrap();
    assert!(connection.manages_access());
    assert!(world.parties.administers_clients("ida", &provider.number));
    let relations: Vec<_> = world
        .client_delegations
        .relations_of(&provider.number)
        .collect();
    assert_eq!(relations.len(), 7);
    let of = |name: &str| {
        let body = [altinn_types::AccessPackage::named(name)];
        let gives = |relation: &&&ClientRelation| relation.gives_all(&body);
        relations.iter().filter(gives).count()
    };
    assert_eq!(
        (of(LONN), of("ansvarlig-revisor"), of("skattegrunnlag")),
        (5, 1, 1)
    );
    for relation in relations {
        assert!(world.parties.organisation(&relation.client).is_some());
    }
}

/// A missing agent id and an unknown agent id get the same code, AUTH.VLD-00014. The titles of the two errors are
/// different (contract/systemuser-api.md §1.4).
#[tokio::test]
async fn a_missing_id_and_an_unknown_id_have_the_same_code() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let system = other.registered().await;
    let (_, standard) = other.connected(&system, "ske-krav-og-betalinger").await;
    let agent = &office.agent;
    let unknown = Uuid::new_v4();
    let client = office.client(0);
    for (query, code, title) in [
        (
            format!("client={client}"),
            "AUTH.VLD-00014",
            "The agent query parameter is missing or invalid",
        ),
        (
            format!("agent={unknown}&client={client}"),
            "AUTH.VLD-00014",
            "System user not found",
        ),
        (
            format!("agent={standard}&client={client}"),
            "AUTH.VLD-00015",
            "SystemUser is not a valid system user of type agent",
        ),
        (
            format!("agent={agent}"),
            "AUTH.VLD-00016",
            "The client query parameter is missing or invalid",
        ),
    ] {
        let path = format!("clients?{query}");
        let answer = office.as_accountant(Method::POST, WRITE, &path).await;
        let body = answer.assert_problem(400, "STD-00000");
        let error = &body["validationErrors"][0];
        assert_eq!(
            (&error["code"], &error["title"]),
            (&json!(code), &json!(title))
        );
    }
}

/// A grant must name the provider, because the provider owns the agent system user. For a client's organisation,
/// Maskinporten gives no token (contract/approval.md §8 and contract/maskinporten.md §3).
#[tokio::test]
async fn maskinporten_gives_no_token_for_a_clients_organisation() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[LONN]).await;
    office.change(Method::POST, office.client(0)).await.ok();
    let client = office.clients[0]["number"].as_str().unwrap();
    let grant = office.vendor.grant_for(DEMO, client, Some("agent"));
    let refused = office.vendor.request_token(&grant).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json()["error"],
        "invalid_altinn_customer_configuration"
    );
}

/// Altinn must no longer list a client that has stopped giving the packages to the provider. The test changes the
/// packages through the control API. In reality, the client or the entity register makes such a change.
#[tokio::test]
async fn a_client_is_listed_only_while_it_gives_the_packages() {
    let bed = TestBed::start().await;
    let office = Office::with(&bed, &[UTEN]).await;
    let new = bed.customer("approver").await.organisation;
    let path = format!("client-relations/{new}/{}", office.accountant.organisation);
    let give = async |what: Value| {
        let put = bed.control(Method::PUT, &path, what).await;
        assert_eq!(put.status, 204, "{}", put.body);
    };
    let among = async |list: &str| {
        let rows = office.list(list).await;
        let row = rows
            .iter()
            .find(|row| row["clientOrganizationNumber"] == json!(new));
        row.map(|row| row["clientId"].as_str().unwrap().to_owned())
    };
    for (what, is_available) in [
        (json!({ "roles": ["REVI", "FFØR"] }), false),
        (json!({ "roles": ["REVI", "REGN"] }), true),
        (json!({ "packages": [LONN] }), false),
        (json!({ "packages": [UTEN] }), true),
    ] {
        give(what.clone()).await;
        let client = among("clients/available").await;
        assert_eq!(client.is_some(), is_available, "{what}");
    }
    let client = among("clients/available").await.unwrap();
    assert_eq!(office.change(Method::POST, &client).await.status, 200);
    give(json!({ "packages": [UTEN, LONN] })).await;
    assert_eq!(among("clients").await, Some(client.clone()));
    give(json!({ "packages": [LONN] })).await;
    assert_eq!(among("clients").await, None, "it has taken a package back");

    give(json!({ "roles": ["REGN"] })).await;
    assert_eq!(office.change(Method::POST, &client).await.status, 200);
    let take_back = async || bed.control(Method::DELETE, &path, json!({})).await.status;
    assert_eq!(take_back().await, 204);
    assert_eq!(among("clients").await, None);
    assert_eq!(among("clients/available").await, None);
    assert_eq!(take_back().await, 404);
    assert_eq!(office.list("clients/available").await.len(), 3);
}
