//! The simulator by itself, over HTTP: statuses, refusals and codes, in the order of the contract.

mod control;
mod decisions;
mod idporten;
mod maskinporten;
mod persistence;
mod requests;
mod support;
mod system_register;
mod system_users;
mod tokens;
