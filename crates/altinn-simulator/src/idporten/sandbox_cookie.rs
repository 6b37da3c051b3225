//! The cookie that remembers the browser's sandbox. Only ID-porten's host sets and gets this cookie. The other services
//! find the sandbox through the person who is logged in, or through the request that a page shows.
//!
//! The cookie contains a secret instead of the id of the sandbox. Pages show the id, so a visitor could use the id to
//! forge the cookie of another visitor's sandbox.

use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::HeaderMap;
use time::Duration;

use crate::{
    html::{cookie, http_only_cookie},
    oidc::BROWSER_LIFETIME,
    world::World,
};

const SANDBOX_COOKIE: &str = "simulated-idporten-sandbox";

/// Returns the id of the browser's sandbox. Returns `None` if the browser has no sandbox cookie, or if the sandbox is
/// deleted.
pub(crate) fn sandbox_of_browser(world: &World, headers: &HeaderMap) -> Option<String> {
    let secret = cookie(headers, SANDBOX_COOKIE)?;
    let id = world
        .login
        .sandbox_of_browser(&secret, World::machine_time())?;
    world.sandboxes.exists(id).then(|| id.to_owned())
}

/// Moves the browser into a sandbox, and returns response headers that set the sandbox cookie. If no browser is left in
/// the previous sandbox, the simulator can remove that sandbox at once.
pub(crate) fn enter_sandbox(world: &mut World, headers: &HeaderMap, id: &str) -> CookieJar {
    let now = World::machine_time();
    let secret = cookie(headers, SANDBOX_COOKIE);
    let previous = secret.and_then(|secret| world.login.forget_browser(&secret));
    if let Some(previous) = previous
        && previous != id
        && !world.login.has_browser_in(&previous, now)
    {
        world.sandboxes.mark_left(&previous);
    }
    let secret = world.login.remember_browser(id, now);
    let mut cookie: Cookie = http_only_cookie(SANDBOX_COOKIE, secret);
    cookie.set_max_age(Duration::seconds(BROWSER_LIFETIME.as_secs()));
    CookieJar::new().add(cookie)
}
