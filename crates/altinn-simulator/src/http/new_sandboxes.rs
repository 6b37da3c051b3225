//! Limits how many sandboxes one client address can create. Anybody can open the person chooser, which creates a
//! sandbox for each new browser. Without this limit, one program could use up all sandboxes.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
    time::Duration,
};

use axum::{extract::FromRequestParts, http::request::Parts};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http_server::client_of;

use crate::Simulator;

/// A client address that has used up its limit of new sandboxes gets the full limit back after this time.
const REFILL: Duration = Duration::from_mins(2);

/// The simulator counts the new sandboxes of each client address. If the simulator has counts for this many addresses,
/// it deletes the count of each address that has its full limit again.
const MAX_ADDRESSES: usize = 10_000;

#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<Simulator> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, Infallible> {
        let address = client_of(parts, simulator.client_address_header());
        // The server adds the client address to each HTTP request, so the unspecified address is only a fallback.
        Ok(Self(address.unwrap_or(Ipv4Addr::UNSPECIFIED.into())))
    }
}

#[derive(Debug)]
pub struct NewSandboxes(DefaultKeyedRateLimiter<IpAddr>);

impl NewSandboxes {
    /// Each client address can create `limit` sandboxes at once. After that, the address can create `limit` more during
    /// [`REFILL`], evenly spread over this time.
    #[must_use]
    pub fn new(limit: NonZeroU32) -> Self {
        let quota = Quota::with_period(REFILL / limit.get())
            .unwrap_or(Quota::per_second(limit))
            .allow_burst(limit);
        Self(RateLimiter::keyed(quota))
    }

    /// Counts a new sandbox. Returns whether the client address is allowed to create this sandbox.
    pub fn take(&self, ClientAddress(address): ClientAddress) -> bool {
        if self.0.len() >= MAX_ADDRESSES {
            self.0.retain_recent();
        }
        self.0.check_key(&address).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_the_places_of_the_others() {
        let limit = NewSandboxes::new(NonZeroU32::new(30).unwrap());
        let [flood, other] =
            [1, 2].map(|last| ClientAddress(Ipv4Addr::new(192, 0, 2, last).into()));
        let given = (0..500).filter(|_| limit.take(flood)).count();
        assert!((30..60).contains(&given), "{given}");
        assert!(limit.take(other));
    }
}
