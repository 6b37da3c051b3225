//! Tests of the calls under `…/self/`. These calls decide whether an agent system user acts for the organisation that
//! owns it (contract/approval.md §8).

use super::*;

#[tokio::test]
async fn an_agents_own_organisation_is_connected_and_disconnected() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &["krav-og-utlegg"]).await;
    let (person, own, agent) = (
        office.accountant.person.as_str(),
        office.party,
        &office.agent,
    );
    let path = format!(
        "systemuser/agent/{own}/{agent}/self/?partyUuid={}",
        office.uuid
    );
    let others = format!(
        "systemuser/agent/{own}/{agent}/self/?partyUuid={}",
        Uuid::new_v4()
    );
    let delegations = format!("systemuser/{own}/{agent}/delegations");
    let held = |packages: Value| {
        Json(
            200,
            json!({ "systemUserId": agent, "rights": [], "accessPackages": packages }),
        )
    };
    let (yes, no) = (Json(200, json!(true)), Json(200, json!(false)));
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §8: self, not yet", person, get.clone(), path.clone(), no.clone()),
        ("approval.md §8: self, connect", person, post.clone(), path.clone(), yes.clone()),
        ("approval.md §8: self, again", person, post.clone(), path.clone(), yes.clone()),
        ("approval.md §8: self, connected", person, get.clone(), path.clone(), yes.clone()),
        ("approval.md §7: delegations", person, get.clone(), delegations, held(packages(&["krav-og-utlegg"]))),
        ("approval.md §8: it is none of the clients", person, get.clone(), format!("systemuser/agent/{own}/{}/{agent}/delegations", office.uuid), Json(200, json!([]))),
        ("approval.md §8: self, by another party's id", person, get.clone(), others.clone(), no.clone()),
        ("systemuser-api.md §1.3: the delegation fails", person, post, others.clone(), Problem(400, "AUTH-00051")),
        ("systemuser-api.md §1.3: taking back fails", person, delete.clone(), others, Problem(400, "AUTH-00057")),
        ("approval.md §8: self, take away", person, delete.clone(), path.clone(), yes.clone()),
        ("approval.md §8: self, again", person, delete, path.clone(), yes),
        ("approval.md §8: self, taken away", person, get, path, no),
    ];
    met(&bed, rows).await;
}

/// The call that disconnects a client must not disconnect the owner of the system user (contract/approval.md §8). The
/// owner is not a client. So this connection does not prevent the deletion of the system user (contract/approval.md
/// §7).
#[tokio::test]
async fn only_the_self_path_disconnects_the_own_organisation() {
    use altinn_simulator::rules::{Connection, role};

    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &["krav-og-utlegg"]).await;
    let number: OrgNumber = office.accountant.organisation.parse().unwrap();
    let connection = Connection::of("kari", number).with_role(role::CLIENT_ADMINISTRATOR);
    change(&bed, |world| world.parties.connect(connection));
    let (person, own, uuid) = (office.accountant.person.as_str(), office.party, office.uuid);
    let agent = format!("systemuser/agent/{own}/{}", office.agent);
    let itself = format!("{agent}/self/?partyUuid={uuid}");
    let client = format!("{agent}/client?provider={uuid}&client={uuid}");
    let yes = Json(200, json!(true));
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §8: self, connect", person, Method::POST, itself.clone(), yes.clone()),
        ("approval.md §8: self, as a client", "kari", Method::DELETE, client.clone(), Empty(200)),
        ("approval.md §8: self, as a client", person, Method::DELETE, client, Empty(200)),
        ("approval.md §8: self, connected still", person, Method::GET, itself, yes),
        ("approval.md §7: delete", person, Method::DELETE, format!("{agent}?facilitatorId={uuid}"), Empty(200)),
        ("approval.md §7: deleted", person, Method::GET, format!("systemuser/{own}/{}", office.agent), Empty(404)),
    ];
    met(&bed, rows).await;
}

#[tokio::test]
async fn the_own_organisation_needs_an_agent_with_delegable_packages() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let other = Office::with(&bed, &vendor, &[LONN]).await;
    let (person, own, uuid) = (office.accountant.person.as_str(), office.party, office.uuid);
    let standard = request(&vendor, &office.accountant, &[CLAIMS], &[]).await;
    bed.approve(&standard, person).await;
    let path = |id: &str| format!("systemuser/agent/{own}/{id}/self/?partyUuid={uuid}");
    let unknown = Uuid::new_v4().to_string();
    for method in [Method::POST, Method::DELETE, Method::GET] {
        #[rustfmt::skip]
        let rows: Vec<Row<'_>> = vec![
            ("approval.md §8: self, unknown", person, method.clone(), path(&unknown), Model("return")),
            ("approval.md §8: self, another's", person, method, path(&other.agent), Empty(403)),
        ];
        met(&bed, rows).await;
    }
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("systemuser-api.md §1.3: a standard one", person, Method::POST, path(&standard), Problem(400, "AUTH-00034")),
        ("systemuser-api.md §1.3: a standard one", person, Method::DELETE, path(&standard), Problem(400, "AUTH-00034")),
        ("systemuser-api.md §1.3: only for clients", person, Method::POST, path(&office.agent), Problem(400, "AUTH-00064")),
    ];
    met(&bed, rows).await;
    let agent = office.agent.parse().unwrap();
    change(&bed, |world| {
        let system = world.system_users.get(agent).unwrap().system_id.clone();
        let by = altinn_simulator::rules::register::Registrar {
            vendor: vendor.organisation.parse().unwrap(),
            client_id: vendor.client_id.clone(),
            admin: false,
        };
        let now = world.now();
        world
            .register
            .delete_system(&by, system.as_str(), now)
            .unwrap();
    });
    for method in [Method::POST, Method::DELETE] {
        let row = (
            "systemuser-api.md §1.3: no such system",
            person,
            method,
            path(&office.agent),
            Problem(404, "AUTH-00011"),
        );
        met(&bed, vec![row]).await;
    }
}
