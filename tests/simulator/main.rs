//! The simulator by itself, over HTTP: statuses, refusals and codes, in the order of the contract.

mod conformance;
mod control;
mod decisions;
mod generated;
mod maskinporten;
#[path = "../openapi/mod.rs"]
mod openapi;
mod persistence;
mod requests;
mod support;
mod system_register;
mod system_users;
mod tokens;
