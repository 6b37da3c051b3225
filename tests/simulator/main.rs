//! The simulator by itself, over HTTP: statuses, refusals and codes, in the order of the contract.

mod agent_requests;
mod catalogue;
mod change_requests;
mod control;
mod decisions;
mod idporten;
mod maskinporten;
mod maskinporten_clients;
mod persistence;
mod requests;
mod support;
mod system_register;
mod system_users;
mod tokens;
