//! Measures how long a call to the simulator takes with little state and with much state. The program prints the times
//! and does not check them.
//!
//! Run the program with `cargo bench --bench simulator --profile dev`, because this profile reuses the crates that were
//! compiled for the tests.

use std::time::{Duration, Instant};

use altinn_simulator::{
    Running, Settings, Simulator, World,
    rules::{
        Connection, NewRequest, RequestKind,
        register::{DraftText, Registrar, SystemDraft},
        requests::Created,
        role,
    },
};
use altinn_types::{OrgNumber, RequestId, Right};
use serde_json::json;

const VENDOR: &str = "991825827";
const CALLS: u32 = 20;

#[tokio::main]
async fn main() {
    for (systems, requests) in [(10, 10), (400, 100_000)] {
        let folder = std::env::temp_dir().join(format!("bench-{}", uuid::Uuid::new_v4()));
        let settings = Settings {
            state_file: Some(folder.join("state.db")),
            ..Settings::for_tests()
        };
        let running = Simulator::start(settings).await.expect("it starts");
        println!("\n{systems} systems, {requests} requests");
        let started = Instant::now();
        let last = fill(&mut running.simulator().world(), systems, requests);
        say("making them", started.elapsed());
        let started = Instant::now();
        running.simulator().save().await.expect("it is written");
        say("writing them down", started.elapsed());
        measure(&running, systems, last).await;
        running.stop().await;
        std::fs::remove_dir_all(folder).expect("it was made above");
    }
}

fn say(what: &str, took: Duration) {
    println!("{what:<40} {:>10.2} ms", took.as_secs_f64() * 1000.0);
}

fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6
}

/// Fills the state with systems of one vendor and with requests, and returns the id of the last request.
fn fill(world: &mut World, systems: usize, requests: usize) -> RequestId {
    let now = world.now();
    let vendor: OrgNumber = VENDOR.parse().expect("it is valid");
    for place in 0..systems {
        let text = DraftText {
            nb: Some("x".to_owned()),
            nn: Some("x".to_owned()),
            en: Some("x".to_owned()),
        };
        let system = SystemDraft {
            id: Some(format!("{VENDOR}_system{place}")),
            vendor: Some(format!("0192:{VENDOR}")),
            name: Some(text.clone()),
            description: Some(text),
            rights: Some(vec![right()]),
            access_packages: Some(Vec::new()),
            client_id: Some(vec![format!("client{place}")]),
            is_visible: None,
            allowed_redirect_urls: Some(Vec::new()),
        };
        let by = Registrar {
            vendor: vendor.clone(),
            client_id: format!("client{place}"),
            admin: false,
        };
        world
            .register_system(&by, system, uuid::Uuid::new_v4(), now)
            .expect("it is taken");
    }
    let mut last = None;
    for place in 0..requests {
        let (person, party) = (world.make_person(), world.make_organisation());
        let manager = Connection::of(&person.key, party.number.clone());
        world
            .parties
            .connect(manager.with_role(role::GENERAL_MANAGER));
        let new = NewRequest {
            system_id: Some(format!("{VENDOR}_system{}", place % systems)),
            party_org_no: Some(party.number.to_string()),
            rights: Some(vec![right()]),
            ..NewRequest::default()
        };
        let new_id = RequestId(uuid::Uuid::new_v4());
        let kind = RequestKind::Standard;
        let created = world.create_request(kind, &vendor, new, new_id, now);
        let created = created.expect("the request is valid");
        let (Created::New(id) | Created::Before(id)) = created;
        // Approve every second request, so that the state also has system users.
        if place % 2 == 1 {
            world
                .approve(RequestKind::Standard, &person.key, &party.number, id, now)
                .expect("a manager may");
        }
        last = Some(id);
    }
    last.expect("there is one at least")
}

fn right() -> Right {
    let right = json!({
        "resource": [{ "id": "urn:altinn:resource", "value": "ske-krav-og-betalinger" }]
    });
    serde_json::from_value(right).expect("the right is valid")
}

/// Prints the mean time of each call. The first call to each URL warms up the simulator, so the benchmark does not
/// measure the first call.
async fn measure(running: &Running, systems: usize, last: RequestId) {
    let simulator = running.simulator();
    let origins = running.origins();
    let token = simulator.keys().maskinporten.sign(&json!({
        "scope": "altinn:authentication/systemregister.write altinn:authentication/systemuser.request.read",
        "client_id": "client0",
        "consumer": { "ID": format!("0192:{VENDOR}") },
        "exp": simulator.now().as_second() + 600,
    }));
    let http = reqwest::Client::new();
    let api = format!("{}authentication/api/v1", origins.altinn_platform);
    let ui = &origins.altinn_ui;
    let system = format!("{VENDOR}_system{}", systems - 1);
    for (what, url) in [
        (
            "a request",
            format!("{api}/systemuser/request/vendor/{last}"),
        ),
        (
            "a page of requests",
            format!("{api}/systemuser/request/vendor/bysystem/{system}"),
        ),
        (
            "a page of system users",
            format!("{api}/systemuser/vendor/bysystem/{system}"),
        ),
        ("a system", format!("{api}/systemregister/vendor/{system}")),
        ("GET /control/state", format!("{ui}control/state")),
        ("GET /control", format!("{ui}control")),
        ("the front page", ui.to_string()),
    ] {
        let mut took = Duration::ZERO;
        for call in 0..=CALLS {
            let started = Instant::now();
            let answer = http
                .get(&url)
                .bearer_auth(&token)
                .send()
                .await
                .expect("it answers");
            assert!(answer.status().is_success(), "{url}: {}", answer.status());
            answer.bytes().await.expect("it is read to its end");
            if call > 0 {
                took += started.elapsed();
            }
        }
        say(what, took / CALLS);
    }
    let started = Instant::now();
    let customer = http
        .post(format!("{ui}control/customers"))
        .send()
        .await
        .expect("it answers");
    assert!(customer.status().is_success());
    say("making a customer", started.elapsed());
    let started = Instant::now();
    let world = http.get(format!("{ui}control/world"));
    let world = world.send().await.expect("it answers");
    let world = world.bytes().await.expect("it is read to its end");
    say("the world as one document", started.elapsed());
    println!("{:<40} {:>10.2} MB", "its size", megabytes(world.len()));
    let started = Instant::now();
    let put = http.put(format!("{ui}control/world")).body(world);
    let put = put.send().await.expect("it answers");
    say(
        &format!("putting it back: {}", put.status()),
        started.elapsed(),
    );
    let started = Instant::now();
    let before = simulator.world().reset();
    say("starting afresh, in memory", started.elapsed());
    let started = Instant::now();
    simulator.save().await.expect("it is written");
    say("starting afresh, on disk", started.elapsed());
    drop(before);
    let started = Instant::now();
    let reset = http
        .post(format!("{ui}control/reset"))
        .send()
        .await
        .expect("it answers");
    assert!(reset.status().is_success());
    say("starting afresh again", started.elapsed());
}
