use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};
use test_support::AppTestBed;

use crate::browser_at_altinn;

const REQUESTS: &str = "systemuser/request/vendor";
const WRITE: &str = "altinn:authentication/systemuser.request.write";
const READ: &str = "altinn:authentication/systemuser.request.read";

#[tokio::test]
async fn llms_txt_leads_to_every_step() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let list = browser.get("/llms.txt").await;
    list.assert_status(200);
    let links = list
        .body
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let (steps, others): (Vec<_>, Vec<_>) = links.partition(|link| link.contains("/steg/"));
    assert_eq!(steps.len(), 8, "{steps:?}");
    for link in steps {
        let page = browser.get(link).await;
        page.assert_status(200);
        assert_eq!(page.header("content-type"), "text/markdown; charset=utf-8");
        assert!(page.body.contains("## On the wire"), "{link}");
    }
    // The other links lead to the simulator's guides and to SmartCloud's pages for vendors.
    assert_eq!(others.len(), 5, "{others:?}");
    for link in others {
        browser.get(link).await.assert_status(200);
    }
    browser.get("/steg/9.md").await.assert_status(404);
    let without_extension = browser.get("/steg/2").await;
    assert_eq!(without_extension.header("location"), "/steg/2.md");
    let python = browser.get("/steg/2.md?code=python").await.body;
    assert!(python.contains("```py\n") && !python.contains("```rs\n"));
    assert!(browser.cookies().is_empty());
}

/// Returns the first JSON object after the text `start` in the Markdown.
fn json_after(markdown: &str, start: &str) -> Value {
    let from = &markdown[markdown.find(start).unwrap_or_else(|| panic!("no {start}"))..];
    let from = &from[from.find('{').unwrap()..];
    let mut values = serde_json::Deserializer::from_str(from).into_iter::<Value>();
    values.next().unwrap().unwrap()
}

fn names(value: &Value) -> Vec<&String> {
    value.as_object().unwrap().keys().collect()
}

/// The test acts as a client that knows only the bodies and the URLs in the Markdown pages.
#[tokio::test]
async fn the_markdown_is_enough_to_get_a_system_user() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let markdown = async |part: &str| bed.browser().get(format!("/steg/{part}.md")).await.body;
    let now = bed.app.now();
    let write = bed.app.maskinporten.vendor_token(WRITE, now).await.unwrap();
    let read = bed.app.maskinporten.vendor_token(READ, now).await.unwrap();
    let (write, read) = (write.secret().as_str(), read.secret().as_str());

    // Step 2: Altinn accepts the body that the Markdown page shows, and Altinn's response has the members that the page
    // shows.
    let step_2 = markdown("2").await;
    let mut body = json_after(&step_2, "Content-Type: application/json");
    body["systemId"] = json!(bed.config.system.id);
    body["partyOrgNo"] = json!(customer.organisation.number);
    body["redirectUrl"] = json!(format!("{}?state=abc", bed.config.return_url()));
    assert!(step_2.contains(&format!(
        "POST {{platform}}/authentication/api/v1/{REQUESTS}\n"
    )));
    let url = bed.simulator.authentication(REQUESTS);
    let created = bed.simulator.post(&url, write, &body).await;
    created.assert_status(201);
    let created = created.json();
    let example = json_after(&step_2, "201 Created");
    for name in names(&example) {
        assert!(created.get(name).is_some(), "Altinn's answer has no {name}");
    }

    // Step 6: after the customer has approved, the request is accepted and the system user exists.
    let id = created["id"].as_str().unwrap();
    let answer = format!("requests/{id}/answer");
    bed.control_api()
        .post(&answer, json!({ "answer": "approve" }))
        .await;
    let step_6 = markdown("6").await;
    assert!(step_6.contains(&format!(
        "GET {{platform}}/authentication/api/v1/{REQUESTS}/"
    )));
    let request = bed
        .simulator
        .get(
            bed.simulator.authentication(&format!("{REQUESTS}/{id}")),
            read,
        )
        .await;
    assert_eq!(request.json()["status"], "Accepted");
    assert!(step_6.contains("/authentication/api/v1/systemuser/vendor/byquery?system-id="));
    let query = format!(
        "systemuser/vendor/byquery?system-id={}&orgno={}",
        bed.config.system.id, customer.organisation.number
    );
    let user = bed
        .simulator
        .get(bed.simulator.authentication(&query), write)
        .await;
    user.assert_status(200);
    for name in ["id", "systemId", "reporteeOrgNo", "userType"] {
        assert!(step_6.contains(&format!("\"{name}\"")), "{name}");
        assert!(user.json().get(name).is_some(), "{name}");
    }

    // Step 3: Altinn answers DELETE with the status that the Markdown page shows.
    let delete = bed.simulator.authentication(&format!("{REQUESTS}/{id}"));
    let call = bed.simulator.http.request(reqwest::Method::DELETE, delete);
    let deleted = bed.simulator.send(call.bearer_auth(write)).await;
    deleted.assert_status(202);
    assert!(markdown("3").await.contains("202 Accepted"));
}

#[tokio::test]
async fn the_markdown_does_not_depend_on_the_visitor() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    let mine = browser.get("/steg/2.md").await;
    let client = &bed.simulator.http;
    let request = client.get(bed.smartcloud.join("/steg/2.md").unwrap());
    let others = client.send(request.header(ACCEPT_LANGUAGE, "en")).await;
    assert_eq!(mine.body, others.body);
}
