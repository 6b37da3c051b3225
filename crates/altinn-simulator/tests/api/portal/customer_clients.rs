//! Tests of an agent system user's clients: the clients that can be connected, and the clients that are connected.

use altinn_simulator::rules::ClientRelation;

use super::*;

/// A client is available if it has given the provider all packages of the system user. For each client, the list shows
/// the role that gives the packages (contract/approval.md §8).
#[tokio::test]
async fn the_clients_of_a_service_provider_are_listed() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let (person, own, uuid) = (office.accountant.person.as_str(), office.party, office.uuid);
    let provider: OrgNumber = office.accountant.organisation.parse().unwrap();
    let mut by_package = None;
    change(&bed, |world| {
        let client = world.make_organisation();
        let number = client.number.clone();
        world.put_client_relation(ClientRelation::by_packages(
            number,
            provider,
            &["skattegrunnlag"],
        ));
        by_package = Some(client);
    });
    let by_package = by_package.unwrap();
    let path = format!("systemuser/agent/{own}/clients?facilitator={uuid}");
    let list = async |query: &str| {
        let path = format!("{path}{query}");
        call(&bed, person, Method::GET, &path, None)
            .await
            .ok()
            .as_array()
            .unwrap()
            .clone()
    };
    let urn = |name: &str| format!("urn:altinn:accesspackage:{name}");
    let role = "urn:altinn:external-role:ccr:regnskapsforer";
    let with = |made: &Value, packages: &[&str]| {
        let packages: Vec<_> = packages.iter().map(|name| urn(name)).collect();
        json!({
            "partyUuid": made["uuid"],
            "displayName": made["name"],
            "organizationIdentifier": made["number"],
            "access": [{ "role": role, "packages": packages }],
        })
    };
    let expected = |packages: &[&str]| -> Vec<Value> {
        office
            .clients
            .iter()
            .map(|made| with(made, packages))
            .collect()
    };
    assert_eq!(list(&format!("&packages={LONN}")).await, expected(&[LONN]));
    let both = format!("&packages={}&packages={UTEN}", urn(LONN));
    assert_eq!(
        list(&both).await,
        expected(&[UTEN, LONN]),
        "approval.md §8: AND, by name or URN"
    );
    assert_eq!(list("&packages=ansvarlig-revisor").await, [Value::Null; 0]);
    let delegated = list("&packages=skattegrunnlag").await;
    assert_eq!(delegated.len(), 1);
    assert_eq!(delegated[0]["partyUuid"], json!(by_package.uuid()));
    let access =
        json!([{ "role": "urn:altinn:role:rettighetshaver", "packages": [urn("skattegrunnlag")] }]);
    assert_eq!(delegated[0]["access"], access);
    assert_eq!(
        list("").await.len(),
        3,
        "approval.md §8: all of them, without packages"
    );

    let other = Uuid::new_v4();
    let path = format!("systemuser/agent/{own}/clients");
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("systemuser-api.md §1.3: another facilitator", person, Method::GET, format!("{path}?facilitator={other}"), Problem(400, "AUTH-00031")),
        ("systemuser-api.md §1.3: no facilitator", person, Method::GET, path, Problem(400, "AUTH-00031")),
    ];
    met(&bed, rows).await;
}

/// See contract/approval.md §8.
#[tokio::test]
async fn a_client_is_connected_and_disconnected() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let auditor = Office::with(&bed, &vendor, &["ansvarlig-revisor"]).await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let standard = request_of(&vendor, &system, &office.accountant, &[CLAIMS], &[]).await;
    bed.approve(&standard, &office.accountant.person).await;
    let (person, own, uuid) = (office.accountant.person.as_str(), office.party, office.uuid);
    let (agent, client) = (office.agent.as_str(), office.client(0));
    let (post, delete, unknown) = (Method::POST, Method::DELETE, Uuid::new_v4());
    let base = format!("systemuser/agent/{own}");
    let connect =
        |agent: &str, client: &str| format!("{base}/{agent}?provider={uuid}&client={client}");
    let disconnect = |agent: &str, client: &str| {
        format!("{base}/{agent}/client?provider={uuid}&client={client}")
    };
    let made = json!([{ "agentSystemUserId": agent, "delegationId": client, "customerId": client, "assignmentId": Uuid::nil() }]);
    let listed = json!([{
        "agentSystemUserId": agent,
        "delegationId": client,
        "customerId": client,
        "assignmentId": Uuid::nil(),
        "customerName": office.clients[0]["name"],
        "customerOrganizationNumber": office.clients[0]["number"],
    }]);
    let list = format!("{base}/{uuid}/{agent}/delegations");
    let none = Json(200, json!([]));
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §8: nobody is connected", person, Method::GET, list.clone(), none.clone()),
        ("approval.md §8: connect", person, post.clone(), connect(agent, client), Json(200, made.clone())),
        ("approval.md §8: again", person, post.clone(), connect(agent, client), Json(200, made)),
        ("approval.md §8: delegations", person, Method::GET, list.clone(), Json(200, listed.clone())),
        ("approval.md §8: another facilitator has none", person, Method::GET, format!("{base}/{unknown}/{agent}/delegations"), none.clone()),
        ("approval.md §8: an unknown agent has none", person, Method::GET, format!("{base}/{uuid}/{unknown}/delegations"), none.clone()),
        ("approval.md §8: another's agent has none", person, Method::GET, format!("{base}/{uuid}/{}/delegations", auditor.agent), none.clone()),
        ("approval.md §8: connect, unknown agent", person, post.clone(), connect(&unknown.to_string(), client), Model("return")),
        ("approval.md §8: connect, another's agent", person, post.clone(), connect(&auditor.agent, client), Empty(403)),
        ("systemuser-api.md §1.3: connect, a standard one", person, post.clone(), connect(&standard, client), Problem(400, "AUTH-00034")),
        ("systemuser-api.md §8: connect, no client", person, post.clone(), format!("{base}/{agent}?provider={uuid}"), Problem(400, "AUTH-00079")),
        ("systemuser-api.md §1.3: connect, another provider", person, post.clone(), format!("{base}/{agent}?provider={unknown}&client={client}"), Problem(403, "AUTH-00044")),
        ("systemuser-api.md §8: connect, no client of theirs", person, post.clone(), connect(agent, &unknown.to_string()), Problem(400, "AUTH-00079")),
        ("approval.md §8: packages are an AND", &auditor.accountant.person, post, format!("systemuser/agent/{}/{}?provider={}&client={}", auditor.party, auditor.agent, auditor.uuid, auditor.client(0)), Problem(400, "AUTH-00080")),
        ("systemuser-api.md §8: take away, no client", person, delete.clone(), format!("{base}/{agent}/client?provider={uuid}"), Empty(200)),
        ("systemuser-api.md §1.3: take away, another provider", person, delete.clone(), format!("{base}/{agent}/client?provider={unknown}&client={client}"), Problem(400, "AUTH-00031")),
        ("systemuser-api.md §8: take away, another's agent", person, delete.clone(), disconnect(&auditor.agent, client), Empty(200)),
        ("systemuser-api.md §8: take away, not connected", person, delete.clone(), disconnect(agent, office.client(1)), Empty(200)),
        ("systemuser-api.md §8: the other client stays", person, Method::GET, list.clone(), Json(200, listed.clone())),
        ("approval.md §8: take away", person, delete.clone(), disconnect(agent, client), Empty(200)),
        ("systemuser-api.md §8: take away again", person, delete, disconnect(agent, client), Empty(200)),
        ("approval.md §8: nobody is connected", person, Method::GET, list, none),
    ];
    met(&bed, rows).await;
}

/// The vendor can remove a package from the system after the approval. The portal then connects no further client, but
/// the API for client delegation does (contract/systemuser-api.md §8).
#[tokio::test]
async fn the_portal_connects_no_client_to_packages_that_the_system_has_lost() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN, UTEN]).await;
    let person = office.accountant.person.as_str();
    let system = {
        let world = bed.simulator().world();
        let agent = office.agent.parse().unwrap();
        world.system_users.get(agent).unwrap().system_id.clone()
    };
    let keep = async |names: &[&str]| {
        let url = bed.authentication(&format!("systemregister/vendor/{system}/accesspackages"));
        let token = vendor.token(crate::support::REGISTER).await;
        let body = packages(names);
        let put = bed.call(Method::PUT, &url, &token, Some(&body)).await;
        assert_eq!(put.status, 200, "{}", put.body);
    };
    let connect = format!(
        "systemuser/agent/{}/{}?provider={}&client={}",
        office.party,
        office.agent,
        office.uuid,
        office.client(0)
    );
    keep(&[LONN]).await;
    let refused = call(&bed, person, Method::POST, &connect, None).await;
    let body = refused.assert_problem(400, "AUTH-00063");
    let missing = format!("urn:altinn:accesspackage:{UTEN}");
    assert_eq!(body["NotFoundPackages"], missing, "{body}");

    let token = token(&bed, person, "altinn:clientdelegations.write").await;
    let (agent, other) = (&office.agent, office.client(1));
    let path = format!("enduser/systemuser/clients?agent={agent}&client={other}");
    let url = bed.authentication(&path);
    let connected = bed.call(Method::POST, &url, &token, None).await;
    assert_eq!(connected.status, 200, "{}", connected.body);

    keep(&[LONN, UTEN]).await;
    let connected = call(&bed, person, Method::POST, &connect, None).await;
    assert_eq!(connected.status, 200, "{}", connected.body);
}

/// A client administrator and an access manager have different access, because Altinn checks two resources:
/// `altinn_client_administration` and `altinn_access_management` (contract/approval.md §8).
#[tokio::test]
async fn only_client_administrators_can_read_and_change_clients() {
    use altinn_simulator::rules::{Connection, role};

    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let number: OrgNumber = office.accountant.organisation.parse().unwrap();
    let person = |key: &str, role: &str| {
        let connection = Connection::of(key, number.clone()).with_role(role);
        change(&bed, |world| world.parties.connect(connection));
    };
    person("kari", role::CLIENT_ADMINISTRATOR);
    person("ola", role::ACCESS_MANAGER);
    let (own, uuid, agent) = (office.party, office.uuid, &office.agent);
    let clients =
        format!("systemuser/agent/{own}/clients?facilitator={uuid}&packages=ansvarlig-revisor");
    let (none, read) = (
        Json(200, json!([])),
        format!("systemuser/{own}/{}", Uuid::nil()),
    );
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §8: clients, client administrator", "kari", Method::GET, clients.clone(), none),
        ("approval.md §8: clients, access manager", "ola", Method::GET, clients, Empty(403)),
        ("approval.md §7: list, client administrator", "kari", Method::GET, format!("systemuser/{own}"), Empty(403)),
        ("approval.md §7: detail, client administrator", "kari", Method::GET, read, Empty(404)),
        ("approval.md §8: self, client administrator", "kari", Method::GET, format!("systemuser/agent/{own}/{agent}/self/?partyUuid={uuid}"), Empty(403)),
        ("approval.md §8: self, access manager", "ola", Method::GET, format!("systemuser/agent/{own}/{agent}/self/?partyUuid={uuid}"), Json(200, json!(false))),
    ];
    met(&bed, rows).await;
    let path = format!("systemuser/agent/{own}");
    for person in ["kari", "ola"] {
        let list = call(&bed, person, Method::GET, &path, None).await.ok();
        assert_eq!(list[0]["id"], *agent, "both see the agents");
    }
}
