use altinn_simulator::Settings;
use reqwest::Method;
use serde_json::json;
use test_support::{Browser, Response, with_seed};

use crate::support::{READ, REGISTER, TestBed, VENDOR, Vendor, WRITE, key, rights};

struct ControlPanel {
    browser: Browser,
}

impl ControlPanel {
    fn of(bed: &TestBed) -> Self {
        Self {
            browser: bed.browser(),
        }
    }

    async fn page(&self, language: &str) -> Response {
        let headers = [("accept-language", language)];
        let page = self.browser.call(Method::GET, "/control", &headers).await;
        page.assert_status(200);
        page
    }

    async fn token(&self) -> String {
        self.page("nb").await.field("__RequestVerificationToken")
    }

    /// Submits a form as the control panel does. Returns the status and the text of the response.
    async fn press(&self, control_path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let token = self.token().await;
        let mut form = vec![("__RequestVerificationToken", token.as_str())];
        form.extend(fields);
        let path = format!("/control/forms/{control_path}");
        let response = self.browser.post(path, &form).await;
        (response.status.as_u16(), response.body)
    }
}

#[tokio::test]
async fn every_form_of_the_control_panel_has_a_route() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    vendor.connected(&system, "ske-krav-og-betalinger").await;
    let open = bed.customer("approver").await;
    vendor
        .create_request(&vendor.request(&system, &open.organisation))
        .await;
    bed.post_control("faults", json!({ "path": "/x", "fault": "cut" }))
        .await;
    bed.post_control("keys/altinn/rotate", json!({})).await;
    let site = json!({ "organisation": { "number": VENDOR }, "redirectUris": [] });
    let put = bed
        .control(Method::PUT, "idporten-clients/site", site)
        .await;
    assert_eq!(put.status, 204, "{}", put.body);
    let panel = ControlPanel::of(&bed);
    let forms = panel.page("nn").await.forms("form");
    let mut control_paths: Vec<_> = forms
        .iter()
        .map(|form| form.action.replace("/control/forms/", ""))
        .collect();
    control_paths.sort_unstable();
    control_paths.dedup();
    assert_eq!(control_paths.len(), 31, "{control_paths:?}");
    for control_path in control_paths {
        // The test submits each form with empty fields. A form can succeed or report a missing value, but it must not
        // get the error for an unknown form.
        let (status, text) = panel.press(&control_path, &[]).await;
        assert!(
            status == 303 || status == 400 || status == 404,
            "{control_path}: {status}"
        );
        assert!(!text.contains("Skjemaet finnes ikke"), "{control_path}");
    }
    assert_eq!(panel.press("others", &[]).await.0, 404);
}

#[tokio::test]
async fn a_presenter_turns_each_switch_on_and_off_where_it_is() {
    let bed = TestBed::start().await;
    let panel = ControlPanel::of(&bed);
    let pressed = async || {
        let page = panel.page("en").await;
        page.all(".sim-switch", "aria-pressed")
    };
    assert_eq!(pressed().await, ["false"; 6]);
    for expected in ["true", "false"] {
        let page = panel.page("en").await;
        let switches = page.forms("form[action$='/switch']");
        assert_eq!(switches.len(), 6);
        for switch in &switches {
            let fields: Vec<_> = switch
                .fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .filter(|(name, _)| !name.starts_with("__"))
                .collect();
            assert_eq!(panel.press("switch", &fields).await.0, 303, "{fields:?}");
        }
        assert_eq!(pressed().await, [expected; 6]);
    }
}

#[tokio::test]
async fn a_presenter_removes_all_faults_with_one_button() {
    let bed = TestBed::start().await;
    let panel = ControlPanel::of(&bed);
    let on = [("name", "maskinporten-down"), ("on", "true")];
    assert_eq!(panel.press("switch", &on).await.0, 303);
    let down = bed.send(bed.http.post(bed.token_url())).await;
    assert_eq!(down.status, 503);
    assert_eq!(panel.press("take-back-all", &[]).await.0, 303);
    let faults = bed.control(Method::GET, "faults", json!({})).await.ok();
    assert_eq!(faults, json!([]));
}

#[tokio::test]
async fn the_control_panel_does_the_same_as_the_control_api() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let id = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    let panel = ControlPanel::of(&bed);

    let fault = [
        ("path", "/authentication/api/v1/systemregister"),
        ("fault", "empty"),
        ("status", "503"),
        ("times", "all"),
        ("service", ""),
        // The field `code` belongs to another type of fault. All types share one form, so the browser sends `code` for
        // every type.
        ("code", "AUTH-00021"),
    ];
    assert_eq!(panel.press("faults", &fault).await.0, 303);
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication("systemregister/vendor");
    assert_eq!(bed.get(&url, &token).await.status, 503);
    let page = panel.page("en").await.body;
    assert!(
        page.contains("503") && page.contains("Last responses"),
        "{page}"
    );
    let waiting = bed
        .simulator()
        .world()
        .faults
        .iter()
        .next()
        .unwrap()
        .0
        .to_string();
    assert_eq!(panel.press("take-back", &[("id", &waiting)]).await.0, 303);
    assert_eq!(bed.get(&url, &token).await.status, 200);

    assert_eq!(
        panel
            .press("answer", &[("id", &id), ("answer", "approve")])
            .await
            .0,
        303
    );
    assert_eq!(vendor.read(&id).await.ok()["status"], "Accepted");
    assert_eq!(panel.press("system-users", &[("id", &id)]).await.0, 303);
    vendor.read(&id).await.assert_problem(404, "AUTH-00010");
    assert_eq!(
        panel.press("clock", &[("advanceSeconds", "60")]).await.0,
        303
    );
    assert_eq!(bed.simulator().world().clock_ahead().as_secs(), 60);
    let person = [("id", "eva"), ("body", r#"{"name": "Eva Moen"}"#)];
    assert_eq!(panel.press("persons", &person).await.0, 303);
    assert!(bed.simulator().world().parties.person("eva").is_some());

    let (status, page) = panel.press("clock", &[("advanceSeconds", "soon")]).await;
    assert_eq!(status, 400);
    // The error is in the language of the page. The title says that the form failed.
    assert!(page.contains("I feltet `advanceSeconds`: Her står teksten"));
    assert!(page.contains("men det skal være et helt tall."), "{page}");
    assert!(page.contains("<title>Feil: Kontrollpanel"), "{page}");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the table")]
async fn every_error_of_a_form_is_a_sentence_in_the_language_of_the_page() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (_, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let id = user.clone();
    let panel = ControlPanel::of(&bed);
    let organisation = r#"{"organisation": {"number": "991825827"}, "jwks": {"keys": []}"#;
    let client = |more: &str| format!("{organisation}{more}}}");
    for (form, fields, nb, nn) in [
        (
            "answer",
            vec![("id", id.as_str()), ("answer", "approve")],
            "Forespørselen har fått svar allerede.",
            "Førespurnaden har fått svar allereie.",
        ),
        (
            "persons",
            vec![("id", "eva"), ("body", "{\"name\": ")],
            "Innholdet er ikke gyldig JSON. Den slutter for tidlig.",
            "Innhaldet er ikkje gyldig JSON. Det sluttar for tidleg.",
        ),
        (
            "persons",
            vec![("id", "eva"), ("body", "{}")],
            "Feltet `name` mangler.",
            "Feltet `name` manglar.",
        ),
        (
            "persons",
            vec![("id", "kari"), ("body", "{\"name\": \"Kari\"}")],
            "kari er en av de faste personene",
            "kari er ein av dei faste personane",
        ),
        (
            "connections",
            vec![
                ("person", "kari"),
                ("organisation", "312450186"),
                ("body", "{\"roles\": [\"sjef\"]}"),
            ],
            "Rollen sjef finnes ikke.",
            "Rolla sjef finst ikkje.",
        ),
        (
            "delete-connections",
            vec![("person", "kari"), ("organisation", "991825827")],
            "Personen har ingen tilknytning til virksomheten.",
            "Personen har inga tilknyting til verksemda.",
        ),
        (
            "organisations",
            vec![("id", "312450180"), ("body", "{\"name\": \"A\"}")],
            "312450180 er ikke et organisasjonsnummer.",
            "312450180 er ikkje eit organisasjonsnummer.",
        ),
        (
            "packages",
            vec![("id", "a b"), ("body", "{\"name\": \"A\"}")],
            "Id-en må ha 1 til 100 tegn.",
            "Id-en må ha 1 til 100 teikn.",
        ),
        (
            "resources",
            vec![("id", "a"), ("body", "{\"resourceType\": \"x\"}")],
            "Feltet `title` mangler.",
            "Feltet `title` manglar.",
        ),
        (
            "client-relations",
            vec![
                ("client", "312450186"),
                ("provider", "312450186"),
                ("body", "{}"),
            ],
            "Virksomheten 312450186 kan ikke være sin egen klient.",
            "Verksemda 312450186 kan ikkje vere sin eigen klient.",
        ),
        (
            "idporten-clients",
            vec![
                ("id", "web"),
                ("body", &client(", \"redirectUris\": [\"ftp://a\"]")),
            ],
            "er ikke en nettadresse.",
            "er ikkje ei nettadresse.",
        ),
        (
            "seed",
            vec![(
                "body",
                "{\"persons\": [{\"key\": \"eva\", \"nam\": \"Eva\"}]}",
            )],
            "Nummer 1 i persons: Det finnes ikke noe felt som heter `nam`.",
            "Nummer 1 i persons: Det finst ikkje noko felt som heiter `nam`.",
        ),
        (
            "world",
            vec![(
                "body",
                "{\"format\": \"x\", \"version\": 1, \"tables\": {}}",
            )],
            "",
            "",
        ),
    ] {
        for (language, words) in [("nb", nb), ("nn", nn)] {
            let token = panel.token().await;
            let mut all = vec![("__RequestVerificationToken", token.as_str())];
            all.extend(&fields);
            let headers = [("accept-language", language)];
            let path = format!("/control/forms/{form}");
            let page = panel.browser.post_with(path, &all, &headers).await;
            assert!(page.status.is_client_error(), "{form}: {}", page.status);
            let result = page.text_of("#result");
            assert!(result.contains(words), "{form} {language}: {result}");
            let paragraphs = page.all("#result p[lang]", "lang");
            assert_eq!(paragraphs, [language], "{form}: {result}");
        }
    }
}

#[tokio::test]
async fn a_change_request_is_shown_by_name_and_answered_like_any_other() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let id = "6a0cf3f2-77a5-4bd0-9c43-3d2f0c2d9d10";
    let path = format!("systemuser/changerequest/vendor?correlation-id={id}&system-user-id={user}");
    let change = json!({ "unwantedRights": rights(&["ske-krav-og-betalinger"]) });
    let token = vendor.token(WRITE).await;
    let created = bed.post(&bed.authentication(&path), &token, &change).await;
    assert_eq!(created.status, 201, "{}", created.body);

    let panel = ControlPanel::of(&bed);
    let page = panel.page("en").await.body;
    let name = {
        let world = bed.simulator().world();
        let organisation = customer.organisation.parse().unwrap();
        world
            .parties
            .organisation(&organisation)
            .unwrap()
            .name
            .clone()
    };
    assert!(page.contains(&format!("→ {name}, d9d10")), "{page}");
    let approve = [("id", id), ("answer", "approve")];
    assert_eq!(panel.press("answer", &approve).await.0, 303);
    let open = panel.page("en").await;
    let open = open.text_of("section[aria-labelledby='requests']");
    assert!(!open.contains("d9d10"), "it is open no more: {open}");
    let url = bed.authentication(&format!("systemuser/changerequest/vendor/{id}"));
    let read = bed.get(&url, &vendor.token(READ).await).await.ok();
    assert_eq!(read["status"], "Accepted");
}

#[tokio::test]
async fn a_form_without_the_csrf_token_changes_nothing() {
    let bed = TestBed::start().await;
    let panel = ControlPanel::of(&bed);
    panel.token().await;
    let url = bed.ui("control/forms/clock");
    for token in ["", "x"] {
        let form = [
            ("__RequestVerificationToken", token),
            ("advanceSeconds", "60"),
        ];
        let response = panel.browser.post(&url, &form).await;
        assert_eq!(response.status, 403);
    }
    let token = panel.token().await;
    let form = [
        ("__RequestVerificationToken", token.as_str()),
        ("advanceSeconds", "60"),
    ];
    // The first POST lacks the cookie that belongs to the CSRF token. The headers of the second POST say that another
    // site sent the form.
    let without_cookie = bed.browser().post(&url, &form).await;
    assert_eq!(without_cookie.status, 403);
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let elsewhere = panel.browser.post_with(&url, &form, &elsewhere).await;
    assert_eq!(elsewhere.status, 403);
    assert_eq!(bed.simulator().world().clock_ahead().as_secs(), 0);
}

#[tokio::test]
async fn the_control_panel_shows_neither_tokens_nor_identity_numbers() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    bed.get(&bed.authentication("systemregister/vendor"), &token)
        .await;
    let page = ControlPanel::of(&bed).page("nb").await.body;
    assert!(page.contains("/authentication/api/v1/systemregister/vendor"));
    assert!(!page.contains(&token));
    let world = bed.simulator().world();
    for person in world.parties.persons() {
        assert!(!page.contains(person.personal_number.as_str()));
    }
}

#[tokio::test]
async fn the_control_panel_shows_seed_entries_that_a_reset_could_not_load() {
    let seed = json!({
        "persons": [{ "key": "eva", "name": "Eva Moen" }],
        "maskinportenClients": [{
            "clientId": "a-client", "scopes": [REGISTER], "jwks": { "keys": [key().jwk] },
            "organisation": { "number": VENDOR, "name": "Tiger AS" },
        }],
        "systems": [{
            "id": format!("{VENDOR}_seeded"), "vendor": { "ID": format!("0192:{VENDOR}") }, "clientId": ["a-client"],
            "name": { "nb": "a", "nn": "a", "en": "a" }, "description": { "nb": "a", "nn": "a", "en": "a" },
        }],
    });
    let settings = with_seed(Settings::for_tests(), &seed);
    let bed = TestBed::start_with(settings).await;
    let panel = ControlPanel::of(&bed);
    assert_eq!(panel.press("reset", &[]).await.0, 303);
    let vendor = Vendor {
        bed: &bed,
        organisation: VENDOR.to_owned(),
        client_id: "a-client".to_owned(),
    };
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication(&format!("systemregister/vendor/{VENDOR}_seeded"));
    let deleted = bed.call(Method::DELETE, &url, &token, None).await;
    assert_eq!(deleted.status, 200);
    let other = vendor.register(&vendor.system("other")).await;
    assert_eq!(other.status, 200, "{}", other.body);
    let (status, page) = panel.press("reset", &[]).await;
    assert_eq!(status, 200);
    assert!(page.contains("Nummer 1 i systems"), "{page}");
    assert!(bed.simulator().world().parties.person("eva").is_some());
}

#[tokio::test]
async fn an_unknown_field_is_refused() {
    let bed = TestBed::start().await;
    bed.vendor().await;
    let panel = ControlPanel::of(&bed);
    let person = [("id", "eva"), ("body", r#"{"name": "Eva"}"#)];
    let rotate = [("service", "altinn")];
    for (control_path, fields) in [
        ("reset", &[][..]),
        ("clock", &[("aheadSeconds", "60")]),
        ("request-lifetime", &[("days", "1")]),
        ("persons", &person),
        ("rotate", &rotate),
        ("take-back-all", &[]),
        ("delete-maskinporten-delegations", &[]),
        ("customers", &[("kind", "approver")]),
        (
            "customers",
            &[("kind", "lacks"), ("lacks", "lonn"), ("reason", "Unknown")],
        ),
        ("automation", &[("approval", "reject")]),
    ] {
        let mut more = fields.to_vec();
        more.push(("odd", "1"));
        let (status, page) = panel.press(control_path, &more).await;
        assert_eq!(status, 400, "{control_path}");
        assert!(page.contains("`odd`"), "{control_path}: it says which");
        let before = bed.control(Method::GET, "state", json!({})).await.ok();
        assert_eq!(before["clockAheadSeconds"], 0, "nothing is moved");
        assert_eq!(before["persons"], 8, "{control_path}");
        assert_eq!(
            panel.press(control_path, fields).await.0,
            303,
            "{control_path}"
        );
        panel.press("reset", &[]).await;
    }
}

#[tokio::test]
async fn the_control_panel_creates_a_customer_with_every_field_of_the_control_api() {
    let bed = TestBed::start().await;
    let panel = ControlPanel::of(&bed);
    let made = [("kind", "several"), ("name", "Tiger AS"), ("count", "2")];
    assert_eq!(panel.press("customers", &made).await.0, 303);
    let lacking = [
        ("kind", "lacks"),
        ("lacks", "lonn ske-krav-og-betalinger"),
        ("reason", "MissingPackageAccess"),
    ];
    assert_eq!(panel.press("customers", &lacking).await.0, 303);
    let without = &lacking[..2];
    let (status, page) = panel.press("customers", without).await;
    assert_eq!(status, 400);
    assert!(page.contains("Feltet reason er tomt"));
    let world = bed.simulator().world();
    let mut latest = world.parties.persons().rev();
    let (lacks, several) = (latest.next().unwrap(), latest.next().unwrap());
    let names: Vec<_> = world
        .parties
        .organisations_of(&several.key)
        .map(|(organisation, _)| organisation.name.clone())
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Tiger AS".to_owned()), "{names:?}");
    let (_, connection) = world.parties.organisations_of(&lacks.key).next().unwrap();
    let ids: Vec<_> = connection.lacks.iter().map(|lack| &lack.id).collect();
    assert_eq!(
        ids,
        ["urn:altinn:accesspackage:lonn", "ske-krav-og-betalinger"]
    );
}

#[tokio::test]
async fn the_control_panel_adds_and_removes_clients_and_delegations() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let panel = ControlPanel::of(&bed);
    let id = vendor.client_id.as_str();
    assert!(panel.page("nb").await.body.contains(id));
    let delete = [("id", id)];
    let gone = panel.press("delete-maskinporten-clients", &delete).await;
    assert_eq!(gone.0, 303);
    assert!(!panel.page("nb").await.body.contains(id));
    let again = panel.press("delete-maskinporten-clients", &delete).await;
    assert_eq!(again.0, 404);

    let body = json!({
        "consumer": { "number": "312450186" }, "supplier": { "number": VENDOR }, "scope": "a:b",
    });
    let is_delegated = || {
        let world = bed.simulator().world();
        let [consumer, supplier] = ["312450186", VENDOR].map(|number| number.parse().unwrap());
        world
            .oauth_clients
            .is_delegated(&consumer, &supplier, "a:b")
    };
    let body = body.to_string();
    let put = [("body", body.as_str())];
    let put = panel.press("maskinporten-delegations", &put).await;
    assert_eq!(put.0, 303);
    assert!(is_delegated());
    let gone = panel.press("delete-maskinporten-delegations", &[]).await;
    assert_eq!(gone.0, 303);
    assert!(!is_delegated());
}
