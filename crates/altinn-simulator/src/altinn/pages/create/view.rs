use axum::response::Response;
use http::StatusCode;
use leptos::prelude::*;

use crate::altinn::pages::{
    CREATE_PAGE, OVERVIEW_PAGE, USER_API,
    access_lists::{Level, initial},
    create::{Choices, Chosen},
    failure::{Failed, failure},
    frame::{self, Depth, Part, Visit, error_title, frame},
    search::{SearchTexts, search_form},
};
use crate::{
    altinn::errors,
    html::{Page, Script, alert, normal_case},
    rules::Organisation,
    texts::Texts,
};

/// The page has a search field only if customers can choose from at least this many systems.
const SEARCHED_FROM: usize = 6;

/// The HTML id of the error message "nothing is chosen". The list of systems refers to this id with `aria-describedby`.
const NOTHING_CHOSEN: &str = "nothing-chosen";

pub struct Choice {
    pub id: String,
    pub name: String,
    pub vendor: String,
    pub vendor_number: String,
}

/// Returns the page of the first step. The user chooses a system on this page.
#[must_use]
pub fn choose(visit: &Visit, party: &Organisation, choices: &Choices) -> Response {
    let texts = visit.texts();
    let create = &texts.create;
    let search = (choices.of >= SEARCHED_FROM).then(|| search(texts, choices));
    let list = if choices.of == 0 {
        view! { <p class="ds-paragraph sim-prose">{create.no_systems}</p> }.into_any()
    } else if choices.listed.is_empty() {
        // Show no further message here. Only a search can make the list empty, and the text at the search field already
        // says that no system matches.
        view! { {cancel(texts)} }.into_any()
    } else {
        list(texts, choices).into_any()
    };
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {create.heading}
                </h1>
                <p class="ds-paragraph sim-prose">{create.advice} " " {create.no_verdict}</p>
            </div>
            {search}
            {list}
        </div>
    };
    let page = page(visit, party);
    let page = if choices.nothing_chosen {
        page.failed(StatusCode::BAD_REQUEST)
    } else {
        page
    };
    answer(visit, page, content)
}

fn search(texts: &'static Texts, choices: &Choices) -> impl IntoView + use<> {
    let create = &texts.create;
    let found = (!choices.words.is_empty()).then(|| {
        let hits = (create.hits)(choices.count, &choices.words);
        view! {
            <p class="ds-paragraph" role="status">
                {hits}
                " "
                <a class="ds-link" href=CREATE_PAGE>
                    {create.show_all}
                </a>
            </p>
        }
    });
    let more = (choices.listed.len() < choices.count)
        .then(|| (texts.login.more)(choices.listed.len(), choices.count));
    view! {
        {search_form(
            CREATE_PAGE.to_owned(),
            SearchTexts {
                label: create.search,
                hint: create.search_hint,
                button: texts.login.search,
            },
            choices.words.clone(),
            (),
        )}
        {found}
        {more.map(|more| view! { <p class="sim-quiet">{more}</p> })}
    }
}

fn list(texts: &'static Texts, choices: &Choices) -> impl IntoView + use<> {
    let create = &texts.create;
    let missing = choices.nothing_chosen;
    let message = missing.then(|| {
        view! {
            <p class="ds-validation-message" id=NOTHING_CHOSEN role="alert">
                {create.nothing_chosen}
            </p>
        }
    });
    let options = choices.listed.iter().map(|choice| {
        let text = (create.option)(&choice.name, &choice.vendor, &choice.vendor_number);
        view! { <option value=choice.id.clone()>{text}</option> }
    });
    view! {
        <form class="sim-block" method="get" action=CREATE_PAGE>
            <input type="hidden" name="q" value=choices.words.clone() />
            <div class="ds-field">
                <label class="ds-label" for="system">
                    {create.label}
                </label>
                <select
                    class="ds-input"
                    id="system"
                    name="system"
                    required=true
                    autofocus=missing
                    aria-invalid=missing.then_some("true")
                    aria-describedby=missing.then_some(NOTHING_CHOSEN)
                >
                    <option value="">{create.choose}</option>
                    {options.collect_view()}
                </select>
                {message}
            </div>
            <div class="sim-buttons">
                <button
                    class="ds-button"
                    type="submit"
                    data-variant="primary"
                    name="next"
                    value="true"
                >
                    {create.go_on}
                </button>
                {cancel(texts)}
            </div>
        </form>
    }
}

/// Returns the page of the second step. It shows the access that the system user will get, and the button that creates
/// the system user.
#[must_use]
pub fn confirm(
    visit: &Visit,
    party: &Organisation,
    chosen: &Chosen,
    failed: Option<&Failed>,
) -> Response {
    let texts = visit.texts();
    let create = &texts.create;
    let guard = visit.guard();
    let company = normal_case(&party.name);
    let heading = match chosen.powers.count() {
        1 => (create.will_get_one)(&chosen.name, &company),
        _ => (create.will_get_many)(&chosen.name, &company),
    };
    let none = (chosen.powers.count() == 0).then(|| {
        view! { <p class="ds-paragraph">{(create.will_get_none)(&chosen.name)}</p> }
    });
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <div class="sim-titled">
                <span class="sim-avatar" aria-hidden="true">
                    {initial(&chosen.name)}
                </span>
                <h1 class="ds-heading" data-size="md">
                    {heading}
                </h1>
            </div>
            {none}
            {chosen.powers.lists(texts, Level::H2)}
            <p class="ds-paragraph sim-prose">{texts.request.withdraw} " " {create.vendor_not_notified}</p>
            {failed.map(|failed| failure(texts, failed, Level::H3))}
            <form method="post" action=format!("{USER_API}/{}", party.party_id())>
                {guard.field()} <input type="hidden" name="systemId" value=chosen.id.to_string() />
                <div class="sim-buttons">
                    <button class="ds-button" type="submit" data-variant="primary">
                        {create.create}
                    </button>
                    {cancel(texts)}
                    <a class="ds-link" href=CREATE_PAGE>
                        {create.other_system}
                    </a>
                </div>
            </form>
        </div>
        <p class="sim-vendor">
            {(texts.request.delivered_by)(&chosen.name, &chosen.vendor, &chosen.vendor_number)}
        </p>
    };
    let page = page(visit, party).script(Script::Dialogs);
    let page = match failed {
        Some(failed) => page.failed(errors::status(&failed.refusal)),
        None => page,
    };
    guard.on(answer(visit, page, content))
}

#[must_use]
pub fn no_power(visit: &Visit, party: &Organisation, status: StatusCode) -> Response {
    let texts = visit.texts();
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {texts.create.heading}
            </h1>
            {frame::no_power(texts)}
        </div>
    };
    answer(visit, page(visit, party).status(status), content)
}

/// Returns the page for a system that does not exist, or that customers cannot choose.
#[must_use]
pub fn not_found(visit: &Visit, party: &Organisation) -> Response {
    let texts = visit.texts();
    let more = texts.create.no_system_more.to_owned();
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {texts.create.heading}
            </h1>
            {alert("danger", texts.standard_request.approve_failed, Some(more))}
            <p class="ds-paragraph">
                <a class="ds-link" href=CREATE_PAGE>
                    {texts.create.other_system}
                </a>
            </p>
        </div>
    };
    let page = visit
        .page_for(
            error_title(texts.standard_request.approve_failed),
            Some(party),
        )
        .status(StatusCode::NOT_FOUND);
    answer(visit, page, content)
}

fn page(visit: &Visit, party: &Organisation) -> Page {
    visit.page_for(visit.texts().create.title, Some(party))
}

fn answer<V: IntoView + 'static>(visit: &Visit, page: Page, content: V) -> Response {
    page.answer(frame(
        visit.texts(),
        Part::SystemAccesses,
        Depth::Below,
        content,
    ))
}

fn cancel(texts: &'static Texts) -> impl IntoView {
    view! {
        <a class="ds-button" data-variant="tertiary" href=OVERVIEW_PAGE>
            {texts.overview.cancel}
        </a>
    }
}
