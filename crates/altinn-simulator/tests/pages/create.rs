use altinn_simulator::rules::{Connection, Organisation, Person, register::SystemDraft, role};

use crate::support::{Browser, Response, TestBed, draft, packages};

const CREATE: &str = "accessmanagement/ui/systemuser/create";

/// Registers one system for each name. Customers can choose these systems. Each system has the package `lonn`.
fn register(bed: &TestBed, names: &[&str]) {
    for name in names {
        bed.register(SystemDraft {
            access_packages: Some(packages(&["lonn"])),
            client_id: Some(vec![(*name).to_owned()]),
            is_visible: Some(true),
            ..draft(name)
        });
    }
}

async fn chosen(bed: &TestBed, browser: &Browser, person: &Person) -> Response {
    let url = bed.ui(&format!("{CREATE}?system=991825827_Fakturo"));
    browser.open_as(&person.key, url).await
}

async fn press(bed: &TestBed, browser: &Browser, page: &Response) -> Response {
    let token = page.field("__RequestVerificationToken");
    let action = page.attribute("form[method=post]", "action");
    let form = [
        ("__RequestVerificationToken", token.as_str()),
        ("systemId", "991825827_Fakturo"),
    ];
    browser.post(bed.ui(&action), &form).await
}

fn users_of(bed: &TestBed, organisation: &Organisation) -> usize {
    bed.world(|world| world.system_users.of_owner(&organisation.number).count())
}

#[tokio::test]
async fn a_customer_chooses_a_system_and_the_overview_marks_its_system_user_as_new() {
    let bed = TestBed::start().await;
    register(&bed, &["Fakturo"]);
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    let browser = bed.browser();
    let overview = bed.ui("accessmanagement/ui/systemuser/overview");
    let page = browser.open_as(&person.key, overview).await;
    page.assert_contains("Lag ny systemtilgang");
    let choose = browser.get(bed.ui(CREATE)).await;
    choose
        .assert_status(200)
        .assert_contains("<title>Lag ny systemtilgang - Altinn</title>")
        .assert_contains("Velg fagsystem")
        .assert_contains("<select")
        .assert_contains("Fakturo")
        .assert_contains("Gå videre");
    // The vendor also has the hidden system `Skytall`. The page must not offer the hidden system.
    choose.assert_lacks("991825827_test");

    let page = browser
        .get(bed.ui(&format!("{CREATE}?system=991825827_Fakturo&next=true")))
        .await;
    page.assert_status(200)
        .assert_contains(&format!(
            "Systemtilgangen Fakturo vil få denne fullmakten for {}",
            organisation.name
        ))
        .assert_contains("1 tilgangspakke")
        .assert_contains("Opprett systemtilgang")
        .assert_contains("Avbryt");
    let created = press(&bed, &browser, &page).await;
    created.assert_status(303);
    let overview = browser.follow_redirects(created.location()).await;
    overview
        .assert_contains("Egne systemtilganger")
        .assert_contains("Fakturo")
        .assert_contains("NY");
    assert_eq!(users_of(&bed, &organisation), 1);

    let again = press(&bed, &browser, &page).await;
    again
        .assert_contains("Feilkode: AMUI-00004")
        .assert_contains("role=\"alert\"");
    assert_eq!(users_of(&bed, &organisation), 1);
}

#[tokio::test]
async fn a_form_without_a_chosen_system_shows_an_error() {
    let bed = TestBed::start().await;
    register(&bed, &["Fakturo"]);
    let (person, _) = bed.customer(role::GENERAL_MANAGER);
    let url = bed.ui(&format!("{CREATE}?next=true"));
    let page = bed.browser().open_as(&person.key, url).await;
    page.assert_status(400)
        .assert_contains("<title>Feil: Lag ny systemtilgang - Altinn</title>")
        .assert_contains("Du må velge et fagsystem før du går videre.")
        .assert_contains("role=\"alert\"");
}

#[tokio::test]
async fn systems_are_found_by_name_and_by_vendor() {
    let bed = TestBed::start().await;
    register(&bed, &["A", "B", "C", "D", "Lager", "Fakturo"]);
    let (person, _) = bed.customer(role::GENERAL_MANAGER);
    let browser = bed.browser();
    browser
        .open_as(&person.key, bed.ui(CREATE))
        .await
        .assert_status(200);
    for (words, count) in [
        ("FAKT", 1),
        ("991+825+827", 6),
        ("digitaliserings", 6),
        ("x%C3%A5", 0),
    ] {
        let page = browser.get(bed.ui(&format!("{CREATE}?q={words}"))).await;
        let found = page.body.matches("<option value=\"991825827_").count();
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
        world
            .parties
            .connect(connection.with_all_packages_but(&["lonn"]));
    });
    let browser = bed.browser();
    let page = chosen(&bed, &browser, &person).await;
    let failed = press(&bed, &browser, &page).await;
    failed
        .assert_status(400)
        .assert_contains("Tilgangspakker som ikke kunne delegeres:")
        .assert_contains("<li>Lønn</li>")
        .assert_contains("Feilkode: AMUI-00053");
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
    page.assert_status(200)
        .assert_contains("Du mangler nødvendige fullmakter.")
        .assert_lacks("method=\"post\"");

    let browser = bed.browser();
    let page = chosen(&bed, &browser, &manager).await;
    let action = page.attribute("form[method=post]", "action");
    let forged = [("systemId", "991825827_Fakturo")];
    browser
        .post(bed.ui(&action), &forged)
        .await
        .assert_status(403);
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
        browser
            .open_as(&person.key, bed.ui(CREATE))
            .await
            .assert_contains(choose);
        let url = bed.ui(&format!("{CREATE}?system=991825827_Fakturo"));
        let page = browser.get(url).await;
        page.assert_contains(&format!("{will_get} {}", organisation.name))
            .assert_contains(create);
    }
}
