//! Altinn: the APIs on its platform, and its pages.

pub mod bff;
pub mod errors;
pub mod fault_responses;
pub mod pages;
pub mod portal_api;
pub(crate) mod request_json;
pub mod vendor_api;
