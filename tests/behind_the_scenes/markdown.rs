use std::collections::BTreeSet;

use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};
use test_support::AppTestBed;
use url::Url;

use crate::browser_at_altinn;

const REQUESTS: &str = "systemuser/request/vendor";
const WRITE: &str = "altinn:authentication/systemuser.request.write";
const REGISTER: &str = "altinn:authentication/systemregister.write";
const READ: &str = "altinn:authentication/systemuser.request.read";

#[tokio::test]
async fn llms_txt_leads_to_every_step() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let list = browser.get("/llms.txt").await;
    list.assert_status(200);
    let links = links(&list.body);
    let parts = |link: &&String| link.contains("/steg/") && !link.ends_with("checklist.md");
    let steps: Vec<_> = links.iter().filter(parts).collect();
    assert_eq!(steps.len(), 8, "{steps:?}");
    for link in steps {
        let page = browser.get(link).await;
        page.assert_status(200);
        assert_eq!(page.header("content-type"), "text/markdown; charset=utf-8");
        assert!(page.body.contains("## On the wire"), "{link}");
    }
    browser.get("/steg/9.md").await.assert_status(404);
    let without_extension = browser.get("/steg/2").await;
    assert_eq!(without_extension.header("location"), "/steg/2.md");
    let python = browser.get("/steg/2.md?code=python").await.body;
    assert!(python.contains("```py\n") && !python.contains("```rs\n"));
    let unknown = browser.get("/steg/2.md?code=nonsense").await;
    unknown.assert_status(400);
    assert!(unknown.body.contains("rust, typescript, python and java"));
    assert!(browser.cookies().is_empty());
}

/// Returns the targets of the links in a Markdown text.
fn links(markdown: &str) -> Vec<String> {
    let rest = markdown.split("](").skip(1);
    rest.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
        .collect()
}

/// Follows the links of `llms.txt` to SmartCloud and the simulator. If a linked page is Markdown, the test also follows
/// the links on that page.
#[tokio::test]
async fn no_link_from_llms_txt_on_is_dead() {
    let bed = AppTestBed::start().await;
    let own = [
        bed.smartcloud.origin(),
        bed.simulator.origins().altinn_ui.origin(),
    ];
    let mut open = vec![bed.smartcloud.join("/llms.txt").unwrap()];
    let mut seen: BTreeSet<Url> = open.iter().cloned().collect();
    while let Some(page) = open.pop() {
        let response = bed.simulator.http.get(page.clone());
        let response = bed.simulator.send(response).await;
        assert_eq!(response.status, 200, "{page}");
        let kind = response.header("content-type");
        let is_markdown = kind.starts_with("text/markdown") || page.path() == "/llms.txt";
        if !is_markdown {
            continue;
        }
        for link in links(&response.body) {
            let mut target = page.join(&link).unwrap();
            target.set_fragment(None);
            if own.contains(&target.origin()) && seen.insert(target.clone()) {
                open.push(target);
            }
        }
    }
    for path in [
        "/steg/2.md",
        "/steg/checklist.md",
        "/code/examples/python/app.py",
        "/code/examples/java/README.md",
        "/simulator/docs/control-api.md",
        "/simulator/FIDELITY.md",
        "/simulator/contract/systemuser-api.md",
        "/simulator/contract/access-roles.json",
    ] {
        assert!(seen.iter().any(|url| url.path() == path), "{path}");
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

/// `llms.txt` and the guides of the simulator contain URLs of the simulator. These must be the URLs of the simulator
/// that runs, and not the default URLs in the source of the guides.
#[tokio::test]
async fn the_addresses_are_those_of_the_running_programs() {
    let bed = AppTestBed::start().await;
    let list = bed.browser().get("/llms.txt").await.body;
    let origins = bed.simulator.origins();
    let platform = origins.altinn_platform.origin().ascii_serialization();
    let pages = origins.altinn_ui.origin().ascii_serialization();
    assert!(list.contains(&format!("export PLATFORM={platform}\n")));
    assert!(list.contains(&format!("export CONTROL={pages}/control\n")));
    let form_action = bed.config.altinn.hops.join(" ");
    assert!(list.contains(&format!("`'self' {form_action}`")));
    for setting in [
        format!("ALTINN_PLATFORM_URL={platform}"),
        format!("ALTINN_REDIRECT_ORIGINS='{form_action}'"),
        format!("MASKINPORTEN_URL={}", origins.maskinporten_issuer()),
        format!("SIMULATOR_CONTROL_URL={pages}/control"),
    ] {
        assert!(list.contains(&format!("\nexport {setting}\n")), "{setting}");
    }
    assert!(list.contains("\nexport CLAIMS_API_URL=http"));
    let guide = origins
        .altinn_ui
        .join("/simulator/docs/point-your-system-at-it.md");
    let guide = bed.simulator.http.get(guide.unwrap());
    let guide = bed.simulator.send(guide).await.body;
    assert!(guide.contains(&format!("{{PLATFORM:={platform}}}")));
    assert!(!guide.contains("127.0.0.1:310"));
}

/// SmartCloud serves the READMEs of the examples, but not the tests and the scripts of the repository. So a served
/// README must say that the tests and the scripts are only in the repository.
#[tokio::test]
async fn the_readmes_of_the_examples_fit_where_they_are_served() {
    let bed = AppTestBed::start().await;
    let readme = bed.browser().get("/code/examples/README.md").await.body;
    assert!(!readme.contains("<!--"));
    assert!(readme.contains("](/steg/checklist.md)"));
    let (before, tests) = readme.split_once("\n## Test the examples\n").unwrap();
    assert!(!before.contains("scripts/") && !before.contains("tests/"));
    assert!(tests.contains("only in the repository"));
    for language in ["typescript", "python", "java"] {
        let path = format!("/code/examples/{language}/README.md");
        let readme = bed.browser().get(&path).await.body;
        assert!(readme.contains("`/llms.txt`"), "{language}");
    }
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

/// Step 6 shows several answers to a change request. This function checks all answers after the first answer. `change`
/// is the body of the change request, and `stored` is the first answer. The token `write` has the scope for writing
/// requests, and the token `read` has the scope for reading requests.
async fn other_answers_to_a_change_request(
    bed: &AppTestBed,
    change: &Value,
    stored: &Value,
    (write, read): (&str, &str),
) {
    let change_id = stored["id"].as_str().unwrap();
    let url = format!(
        "systemuser/changerequest/vendor?correlation-id={change_id}&system-user-id={}",
        stored["systemUserId"].as_str().unwrap()
    );
    let url = bed.simulator.authentication(&url);
    let again = bed.simulator.post(&url, write, change).await;
    again.assert_status(200);
    assert_eq!(again.json()["confirmUrl"], stored["confirmUrl"]);
    let nothing = bed.simulator.post(&url, write, &json!({})).await;
    nothing.assert_status(200);
    assert_eq!(nothing.json()["status"], "NoChangeNeeded");
    assert_eq!(nothing.json()["confirmUrl"], "");
    let no_user = format!(
        "systemuser/changerequest/vendor?correlation-id={change_id}&system-user-id={}",
        uuid::Uuid::new_v4()
    );
    let no_user = bed.simulator.authentication(&no_user);
    let no_user = bed.simulator.post(&no_user, write, change).await;
    no_user.assert_status(404);
    assert_eq!(no_user.json()["code"], "AUTH-00015");
    let change_url = format!("systemuser/changerequest/vendor/{change_id}");
    let change_url = bed.simulator.authentication(&change_url);
    for status in [202, 404] {
        let client = &bed.simulator.http;
        let call = client.request(reqwest::Method::DELETE, change_url.clone());
        let deleted = bed.simulator.send(call.bearer_auth(write)).await;
        deleted.assert_status(status);
    }
    let gone = bed.simulator.get(change_url, read).await;
    gone.assert_status(404);
    assert_eq!(gone.json()["code"], "AUTH-00010");
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

    // Step 6: the customer wants more access. Altinn accepts the body of the change request that the Markdown page
    // shows.
    let start = step_6.find("/changerequest/vendor?").unwrap();
    let mut change = json_after(&step_6[start..], "Content-Type: application/json");
    change["redirectUrl"] = json!(format!("{}?state=def", bed.config.return_url()));
    let query = format!(
        "systemuser/changerequest/vendor?correlation-id={}&system-user-id={id}",
        uuid::Uuid::new_v4()
    );
    let url = bed.simulator.authentication(&query);
    let changed = bed.simulator.post(&url, write, &change).await;
    changed.assert_status(201);
    for name in ["id", "status", "confirmUrl"] {
        assert!(step_6[start..].contains(&format!("\"{name}\": ")), "{name}");
        assert!(changed.json().get(name).is_some(), "{name}");
    }
    for list in [
        "requiredRights",
        "unwantedRights",
        "requiredAccessPackages",
        "unwantedAccessPackages",
    ] {
        assert!(change[list].is_array(), "{list}");
    }
    other_answers_to_a_change_request(&bed, &change, &changed.json(), (write, read)).await;
    for text in ["NoChangeNeeded", "AUTH-00015", "AUTH-00061", "AUTH-00010"] {
        assert!(step_6[start..].contains(text), "{text}");
    }

    // Step 3: Altinn answers DELETE with the status that the Markdown page shows.
    let delete = bed.simulator.authentication(&format!("{REQUESTS}/{id}"));
    let call = bed.simulator.http.request(reqwest::Method::DELETE, delete);
    let deleted = bed.simulator.send(call.bearer_auth(write)).await;
    deleted.assert_status(202);
    assert!(markdown("3").await.contains("202 Accepted"));
}

/// A program may register its system at each start. Altinn's answers must equal the answers in `llms.txt`.
#[tokio::test]
async fn a_second_registration_gets_the_answers_in_llms_txt() {
    let bed = AppTestBed::start().await;
    let list = bed.browser().get("/llms.txt").await.body;
    let now = bed.app.now();
    let token = bed.app.maskinporten.vendor_token(REGISTER, now).await;
    let token = token.unwrap();
    let token = token.secret().as_str();

    // SmartCloud has registered its system at its start.
    let system = &bed.config.system.id;
    let url = format!("systemregister/vendor/{system}");
    let url = bed.simulator.authentication(&url);
    let known = bed.simulator.get(url.clone(), token).await;
    known.assert_status(200);
    let mut body = json_after(&list, "Content-Type: application/json");
    let members: Vec<_> = names(&body).into_iter().cloned().collect();
    for name in members {
        let value = &known.json()[&name];
        assert!(!value.is_null(), "{name}");
        body[&name] = value.clone();
    }
    let put = bed.simulator.http.put(url).bearer_auth(token).json(&body);
    let put = bed.simulator.send(put).await;
    put.assert_status(200);
    assert_eq!(put.json(), json!({ "succeeded": true }));

    let again = bed.simulator.authentication("systemregister/vendor");
    let again = bed.simulator.post(&again, token, &body).await;
    again.assert_status(400);
    let mut shown = json_after(&list, "400 Bad Request");
    let mut found = again.json();
    for answer in [&mut shown, &mut found] {
        for error in answer["validationErrors"].as_array_mut().unwrap() {
            error["title"].take();
        }
    }
    for name in names(&shown) {
        assert_eq!(found[name], shown[name], "{name}");
    }
    let unknown = bed
        .simulator
        .authentication("systemregister/vendor/991825827_none");
    let unknown = bed.simulator.get(unknown, token).await;
    unknown.assert_status(404);
    assert!(unknown.body.is_empty());
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
