use std::collections::BTreeSet;

use altinn_simulator::{SandboxLimits, Settings, World};
use altinn_types::OrgNumber;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::StateFile;

use crate::support::{OTHER_VENDOR, REDIRECT, TestBed, Vendor, packages, rights};

async fn create(bed: &TestBed, body: Value) -> Value {
    bed.post_control("sandboxes", body).await
}

async fn get(bed: &TestBed, path: &str) -> Value {
    bed.control(Method::GET, path, json!({})).await.ok()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Finds the sandbox's copy of the organisation with the number `template`. Returns the organisation number of the
/// copy.
fn organisation<'a>(sandbox: &'a Value, template: &str) -> &'a str {
    let organisations = sandbox["organisations"].as_array().unwrap();
    let mut found = organisations
        .iter()
        .filter(|row| row["template"] == template);
    text(&found.next().unwrap()["number"])
}

/// Returns all organisation numbers and personal numbers of a sandbox.
fn numbers(sandbox: &Value) -> BTreeSet<String> {
    let column = |list: &str, name: &str| -> Vec<String> {
        let rows = sandbox[list].as_array().unwrap();
        rows.iter().map(|row| text(&row[name]).to_owned()).collect()
    };
    let numbers = column("organisations", "number").into_iter();
    numbers.chain(column("persons", "personalNumber")).collect()
}

/// Returns a system user request for the member `request` in the body of `POST /control/sandboxes`.
fn request(system: &str) -> Value {
    json!({
        "systemId": system,
        "externalRef": "ref",
        "rights": rights(&["ske-krav-og-betalinger", "ttd_systembruker-salary"]),
        "redirectUrl": format!("{REDIRECT}?state=1"),
    })
}

/// Registers a system with a package that clients can give to an accountant.
async fn agent_system(vendor: &Vendor<'_>) -> String {
    let mut system = vendor.system("agent");
    system["rights"] = json!([]);
    system["accessPackages"] = packages(&["regnskapsforer-med-signeringsrettighet"]);
    let answer = vendor.register(&system).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    text(&system["id"]).to_owned()
}

#[tokio::test]
async fn a_sandbox_is_a_copy_with_numbers_of_its_own() {
    let bed = TestBed::start().await;
    let shared = get(&bed, "sandboxes/shared").await;
    let one = create(&bed, json!({})).await;
    let other = create(&bed, json!({ "talk": "7F3K" })).await;
    assert_eq!(one["state"], "fresh");
    assert_eq!(other["talk"], "7F3K");

    for sandbox in [&one, &other] {
        let id = text(&sandbox["id"]);
        let persons = sandbox["persons"].as_array().unwrap();
        let templates = shared["persons"].as_array().unwrap();
        assert_eq!(persons.len(), templates.len());
        for (person, template) in persons.iter().zip(templates) {
            assert_eq!(person["template"], template["key"]);
            assert_eq!(person["name"], template["name"]);
            assert_eq!(person["description"], template["description"]);
            assert_eq!(person["key"], format!("{}-{id}", text(&template["key"])));
        }
        let names = |sandbox: &Value| -> Vec<Value> {
            let rows = sandbox["organisations"].as_array().unwrap();
            rows.iter().map(|row| row["name"].clone()).collect()
        };
        assert_eq!(names(sandbox), names(&shared));
        assert_eq!(get(&bed, &format!("sandboxes/{id}")).await, *sandbox);
        let branch = sandbox["organisations"].as_array().unwrap();
        let branch = branch.iter().find(|row| row["parent"].is_string()).unwrap();
        assert_eq!(branch["parent"], organisation(sandbox, "311420968"));
        let accountant: OrgNumber = organisation(sandbox, "318703558").parse().unwrap();
        let world = bed.simulator().world();
        let clients = world.client_delegations.relations_of(&accountant);
        assert_eq!(clients.count(), 7);
    }
    assert!(numbers(&one).is_disjoint(&numbers(&other)));
    assert!(numbers(&one).is_disjoint(&numbers(&shared)));
    let people = get(&bed, "people").await;
    assert_eq!(people.as_array().unwrap().len(), 8, "only the shared ones");
}

#[tokio::test]
async fn a_deleted_sandbox_leaves_nothing_and_its_numbers_are_not_used_again() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    create(&bed, json!({})).await;
    let before = get(&bed, "world").await;

    let body = json!({ "state": "changeWaits", "request": request(&system) });
    let sandbox = create(&bed, body).await;
    let path = format!("sandboxes/{}", text(&sandbox["id"]));
    let fault = json!({ "path": "/", "fault": "slow", "ms": 1, "sandbox": sandbox["id"] });
    bed.post_control("faults", fault).await;
    let deleted = bed.control(Method::DELETE, &path, json!({})).await;
    deleted.assert_empty(204);
    let after = get(&bed, "world").await;
    let tables = |world: &Value| {
        let mut tables = world["tables"].clone();
        tables.as_object_mut().unwrap().remove("counters");
        tables
    };
    assert_eq!(tables(&after), tables(&before));
    for method in [Method::GET, Method::DELETE] {
        let gone = bed.control(method, &path, json!({})).await;
        gone.assert_status(404);
        assert_eq!(gone.json()["error"], "There is no such sandbox.");
    }

    let next = create(&bed, json!({})).await;
    assert!(numbers(&next).is_disjoint(&numbers(&sandbox)));
    let shared = bed.control(Method::DELETE, "sandboxes/shared", json!({}));
    shared.await.assert_status(400);
}

/// The tables of the world have indexes. A key of a removed row must not stay in an index, because the memory of a
/// simulator that runs for a long time would grow.
#[tokio::test]
async fn a_deleted_sandbox_leaves_no_key_in_an_index() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let (system, agents) = (vendor.registered().await, agent_system(&other).await);
    // `Debug` prints the keys of the indexes, and no rows.
    let indexes = || {
        bed.world(|world| {
            let altinn = &world.altinn;
            format!(
                "{:?} {:?} {:?} {:?}",
                altinn.parties, altinn.requests, altinn.system_users, altinn.client_delegations
            )
        })
    };
    let without_rights = json!({
        "systemId": agents,
        "accessPackages": packages(&["regnskapsforer-med-signeringsrettighet"]),
    });
    for (state, request) in [
        ("changeWaits", request(&system)),
        ("agentConnected", without_rights),
    ] {
        let sandbox = create(&bed, json!({ "state": state, "request": request })).await;
        let person = text(&sandbox["persons"][0]["key"]);
        let user = text(&sandbox["systemUsers"][0]["id"]);
        let party = text(&sandbox["systemUsers"][0]["organisation"]);
        let keys = [person, user, party, text(&request["systemId"])];
        for key in keys {
            assert!(indexes().contains(key), "{state} {key}");
        }
        let path = format!("sandboxes/{}", text(&sandbox["id"]));
        let deleted = bed.control(Method::DELETE, &path, json!({})).await;
        deleted.assert_empty(204);
        let left = indexes();
        let numbers = numbers(&sandbox);
        for key in keys.into_iter().chain(numbers.iter().map(String::as_str)) {
            assert!(!left.contains(key), "{state} {key}");
        }
    }
}

#[tokio::test]
async fn each_state_has_the_requests_and_system_users_that_its_name_says() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    for (state, organisation_of, requests, system_users) in [
        ("fresh", "312450186", json!([]), 0),
        ("open", "312450186", json!([["standard", "New"]]), 0),
        (
            "connected",
            "312450186",
            json!([["standard", "Accepted"]]),
            1,
        ),
        ("refused", "312450186", json!([["standard", "Rejected"]]), 0),
        ("expired", "312450186", json!([["standard", "New"]]), 0),
        ("withdrawn", "312450186", json!([]), 0),
        ("forwarded", "314729056", json!([["standard", "New"]]), 0),
        (
            "changeWaits",
            "312450186",
            json!([["standard", "Accepted"], ["change", "New"]]),
            1,
        ),
        ("madeByCustomer", "312450186", json!([]), 1),
    ] {
        let body = json!({ "state": state, "request": request(&system), "ageSeconds": 3600 });
        let sandbox = create(&bed, body).await;
        let party = organisation(&sandbox, organisation_of);
        let found = sandbox["requests"].as_array().unwrap();
        let found: Value = found
            .iter()
            .map(|row| {
                assert_eq!(row["organisation"], party, "{state}");
                json!([row["kind"], row["status"]])
            })
            .collect();
        assert_eq!(found, requests, "{state}");
        let users = sandbox["systemUsers"].as_array().unwrap();
        assert_eq!(users.len(), system_users, "{state}");
        assert!(users.iter().all(|user| user["organisation"] == party));
        assert_eq!(sandbox["withdrawn"].is_object(), state == "withdrawn");
        if let Some(first) = sandbox["requests"].get(0) {
            let id = text(&first["id"]);
            let read = vendor.read(id).await.ok();
            assert_eq!(read["timedOut"], state == "expired", "{state}");
            assert_eq!(read["confirmUrl"], first["confirmUrl"]);
            assert_eq!(read["externalRef"], "ref");
            let age = SignedDuration::from_secs(3600);
            let latest = bed.simulator().now() - age;
            let sent: jiff::Timestamp = text(&read["created"]).parse().unwrap();
            assert!(sent <= latest, "{state}: {sent} {latest}");
        }
    }
}

#[tokio::test]
async fn an_accountant_begins_with_clients_that_are_connected_and_one_that_is_not() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = agent_system(&vendor).await;
    let package = packages(&["regnskapsforer-med-signeringsrettighet"]);
    let body = json!({
        "state": "agentConnected",
        "request": { "systemId": system, "accessPackages": package },
    });
    let sandbox = create(&bed, body).await;
    let accountant = organisation(&sandbox, "318703558");
    assert_eq!(sandbox["systemUsers"][0]["organisation"], accountant);
    let agent = text(&sandbox["systemUsers"][0]["id"]).parse().unwrap();
    let world = bed.simulator().world();
    let user = world.system_users.get(agent).unwrap();
    let possible = world.available_clients(user).count();
    assert_eq!(world.connected_clients(agent).count(), possible - 1);
    assert!(possible > 2);
}

#[tokio::test]
async fn a_change_request_asks_for_the_access_that_the_system_user_does_not_have() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let body = json!({ "state": "changeWaits", "request": request(&system) });
    let sandbox = create(&bed, body).await;
    let change = text(&sandbox["requests"][1]["id"]).parse().unwrap();
    let world = bed.simulator().world();
    let change = world.requests.find(change).unwrap();
    assert_eq!(change.access_packages.len(), 1, "the package of the system");
    let user = world.system_users.get(change.system_user).unwrap();
    assert!(user.access_packages.is_empty() && user.rights.len() == 2);
}

#[tokio::test]
async fn a_sandbox_that_cannot_be_made_is_refused_with_the_reason() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let open =
        |person: &str| json!({ "state": "open", "person": person, "request": request(&system) });
    for (body, status, error) in [
        (
            json!({ "state": "open" }),
            400,
            "A sandbox in the state open needs a request: send it in the field request.",
        ),
        (open("nils"), 400, "No named person has the key nils."),
        (
            open("per"),
            400,
            "The person per has no organisation. Choose another person for a sandbox in the state open.",
        ),
        (
            json!({ "ageSeconds": -1 }),
            400,
            "The field ageSeconds must be from 0 to the seconds of ten years.",
        ),
    ] {
        let refused = bed.control(Method::POST, "sandboxes", body).await;
        assert_eq!(refused.status, status, "{}", refused.body);
        assert_eq!(refused.json()["error"], error);
    }
    // Ola holds no access to payroll, so Altinn refuses the approval.
    let body = json!({ "state": "connected", "person": "ola", "request": request(&system) });
    let refused = bed.control(Method::POST, "sandboxes", body).await;
    refused.assert_status(403);
    let list = get(&bed, "sandboxes").await;
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list[0]["id"], "shared");
}

fn limited(count: usize, idle: SignedDuration) -> Settings {
    Settings {
        sandbox_limits: SandboxLimits { count, idle },
        ..Settings::for_tests()
    }
}

async fn ids(bed: &TestBed) -> Vec<String> {
    let list = get(bed, "sandboxes").await;
    let list = list.as_array().unwrap().iter().skip(1);
    list.map(|row| text(&row["id"]).to_owned()).collect()
}

fn use_now(bed: &TestBed, sandbox: &Value) {
    let mut world = bed.simulator().world();
    world
        .sandboxes
        .mark_used(text(&sandbox["id"]), World::machine_time());
}

#[tokio::test]
async fn idle_sandboxes_are_removed_and_unused_ones_first() {
    let bed = TestBed::start_with(limited(10, SignedDuration::from_hours(8))).await;
    let unused = create(&bed, json!({})).await;
    let used = create(&bed, json!({})).await;
    use_now(&bed, &used);
    let id = |sandbox: &Value| text(&sandbox["id"]).to_owned();
    bed.let_sandboxes_idle(SignedDuration::from_secs(2 * 3600 - 60));
    assert_eq!(ids(&bed).await, [id(&unused), id(&used)]);
    bed.let_sandboxes_idle(SignedDuration::from_secs(60));
    assert_eq!(ids(&bed).await, [id(&used)]);
    use_now(&bed, &used);
    bed.let_sandboxes_idle(SignedDuration::from_secs(8 * 3600 - 60));
    assert_eq!(ids(&bed).await, [id(&used)]);
    bed.let_sandboxes_idle(SignedDuration::from_secs(60));
    assert_eq!(ids(&bed).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_sandbox_over_the_limit_takes_the_place_of_the_one_that_is_least_needed() {
    let bed = TestBed::start_with(limited(2, SignedDuration::from_hours(8))).await;
    let used = create(&bed, json!({})).await;
    use_now(&bed, &used);
    let unused = create(&bed, json!({})).await;
    let refused = bed.control(Method::POST, "sandboxes", json!({})).await;
    refused.assert_status(503);
    let error = "All 2 sandboxes are in use. Try again in some minutes, or delete a sandbox that nobody needs.";
    assert_eq!(refused.json()["error"], error);

    bed.let_sandboxes_idle(SignedDuration::from_secs(3 * 60));
    let third = create(&bed, json!({})).await;
    use_now(&bed, &third);
    let id = |sandbox: &Value| text(&sandbox["id"]).to_owned();
    assert_eq!(ids(&bed).await, [id(&used), id(&third)], "{unused}");
    bed.let_sandboxes_idle(SignedDuration::from_secs(9 * 60));
    let fourth = create(&bed, json!({})).await;
    assert_eq!(ids(&bed).await, [id(&third), id(&fourth)]);
}

/// A refused call must not remove the sandbox that the new sandbox would have replaced. It must also not remove a
/// sandbox that has been idle for too long.
#[tokio::test]
async fn a_refused_sandbox_removes_no_other_sandbox() {
    let bed = TestBed::start_with(limited(1, SignedDuration::from_hours(8))).await;
    let unused = create(&bed, json!({})).await;
    let exists = || {
        let id = text(&unused["id"]);
        bed.simulator().world().sandboxes.exists(id)
    };
    for seconds in [3 * 60, 3 * 3600] {
        bed.let_sandboxes_idle(SignedDuration::from_secs(seconds));
        let refused = bed.control(Method::POST, "sandboxes", json!({ "state": "open" }));
        refused.await.assert_status(400);
        assert!(exists(), "{seconds}");
    }
    create(&bed, json!({})).await;
    assert!(!exists());
}

/// The control API can add a subunit to an organisation of a sandbox. The subunit itself belongs to the shared sandbox.
#[tokio::test]
async fn a_subunit_outside_a_removed_sandbox_loses_its_parent() {
    let bed = TestBed::start().await;
    let sandbox = create(&bed, json!({})).await;
    let parent = organisation(&sandbox, "312450186");
    let subunit = json!({ "name": "Avdeling", "unitType": "BEDR", "parent": parent });
    let put = bed.control(Method::PUT, "organisations/315816270", subunit);
    put.await.assert_empty(204);
    let path = format!("sandboxes/{}", text(&sandbox["id"]));
    let deleted = bed.control(Method::DELETE, &path, json!({})).await;
    deleted.assert_empty(204);
    let world = get(&bed, "world").await;
    let imported = bed.control(Method::PUT, "world", &world).await;
    imported.assert_empty(204);
}

#[tokio::test]
async fn a_restart_and_an_export_keep_the_sandboxes_and_a_reset_removes_them() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let body = json!({ "state": "connected", "request": request(&system) });
    let sandbox = create(&bed, body).await;
    bed.stop().await;

    let bed = TestBed::start_with(file.settings()).await;
    let path = format!("sandboxes/{}", text(&sandbox["id"]));
    let without_url = |mut sandbox: Value| {
        // After the restart, the simulator has other ports, so this URL is different.
        sandbox["requests"][0]["confirmUrl"] = json!(null);
        sandbox
    };
    let kept = get(&bed, &path).await;
    assert_eq!(without_url(kept), without_url(sandbox.clone()));
    let next = create(&bed, json!({})).await;
    assert!(numbers(&next).is_disjoint(&numbers(&sandbox)));

    let world = get(&bed, "world").await;
    let other = TestBed::start().await;
    let imported = other.control(Method::PUT, "world", &world).await;
    imported.assert_empty(204);
    let kept = get(&other, &path).await;
    assert_eq!(without_url(kept), without_url(sandbox.clone()));

    let reset = other.control(Method::POST, "reset", json!({})).await;
    reset.assert_empty(204);
    assert_eq!(ids(&other).await, Vec::<String>::new());
    let after = create(&other, json!({})).await;
    assert!(numbers(&after).is_disjoint(&numbers(&sandbox)));
}

#[tokio::test]
async fn a_fresh_sandbox_has_a_visible_system_to_choose() {
    let bed = TestBed::start().await;
    create(&bed, json!({})).await;
    create(&bed, json!({})).await;
    let world = bed.simulator().world();
    let visible: Vec<_> = world.register.visible_systems().collect();
    assert_eq!(visible.len(), 1);
    assert_eq!(visible[0].registered.name.nb, "Nordlys Regnskap");
}

#[tokio::test]
async fn a_ticket_leads_only_to_known_origins_and_logs_in_only_persons_of_its_sandbox() {
    let bed = TestBed::start().await;
    let client = json!({
        "organisation": { "number": "991825827", "name": "Leverandøren AS" },
        "redirectUris": ["https://smartcloud.example/callback"],
        "jwks": { "keys": [] },
    });
    let made = bed
        .control(Method::PUT, "idporten-clients/smartcloud", client)
        .await;
    made.assert_empty(204);
    let sandbox = create(&bed, json!({})).await;
    let other = create(&bed, json!({})).await;
    let path = format!("sandboxes/{}/tickets", text(&sandbox["id"]));
    let own = bed.ui("").to_string();
    for (person, return_to, status) in [
        (json!("kari"), own.as_str(), 201),
        (sandbox["persons"][0]["key"].clone(), own.as_str(), 201),
        (json!(null), "https://smartcloud.example/scene/1", 201),
        (other["persons"][0]["key"].clone(), own.as_str(), 400),
        (json!(null), "https://evil.example/", 400),
        (json!(null), "https://smartcloud.example.evil.example/", 400),
        (json!(null), "javascript:alert(1)", 400),
        (json!(null), "/scene", 400),
    ] {
        let body = json!({ "person": person, "returnTo": return_to });
        let answer = bed.control(Method::POST, &path, body).await;
        assert_eq!(answer.status, status, "{return_to}: {}", answer.body);
    }
    let body = json!({ "returnTo": own });
    let answer = bed.control(Method::POST, "sandboxes/nobody/tickets", body);
    answer.await.assert_status(404);
}

/// State files and seeds of earlier versions do not name the sandbox of a person or an organisation. Such persons and
/// organisations must belong to the shared sandbox.
#[test]
fn rows_of_an_earlier_version_belong_to_the_shared_sandbox() {
    use altinn_simulator::rules::{Organisation, Person};

    let organisation = json!({
        "number": "312450186", "name": "Fjordlys Kafé AS", "unit_type": "AS", "parent": null, "is_deleted": false,
    });
    let organisation: Organisation = serde_json::from_value(organisation).unwrap();
    assert_eq!(organisation.sandbox_id(), "shared");
    let person = json!({
        "key": "kari", "personal_number": "12847910265", "name": "Kari Nordby", "built_in": true, "party_id": 60_000_001,
        "description": { "nb": "", "nn": "", "en": "" }, "uuid": "5f5ee7ea-4b7c-4c0e-8d5d-5a5f0f5d8b5e",
    });
    let person: Person = serde_json::from_value(person).unwrap();
    assert_eq!(person.sandbox_id(), "shared");
}

/// Prints the time and the memory of a thousand sandboxes. Run with
/// `cargo test -p altinn-simulator --test api a_thousand_sandboxes -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "it measures, and asserts nothing"]
async fn a_thousand_sandboxes() {
    let resident_kib = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        let number = line.split_whitespace().nth(1).unwrap();
        number.parse::<u64>().unwrap()
    };
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    create(&bed, json!({})).await;
    let before = resident_kib();
    let mut times = Vec::new();
    for _ in 1..1_000 {
        let started = std::time::Instant::now();
        create(&bed, json!({})).await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    let grown = (resident_kib() - before) / 1024;
    println!(
        "1,000 sandboxes: {grown} MiB; one takes {:?} (median), {:?} (longest)",
        times[times.len() / 2],
        times.last().unwrap(),
    );
}
