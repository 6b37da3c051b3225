//! The code that the tests of all packages share. Only tests use this crate.
//!
//! - [`HttpClient`] sends one HTTP request and returns the whole [`Response`]. An observer can check each response.
//! - [`Browser`] acts as a browser without scripts. The browser handles cookies, forms, redirects, frames and
//!   refreshes.
//! - [`ControlApi`] calls the simulator's control API.
//! - `SimulatorTestBed` (feature `simulator`) starts a simulator, with or without a [`StateFile`].
//! - `AppTestBed` (feature `app`) starts SmartCloud with a simulator.
//! - `Gate` (feature `app`) holds back a call from SmartCloud to the simulator.

#![allow(
    clippy::missing_panics_doc,
    reason = "a failed expectation panics, and so fails the test"
)]

#[cfg(feature = "app")]
mod app;
mod browser;
mod control_api;
#[cfg(feature = "app")]
mod gate;
mod http_client;
mod page;
pub mod ports;
mod response;
#[cfg(feature = "simulator")]
mod simulator;
#[cfg(feature = "simulator")]
mod state_file;

#[cfg(feature = "app")]
pub use app::{AppTestBed, app_config};
pub use browser::Browser;
pub use control_api::{ControlApi, Customer, Organisation, Person};
#[cfg(feature = "app")]
pub use gate::Gate;
pub use http_client::{HttpClient, Observer};
pub use page::Form;
pub use response::{Response, location, problem};
#[cfg(feature = "simulator")]
pub use simulator::{SimulatorTestBed, with_seed};
#[cfg(feature = "simulator")]
pub use state_file::StateFile;
