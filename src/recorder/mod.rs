//! Records the HTTP calls of each visitor, so that SmartCloud can show what happens behind a page. A product does not need
//! this module.
//!
//! | file | content |
//! |---|---|
//! | `exchange.rs` | the types of a recorded journey |
//! | `browser.rs` | the middleware that records the calls of browsers |
//! | `calls.rs` | records the calls that SmartCloud sends to other services |
//! | `other_side.rs` | keeps what the simulator's log knows of a visitor |
//! | `visitor.rs` | the id of a visitor |
//!
//! The recorder masks each call before it stores the call (crate `masking`). It keeps the calls in memory for an hour.
//! A visitor sees only the calls of the own browser.

mod browser;
mod calls;
pub mod exchange;
mod other_side;
mod visitor;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use masking::{Masker, Service};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;
use url::Url;

use self::exchange::{Exchange, Journey};
pub use self::{
    browser::record,
    calls::{Recording, begin_story, current_visitor, in_background},
    other_side::OtherSide,
    visitor::VisitorId,
};
use crate::{clock::Clock, config::Config};

/// The time for which a call is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// The shortest time between two searches for old calls.
const SWEEP_PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// The largest number of calls of one visitor.
const CALLS: usize = 300;

/// The largest size of one visitor's calls, in bytes.
const BYTES: usize = 1024 * 1024;

/// The largest number of visitors whose calls are kept. Then the recorder needs at most 200 MB.
const VISITORS: usize = 200;

/// The largest number of clues of one visitor.
const CLUES: usize = 50;

/// The recorded calls of all visitors. All clones share them.
#[derive(Clone, Debug)]
pub struct Recorder(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    is_on: bool,
    masker: Masker,
    /// The base URL of the simulator's control API. Calls to it are no part of a journey.
    control_url: Option<Url>,
    clock: Clock,
    visitors: Mutex<Visitors>,
    /// The number of changes, for pages that wait for the next call.
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Visitors {
    by_id: HashMap<VisitorId, Visitor>,
    /// How many visitors there have been.
    count: u64,
    /// When to look for old calls again. Looking at all visitors for each call would be slow.
    sweep_at: Timestamp,
}

#[derive(Debug)]
struct Visitor {
    /// The presenter's page names visitors by this number, because the id would let the presenter act as the visitor.
    number: u64,
    last_at: Timestamp,
    next_number: u64,
    bytes: usize,
    exchanges: VecDeque<Exchange>,
    clues: VecDeque<Clue>,
    other_side: Option<OtherSide>,
}

/// Something that SmartCloud knows of a visitor, and that the simulator's log knows too.
#[derive(Clone, Debug)]
pub enum Clue {
    /// The `state` of a log-in. It is a secret until the log-in is finished.
    State(SecretString),
    /// The id of a request for a system user.
    Request(String),
    /// The id of the visitor's sandbox.
    Sandbox(String),
    /// The `sid` of the visitor's session at ID-porten. The front-channel logout names it, and has no cookie.
    Session(SecretString),
}

/// A visitor as the presenter sees one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorSummary {
    pub number: u64,
    /// The time of the last call.
    pub last_at: Timestamp,
    pub calls: usize,
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
        // The pages of a log-in can have other hosts than the issuer.
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
            changes: watch::Sender::new(0),
        }))
    }

    /// Whether SmartCloud records calls. Without it, no page shows what happens behind the scenes.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.is_on
    }

    /// Returns the calls of a visitor that SmartCloud itself has seen.
    #[must_use]
    pub fn journey(&self, visitor: &VisitorId) -> Journey {
        self.visitors()
            .by_id
            .get(visitor)
            .map(Visitor::journey)
            .unwrap_or_default()
    }

    /// Returns SmartCloud's calls and the calls that only the other side knows, in the order of their time.
    #[must_use]
    pub fn whole_journey(&self, visitor: &VisitorId) -> Journey {
        let mut journey = self.journey(visitor);
        if let Some(other_side) = self.other_side(visitor) {
            journey.exchanges.extend(other_side.exchanges);
        }
        // The sort is stable, so calls of the same moment keep the order of their numbers.
        journey.exchanges.sort_by_key(|exchange| exchange.at);
        journey
    }

    /// Returns the number of calls of a visitor.
    #[must_use]
    pub fn calls(&self, visitor: &VisitorId) -> usize {
        let visitors = self.visitors();
        visitors
            .by_id
            .get(visitor)
            .map_or(0, |visitor| visitor.exchanges.len())
    }

    /// Returns the number of calls of the last step: what the browser did last, and the calls of the same step before it.
    #[must_use]
    pub fn calls_of_last_step(&self, visitor: &VisitorId) -> usize {
        let visitors = self.visitors();
        let calls = visitors.by_id.get(visitor).map(|found| &found.exchanges);
        let Some((calls, last)) = calls.and_then(|calls| Some((calls, calls.back()?))) else {
            return 0;
        };
        let is_of_last_step =
            |call: &&Exchange| call.step == last.step || call.request_id == last.request_id;
        calls.iter().rev().take_while(is_of_last_step).count()
    }

    /// Returns what the simulator's log can find a visitor by.
    #[must_use]
    pub fn clues(&self, visitor: &VisitorId) -> Vec<Clue> {
        self.visitors()
            .by_id
            .get(visitor)
            .map(|visitor| visitor.clues.iter().cloned().collect())
            .unwrap_or_default()
    }

    /// Saves something that the simulator's log can find a visitor by.
    pub fn add_clue(&self, visitor: &VisitorId, clue: Clue) {
        let now = self.0.clock.now();
        let mut visitors = self.visitors();
        let clues = &mut visitors.of(visitor, now).clues;
        if clues.iter().any(|known| known.same(&clue)) {
            return;
        }
        if clues.len() == CLUES {
            clues.pop_front();
        }
        clues.push_back(clue);
    }

    /// Returns the visitor with this session at ID-porten.
    fn visitor_of_session(&self, sid: SecretString) -> Option<VisitorId> {
        let wanted = Clue::Session(sid);
        let visitors = self.visitors();
        let mut all = visitors.by_id.iter();
        let found = all.find(|(_, visitor)| visitor.clues.iter().any(|clue| clue.same(&wanted)));
        found.map(|(id, _)| id.clone())
    }

    /// Forgets the calls of a visitor, because a new story begins: a scene, or a new sandbox.
    pub fn forget(&self, visitor: &VisitorId) {
        self.visitors().by_id.remove(visitor);
        self.announce();
    }

    /// Returns all visitors of the last hour, the last one first. Only the presenter may see them.
    #[must_use]
    pub fn all_visitors(&self) -> Vec<VisitorSummary> {
        let mut visitors = self.visitors();
        visitors.forget_old(self.0.clock.now());
        let summaries = visitors.by_id.values().map(|visitor| VisitorSummary {
            number: visitor.number,
            last_at: visitor.last_at,
            calls: visitor.exchanges.len(),
        });
        let mut all: Vec<_> = summaries.filter(|visitor| visitor.calls > 0).collect();
        all.sort_by_key(|visitor| std::cmp::Reverse((visitor.last_at, visitor.number)));
        all
    }

    /// Returns the id of the visitor with this number. Only the presenter may use it.
    #[must_use]
    pub fn visitor_with(&self, number: u64) -> Option<VisitorId> {
        let visitors = self.visitors();
        let mut all = visitors.by_id.iter();
        let found = all.find(|(_, visitor)| visitor.number == number);
        found.map(|(id, _)| id.clone())
    }

    /// Returns a receiver that wakes up when the recorder has stored a call, of whichever visitor.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// Reserves the number of the next call. The browser's call gets its number before the calls that it causes.
    fn next_number(&self, visitor: &VisitorId) -> u64 {
        let now = self.0.clock.now();
        let mut visitors = self.visitors();
        let visitor = visitors.of(visitor, now);
        let number = visitor.next_number;
        visitor.next_number += 1;
        number
    }

    fn add(&self, visitor: &VisitorId, mut exchange: Exchange, sender: Sender) {
        let now = self.0.clock.now();
        let mut visitors = self.visitors();
        let visitor = visitors.of(visitor, now);
        let before = visitor.exchanges.iter().rev().find(|before| {
            before.method == exchange.method
                && before.url == exchange.url
                && before.to == exchange.to
        });
        if let Some(before) = before {
            // An open page asks again and again. An answer that says nothing new would only hide the other calls.
            if sender == Sender::Script && before.has_same_answer(&exchange) {
                return;
            }
            if before.status.is_none_or(|status| status >= 500) {
                exchange.attempt = before.attempt.saturating_add(1);
            }
        }
        visitor.bytes += exchange.size();
        visitor.exchanges.push_back(exchange);
        while visitor.exchanges.len() > CALLS || visitor.bytes > BYTES {
            visitor.drop_first();
        }
        drop(visitors);
        self.announce();
    }

    fn announce(&self) {
        self.0.changes.send_modify(|count| *count += 1);
    }

    fn visitors(&self) -> MutexGuard<'_, Visitors> {
        // Each change under this lock leaves the map usable, also if a thread panics.
        let visitors = &self.0.visitors;
        visitors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who causes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    /// The visitor opens a page or sends a form.
    Visitor,
    /// The script of an open page asks at intervals.
    Script,
}

impl Visitors {
    /// Returns the visitor with this id. A new visitor can displace the one who has been quiet for the longest time.
    fn of(&mut self, id: &VisitorId, now: Timestamp) -> &mut Visitor {
        if now >= self.sweep_at {
            self.forget_old(now);
        }
        if !self.by_id.contains_key(id) && self.by_id.len() >= VISITORS {
            let quiet = self.by_id.iter().min_by_key(|(_, visitor)| visitor.last_at);
            if let Some(quiet) = quiet.map(|(id, _)| id.clone()) {
                self.by_id.remove(&quiet);
            }
        }
        let count = &mut self.count;
        let visitor = self.by_id.entry(id.clone()).or_insert_with(|| {
            *count += 1;
            Visitor {
                number: *count,
                last_at: now,
                next_number: 1,
                bytes: 0,
                exchanges: VecDeque::new(),
                clues: VecDeque::new(),
                other_side: None,
            }
        });
        visitor.last_at = now;
        visitor
    }

    fn forget_old(&mut self, now: Timestamp) {
        let is_old = |at: Timestamp| now.duration_since(at) > KEPT;
        self.by_id.retain(|_, visitor| !is_old(visitor.last_at));
        for visitor in self.by_id.values_mut() {
            while visitor
                .exchanges
                .front()
                .is_some_and(|first| is_old(first.at))
            {
                visitor.drop_first();
            }
        }
        let oldest = self.by_id.values().map(Visitor::oldest).min();
        let after = |time: Timestamp, pause| time.checked_add(pause).unwrap_or(Timestamp::MAX);
        let ends = after(oldest.unwrap_or(now).min(now), KEPT);
        self.sweep_at = ends.max(after(now, SWEEP_PAUSE));
    }
}

impl Visitor {
    /// Returns the time of the oldest thing that is kept of the visitor.
    fn oldest(&self) -> Timestamp {
        let first = self.exchanges.front();
        first.map_or(self.last_at, |first| first.at.min(self.last_at))
    }

    fn drop_first(&mut self) {
        if let Some(first) = self.exchanges.pop_front() {
            self.bytes = self.bytes.saturating_sub(first.size());
        }
    }

    fn journey(&self) -> Journey {
        let mut exchanges: Vec<_> = self.exchanges.iter().cloned().collect();
        exchanges.sort_by_key(|exchange| exchange.number);
        Journey { exchanges }
    }
}

impl Clue {
    /// Returns the `state` of a log-in.
    #[must_use]
    pub fn state(&self) -> Option<&SecretString> {
        match self {
            Self::State(state) => Some(state),
            Self::Request(_) | Self::Sandbox(_) | Self::Session(_) => None,
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::State(a), Self::State(b)) | (Self::Session(a), Self::Session(b)) => {
                a.expose_secret() == b.expose_secret()
            }
            (Self::Request(a), Self::Request(b)) | (Self::Sandbox(a), Self::Sandbox(b)) => a == b,
            _ => false,
        }
    }
}
