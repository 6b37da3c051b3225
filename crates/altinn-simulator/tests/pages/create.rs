use altinn_simulator::rules::{
    Connection, Organisation, Person,
    register::{Registrar, SystemInput},
    role,
};
use serde_json::json;

use crate::support::{Answer, Browser, TestBed};

const CREATE: &str = "accessmanagement/ui/systemuser/create";

/// Registers systems that a customer can choose. Each has payroll rights.
fn register(bed: &TestBed, names: &[&str]) {
    bed.world(|world| {
        for name in names {
            let raw: SystemInput = serde_json::from_value(json!({
                "id": format!("991825827_{name}"), "vendor": { "id": "0192:991825827" },
                "name": { "nb": name, "nn": name, "en": name },
                "description": { "nb": "-", "nn": "-", "en": "-" },
                "accesspackages": [{ "urn": "urn:altinn:accesspackage:lonn" }],
                "clientid": [name], "isvisible": true,
            }))
            .unwrap();
            let by = Registrar {
                vendor: "991825827".parse().unwrap(),
                client_id: "m".to_owned(),
                admin: false,
            };
            let now = world.now();
            world.register_system(&by, raw, now).unwrap();
        }
    });
}

async fn chosen(bed: &TestBed, browser: &Browser, person: &Person) -> Answer {
    let url = bed.ui(&format!("{CREATE}?system=991825827_Fakturo"));
    browser.open_as(person, url).await
}

async fn press(bed: &TestBed, browser: &Browser, page: &Answer) -> Answer {
    let token = page.value_after("__RequestVerificationToken", "value");
    let action = page.value_after("<form method=\"post\"", "action");
    let form = [
        ("__RequestVerificationToken", token.as_str()),
        ("systemId", "991825827_Fakturo"),
    ];
    browser.post(bed.ui(&action), &form).await
}

fn users_of(bed: &TestBed, organisation: &Organisation) -> usize {
    bed.world(|world| world.system_users_of(&organisation.number).count())
}

#[tokio::test]
async fn a_customer_chooses_a_system_and_the_overview_marks_its_system_user_as_new() {
    let bed = TestBed::start().await;
    register(&bed, &["Fakturo"]);
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    let browser = bed.browser();
    let overview = bed.ui("accessmanagement/ui/systemuser/overview");
    let page = browser.open_as(&person, overview).await;
    page.has("Lag ny systemtilgang");
    let choose = browser.get(bed.ui(CREATE)).await;
    choose
        .is(200)
        .has("<title>Lag ny systemtilgang - Altinn</title>")
        .has("Velg fagsystem")
        .has("type=\"radio\"")
        .has("Fakturo")
        .has("Gå videre");
    // The vendor also registers a system that is not visible.
    choose.lacks("Skytall");

    let page = browser
        .get(bed.ui(&format!("{CREATE}?system=991825827_Fakturo&next=true")))
        .await;
    page.is(200)
        .has(&format!(
            "Systemtilgangen Fakturo vil få denne fullmakten for {}",
            organisation.name
        ))
        .has("1 tilgangspakke")
        .has("Opprett systemtilgang")
        .has("Avbryt");
    let created = press(&bed, &browser, &page).await;
    created.is(303);
    let overview = browser.follow(created.location()).await;
    overview
        .has("Egne systemtilganger")
        .has("Fakturo")
        .has("NY");
    assert_eq!(users_of(&bed, &organisation), 1);

    let again = press(&bed, &browser, &page).await;
    again.has("Feilkode: AMUI-00004").has("role=\"alert\"");
    assert_eq!(users_of(&bed, &organisation), 1);
}

#[tokio::test]
async fn a_form_without_a_chosen_system_shows_an_error() {
    let bed = TestBed::start().await;
    register(&bed, &["Fakturo"]);
    let (person, _) = bed.customer(role::GENERAL_MANAGER);
    let url = bed.ui(&format!("{CREATE}?next=true"));
    let page = bed.browser().open_as(&person, url).await;
    page.is(400)
        .has("Du må velge et fagsystem før du går videre.")
        .has("role=\"alert\"");
}

#[tokio::test]
async fn systems_are_found_by_name_and_by_vendor() {
    let bed = TestBed::start().await;
    register(&bed, &["A", "B", "C", "D", "Lager", "Fakturo"]);
    let (person, _) = bed.customer(role::GENERAL_MANAGER);
    let browser = bed.browser();
    browser.open_as(&person, bed.ui(CREATE)).await.is(200);
    for (words, count) in [
        ("FAKT", 1),
        ("991+825+827", 6),
        ("digitaliserings", 6),
        ("x%C3%A5", 0),
    ] {
        let page = browser.get(bed.ui(&format!("{CREATE}?q={words}"))).await;
        let found = page.body.matches("type=\"radio\"").count();
        assert_eq!(found, count, "{words}");
    }
}

#[tokio::test]
async fn the_page_names_the_access_that_the_person_lacks() {
    let bed = TestBed::start().await;
    register(&bed, &["Fakturo"]);
    let (person, organisation) = bed.customer(role::ACCESS_MANAGER);
    bed.world(|world| {
        let connection = Connection::of(&person.key, organisation.number.clone());
        let connection = connection.with_role(role::ACCESS_MANAGER);
        world.connect(connection.with_all_packages_but(&["lonn"]));
    });
    let browser = bed.browser();
    let page = chosen(&bed, &browser, &person).await;
    let failed = press(&bed, &browser, &page).await;
    failed
        .is(400)
        .has("Tilgangspakker som ikke kunne delegeres:")
        .has("<li>Lønn</li>")
        .has("Feilkode: AMUI-00053");
    assert_eq!(users_of(&bed, &organisation), 0);
}

#[tokio::test]
async fn only_an_access_manager_can_create_a_system_user_and_only_from_the_page() {
    let bed = TestBed::start().await;
    register(&bed, &["Fakturo"]);
    let (manager, organisation) = bed.customer(role::GENERAL_MANAGER);
    let employee = bed.colleague(&organisation, role::RIGHT_HOLDER);
    let employees = bed.browser();
    let page = chosen(&bed, &employees, &employee).await;
    page.is(200)
        .has("Du mangler nødvendige fullmakter.")
        .lacks("<form method=\"post\"");

    let browser = bed.browser();
    let page = chosen(&bed, &browser, &manager).await;
    let action = page.value_after("<form method=\"post\"", "action");
    let forged = [("systemId", "991825827_Fakturo")];
    browser.post(bed.ui(&action), &forged).await.is(403);
    assert_eq!(users_of(&bed, &organisation), 0);
}

#[tokio::test]
async fn the_page_for_choosing_a_system_exists_in_every_language() {
    let bed = TestBed::start().await;
    register(&bed, &["Fakturo"]);
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    for (language, choose, will_get, create) in [
        (
            "nn",
            "Vel fagsystem",
            "vil få denne fullmakta for",
            "Opprett systemtilgang",
        ),
        (
            "en",
            "Select vendor system",
            "will be granted this power of attorney for",
            "Create system access",
        ),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        browser.open_as(&person, bed.ui(CREATE)).await.has(choose);
        let url = bed.ui(&format!("{CREATE}?system=991825827_Fakturo"));
        let page = browser.get(url).await;
        page.has(&format!("{will_get} {}", organisation.name))
            .has(create);
    }
}
