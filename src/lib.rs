//! SmartCloud is a vendor's product. SmartCloud gets system users for its customers through Altinn.
//!
//! **Do you want to see the redirect pattern?** Read [`redirect`]. That module holds the whole pattern, in the order of
//! the steps.
//!
//! | module | what it does |
//! |---|---|
//! | **The redirect pattern** | |
//! | [`redirect`] | Sends a customer to Altinn, handles the return, and decides what follows from Altinn's answers. |
//! | [`onboarding`] | Records what each of Altinn's answers means for the customer's progress. |
//! | [`altinn`] | Makes the calls to Altinn's API. |
//! | [`maskinporten`] | Gets the access tokens for calls to Altinn and to resource owners. |
//! | [`plan`] | Holds the plans as data: prices, dashboard modules, and the access that each plan requests. |
//! | [`store`] | Saves in SQLite what must survive a restart. |
//! | **Log-in** | |
//! | [`login`] | Handles log-in and log-out. |
//! | [`idporten`] | Makes the OpenID Connect calls to ID-porten and checks the ID token. |
//! | [`organisations`] | Reads which organisations a person may act for, at the log-in and again every ten minutes. |
//! | [`session`] | Holds the data about one browser: the session and the cookies. |
//! | [`signing`] | Signs JWTs with SmartCloud's own keys, for Maskinporten and ID-porten. |
//! | **Pages** | |
//! | [`app`] | Holds the HTML document around every page, and the routes of the pages. |
//! | [`pages`] | Holds the pages. |
//! | [`components`] | Holds the components and functions that several pages use. |
//! | [`islands`] | Holds the only code that runs in the browser. |
//! | [`api`] | Holds the server functions, which the islands call. |
//! | [`progress`] | Defines the part of a customer's progress that a browser may see. |
//! | [`dashboard_data`] | Fetches the dashboard's data from resource owners with the customer's system user. |
//! | [`i18n`] | Holds all texts in three languages, and formats dates and amounts. |
//! | [`language`] | Saves the language that the visitor chooses. |
//! | [`content_policy`] | Builds the Content-Security-Policy of each page. |
//! | [`page_cache`] | Keeps the pages that are the same for every visitor. |
//! | [`source_code`] | Shows the source of each step, and serves `llms.txt` and the steps as Markdown. |
//! | **Talks in front of the simulator** | |
//! | [`stage`] | Holds the scenes of a talk, the presenter's desk, and what windows need to follow a talk. |
//! | [`talks`] | Keeps the talks that are under way, and recognises presenters and followers. |
//! | [`control_api`] | Calls the simulator's control API, for sandboxes and faults. |
//! | **Server** | |
//! | [`server`] | Builds the router and the middleware. |
//! | [`health`] | Checks whether the database and the simulator answer. |
//! | [`state`] | Holds the state that all handlers share. |
//! | [`config`] | Reads the settings from the environment. |
//! | [`assets`] | Serves the style sheet, the font and the islands' code from memory. |
//! | [`rate_limit`] | Limits how often one client address may log in. |
//! | [`encoding`] | Chooses the compression of a response by the browser's `Accept-Encoding`. |
//! | [`error`] | Defines the errors that SmartCloud shows to users. |
//! | [`reply`] | Writes an error to the log, and redirects the browser to a page that shows the error. |
//! | [`recorder`] | Records the calls of each visitor, without their secrets. |
//! | [`behind_the_scenes`] | Shows and exports the recorded calls. |
//! | [`getting_started`] | Leads a vendor through the six steps to a system user, and measures each step. |
//! | [`questions`] | Answers the questions that vendors ask. |
//! | [`trials`] | Sends real calls when a visitor presses a button, and shows the answers. |
//! | [`outbound`] | Builds the HTTP client for calls to other services. |
//! | [`clock`] | Gives the time, which tests can move. |
//! | [`private_files`] | Closes the database and the keys to other users of the machine. |
//! | [`local_path`] | Checks that the target of a redirect is a path on SmartCloud's own site. |
//! | [`vendor_setup`] | Registers the vendor's keys, OAuth clients and system, once for each vendor. |
//!
//! SmartCloud uses three other crates of this repository. [`altinn_types`] defines Altinn's terms as types.
//! [`altinn_simulator`] simulates Altinn, Maskinporten and ID-porten. Both servers use [`http_server`] for their
//! connections and host names.

// These modules are compiled for the browser and for the server.
pub mod api;
pub mod error;
pub mod islands;
pub mod progress;

// These modules are compiled for the server only. In the library, no other file uses `cfg` with a feature.
#[cfg(feature = "ssr")]
pub mod altinn;
#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod assets;
#[cfg(feature = "ssr")]
pub mod behind_the_scenes;
#[cfg(feature = "ssr")]
pub mod clock;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod content_policy;
#[cfg(feature = "ssr")]
pub mod control_api;
#[cfg(feature = "ssr")]
pub mod dashboard_data;
#[cfg(feature = "ssr")]
pub mod encoding;
#[cfg(feature = "ssr")]
pub mod getting_started;
#[cfg(feature = "ssr")]
pub mod health;
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
pub mod onboarding;
#[cfg(feature = "ssr")]
pub mod organisations;
#[cfg(feature = "ssr")]
pub mod outbound;
#[cfg(feature = "ssr")]
pub mod page_cache;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod plan;
#[cfg(feature = "ssr")]
pub mod private_files;
#[cfg(feature = "ssr")]
pub mod questions;
#[cfg(feature = "ssr")]
pub mod rate_limit;
#[cfg(feature = "ssr")]
pub mod recorder;
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
pub mod source_code;
#[cfg(feature = "ssr")]
pub mod stage;
#[cfg(feature = "ssr")]
pub mod state;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod talks;
#[cfg(feature = "ssr")]
pub mod trials;
#[cfg(feature = "ssr")]
pub mod vendor_setup;

/// Starts the islands of a page. The script of the page calls this function when the browser has loaded the WebAssembly
/// code.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
