//! The simulator by itself, over HTTP: statuses, refusals and codes, in the order of the contract.

mod additions;
mod automation;
mod control;
mod control_page;
mod decisions;
mod faults;
mod keys;
mod maskinporten;
mod persistence;
mod requests;
mod support;
mod system_register;
mod system_users;
mod tokens;
mod world;
