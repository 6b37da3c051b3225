//! The simulator's HTTP APIs: statuses, error codes and validation, in the order of the contract.

mod additions;
mod agent_requests;
mod any_case;
mod automation;
mod catalogue;
mod change_requests;
mod client_delegation;
mod conformance;
mod control;
mod control_page;
mod decisions;
mod edited_world;
mod faults;
mod generated;
mod idporten;
mod kept;
mod keys;
mod maskinporten;
mod maskinporten_clients;
#[path = "../openapi/mod.rs"]
mod openapi;
mod own_system;
mod persistence;
mod portal;
mod problems;
mod public_clients;
mod requests;
mod rows;
mod scopes;
mod seed;
mod support;
mod system_register;
mod system_users;
mod tokens;
mod world;
