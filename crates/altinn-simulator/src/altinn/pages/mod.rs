//! Altinn's pages around a system user, on two origins: pages on the UI's, log-in and log-out on the
//! platform's.
//!
//! | page | path |
//! |---|---|
//! | a vendor's request (`confirmUrl`) | `/accessmanagement/ui/systemuser/request?id=…` |
//! | one for an agent system user; one to change a system user | `…/systemuser/agentrequest`, `…/changerequest` |
//! | what waits and what there is | `/accessmanagement/ui/systemuser/overview` |
//! | to make one without a request | `/accessmanagement/ui/systemuser/create` |
//! | all requests | `/accessmanagement/ui/requests`, `…/requests/sent` |
//! | one system user; to delete it | `/accessmanagement/ui/systemuser/{id}`, `…/{id}/delete` |
//! | the clients of an agent system user | `…/systemuser/{id}/agentdelegation`, `…/agentdelegation/clients` |
//! | another party | `/accessmanagement/api/v1/reportee/changeandredirect` |
//! | the start | `/` |
//!
//! In the real Altinn the pages are a script that calls the paths under `/accessmanagement/api/v1`; here
//! they are forms that post to the same paths. Whoever is no form gets there what the script gets: see `bff`.

pub(crate) mod add_all;
pub(crate) mod add_all_view;
pub(crate) mod antiforgery;
pub(crate) mod authentication;
pub(crate) mod clients;
pub(crate) mod clients_view;
pub(crate) mod create;
pub(crate) mod create_view;
pub(crate) mod decide;
pub(crate) mod failure;
pub(crate) mod front;
pub(crate) mod kind;
pub(crate) mod link_row;
pub(crate) mod management;
pub(crate) mod overview;
pub(crate) mod party;
pub(crate) mod pending;
pub(crate) mod received;
pub(crate) mod request_asks;
pub(crate) mod request_model;
pub(crate) mod request_page;
pub(crate) mod request_view;
pub(crate) mod rows;
pub(crate) mod user_page;
pub(crate) mod visit;

use axum::{
    Extension, Router, middleware,
    routing::{get, post},
};
use http::HeaderMap;
use jiff::{Timestamp, tz::TimeZone};

use crate::world::World;
use crate::{
    Simulator, html,
    http::case_insensitive,
    rules::{Answerable, Person},
    texts::Language,
};

/// Altinn's own session. Its name says whose it is: cookies are shared between ports.
pub(crate) const SESSION_COOKIE: &str = "simulated-altinn-session";
/// The party that the person acts for. The name is Altinn's, as those of the next two.
const PARTY_COOKIE: &str = "AltinnPartyUuid";
const LOGOUT_INFO_COOKIE: &str = "AltinnLogoutInfo";

const OVERVIEW_PAGE: &str = "/accessmanagement/ui/systemuser/overview";
const CREATE_PAGE: &str = "/accessmanagement/ui/systemuser/create";
const REQUESTS_PAGE: &str = "/accessmanagement/ui/requests";
const SENT_PAGE: &str = "/accessmanagement/ui/requests/sent";
const USER_PAGES: &str = "/accessmanagement/ui/systemuser";
const API: &str = "/accessmanagement/api/v1";
const USER_API: &str = "/accessmanagement/api/v1/systemuser";
const CHANGE_PARTY: &str = "/accessmanagement/api/v1/reportee/changeandredirect";

/// The pages where a customer approves, and what they call.
pub fn router(simulator: &Simulator) -> Router<Simulator> {
    let clients = format!("{USER_PAGES}/{{id}}/agentdelegation");
    let mut router = Router::new();
    for asked in Answerable::ALL {
        router = router.merge(request_router(asked));
    }
    router
        .route("/", get(front::front))
        .route(CHANGE_PARTY, get(party::change_and_redirect))
        .route(OVERVIEW_PAGE, get(overview::overview))
        .route(REQUESTS_PAGE, get(received::received))
        .route(SENT_PAGE, get(received::sent))
        .route(&clients, get(clients::connected))
        .route(&format!("{clients}/clients"), get(clients::possible))
        .route(CREATE_PAGE, get(create::show))
        .route(&format!("{USER_PAGES}/{{id}}"), get(user_page::details))
        .route(&format!("{USER_PAGES}/{{id}}/delete"), get(user_page::ask))
        .route_layer(middleware::from_fn(antiforgery::hand_out))
        .nest_service(API, crate::altinn::bff::service(simulator, forms()))
        .merge(html::router(html::Service::Altinn))
}

/// One kind of request: its page, and the way out.
fn request_router(asked: Answerable) -> Router<Simulator> {
    let log_out = format!("{}/{{id}}/logout", asked.api());
    Router::new()
        .route(&asked.page(), get(request_page::show))
        .route(&log_out, get(decide::log_out))
        .layer(Extension(asked))
}

/// What the pages' own forms are sent to, below [`API`].
fn forms() -> Router<Simulator> {
    let mut router = Router::new();
    for asked in Answerable::ALL {
        let mut answers = Router::new();
        for answer in asked.answers() {
            let (name, answer_name) = (asked.name(), answer.as_str());
            let path = format!("/systemuser/{name}/{{party}}/{{id}}/{answer_name}");
            answers = answers.route(&path, post(decide::decide).layer(Extension(*answer)));
        }
        router = router.merge(answers.layer(Extension(asked)));
    }
    router
        .route(
            "/systemuser/agentdelegation/{party}/{id}/delegation",
            post(clients::change),
        )
        .route(
            "/systemuser/agentdelegation/{party}/{id}/delegation/all",
            post(add_all::add_batch),
        )
        .route("/systemuser/{party}", post(create::create))
        .route("/systemuser/{party}/{id}/delete", post(user_page::delete))
}

/// Log-in and log-out on Altinn's platform.
pub fn platform_router() -> case_insensitive::Router<Simulator> {
    authentication::router()
}

/// Who is logged in to Altinn in this browser.
pub(crate) fn person_of<'a>(
    world: &'a World,
    headers: &HeaderMap,
    now: Timestamp,
) -> Option<&'a Person> {
    let name = html::cookie(headers, SESSION_COOKIE)?;
    let session = world.login.altinn_session(&name, now)?;
    world.person(&session.person)
}

/// A moment as it is told to people in Norway.
pub(crate) fn told(language: Language, at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC);
    (language.texts().frame.moment)(at.to_zoned(zone).datetime())
}
