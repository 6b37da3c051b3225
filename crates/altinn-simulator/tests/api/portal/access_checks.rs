//! Altinn's own pages send calls to Altinn's platform. For each call, Altinn checks the token, the scope, the person,
//! and the person's access. The tests in this file test these checks.

use super::*;
use crate::support::{DEMO, key};

const REQUESTS: &str = "approval.md §2";
const USERS: &str = "approval.md §6 and §7";
const CLIENTS: &str = "approval.md §8";

/// For these calls, Altinn checks the access policy first. The policy check refuses each call before Altinn uses the
/// ids in the path. So these ids do not have to exist.
fn with_policy(party: i64, id: &str) -> Vec<(&'static str, Method, String)> {
    let mut calls = Vec::new();
    for request in ["systemuser/request", "systemuser/request/agent"] {
        let of_party = format!("{request}/{party}");
        calls.extend([
            (REQUESTS, Method::GET, format!("{of_party}/{id}")),
            (
                REQUESTS,
                Method::GET,
                format!("{of_party}/310702641/pending"),
            ),
            (REQUESTS, Method::POST, format!("{of_party}/{id}/approve")),
            (REQUESTS, Method::POST, format!("{of_party}/{id}/reject")),
        ]);
    }
    let change = format!("systemuser/changerequest/{party}/{id}");
    let (user, agent) = (
        format!("systemuser/{party}"),
        format!("systemuser/agent/{party}"),
    );
    calls.extend([
        (REQUESTS, Method::POST, format!("{change}/approve")),
        (REQUESTS, Method::POST, format!("{change}/reject")),
        (USERS, Method::POST, format!("{user}/create")),
        (USERS, Method::GET, user.clone()),
        (USERS, Method::GET, agent.clone()),
        (USERS, Method::GET, format!("{user}/{id}")),
        (USERS, Method::GET, format!("{user}/{id}/delegations")),
        (USERS, Method::DELETE, format!("{user}/{id}")),
        (USERS, Method::DELETE, format!("{agent}/{id}")),
        (CLIENTS, Method::GET, format!("{agent}/clients")),
        (
            CLIENTS,
            Method::GET,
            format!("{agent}/{id}/{id}/delegations"),
        ),
        (CLIENTS, Method::POST, format!("{agent}/{id}")),
        (CLIENTS, Method::DELETE, format!("{agent}/{id}/client")),
    ]);
    for method in [Method::POST, Method::DELETE, Method::GET] {
        calls.push((CLIENTS, method.clone(), format!("{agent}/{id}/self")));
        calls.push((CLIENTS, method, format!("{agent}/{id}/self/")));
    }
    calls
}

/// For these calls, Altinn first loads the request or the system user. Then Altinn checks the access policy.
fn without_policy(party: i64, id: &str) -> Vec<(&'static str, Method, String)> {
    vec![
        (REQUESTS, Method::GET, format!("systemuser/request/{id}")),
        (
            REQUESTS,
            Method::GET,
            format!("systemuser/request/agent/{id}"),
        ),
        (
            REQUESTS,
            Method::POST,
            format!("systemuser/request/{party}/{id}/escalate"),
        ),
        (
            REQUESTS,
            Method::POST,
            format!("systemuser/request/agent/{party}/{id}/escalate"),
        ),
        (
            REQUESTS,
            Method::GET,
            format!("systemuser/changerequest/{id}"),
        ),
        (USERS, Method::PUT, "systemuser".to_owned()),
    ]
}

#[tokio::test]
async fn a_call_needs_a_token_with_the_scope_and_a_person() {
    let bed = TestBed::start().await;
    let customer = bed.customer("approver").await;
    let vendor = bed.vendor().await;
    let scopes = format!("{SCOPE} {DEMO}");
    vendor.register_client(&scopes, &[&key().jwk]).await;
    let no_person = vendor.token(SCOPE).await;
    let other_scope = token(&bed, &customer.person, DEMO).await;
    let id = Uuid::new_v4().to_string();
    let party = party(&bed, &customer);
    let calls = [with_policy(party, &id), without_policy(party, &id)].concat();
    for (name, method, path) in calls {
        let url = bed.authentication(&path);
        let answer = bed.send(bed.http.request(method.clone(), &url)).await;
        let name = format!("{name}, {method} {path}");
        assert_is(&format!("{name}: no token"), &answer, &Empty(401));
        for (why, token, status) in [("scope", &other_scope, 403), ("person", &no_person, 401)] {
            let answer = bed.call(method.clone(), &url, token, None).await;
            assert_is(&format!("{name}: no {why}"), &answer, &Empty(status));
        }
    }
}

/// See contract/approval.md §2 and §8.
#[tokio::test]
async fn a_person_without_access_to_the_party_gets_an_empty_403() {
    let bed = TestBed::start().await;
    let customer = bed.customer("approver").await;
    let stranger = bed.customer("approver").await.person;
    let forwarder = bed.customer("forwarder").await;
    let id = Uuid::new_v4().to_string();
    for (person, party) in [
        (stranger.as_str(), party(&bed, &customer)),
        (forwarder.person.as_str(), party(&bed, &forwarder)),
        // No party has this id, so no person has access to the party.
        (stranger.as_str(), 99_999_999),
    ] {
        for (name, method, path) in with_policy(party, &id) {
            let name = format!("{name}, {method} {path}, {person}");
            let answer = call(&bed, person, method, &path, None).await;
            assert_is(&name, &answer, &Empty(403));
        }
    }
}

/// Altinn first checks the access policy, and then parses the ids in the path.
#[tokio::test]
async fn an_unknown_party_is_403_and_an_invalid_id_is_400() {
    let bed = TestBed::start().await;
    let customer = bed.customer("approver").await;
    let (person, party) = (customer.person.as_str(), party(&bed, &customer));
    let get = Method::GET;
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §2: party is an integer", person, get.clone(), "systemuser/x".to_owned(), Empty(403)),
        ("systemuser-api.md §1: no UUID", person, get.clone(), format!("systemuser/{party}/x"), Model("systemUserId")),
        ("systemuser-api.md §1: no UUID", person, get.clone(), "systemuser/request/x".to_owned(), Model("requestId")),
        ("systemuser-api.md §1: no UUID", person, Method::POST, format!("systemuser/request/{party}/x/approve"), Model("requestId")),
        ("approval.md §2: no policy before it", person, Method::POST, format!("systemuser/request/x/{}/escalate", Uuid::nil()), Model("party")),
        ("systemuser-api.md §1: no UUID", person, get, format!("systemuser/agent/{party}/clients?facilitator=x"), Model("facilitator")),
    ];
    met(&bed, rows).await;
}
