//! SmartCloud: a vendor's product that gets its customers' system users through Altinn.
//!
//! **Here for the redirect pattern?** Read [`redirect`]: it is the whole of it, in order.
//!
//! | to learn | read |
//! |---|---|
//! | how a customer is sent to Altinn and comes back | [`redirect`] |
//! | what Altinn's answers do to a customer's state | [`onboarding`] |
//! | which calls are made to Altinn | [`altinn`] |
//! | how the tokens for them are had | [`maskinporten`] |
//! | how a customer logs in, and for whom they may act | [`login`], [`idporten`] |
//! | what a connected customer's data is fetched with | [`modules`] |
//! | what each plan asks for, and why | [`plan`] |
//! | what Altinn's terms mean | [`altinn_types`] |
//! | what the simulator does, and does not do | [`altinn_simulator`] |

// In the browser and on the server.
pub mod api;
pub mod error;
pub mod islands;
pub mod progress;

// On the server only. This list is the one place that says so: below it there is no `cfg`.
#[cfg(feature = "ssr")]
pub mod altinn;
#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod assets;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod content_policy;
#[cfg(feature = "ssr")]
pub mod encoding;
#[cfg(feature = "ssr")]
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod idporten;
#[cfg(feature = "ssr")]
pub mod language;
#[cfg(feature = "ssr")]
pub mod local_path;
#[cfg(feature = "ssr")]
pub mod login;
#[cfg(feature = "ssr")]
pub mod maskinporten;
#[cfg(feature = "ssr")]
pub mod modules;
#[cfg(feature = "ssr")]
pub mod onboarding;
#[cfg(feature = "ssr")]
pub mod outbound;
#[cfg(feature = "ssr")]
pub mod page_cache;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod plan;
#[cfg(feature = "ssr")]
pub mod redirect;
#[cfg(feature = "ssr")]
pub mod reply;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
pub mod signing;
#[cfg(feature = "ssr")]
pub mod state;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod vendor_setup;

/// What the browser calls when the code of a page's islands has come.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
