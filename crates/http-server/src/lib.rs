//! SmartCloud and the simulator use this crate for each HTTP request before a route handles the request. Both programs
//! are servers, so both need the same protection against bad clients.
//!
//! - [`serve`] accepts connections, and ends each connection that is silent, slow or old. `axum::serve` has no such
//!   limit.
//! - [`HostNames`] says whether a request is meant for this server.
//! - [`is_from_other_site`] says whether a page of another site sent the request.
//! - [`client_address`] finds the client's address, also behind a proxy.
//! - [`remove_encoded_cookie_names`] removes cookies with an encoded name, such as `%5F%5FHost-session`.
//! - [`has_path`] recognises request lines without a path.
//! - [`time_limit`] ends the handling of a request after a time.
//! - [`excerpt`] shortens a text of a client for the log.
//! - [`catch_panics`] turns a panic into a response with status 500.

mod client_address;
mod connections;
mod cookie_names;
mod excerpt;
mod host_names;
mod panics;
mod request_body;
mod time_limit;

use http::Uri;

pub use self::{
    client_address::{client_address, client_of},
    connections::{CloseConnection, Limits, Stopping, serve},
    cookie_names::remove_encoded_cookie_names,
    excerpt::excerpt,
    host_names::{Host, HostName, HostNames, NotAHostName, is_from_other_site},
    panics::catch_panics,
    request_body::BodyState,
    time_limit::{time_limit, within},
};

/// Whether a request line has only a path, such as `GET /login`. Each server answers 400 to every other request line,
/// such as `CONNECT a:1`, `GET a:1` or `OPTIONS *`. Without a path, libraries behind the routes panic. A request line
/// with an authority, such as `GET http://a/`, is meant for a forward proxy.
#[must_use]
pub fn has_path(uri: &Uri) -> bool {
    uri.authority().is_none() && uri.path().starts_with('/')
}
