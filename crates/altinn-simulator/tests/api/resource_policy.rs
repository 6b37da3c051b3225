//! Tests of the endpoint that lists the actions in the policy of a resource.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestBed;

const RESOURCES: &str = "resourceregistry/api/v1/resource";

#[tokio::test]
async fn the_policy_of_a_resource_lists_each_action() {
    let bed = TestBed::start().await;
    let resource = json!({ "title": "My service", "actions": ["read", "sign"] });
    let response = bed
        .control(Method::PUT, "resources/my-service", &resource)
        .await;
    assert!(response.status.is_success(), "{}", response.body);

    let read = |id: &str| {
        let url = bed.platform(&format!("{RESOURCES}/{id}/policy/rights"));
        bed.send(bed.http.get(url))
    };
    let rights = read("my-service").await.ok();
    let rights = rights.as_array().unwrap();
    let actions: Vec<&Value> = rights
        .iter()
        .map(|right| &right["action"]["value"])
        .collect();
    assert_eq!(actions, ["read", "sign"]);
    for right in rights {
        assert_eq!(right["resource"][0]["value"], "my-service");
        let subject = &right["subjects"][0]["subjectAttributes"][0];
        assert_eq!(subject["type"], "urn:altinn:external-role:ccr");
    }
    assert_ne!(rights[0]["rightKey"], rights[1]["rightKey"]);

    assert_eq!(read("no-such").await.status, 404);
}
