//! The simulator by itself, over HTTP: statuses, refusals and codes, in the order of the contract.

mod agent_requests;
mod change_requests;
mod client_delegation;
mod control;
mod decisions;
mod maskinporten;
mod persistence;
mod requests;
mod support;
mod system_register;
mod system_users;
mod tokens;
