//! Tests of what every page of the simulator has: the title, the description, the language of names, and compression.

use altinn_simulator::rules::role;
use http::Method;

use crate::support::TestBed;

const OVERVIEW: &str = "accessmanagement/ui/systemuser/overview";

#[tokio::test]
async fn each_kind_of_page_has_a_description_of_its_own() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    let mut descriptions = Vec::new();
    for url in [
        bed.ui(""),
        bed.ui("control"),
        bed.ui("inbox"),
        bed.idporten("authorize?client_id=nobody"),
    ] {
        let page = browser.get(&url).await;
        let description = page.attribute("meta[name=description]", "content");
        assert!(description.len() > 40, "{url}: {description}");
        descriptions.push(description);
    }
    descriptions.sort_unstable();
    descriptions.dedup();
    assert_eq!(descriptions.len(), 4, "{descriptions:?}");
}

#[tokio::test]
async fn the_title_of_an_error_page_names_the_error_and_the_service() {
    let bed = TestBed::start().await;
    let (person, _) = bed.customer(role::GENERAL_MANAGER);
    let browser = bed.browser();
    browser.open_as(&person.key, bed.ui(OVERVIEW)).await;
    let user = "accessmanagement/ui/systemuser/00000000-0000-0000-0000-000000000000";
    let request = "accessmanagement/ui/systemuser/request?id=00000000-0000-0000-0000-000000000000";
    for (url, title) in [
        (
            bed.ui("inbox"),
            "Siden finnes ikke i simulatoren – Altinn (simulert)",
        ),
        (
            bed.idporten("nothing"),
            "Siden finnes ikke i simulatoren – ID-porten (simulert)",
        ),
        (bed.ui(user), "Kunne ikke laste systemtilgang - Altinn"),
        (
            bed.ui(request),
            "Forespørselen finnes ikke for den valgte aktøren - Altinn",
        ),
        (
            bed.idporten("authorize?client_id=nobody"),
            "Innloggingen kan ikke starte – ID-porten (simulert)",
        ),
    ] {
        let page = browser
            .call(Method::GET, url.as_str(), &[("accept", "text/html")])
            .await;
        page.assert_contains(&format!("<title>{title}</title>"));
    }
}

#[tokio::test]
async fn names_on_an_english_page_are_marked_as_norwegian() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    for (language, marked) in [("en", true), ("nn", false)] {
        let mut browser = bed.browser();
        browser.language = language;
        let chooser = browser.follow_redirects(bed.ui(OVERVIEW)).await;
        let persons = chooser.all(".sim-person__name", "lang");
        assert_eq!(persons.contains(&"nb".to_owned()), marked, "{language}");
        let page = browser.open_as(&person.key, bed.ui(OVERVIEW)).await;
        let name = format!("<span lang=\"nb\">{}</span>", organisation.name);
        assert_eq!(page.body.contains(&name), marked, "{language}: {name}");
    }
}

/// `verken` and `korkje` mean the same, and the description of Per has `verken`.
#[tokio::test]
async fn the_choice_of_a_person_has_one_word_for_neither_in_nynorsk() {
    let bed = TestBed::start().await;
    let mut browser = bed.browser();
    browser.language = "nn";
    browser
        .follow_redirects(bed.ui(OVERVIEW))
        .await
        .assert_contains("Du treng verken fødselsnummer eller passord.")
        .assert_contains("Får verken sjå, godkjenne eller sende vidare.")
        .assert_lacks("korkje");
}

#[tokio::test]
async fn pages_are_compressed_and_tokens_and_json_are_not() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    let encoding = async |url: &str, accepted: &'static str| {
        let accepts = [("accept-encoding", accepted), ("accept", "text/html")];
        let response = browser.call(Method::GET, url, &accepts).await;
        let encoding = response.headers.get("content-encoding").cloned();
        encoding.map(|encoding| encoding.to_str().unwrap().to_owned())
    };
    let control = bed.ui("control");
    let nowhere = bed.idporten("nothing");
    for page in [control.as_str(), nowhere.as_str()] {
        assert_eq!(encoding(page, "br, gzip").await.as_deref(), Some("br"));
        assert_eq!(encoding(page, "gzip").await.as_deref(), Some("gzip"));
        assert_eq!(encoding(page, "identity").await, None);
    }
    for json in [
        bed.ui("control/people"),
        bed.idporten(".well-known/openid-configuration"),
    ] {
        assert_eq!(encoding(json.as_str(), "br, gzip").await, None, "{json}");
    }
}
