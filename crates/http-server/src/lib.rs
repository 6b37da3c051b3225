//! SmartCloud and the simulator use this crate for each HTTP request before a route handles the request. Both programs
//! are servers, so both need the same protection against bad clients.
//!
//! - [`serve`] accepts connections, and ends each connection that is silent, slow or old. `axum::serve` has no such
//!   limit.
//! - [`HostNames`] says whether a request is meant for this server.
//! - [`is_from_other_site`] says whether a page of another site sent the request.
//! - [`client_address`] finds the client's address, also behind a proxy.
//! - [`remove_encoded_cookie_names`] removes cookies with an encoded name, such as `%5F%5FHost-session`.
//! - [`check_request_line`] refuses request lines without a path, and methods that are too long.
//! - [`time_limit`] ends the handling of a request after a time.
//! - [`excerpt`] shortens a text of a client for the log.
//! - [`catch_panics`] turns a panic into a response with status 500.
//! - [`EdgeError`] is a response of the server itself, with a short text.

mod client_address;
mod connections;
mod cookie_names;
mod edge_error;
mod excerpt;
mod host_names;
mod panics;
mod request_body;
mod time_limit;

pub use self::{
    client_address::{client_address, client_of},
    connections::{CloseConnection, Limits, Stopping, serve},
    cookie_names::remove_encoded_cookie_names,
    edge_error::{EdgeError, check_request_line},
    excerpt::excerpt,
    host_names::{Host, HostName, HostNames, NotAHostName, is_from_other_site},
    panics::catch_panics,
    request_body::BodyState,
    time_limit::{time_limit, within},
};
