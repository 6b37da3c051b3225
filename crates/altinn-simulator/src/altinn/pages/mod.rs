//! Altinn's pages about system users, on the UI's origin. Login and logout are on the platform's origin.
//!
//! | page | path |
//! |---|---|
//! | a vendor's request (`confirmUrl`) | `/accessmanagement/ui/systemuser/request?id=…` |
//! | a request for an agent system user | `/accessmanagement/ui/systemuser/agentrequest?id=…` |
//! | a change request | `/accessmanagement/ui/systemuser/changerequest?id=…` |
//! | the overview of pending requests and system users | `/accessmanagement/ui/systemuser/overview` |
//! | create a system user without a request | `/accessmanagement/ui/systemuser/create` |
//! | received requests | `/accessmanagement/ui/requests` |
//! | sent requests | `/accessmanagement/ui/requests/sent` |
//! | one system user | `/accessmanagement/ui/systemuser/{id}` |
//! | the connected clients of an agent system user | `/accessmanagement/ui/systemuser/{id}/agentdelegation` |
//! | all possible clients of an agent system user | `/accessmanagement/ui/systemuser/{id}/agentdelegation/clients` |
//! | choose another party | `/accessmanagement/api/v1/reportee/changeandredirect` |
//! | the start page | `/` |
//! | end the session, before the browser enters another sandbox | `/simulator/leave?goto=…` |
//!
//! In the real Altinn, JavaScript on the pages calls the paths under `/accessmanagement/api/v1`. In the simulator, HTML
//! forms on the pages post to the same paths. Calls to these paths that do not come from a form go to the module `bff`,
//! which sends the same JSON as the real Altinn.

pub(crate) mod access_lists;
pub(crate) mod antiforgery;
pub(crate) mod authentication;
pub(crate) mod create;
pub(crate) mod customer_clients;
pub(crate) mod failure;
pub(crate) mod frame;
pub(crate) mod overview;
pub(crate) mod party;
pub(crate) mod received;
pub(crate) mod request_model;
pub(crate) mod request_page;
mod sandbox;
mod search;
pub(crate) mod start_page;
pub(crate) mod user_page;

use axum::{
    Extension, Router, middleware,
    routing::{get, post},
};
use http::HeaderMap;
use jiff::{Timestamp, tz::TimeZone};

use url::Url;

use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive,
    html,
    rules::{Person, RequestKind},
    texts::Language,
};
use strum::VariantArray;

/// The name of Altinn's session cookie. Browsers share cookies between all ports of a host, so each service of the
/// simulator needs a different cookie name.
pub(crate) const SESSION_COOKIE: &str = "simulated-altinn-session";
/// The name of the cookie with the party that the person represents. The real Altinn uses the same name.
const PARTY_COOKIE: &str = "AltinnPartyUuid";
const LOGOUT_INFO_COOKIE: &str = "AltinnLogoutInfo";

const OVERVIEW_PAGE: &str = "/accessmanagement/ui/systemuser/overview";
const CREATE_PAGE: &str = "/accessmanagement/ui/systemuser/create";
const REQUESTS_PAGE: &str = "/accessmanagement/ui/requests";
const SENT_PAGE: &str = "/accessmanagement/ui/requests/sent";
const USER_PAGES: &str = "/accessmanagement/ui/systemuser";
pub const API: &str = "/accessmanagement/api/v1";
const USER_API: &str = "/accessmanagement/api/v1/systemuser";
const CHANGE_PARTY: &str = "/accessmanagement/api/v1/reportee/changeandredirect";

pub fn router() -> Router<Simulator> {
    let clients = format!("{USER_PAGES}/{{id}}/agentdelegation");
    let mut router = Router::new();
    for kind in RequestKind::VARIANTS.iter().copied() {
        router = router.merge(request_router(kind));
    }
    router
        .route("/", get(start_page::start_page))
        .route(CHANGE_PARTY, get(party::change_and_redirect))
        .route(OVERVIEW_PAGE, get(overview::overview))
        .route(REQUESTS_PAGE, get(received::received))
        .route(SENT_PAGE, get(received::sent))
        .route(&clients, get(customer_clients::connected))
        .route(
            &format!("{clients}/clients"),
            get(customer_clients::possible),
        )
        .route(CREATE_PAGE, get(create::show))
        .route(&format!("{USER_PAGES}/{{id}}"), get(user_page::details))
        .route_layer(middleware::from_fn(antiforgery::hand_out))
        .route(authentication::LEAVE, get(authentication::leave))
        .merge(html::router(html::Service::Altinn))
}

fn request_router(kind: RequestKind) -> Router<Simulator> {
    let log_out = format!("{}/{{id}}/logout", kind.api());
    Router::new()
        .route(&kind.page(), get(request_page::show))
        .route(&log_out, get(request_page::decision::log_out))
        .layer(Extension(kind))
}

/// Returns the routes that the HTML forms on the pages post to. The paths of the routes are relative to [`API`].
pub fn forms() -> Router<Simulator> {
    let mut router = Router::new();
    for kind in RequestKind::VARIANTS.iter().copied() {
        let mut answers = Router::new();
        for answer in kind.decisions() {
            let (name, answer_name) = (kind.name(), answer.as_str());
            let path = format!("/systemuser/{name}/{{party}}/{{id}}/{answer_name}");
            answers = answers.route(
                &path,
                post(request_page::decision::decide).layer(Extension(*answer)),
            );
        }
        router = router.merge(answers.layer(Extension(kind)));
    }
    router
        .route(
            "/systemuser/agentdelegation/{party}/{id}/delegation",
            post(customer_clients::change),
        )
        .route(
            "/systemuser/agentdelegation/{party}/{id}/delegation/all",
            post(customer_clients::add_all_clients::add_batch),
        )
        .route("/systemuser/{party}", post(create::create))
        .route("/systemuser/{party}/{id}/delete", post(user_page::delete))
}

pub fn platform_router() -> case_insensitive::Router<Simulator> {
    authentication::router()
}

/// Returns the person who is logged in to Altinn, according to the session cookie in `headers`.
pub(crate) fn person_of<'a>(
    world: &'a World,
    headers: &HeaderMap,
    now: Timestamp,
) -> Option<&'a Person> {
    let name = html::cookie(headers, SESSION_COOKIE)?;
    let session = world.login.altinn_session(&name, now)?;
    world.parties.person(&session.person)
}

/// Returns the person who is logged in to Altinn in this browser. Returns `None` if the page at `url` and the person
/// belong to different sandboxes.
pub(crate) fn person_at<'a>(
    world: &'a World,
    headers: &HeaderMap,
    url: &Url,
) -> Option<&'a Person> {
    let sandbox = sandbox::sandbox_of_url(world, url);
    let person = person_of(world, headers, world.now())?;
    let is_fit = sandbox.is_none_or(|sandbox| sandbox == person.sandbox_id());
    is_fit.then_some(person)
}

/// Formats a timestamp for users, in Norway's time zone and in the user's language.
pub(crate) fn format_time(language: Language, at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC);
    (language.texts().frame.moment)(at.to_zoned_datetime(zone).datetime())
}
