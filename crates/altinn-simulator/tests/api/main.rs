//! Tests of the simulator's HTTP APIs: statuses, error codes and the order of the checks.

mod added_parties_and_packages;
mod agent_requests;
mod automation;
mod case_insensitive;
mod catalogue;
mod change_requests;
mod client_delegation;
mod conformance;
mod control_api;
mod control_panel;
mod exported_state;
mod fault_injection;
mod figures;
mod idporten;
mod inconsistent_state;
mod keys;
mod maskinporten;
mod maskinporten_clients;
#[path = "../openapi/mod.rs"]
mod openapi;
mod persistence;
mod policy_decisions;
mod portal;
mod problems;
mod property_tests;
mod public_clients;
mod requests;
mod rows;
mod scopes;
mod seed;
mod state_file;
mod support;
mod system_register;
mod system_users;
mod tokens;
mod vendor_own_system;
