//! The simulated Altinn: the APIs of Altinn's platform, Altinn's pages, and the backend of the pages (BFF).

pub(crate) mod access_json;
pub mod bff;
pub mod case_insensitive;
pub mod errors;
pub mod fault_injection;
pub mod fault_responses;
pub mod json_body;
pub mod pages;
pub mod portal_api;
pub(crate) mod request_json;
mod strict_json;
pub mod vendor_api;

use axum::Router;

use crate::Simulator;

/// Returns the routes on the UI's origin: the pages, and the backend of the pages under [`pages::API`]. The backend
/// also receives the HTML forms of the pages.
pub fn ui_router(simulator: &Simulator) -> Router<Simulator> {
    pages::router().nest_service(pages::API, bff::service(simulator, pages::forms()))
}
