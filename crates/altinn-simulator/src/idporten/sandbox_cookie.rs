//! The cookie that remembers the browser's sandbox. Only ID-porten's host has this cookie. The other services find the
//! sandbox through the person who is logged in, or through the request that a page shows.

use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::HeaderMap;
use time::Duration;

use crate::{
    html::{cookie, http_only_cookie},
    world::World,
};

const SANDBOX_COOKIE: &str = "simulated-idporten-sandbox";

/// How long the browser remembers its sandbox. The simulator removes an idle sandbox earlier.
const LIFETIME: Duration = Duration::days(7);

/// Returns the id of the browser's sandbox. Returns `None` if the browser has no cookie, or if the sandbox no longer
/// exists.
pub(crate) fn sandbox_of_browser(world: &World, headers: &HeaderMap) -> Option<String> {
    cookie(headers, SANDBOX_COOKIE).filter(|id| world.sandboxes.exists(id))
}

/// Returns response headers that store the sandbox in the browser's cookie.
pub(crate) fn set_sandbox(id: &str) -> CookieJar {
    let mut cookie: Cookie = http_only_cookie(SANDBOX_COOKIE, id.to_owned());
    cookie.set_max_age(LIFETIME);
    CookieJar::new().add(cookie)
}
