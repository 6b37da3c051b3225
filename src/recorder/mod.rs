//! Records the HTTP calls of each visitor, so that SmartCloud can show what happens behind a page. A product does not
//! need this module.
//!
//! | file | content |
//! |---|---|
//! | `exchange.rs` | the types of a recorded journey |
//! | `browser.rs`, `browser_call.rs` | the middleware that records the calls of browsers |
//! | `calls.rs` | the recording of the calls that SmartCloud sends to other services |
//! | `clues.rs`, `other_side.rs` | the ids with which SmartCloud searches the simulator's log, and the log's answer |
//! | `visitor.rs`, `visitors.rs` | the id of a visitor, and the calls of all visitors with their limits |
//!
//! The recorder masks each call before it stores the call (crate `masking`), and keeps the calls in memory (ADR 11).
//! Visitors see only the calls of their own browser.

mod browser;
mod browser_call;
mod calls;
mod clues;
pub mod exchange;
mod other_side;
mod visitor;
mod visitors;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use masking::{MaskedUrl, Masker, Service};
use tokio::sync::watch;
use url::Url;

pub use self::{
    browser::record,
    browser_call::page_is_rendered,
    calls::{Recording, begin_story, current_visitor, in_background},
    clues::Clue,
    other_side::OtherSide,
    visitor::VisitorId,
};
use self::{
    exchange::{Exchange, Journey, Step, Stored},
    visitors::Visitors,
};
use crate::{clock::Clock, config::Config};

/// Keeps the recorded calls of all visitors. All clones share the same calls.
#[derive(Clone, Debug)]
pub struct Recorder(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    is_on: bool,
    masker: Masker,
    /// The base URL of the simulator's control API. The recorder skips calls to this API.
    control_url: Option<Url>,
    clock: Clock,
    visitors: Mutex<Visitors>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorSummary {
    pub number: u64,
    pub last_at: Timestamp,
    pub calls: usize,
    pub last_step: Option<Step>,
    pub is_own: bool,
}

impl Recorder {
    #[must_use]
    pub fn new(config: &Config, clock: Clock) -> Self {
        let issuer = config.idporten.issuer.parse().ok();
        let mut services = vec![
            (&config.public_url, Service::SmartCloud),
            (&config.altinn.platform_url, Service::AltinnPlatform),
            (&config.altinn.exchange_url, Service::AltinnPlatform),
            (&config.altinn.ui_url, Service::AltinnUi),
            (&config.maskinporten_url, Service::Maskinporten),
            (&config.resources.claims_url, Service::ResourceOwner),
            (&config.resources.demo_url, Service::ResourceOwner),
        ];
        services.extend(issuer.iter().map(|issuer| (issuer, Service::IdPorten)));
        // The pages of ID-porten and Altinn can have other hosts than `issuer` and `ui_url`. The recorder must also
        // know these hosts.
        let parse = |origins: &[String]| -> Vec<Url> {
            origins
                .iter()
                .filter_map(|origin| origin.parse().ok())
                .collect()
        };
        let (login, altinn) = (parse(&config.idporten.hops), parse(&config.altinn.hops));
        services.extend(login.iter().map(|origin| (origin, Service::IdPorten)));
        services.extend(altinn.iter().map(|origin| (origin, Service::AltinnUi)));
        Self(Arc::new(Shared {
            is_on: config.behind_the_scenes,
            masker: Masker::new(services),
            control_url: config.stage.as_ref().map(|stage| stage.control_url.clone()),
            clock,
            visitors: Mutex::default(),
        }))
    }

    /// Whether SmartCloud records calls. If not, the pages about recorded calls have status 404.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.is_on
    }

    /// Masks the secrets in a URL, for a page that shows the URL.
    #[must_use]
    pub fn masked_url(&self, url: &Url) -> MaskedUrl {
        self.0.masker.url(url.as_str())
    }

    #[must_use]
    pub fn journey(&self, visitor: &VisitorId) -> Journey {
        let visitors = self.visitors();
        let found = visitors.by_id.get(visitor);
        let calls = found.map(|found| found.exchanges.clone());
        // Unpacking takes time, so release the lock first.
        drop(visitors);
        let calls = calls.iter().flatten();
        let mut exchanges: Vec<_> = calls.map(|call| call.unpacked()).collect();
        exchanges.sort_by_key(|exchange| exchange.number);
        Journey { exchanges }
    }

    /// Returns the visitor's own calls, and the calls that only the simulator has seen. The oldest call is first.
    #[must_use]
    pub fn whole_journey(&self, visitor: &VisitorId) -> Journey {
        let mut journey = self.journey(visitor);
        if let Some(other_side) = self.other_side(visitor) {
            journey.exchanges.extend(other_side.exchanges());
        }
        // The sort is stable, so SmartCloud's calls with the same time keep the order of their numbers.
        journey.exchanges.sort_by_key(|exchange| exchange.at);
        journey
    }

    #[must_use]
    pub fn calls(&self, visitor: &VisitorId) -> usize {
        let visitors = self.visitors();
        visitors
            .by_id
            .get(visitor)
            .map_or(0, |visitor| visitor.exchanges.len())
    }

    /// Returns how many of the newest calls belong together. These are the calls of the browser's last HTTP request,
    /// and the calls directly before them with the same [`Step`]. The function stops counting at an earlier call that
    /// ended with a page.
    #[must_use]
    pub fn calls_of_last_step(&self, visitor: &VisitorId) -> usize {
        let visitors = self.visitors();
        let calls = visitors.by_id.get(visitor).map(|found| &found.exchanges);
        let Some((calls, last)) = calls.and_then(|calls| Some((calls, calls.back()?))) else {
            return 0;
        };
        let is_of_last_step = |call: &&Stored| {
            call.request_id == last.request_id || call.step == last.step && !call.ends_with_page()
        };
        calls.iter().rev().take_while(is_of_last_step).count()
    }

    /// Deletes the recorded calls of a visitor when a new journey begins, for example with a scene. The numbering of
    /// the calls continues. The HTTP request that begins the new journey has already reserved a number.
    pub fn forget(&self, visitor: &VisitorId) {
        if let Some(visitor) = self.visitors().by_id.get_mut(visitor) {
            visitor.clear();
            visitor.announce();
        }
    }

    /// Removes a new visitor if the visitor's first HTTP request did not start a journey.
    fn remove(&self, visitor: &VisitorId) {
        self.visitors().by_id.remove(visitor);
    }

    /// Returns all visitors of the last hour. The most recently active visitor is first. Show this list only to the
    /// presenter. `own` is the visitor id of the presenter's browser.
    #[must_use]
    pub fn all_visitors(&self, own: Option<&VisitorId>) -> Vec<VisitorSummary> {
        let mut visitors = self.visitors();
        visitors.forget_old(self.0.clock.now());
        let summaries = visitors.by_id.iter().map(|(id, visitor)| VisitorSummary {
            number: visitor.number,
            last_at: visitor.last_at,
            calls: visitor.exchanges.len(),
            last_step: visitor.exchanges.back().map(|last| last.step),
            is_own: Some(id) == own,
        });
        let mut all: Vec<_> = summaries.filter(|visitor| visitor.calls > 0).collect();
        all.sort_by_key(|visitor| std::cmp::Reverse((visitor.last_at, visitor.number)));
        all
    }

    /// Finds a visitor by number. Show the id only to the presenter, because whoever has the id can act as the visitor.
    #[must_use]
    pub fn visitor_with(&self, number: u64) -> Option<VisitorId> {
        let visitors = self.visitors();
        let mut all = visitors.by_id.iter();
        let found = all.find(|(_, visitor)| visitor.number == number);
        found.map(|(id, _)| id.clone())
    }

    /// Returns a receiver that is notified each time the recorder stores a call of this visitor.
    ///
    /// # Errors
    ///
    /// [`NoWait::UnknownVisitor`] if the recorder does not know the visitor. [`NoWait::TooMany`] if too many pages of
    /// the visitor wait already.
    pub fn changes(&self, visitor: &VisitorId) -> Result<watch::Receiver<()>, NoWait> {
        let visitors = self.visitors();
        let visitor = visitors.by_id.get(visitor).ok_or(NoWait::UnknownVisitor)?;
        visitor.wait().ok_or(NoWait::TooMany)
    }

    /// Reserves the number of the next call. A visitor's HTTP request gets its number before SmartCloud sends calls for
    /// this HTTP request. So these calls get higher numbers.
    fn next_number(&self, visitor: &VisitorId) -> u64 {
        let now = self.0.clock.now();
        let mut visitors = self.visitors();
        let visitor = visitors.of(visitor, now);
        let number = visitor.next_number;
        visitor.next_number += 1;
        number
    }

    /// Stores a call, or replaces the stored call with the same number. `page_is_rendered` stores the HTTP request of a
    /// browser before the response is complete. When the response is complete, the middleware replaces the stored call.
    fn add(&self, visitor: &VisitorId, mut exchange: Exchange, sender: Sender) {
        let now = self.0.clock.now();
        let mut visitors = self.visitors();
        let id = visitor;
        let visitor = visitors.of(id, now);
        if visitor.replace(&exchange) {
            return;
        }
        let before = visitor.exchanges.iter().rev().find(|before| {
            before.method == exchange.method
                && before.url == exchange.url
                && before.to == exchange.to
        });
        if let Some(before) = before {
            // The script of an open page makes SmartCloud repeat the same calls. If the response is the same as before,
            // do not store the call. Such calls would push all older calls out of the journey.
            if sender == Sender::Script && before.unpacked().has_same_answer(&exchange) {
                return;
            }
            if before.status.is_none_or(|status| status >= 500) {
                exchange.attempt = before.attempt.saturating_add(1);
            }
        }
        visitor.push(&exchange);
        visitor.announce();
        visitors.make_room(id);
    }

    fn visitors(&self) -> MutexGuard<'_, Visitors> {
        // Ignore that the lock is poisoned. If another thread panics while it holds the lock, the data is still usable.
        let visitors = &self.0.visitors;
        visitors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWait {
    UnknownVisitor,
    TooMany,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    Visitor,
    /// The script of an open page, which asks SmartCloud at intervals whether something has changed.
    Script,
}
