//! The simulated Altinn, in three parts: the APIs of Altinn's platform, Altinn's pages, and the backend of the pages
//! (BFF).

pub mod bff;
pub mod case_insensitive;
pub mod errors;
pub mod fault_injection;
pub mod fault_responses;
pub mod json_body;
pub mod pages;
pub mod portal_api;
pub(crate) mod request_json;
pub mod vendor_api;
