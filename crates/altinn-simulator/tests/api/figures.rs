//! Tests the amounts and dates that the resource owner's APIs return.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Customer, KRAV, TestBed};

/// Reads a list of the API *Krav og betalinger*.
async fn list(bed: &TestBed, token: &str, path: &str) -> Value {
    let url = bed.resource_owner(&format!("v1/regnskapssystem/{path}"));
    let request = bed.http.get(url).bearer_auth(token);
    let request = request.header("Korrelasjonsid", Uuid::new_v4().to_string());
    bed.send(request).await.ok()
}

fn dates(list: &Value, member: &str) -> Vec<String> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row[member].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn figures_go_by_the_simulators_clock_and_are_in_the_order_of_their_dates() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let named = json!({ "kind": "approver", "name": "Havblikk Kafé AS" });
    let customer = Customer::of(&bed.post_control("customers", named).await);
    let request = vendor.request(&system, &customer.organisation);
    let id = vendor.create_request(&request).await;
    bed.approve(&id, &customer.person).await.ok();

    let owner = &customer.organisation;
    let mut before = Value::Null;
    for _ in 0..3 {
        let token = vendor.token_for(KRAV, owner).await;
        let claims = list(&bed, &token, &format!("{owner}/krav")).await;
        assert_eq!(claims, list(&bed, &token, &format!("{owner}/krav")).await);
        assert_ne!(claims, before);
        assert!(dates(&claims["krav"], "forfall").is_sorted(), "{claims}");
        for direction in ["innbetalinger", "utbetalinger"] {
            let paid = list(&bed, &token, &format!("{owner}/{direction}")).await;
            assert!(dates(&paid["betalinger"], "dato").is_sorted(), "{paid}");
        }
        before = claims;
        // One month later, the list must have a new claim for the tax of that month.
        bed.advance(32 * 24 * 3600).await;
    }
}
