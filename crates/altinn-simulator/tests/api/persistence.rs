use std::{collections::BTreeSet, os::unix::fs::PermissionsExt};

use altinn_simulator::{
    Simulator,
    rules::{Organisation, RequestKind},
};
use serde_json::json;
use test_support::StateFile;

use crate::support::{DEMO, READ, TestBed, claims};

#[tokio::test]
async fn a_restarted_simulator_continues_with_the_same_state() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let open = bed.customer("approver").await;
    let waiting = vendor
        .create_request(&vendor.request(&system, &open.organisation))
        .await;
    bed.advance(3600).await;
    let used = vendor.grant(DEMO);
    assert_eq!(vendor.request_token(&used).await.status, 200);
    let kid = bed.simulator().keys().altinn.kid().to_owned();
    let client_id = vendor.client_id.clone();
    let mode = std::fs::metadata(file.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "there are keys in it");
    let folder = file.path().parent().unwrap();
    let mode = std::fs::metadata(folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    bed.stop().await;
    // Make the file readable for other users, as another program or an older version of the simulator could have done.
    // When the simulator starts, it must restrict the file to its own user.
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o644)).unwrap();

    let bed = TestBed::start_with(file.settings()).await;
    let vendor = crate::support::Vendor {
        bed: &bed,
        organisation: crate::support::VENDOR.to_owned(),
        client_id,
    };
    assert_eq!(bed.simulator().keys().altinn.kid(), kid);
    let mode = std::fs::metadata(file.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(vendor.read(&id).await.ok()["status"], "Accepted");
    assert_eq!(vendor.read(&waiting).await.ok()["status"], "New");
    let token = vendor.token_for(DEMO, &customer.organisation).await;
    assert_eq!(
        claims(&token)["authorization_details"][0]["systemuser_id"],
        json!([id])
    );
    {
        let world = bed.simulator().world();
        assert_eq!(world.clock_ahead().as_secs(), 3600);
        assert!(world.parties.person(&customer.person).is_some());
    }
    // The issuer contains the simulator's port, so the restart has changed the issuer. The test puts the new issuer
    // into `aud`. After that, the only error in the grant is the `jti`, which the test has used before.
    let mut again = used;
    again.insert("aud".to_owned(), json!(bed.issuer()));
    assert!(vendor.request_token(&again).await.body.contains("MP-012"));
    // After the restart, the simulator must not give a new customer the number of an earlier customer.
    assert_ne!(bed.customer("approver").await.person, open.person);
    assert_eq!(bed.approve(&waiting, &open.person).await.status, 200);
    let list = bed.authentication(&format!("systemuser/request/vendor/bysystem/{system}"));
    let token = vendor.token(READ).await;
    let listed = bed.get(&list, &token).await.ok();
    // Altinn sorts the list by the id of a request, and the ids are random. The test compares sets, because the order
    // is not known.
    let ids: BTreeSet<_> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, BTreeSet::from([id.as_str(), waiting.as_str()]));
}

/// When the simulator responds to a call, the change must already be on disk. The test copies the state file while the
/// simulator runs. This copy is like the file that a killed process leaves behind.
#[tokio::test]
async fn no_change_is_lost_after_its_response_when_the_simulator_is_killed() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let id = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    let killed = file.copy_as_if_killed();
    let after = TestBed::start_with(killed.settings()).await;
    let world = after.simulator().world();
    assert!(world.requests.find(id.parse().unwrap()).is_some());
    assert!(
        world
            .oauth_clients
            .maskinporten_client(&vendor.client_id)
            .is_some()
    );
    assert!(world.register.system(&system.parse().unwrap()).is_some());
}

#[tokio::test]
async fn a_reset_is_written_to_disk() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    bed.post_control("reset", json!({})).await;
    bed.stop().await;

    let bed = TestBed::start_with(file.settings()).await;
    let world = bed.simulator().world();
    assert!(world.requests.find(id.parse().unwrap()).is_none());
    assert!(world.parties.person(&customer.person).is_none());
    assert!(world.parties.person("kari").is_some());
    assert!(world.register.system(&system.parse().unwrap()).is_some());
}

#[tokio::test]
async fn two_simulators_cannot_use_the_same_file() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let error = Simulator::start(file.settings()).await.unwrap_err();
    assert!(error.to_string().contains("another simulator"), "{error}");
    bed.stop().await;
}

#[tokio::test]
async fn agents_and_change_requests_survive_a_restart() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let made = bed
        .post_control("customers", json!({ "kind": "accountant", "count": 2 }))
        .await;
    let accountant = crate::support::Customer::of(&made);
    let owner = &accountant.organisation;
    let package = "regnskapsforer-lonn";
    let agent = vendor.agent_request(&system, owner, &[package]);
    let agent = vendor.create_agent_request(&agent).await;
    assert_eq!(bed.approve(&agent, &accountant.person).await.status, 200);
    let (_, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let token = vendor.token(crate::support::WRITE).await;
    let id = uuid::Uuid::new_v4();
    let url = bed.authentication(&format!(
        "systemuser/changerequest/vendor?correlation-id={id}&system-user-id={user}"
    ));
    let change = json!({ "requiredAccessPackages": crate::support::packages(&["krav-og-utlegg"]) });
    assert_eq!(bed.post(&url, &token, &change).await.status, 201);
    let client = made["clients"][1]["uuid"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let agent = agent.parse().unwrap();
    bed.simulator()
        .world()
        .connect_client(&accountant.person, agent, &client)
        .unwrap();
    // The test has changed the world without a call. Now it calls the control API, because each such call saves all
    // changes.
    bed.advance(0).await;
    bed.stop().await;

    let bed = TestBed::start_with(file.settings()).await;
    {
        let world = bed.simulator().world();
        let connected: Vec<_> = world
            .connected_clients(agent)
            .map(Organisation::uuid)
            .collect();
        assert_eq!(connected, [client]);
        let office = world.system_users.agent(agent).unwrap();
        assert_eq!(world.available_clients(office).count(), 2);
        let open_changes: Vec<_> = world
            .requests
            .iter()
            .filter(|request| request.kind == RequestKind::Change)
            .map(|change| change.id.0)
            .collect();
        assert_eq!(open_changes, [id]);
    }
}
